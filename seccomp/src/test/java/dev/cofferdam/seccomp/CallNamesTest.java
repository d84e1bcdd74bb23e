package dev.cofferdam.seccomp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallNamesTest {
  @Test
  void every_member_of_a_group_is_a_call_of_the_table() {
    assertThat(CallGroups.names()).isNotEmpty();
    for (String group : CallGroups.names()) {
      assertThat(CallGroups.calls(group).orElseThrow()).as(group).isNotEmpty();
      assertThat(CallGroups.calls(group).orElseThrow()).as(group).allMatch(CallNames::isOurs);
    }
  }

  @Test
  void a_group_within_a_group_counts() {
    assertThat(CallGroups.calls("@privileged").orElseThrow())
        .containsAll(CallGroups.calls("@module").orElseThrow());
  }

  @Test
  void calls_of_other_architectures_are_none_of_ours() {
    assertThat(Resources.words("calls-of-others.txt"))
        .contains("s390_sthyi", "riscv_flush_icache")
        .noneMatch(CallNames::isOurs);
  }

  @ParameterizedTest
  @CsvSource({
    "clock_adjtime, clock_adjtime64",
    "futex, futex_time64",
    "setuid, setuid32",
    "stat, stat64",
    "fadvise64, fadvise64_64"
  })
  void a_32_bit_entry_for_larger_numbers_is_the_same_call(String name, String larger) {
    assertThat(CallNames.sameAs(name)).containsExactly(name, larger);
  }

  @Test
  void a_call_that_64_bit_programs_have_besides_is_another() {
    assertThat(CallNames.sameAs("getdents")).containsExactly("getdents");
  }

  @ParameterizedTest
  @CsvSource({"getcwdd, getcwd", "raed, read", "GETCWD, getcwd", "io_uring_setpu, io_uring_setup"})
  void a_misspelled_name_is_recognized(String wrong, String right) {
    assertThat(CallNames.suggestion(wrong)).startsWith(" (did you mean " + right);
  }

  @Test
  void what_is_like_nothing_has_no_suggestion() {
    assertThat(CallNames.suggestion("frobnicate_all")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"6.18.3-amd64, 6.18", "4.8, 4.8", "5.10.0+, 5.10"})
  void a_release_begins_with_the_version(String release, String version) {
    assertThat(KernelVersion.parse(release).map(KernelVersion::toString)).contains(version);
  }

  @ParameterizedTest
  @CsvSource({"6", "v6.1", "6.", "99999.1"})
  void what_is_no_release_has_no_version(String release) {
    assertThat(KernelVersion.parse(release)).isEqualTo(Optional.empty());
  }

  @Test
  void versions_are_compared_as_numbers() {
    assertThat(new KernelVersion(6, 9)).isLessThan(new KernelVersion(6, 18));
    assertThat(new KernelVersion(5, 19)).isLessThan(new KernelVersion(6, 0));
  }
}
