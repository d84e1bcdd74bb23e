package dev.cofferdam.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows J1 to J8 of the hazards: each is understood by some engine in another way than written. */
class StrictJsonTest {
  private static String refusal(byte[] body) {
    return String.valueOf(
        assertThatExceptionOfType(MalformedBody.class)
            .isThrownBy(() -> ContainerCreate.parse(body))
            .actual()
            .getMessage());
  }

  private static String refusal(String body) {
    return refusal(Bodies.json(body));
  }

  @Nested
  class Keys {
    @Test
    void j1_a_lower_case_key_is_refused_and_the_right_spelling_named() {
      assertThat(refusal("{'Image':'a','hostconfig':{}}"))
          .isEqualTo("hostconfig: field names are case-sensitive here, write \"HostConfig\"");
      assertThat(refusal("{'Image':'a','HostConfig':{'privileged':true}}"))
          .startsWith("HostConfig.privileged: ")
          .endsWith("write \"Privileged\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HoſtConfig", "\\u0048o\\u017ftConfig", "Lin\u212as", "\u00c9tiquette"})
    void j2_a_key_with_a_unicode_fold_is_refused(String key) {
      assertThat(refusal("{'Image':'a','" + key + "':{}}")).contains("keys are ASCII");
      assertThat(refusal("{'Image':'a','Labels':{'" + key + "':'x'}}")).contains("keys are ASCII");
    }

    @Test
    void an_escaped_key_is_the_key_and_is_written_plainly() {
      ContainerCreate create =
          ContainerCreate.parse(Bodies.json("{'\\u0049mage':'a','H\\u006fstname':'b'}"));
      assertThat(Bodies.text(create.write())).isEqualTo("{\"Hostname\":\"b\",\"Image\":\"a\"}");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "{'Image':'a','Image':'a'}",
          "{'Image':'a','HostConfig':{},'HostConfig':{'Privileged':true}}",
          "{'Image':'a','HostConfig':{'Privileged':false,'Privileged':true}}",
          "{'Image':'a','HostConfig':{'Privileged':true,'Privileged':null}}",
          "{'Image':'a','HostConfig':{'Privileged':null,'Privileged':true}}",
          "{'Image':'a','Labels':{'x':'1','x':'2'}}",
          "{'Image':'a','Labels':{'x':'1','X':'2'}}",
          "{'Image':'a','Labels':{'x':'1','\\u0078':'2'}}",
        })
    void j3_a_key_that_is_given_twice_is_refused_at_any_depth(String body) {
      assertThat(refusal(body)).contains("given twice");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "{'Image':'a','image':'b'}",
          "{'image':'b','Image':'a'}",
          "{'Image':'a','HostConfig':{'Privileged':false,'privileged':true}}",
          "{'Image':'a','HostConfig':{'Privileged':null,'privileged':true}}",
          "{'Image':'a','HostConfig':{'Memory':1,'memory':1,'MEMORY':2}}",
          "{'Image':'a','image':'a','image':'a'}",
        })
    void j3_a_field_given_in_another_case_with_another_value_is_refused(String body) {
      assertThat(refusal(body)).contains("given twice");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "{'Image':'a','HostConfig':{},'hostconfig':{}}",
          "{'Image':'a','HostConfig':{'Binds':['a:/b'],'binds':['a:/b']}}",
          "{'Image':'a','Labels':{},'labels':{}}",
          "{'Image':'a','Cmd':'x','cmd':'x'}",
        })
    void j3_a_field_that_is_no_scalar_is_refused_in_another_case_whatever_its_value(String body) {
      assertThat(refusal(body)).contains("field names are case-sensitive here");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "{'Image':'a','image':'a','HostConfig':{'privileged':true,'Privileged':true}}",
          "{'IMAGE':'a','image':'a','Image':'a','HostConfig':{'Privileged':true}}",
          "{'image':null,'Image':'a','HostConfig':{'Privileged':true,'PRIVILEGED':true}}",
        })
    void a_scalar_that_is_given_in_another_case_too_with_the_same_value_is_written_once(
        String body) {
      ContainerCreate create = ContainerCreate.parse(Bodies.json(body));
      assertThat(Bodies.text(create.write()))
          .isEqualTo("{\"HostConfig\":{\"Privileged\":true},\"Image\":\"a\"}");
      assertThat(GoJson.read(body.replace('\'', '"')))
          .isEqualTo(GoJson.exactly(Bodies.text(create.write())));
    }

    @Test
    void j3_the_ninth_label_is_compared_with_all_others_too() {
      StringBuilder labels = new StringBuilder();
      for (int i = 0; i < 12; i++) {
        labels.append("'key").append(i).append("':'',");
      }
      assertThat(refusal("{'Image':'a','Labels':{" + labels + "'KEY3':''}}"))
          .startsWith("Labels.KEY3: given twice");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "'Privileged':true",
          "'Binds':['/:/host']",
          "'PidMode':'host'",
          "'CapAdd':['ALL']",
          "'NetworkMode':'host'",
          "'VolumesFrom':['x']",
          "'Memory':0",
          "'Cpuset':'0'"
        })
    void j6_host_config_at_the_top_level_is_refused(String field) {
      assertThat(refusal("{'Image':'a'," + field + "}")).contains("not a field of ContainerCreate");
    }

    @Test
    void a_key_that_nobody_knows_says_nothing_with_null_and_is_not_passed_on() {
      byte[] body = Bodies.json("{'Image':'a','PortSpecs':null,'HostConfig':{'LxcConf':null}}");
      assertThat(Bodies.text(ContainerCreate.parse(body).write())).doesNotContain("null");
      assertThat(refusal("{'Image':'a','PortSpecs':[]}")).contains("not a field");
      assertThat(refusal("{'Image':'a','Ho\u017ftConfig':null}")).contains("ASCII");
    }

    @Test
    void j7_an_unknown_key_is_named_with_its_path() {
      assertThat(refusal("{'Image':'a','HostConfig':{'Mounts':[{'Type':'bind','Fancy':1}]}}"))
          .isEqualTo(
              "HostConfig.Mounts[0].Fancy: not a field of Mount in any known API version (1.24 to"
                  + " 1.56)");
    }
  }

  @Nested
  class Documents {
    @ParameterizedTest
    @ValueSource(
        strings = {"x", "{}", "]{'Privileged':true}", ",", "null", "\\u0000", "{'HostConfig':{}}"})
    void j4_anything_after_the_document_is_refused(String more) {
      assertThat(refusal("{'Image':'a'}" + more)).startsWith("body: ");
    }

    @Test
    void white_space_around_the_document_is_fine() {
      assertThat(ContainerCreate.parse(Bodies.json(" \t\r\n{'Image':'a'}\n ")).image())
          .isEqualTo("a");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"", " ", "[]", "null", "1", "'x'", "{", "{'Image'", "{'Image':'a',}", "{a:1}"})
    void what_is_no_json_object_is_refused(String body) {
      assertThat(refusal(body)).startsWith("body: ");
    }

    @Test
    void comments_and_single_quotes_are_refused() {
      assertThat(refusal("{\"Image\":\"a\"/* */}".getBytes(StandardCharsets.UTF_8)))
          .contains("not valid JSON");
      assertThat(refusal("{'Image':\"a\"}".getBytes(StandardCharsets.UTF_8)))
          .contains("not valid JSON");
    }
  }

  @Nested
  class Encoding {
    private byte[] image(int... bytes) {
      byte[] frame = Bodies.json("{'Image':'" + "?".repeat(bytes.length) + "'}");
      for (int i = 0; i < bytes.length; i++) {
        frame[10 + i] = (byte) bytes[i];
      }
      return frame;
    }

    @Test
    void j5_invalid_utf_8_is_refused() {
      assertThat(refusal(image(0xff))).isEqualTo("body: not valid UTF-8");
      assertThat(refusal(image(0xc3, 0x28))).isEqualTo("body: not valid UTF-8");
    }

    @Test
    void j5_overlong_forms_and_encoded_surrogates_are_refused() {
      assertThat(refusal(image(0xc0, 0x80))).isEqualTo("body: not valid UTF-8");
      assertThat(refusal(image(0xc0, 0xaf))).isEqualTo("body: not valid UTF-8");
      assertThat(refusal(image(0xed, 0xa0, 0x80))).isEqualTo("body: not valid UTF-8");
    }

    @Test
    void j5_a_byte_order_mark_is_refused() {
      assertThat(refusal("\ufeff{'Image':'a'}")).contains("byte order mark");
    }

    @Test
    void j5_utf_16_and_utf_32_are_refused() {
      String body = "{\"Image\":\"a\"}";
      assertThat(refusal(body.getBytes(StandardCharsets.UTF_16LE))).contains("zero");
      assertThat(refusal(body.getBytes(StandardCharsets.UTF_16BE))).contains("zero");
      assertThat(refusal(body.getBytes(StandardCharsets.UTF_16))).startsWith("body: ");
      assertThat(refusal(body.getBytes(StandardCharsets.UTF_32))).contains("zero");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\ud800", "\\udc00", "\\ud800x", "\\udc00\\ud800", "\\ud83d"})
    void j5_half_a_surrogate_pair_is_refused(String escape) {
      assertThat(refusal("{'Image':'" + escape + "'}"))
          .isEqualTo("Image: contains half of a surrogate pair");
    }

    @Test
    void j5_a_zero_character_is_refused() {
      assertThat(refusal("{'Image':'a\\u0000b'}"))
          .isEqualTo("Image: contains the character U+0000");
    }

    @Test
    void other_characters_pass_and_are_written_as_utf_8() {
      ContainerCreate create = Bodies.container("'Env':['A=ä€\\ud83d\\ude00\\n\\u00fc']");
      assertThat(Bodies.text(create.write())).contains("A=ä€😀\\nü");
    }
  }

  @Nested
  class Bounds {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "1e999",
          "1.0",
          "1e3",
          "9223372036854775808",
          "-9223372036854775809",
          "99999999999999999999999999999999999999999999999999",
          "'1'",
          "true",
          "[]"
        })
    void j8_a_number_that_is_no_64_bit_integer_is_refused(String number) {
      assertThat(refusal("{'Image':'a','HostConfig':{'Memory':" + number + "}}"))
          .matches("HostConfig.Memory: must be a 64-bit integer|body: not valid JSON.*");
    }

    @Test
    void the_least_and_the_greatest_integer_are_kept() {
      assertThat(
              Bodies.text(
                  Bodies.host("'Memory':9223372036854775807,'CpuQuota':-9223372036854775808")
                      .write()))
          .contains("\"Memory\":9223372036854775807", "\"CpuQuota\":-9223372036854775808");
    }

    @Test
    void a_number_beyond_its_field_is_refused() {
      assertThat(refusal("{'Image':'a','HostConfig':{'BlkioWeight':65536}}"))
          .isEqualTo("HostConfig.BlkioWeight: must be an integer from 0 to 65535");
    }

    @Test
    void j8_depth_has_a_limit() {
      byte[] deep = Bodies.json("[".repeat(40) + "]".repeat(40));
      assertThatExceptionOfType(MalformedBody.class).isThrownBy(() -> StrictJson.read(deep));
      byte[] shallow = Bodies.json("[".repeat(30) + "]".repeat(30));
      assertThat(CanonicalJson.write(StrictJson.read(shallow))).isEqualTo(shallow);
    }

    @Test
    void j8_a_list_has_a_limit() {
      String many = "'x',".repeat(Limits.ITEMS) + "'x'";
      assertThat(refusal("{'Image':'a','Env':[" + many + "]}")).contains("at most 4096");
    }

    @Test
    void j8_the_values_of_a_body_have_a_limit_in_all() {
      int most = Limits.VALUES - 1; // beside the list itself
      byte[] full = Bodies.json("[" + "1,".repeat(most - 1) + "1]");
      assertThat(StrictJson.read(full)).isInstanceOf(Node.Items.class);
      byte[] over = Bodies.json("[" + "1,".repeat(most) + "1]");
      assertThatExceptionOfType(MalformedBody.class)
          .isThrownBy(() -> StrictJson.read(over))
          .withMessageContaining("more than 32768 values");
      String list = "['a'" + ",'a'".repeat(Limits.ITEMS - 1) + "]";
      String lists = "'Aliases':" + list + ",'Links':" + list;
      String networks = "'n1':{%1$s},'n2':{%1$s},'n3':{%1$s},'n4':{%1$s}".formatted(lists);
      assertThat(refusal("{'NetworkingConfig':{'EndpointsConfig':{" + networks + "}}}"))
          .startsWith("NetworkingConfig.EndpointsConfig.n4.Links[")
          .contains("more than 32768 values");
    }

    @Test
    void a_container_that_publishes_as_many_ports_as_it_may_is_within_them() {
      StringBuilder exposed = new StringBuilder("'1/tcp':{}");
      StringBuilder bound = new StringBuilder("'1/tcp':[{'HostIp':'','HostPort':'1'}]");
      for (int port = 2; port <= Limits.ITEMS; port++) {
        exposed.append(",'%d/tcp':{}".formatted(port));
        bound.append(",'%1$d/tcp':[{'HostIp':'','HostPort':'%1$d'}]".formatted(port));
      }
      String body =
          "{'Image':'a','ExposedPorts':{%s},'HostConfig':{'PortBindings':{%s}}}"
              .formatted(exposed, bound);
      assertThat(ContainerCreate.parse(Bodies.json(body)).image()).isEqualTo("a");
    }

    @Test
    void j8_a_body_has_a_limit() {
      assertThat(refusal("{'Image':'" + "a".repeat(Limits.BYTES) + "'}")).contains("larger than");
    }

    @Test
    void null_in_a_list_is_refused() {
      assertThat(refusal("{'Image':'a','HostConfig':{'CapAdd':[null]}}"))
          .isEqualTo("HostConfig.CapAdd[0]: must be a string");
    }
  }

  @Nested
  class Messages {
    @Test
    void never_show_values() {
      assertThat(refusal("{'Image':'a','Env':['PASSWORD=hunter2',7]}")).doesNotContain("hunter2");
      assertThat(refusal("{'Image':'a','Env':['PASSWORD=hunter2'")).doesNotContain("hunter2");
      assertThat(refusal("{'Image':'a','Env':hunter2}")).doesNotContain("hunter2");
    }

    @Test
    void show_keys_in_one_short_line() {
      assertThat(refusal("{'" + "k".repeat(1000) + "':1}")).hasSizeLessThan(200);
      assertThat(refusal("{'a\\nb':1}")).doesNotContain("\n");
    }

    @Test
    void name_what_is_allowed() {
      assertThat(refusal("{'Image':'a','HostConfig':{'CgroupnsMode':'Host'}}"))
          .isEqualTo("HostConfig.CgroupnsMode: must be one of [\"\", \"host\", \"private\"]");
    }
  }
}
