package dev.cofferdam.seccomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProfileDocumentTest {
  private static final String DENY = "'defaultAction':'SCMP_ACT_ERRNO'";

  /** Single quotes stand for double ones. */
  private static ProfileDocument read(String json) throws SeccompException {
    return ProfileDocument.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private static ProfileDocument rules(String... rules) throws SeccompException {
    return read("{" + DENY + ",'syscalls':[" + String.join(",", rules) + "]}");
  }

  private static Profile profile(String... rules) throws SeccompException {
    return rules(rules).resolve(Environments.x86());
  }

  private static String rule(String name, String action, String more) {
    return "{'names':['%s'],'action':'SCMP_ACT_%s'%s}".formatted(name, action, more);
  }

  private static String allow(String name, String more) {
    return rule(name, "ALLOW", more);
  }

  private static String args(String comparison) {
    return ",'args':[{" + comparison + "}]";
  }

  private static String socket(String operator, String value) {
    return allow(
        "socket", args("'index':0,'value':" + value + ",'op':'SCMP_CMP_" + operator + "'"));
  }

  @Nested
  class Meanings {
    @Test
    void what_no_rule_names_has_the_default() throws SeccompException {
      Profile profile = profile(allow("read", ""));
      assertThat(Environments.decide(profile, "read")).isEqualTo(Action.ALLOW);
      assertThat(Environments.decide(profile, "write")).isEqualTo(Action.EPERM);
    }

    @Test
    void numbers_without_a_name_do_not_exist_where_others_are_refused() throws SeccompException {
      SeccompData newest = SeccompData.of(Architecture.X86_64, 4000);
      assertThat(profile().decide(newest)).isEqualTo(Action.ENOSYS);
      assertThat(
              read("{'defaultAction':'SCMP_ACT_KILL_PROCESS'}")
                  .resolve(Environments.x86())
                  .decide(newest))
          .isEqualTo(Action.KILL_PROCESS);
      assertThat(
              read("{'defaultAction':'SCMP_ACT_LOG'}").resolve(Environments.x86()).decide(newest))
          .isEqualTo(Action.LOG);
    }

    @Test
    void the_strictest_of_several_rules_wins_in_whatever_order() throws SeccompException {
      String kill = rule("read", "KILL_PROCESS", args("'index':0,'value':3,'op':'SCMP_CMP_EQ'"));
      for (Profile profile :
          new Profile[] {profile(allow("read", ""), kill), profile(kill, allow("read", ""))}) {
        assertThat(Environments.decide(profile, "read", 3)).isEqualTo(Action.KILL_PROCESS);
        assertThat(Environments.decide(profile, "read", 4)).isEqualTo(Action.ALLOW);
      }
    }

    @Test
    void a_rule_may_be_as_strict_as_the_default_and_wins_nonetheless() throws SeccompException {
      Profile profile = profile(allow("setns", ""), rule("setns", "ERRNO", ",'errnoRet':1"));
      assertThat(Environments.decide(profile, "setns")).isEqualTo(Action.EPERM);
    }

    @Test
    void all_arguments_of_a_rule_must_be_right() throws SeccompException {
      Profile profile =
          profile(
              allow(
                  "socket",
                  ",'args':[{'index':0,'value':16,'op':'SCMP_CMP_EQ'},"
                      + "{'index':2,'value':9,'op':'SCMP_CMP_NE'}]"));
      assertThat(Environments.decide(profile, "socket", 16, 3, 8)).isEqualTo(Action.ALLOW);
      assertThat(Environments.decide(profile, "socket", 16, 3, 9)).isEqualTo(Action.EPERM);
      assertThat(Environments.decide(profile, "socket", 15, 3, 8)).isEqualTo(Action.EPERM);
    }

    @ParameterizedTest
    @CsvSource({
      "EQ, 5, 4, false", "EQ, 5, 5, true", "NE, 5, 4, true", "NE, 5, 5, false",
      "LT, 5, 4, true", "LT, 5, 5, false", "LE, 5, 5, true", "LE, 5, 6, false",
      "GT, 5, 5, false", "GT, 5, 6, true", "GE, 5, 4, false", "GE, 5, 5, true",
      "LT, 0, 0, false", "GE, 0, 0, true", "GT, 4294967295, -1, false", "LE, 4294967295, -1, true",
      "GT, 5, -1, true", "LT, 5, -1, false"
    })
    void comparisons_are_without_sign(String operator, String value, long register, boolean holds)
        throws SeccompException {
      assertThat(Environments.decide(profile(socket(operator, value)), "socket", register))
          .isEqualTo(holds ? Action.ALLOW : Action.EPERM);
    }

    @ParameterizedTest
    @ValueSource(strings = {"4294967295", "18446744073709551615"})
    void minus_one_is_minus_one_at_any_width(String value) throws SeccompException {
      Profile profile = profile(socket("EQ", value));
      assertThat(Environments.decide(profile, "socket", -1)).isEqualTo(Action.ALLOW);
      assertThat(Environments.decide(profile, "socket", 0xffff_ffffL)).isEqualTo(Action.ALLOW);
      assertThat(Environments.decide(profile, "socket", 0xffff_fffeL)).isEqualTo(Action.EPERM);
    }

    @Test
    void ids_have_16_bits_in_the_old_calls_of_32_bit_programs() throws SeccompException {
      Profile profile =
          read("{"
                  + DENY
                  + ",'architectures':['SCMP_ARCH_X86'],'syscalls':["
                  + allow("setuid", args("'index':0,'value':4294967295,'op':'SCMP_CMP_EQ'"))
                  + "]}")
              .resolve(Environments.x86());
      assertThat(Environments.decide(profile, Architecture.I386, "setuid", 0x1_ffff))
          .isEqualTo(Action.ALLOW);
      assertThat(Environments.decide(profile, "setuid", 0x1_ffff)).isEqualTo(Action.EPERM);
      assertThat(Environments.decide(profile, "setuid", 0xffff_ffffL)).isEqualTo(Action.ALLOW);
    }

    @Test
    void a_mask_is_value_and_what_is_wanted_is_the_second() throws SeccompException {
      Profile profile =
          profile(
              allow(
                  "clone", args("'index':0,'value':240,'valueTwo':32,'op':'SCMP_CMP_MASKED_EQ'")));
      assertThat(Environments.decide(profile, "clone", 0x12f)).isEqualTo(Action.ALLOW);
      assertThat(Environments.decide(profile, "clone", 0x13f)).isEqualTo(Action.EPERM);
    }

    @Test
    void a_wide_value_is_none_for_32_bit_programs() throws SeccompException {
      Profile profile =
          read("{"
                  + DENY
                  + ",'architectures':['SCMP_ARCH_X86'],'syscalls':["
                  + allow("mmap", args("'index':1,'value':4294967296,'op':'SCMP_CMP_EQ'"))
                  + ","
                  + allow("munmap", args("'index':1,'value':4294967296,'op':'SCMP_CMP_LT'"))
                  + "]}")
              .resolve(Environments.x86());
      assertThat(Environments.decide(profile, "mmap", 0, 1L << 32)).isEqualTo(Action.ALLOW);
      assertThat(Environments.decide(profile, Architecture.I386, "mmap", 0, 0))
          .isEqualTo(Action.EPERM);
      assertThat(Environments.decide(profile, "munmap", 0, 1L << 32)).isEqualTo(Action.EPERM);
      assertThat(Environments.decide(profile, Architecture.I386, "munmap", 0, 5))
          .isEqualTo(Action.ALLOW);
    }

    @ParameterizedTest
    @CsvSource({
      "ERRNO, 1, 0x00050001", "KILL, 1, 0", "KILL_THREAD, 1, 0", "KILL_PROCESS, 1, 0x80000000",
      "TRAP, 1, 0x00030000", "LOG, 1, 0x7ffc0000", "ALLOW, 1, 0x7fff0000", "TRACE, 1, 0x7ff00001"
    })
    void an_action_is_what_the_kernel_has(String name, int ignored, String value)
        throws SeccompException {
      Profile profile =
          read("{'defaultAction':'SCMP_ACT_" + name + "'}").resolve(Environments.x86());
      assertThat(Environments.decide(profile, "read").returnValue())
          .isEqualTo(Long.decode(value).intValue());
    }
  }

  @Nested
  class Environs {
    private static Profile scoped(String scope, Environment environment) throws SeccompException {
      return rules(allow("bpf", "," + scope)).resolve(environment);
    }

    private static boolean isAllowed(Profile profile) {
      return Environments.decide(profile, "bpf").equals(Action.ALLOW);
    }

    @Test
    void a_rule_may_need_capabilities() throws SeccompException {
      String needed = "'includes':{'caps':['CAP_BPF','CAP_PERFMON']}";
      assertThat(isAllowed(scoped(needed, Environments.x86("CAP_BPF")))).isFalse();
      assertThat(isAllowed(scoped(needed, Environments.x86("CAP_BPF", "CAP_PERFMON")))).isTrue();
      String excluded = "'excludes':{'caps':['CAP_BPF','CAP_PERFMON']}";
      assertThat(isAllowed(scoped(excluded, Environments.x86()))).isTrue();
      assertThat(isAllowed(scoped(excluded, Environments.x86("CAP_PERFMON")))).isFalse();
    }

    @Test
    void a_rule_may_need_a_kernel() throws SeccompException {
      assertThat(isAllowed(scoped("'includes':{'minKernel':'6.18'}", Environments.x86()))).isTrue();
      assertThat(isAllowed(scoped("'includes':{'minKernel':'6.19'}", Environments.x86())))
          .isFalse();
      assertThat(isAllowed(scoped("'excludes':{'minKernel':'6.9'}", Environments.x86()))).isFalse();
    }

    @Test
    void a_rule_may_be_for_a_host() throws SeccompException {
      assertThat(isAllowed(scoped("'includes':{'arches':['amd64','x32']}", Environments.x86())))
          .isTrue();
      assertThat(isAllowed(scoped("'includes':{'arches':['s390x']}", Environments.x86())))
          .isFalse();
      assertThat(isAllowed(scoped("'excludes':{'arches':['amd64']}", Environments.x86())))
          .isFalse();
    }

    @Test
    void architectures_are_added_to_the_hosts_own() throws SeccompException {
      String known = ",'architectures':['SCMP_ARCH_X86','SCMP_ARCH_S390X','SCMP_ARCH_AARCH64']}";
      assertThat(read("{" + DENY + known).resolve(Environments.x86()).architectures())
          .containsOnlyKeys(Architecture.X86_64, Architecture.I386);
      assertThat(read("{" + DENY + "}").resolve(Environments.x86()).architectures())
          .containsOnlyKeys(Architecture.X86_64);
    }

    @Test
    void moby_maps_the_host_to_its_other_architectures() throws SeccompException {
      String map =
          ",'archMap':[{'architecture':'SCMP_ARCH_X86_64','subArchitectures':['SCMP_ARCH_X32']},"
              + "{'architecture':'SCMP_ARCH_AARCH64','subArchitectures':null}]}";
      assertThat(read("{" + DENY + map).resolve(Environments.x86()).architectures())
          .containsOnlyKeys(Architecture.X86_64, Architecture.X32);
      assertThat(read("{" + DENY + map).resolve(Environments.arm()).architectures())
          .containsOnlyKeys(Architecture.AARCH64);
    }

    @Test
    void calls_of_other_architectures_are_nothing_to_ours() throws SeccompException {
      assertThat(
              profile(allow("s390_sthyi", ""), allow("recv", ""))
                  .rules(Architecture.X86_64)
                  .calls())
          .isEmpty();
    }

    @Test
    void flags_are_taken_over() throws SeccompException {
      assertThat(
              read("{" + DENY + ",'flags':['SECCOMP_FILTER_FLAG_LOG']}")
                  .resolve(Environments.x86())
                  .flags())
          .containsExactly(Flag.LOG);
    }
  }

  @Nested
  class Mistakes {
    private static void assertRefused(String json, String message) {
      assertThatThrownBy(() -> read(json).resolve(Environments.x86()))
          .isInstanceOf(SeccompException.class)
          .hasMessageContaining(message);
    }

    private static void assertRuleRefused(String rule, String message) {
      assertRefused("{" + DENY + ",'syscalls':[" + rule + "]}", message);
    }

    @Test
    void name_line_column_and_path() {
      assertRefused(
          """
          {
            'defaultAction': 'SCMP_ACT_ALLOW',
            'syscalls': [
              {'names': ['read'], 'action': 'SCMP_ACT_ERRNO', 'args': [
                {'index': 0, 'value': 1, 'op': 'SCMP_CMP_EQUAL'}]}
            ]
          }
          """,
          "line 5, column 38: syscalls[0].args[0].op: no comparison is called SCMP_CMP_EQUAL");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        value = {
          "``| empty",
          "[] | the profile: must be an object",
          "{} | needs \"defaultAction\"",
          "{'defaultAction':'SCMP_ACT_ALLOW'} {} | more follows",
          "{'defaultAction':'SCMP_ACT_ALLOW' | not valid JSON",
          "{'defaultaction':'SCMP_ACT_ALLOW'} | not a field of this object (did you mean defaultAction?)",
          "{'defaultAction':'SCMP_ACT_ALLOW','defaultAction':'SCMP_ACT_ALLOW'} | given twice",
          "{'defaultAction':'SCMP_ACT_ALLOW','DefaultAction':'SCMP_ACT_KILL'} | not a field",
          "{'defaultAction':'ALLOW'} | no action is called ALLOW",
          "{'defaultAction':1} | must be a string",
          "{'defaultAction':'SCMP_ACT_ALLOW','defaultErrnoRet':1} | SCMP_ACT_ALLOW takes no number",
          "{'defaultAction':'SCMP_ACT_ERRNO','defaultErrnoRet':4096} | an errno is at most 4095",
          "{'defaultAction':'SCMP_ACT_ERRNO','defaultErrnoRet':-1} | whole number from 0",
          "{'defaultAction':'SCMP_ACT_ERRNO','defaultErrnoRet':1.0} | whole number from 0",
          "{'defaultAction':'SCMP_ACT_NOTIFY'} | needs \"listenerPath\"",
          "{'defaultAction':'SCMP_ACT_ALLOW','flags':['LOG']} | no flag of a filter is called LOG",
          "{'defaultAction':'SCMP_ACT_ALLOW','architectures':['amd64']} | no architecture is called",
          "{'defaultAction':'SCMP_ACT_ALLOW','syscalls':{}} | syscalls: must be an array"
        })
    void of_the_document_are_refused(String json, String message) {
      assertRefused(json, message);
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        value = {
          "{'action':'SCMP_ACT_ALLOW'} | needs \"names\"",
          "{'names':[],'action':'SCMP_ACT_ALLOW'} | needs \"names\"",
          "{'name':'read','names':['read'],'action':'SCMP_ACT_ALLOW'} | needs \"names\"",
          "{'names':['raed'],'action':'SCMP_ACT_ALLOW'} | no system call is called raed (did you mean read",
          "{'names':['read'],'action':'SCMP_ACT_ALLOW','errnoRet':1} | takes no number",
          "{'names':['read'],'action':'SCMP_ACT_ALLOW','includes':{'caps':['BPF']}} | no capability",
          "{'names':['read'],'action':'SCMP_ACT_ALLOW','includes':{'arches':['x86_64']}} | no architecture",
          "{'names':['read'],'action':'SCMP_ACT_ALLOW','includes':{'minKernel':'4'}} | two numbers"
        })
    void of_a_rule_are_refused(String rule, String message) {
      assertRuleRefused(rule, message);
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        value = {
          "'index':6,'value':1,'op':'SCMP_CMP_EQ' | whole number from 0 to 5",
          "'value':1,'op':'SCMP_CMP_EQ' | needs \"index\"",
          "'index':0,'op':'SCMP_CMP_EQ' | needs \"value\"",
          "'index':0,'value':-1,'op':'SCMP_CMP_EQ' | what a program passes as -1",
          "'index':0,'value':18446744073709551616,'op':'SCMP_CMP_EQ' | 18446744073709551615",
          "'index':0,'value':'1','op':'SCMP_CMP_EQ' | must be a whole number",
          "'index':0,'value':4294967296,'op':'SCMP_CMP_EQ' | impossible comparison",
          "'index':0,'value':4294967296,'op':'SCMP_CMP_LT' | impossible comparison",
          "'index':0,'value':4294967296,'op':'SCMP_CMP_MASKED_EQ' | impossible comparison",
          "'index':0,'value':0,'op':'SCMP_CMP_MASKED_EQ' | impossible comparison",
          "'index':0,'value':1,'valueTwo':2,'op':'SCMP_CMP_MASKED_EQ' | impossible comparison"
        })
    void of_an_argument_are_refused(String argument, String message) {
      assertRuleRefused(allow("socket", args(argument)), message);
    }

    @Test
    void an_impossible_comparison_has_its_place() {
      assertRuleRefused(
          allow("socket", args("'index':0,'value':4294967296,'op':'SCMP_CMP_EQ'")),
          "syscalls[0].args[0]: impossible comparison: of socket the kernel takes fewer bits than"
              + " argument 0 eq 0x100000000 is about");
    }

    @Test
    void an_argument_compared_twice_is_refused_since_runtimes_disagree() {
      assertRuleRefused(
          allow(
              "socket",
              ",'args':[{'index':0,'value':3,'op':'SCMP_CMP_GT'},"
                  + "{'index':0,'value':9,'op':'SCMP_CMP_LT'}]"),
          "argument 0 is compared twice");
    }

    @Test
    void what_is_too_large_or_too_deep_is_refused() {
      assertRefused(" ".repeat(Json.MOST_BYTES + 1), "larger than 1048576 bytes");
      assertRefused("[".repeat(100), "nested deeper than 16");
      assertRefused("1".repeat(100), "more than 40 digits");
    }

    @Test
    void more_rules_for_one_call_than_can_be_worked_with_are_refused() {
      String[] rules = new String[5000];
      for (int i = 0; i < rules.length; i++) {
        rules[i] = socket("EQ", Integer.toString(i));
      }
      assertRuleRefused(
          String.join(",", rules), "reading the rules of the profile takes too much work");
    }

    @Test
    void what_is_not_utf_8_is_refused() {
      assertThatThrownBy(
              () -> ProfileDocument.read(new byte[] {'"', (byte) 0xc0, (byte) 0x80, '"'}))
          .hasMessageContaining("not UTF-8");
      assertThatThrownBy(() -> ProfileDocument.read("{}".getBytes(StandardCharsets.UTF_16)))
          .isInstanceOf(SeccompException.class);
    }
  }

  @Test
  void null_is_as_good_as_absent() throws SeccompException {
    ProfileDocument document =
        rules("{'names':['read'],'action':'SCMP_ACT_ALLOW','args':null,'errnoRet':null}");
    assertThat(Environments.decide(document.resolve(Environments.x86()), "read"))
        .isEqualTo(Action.ALLOW);
  }

  @Test
  void podman_names_the_errno_besides() throws SeccompException {
    ProfileDocument document =
        read(
            "{'defaultAction':'SCMP_ACT_ERRNO','defaultErrnoRet':38,'defaultErrno':'ENOSYS',"
                + "'syscalls':["
                + rule("read", "ERRNO", ",'errnoRet':1,'errno':'EPERM'")
                + "]}");
    assertThat(document.defaultAction()).isEqualTo(Action.ENOSYS);
    assertThatThrownBy(() -> rules(rule("read", "ERRNO", ",'errnoRet':1,'errno':'EINVAL'")))
        .hasMessageContaining("must be the name of the errno in \"errnoRet\"");
    assertThatThrownBy(() -> rules(rule("read", "ERRNO", ",'errno':'EINVAL'")))
        .hasMessageContaining("syscalls[0].errno: must be the name");
  }

  @Test
  void the_older_single_name_is_understood() throws SeccompException {
    assertThat(Environments.decide(profile("{'name':'read','action':'SCMP_ACT_ALLOW'}"), "read"))
        .isEqualTo(Action.ALLOW);
  }
}
