package dev.cofferdam.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cofferdam.linux.FakeKernel;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class UsersTest {
  private final FakeKernel kernel = new FakeKernel().account("admin1", 1001, 1001, "admins");
  private final AtomicLong now = new AtomicLong();
  private final Users users = new Users(kernel, now::get, Duration.ofSeconds(10));

  @Test
  void an_answer_is_used_again_for_a_few_seconds() throws Unproved {
    users.of(1001);
    now.addAndGet(Users.MEMORY.toNanos() - 1);
    assertThat(users.of(1001)).isEqualTo(users.of(1001));
    assertThat(kernel.count("accountByUid")).isEqualTo(1);
    assertThat(kernel.count("groupsOf")).isEqualTo(1);
  }

  @Test
  void then_it_is_asked_again_so_that_a_lost_group_is_lost() throws Unproved {
    assertThat(users.of(1001).groups()).containsExactly("admins");
    kernel.group("admins", 5000);
    now.addAndGet(Users.MEMORY.toNanos());
    assertThat(users.of(1001).groups()).isEmpty();
  }

  @Test
  void a_thousand_connections_at_once_are_one_question() throws Exception {
    Callable<User> connection = () -> users.of(1001);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers = threads.invokeAll(IntStream.range(0, 1000).mapToObj(i -> connection).toList());
      for (var answer : answers) {
        assertThat(answer.get().name()).isEqualTo("admin1");
      }
    }
    assertThat(kernel.count("accountByUid")).isEqualTo(1);
  }

  @Test
  void what_is_remembered_is_bounded() throws Unproved {
    users.of(1001);
    for (long uid = 100_000; uid < 100_000 + Users.MOST_REMEMBERED; uid++) {
      users.of(uid);
    }
    users.of(1001);
    assertThat(kernel.calls.stream().filter("accountByUid 1001"::equals)).hasSize(2);
  }

  @Test
  void a_database_that_does_not_answer_is_not_waited_for_for_ever() {
    Users impatient = new Users(new StuckKernel(), now::get, Duration.ofMillis(20));
    assertThatThrownBy(() -> impatient.of(1001))
        .isInstanceOf(Unproved.class)
        .hasMessage("the user database did not say within 0 s who uid 1001 is");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil\nuser",
        "a\u0000b",
        "a\u001b[2J",
        "uid:1001",
        " admin1",
        "",
        "a\u202eb",
        "a\uFFFDb"
      })
  void a_name_that_could_forge_something_is_refused(String name) {
    kernel.account(name, 7, 7);
    assertThatThrownBy(() -> users.of(7))
        .isInstanceOf(Unproved.class)
        .hasMessage("the name of uid 7 has characters that no user name should have");
  }

  @ParameterizedTest
  @ValueSource(strings = {"user*", "EXAMPLE\\anna berg", "anna@example.org", "jürgen", "1234"})
  void names_that_directories_really_have_are_kept(String name) throws Unproved {
    kernel.account(name, 7, 7);
    assertThat(users.of(7).name()).isEqualTo(name);
  }

  @Test
  void a_group_with_such_a_name_is_left_out() throws Unproved {
    kernel.account("anna", 7, 7, "ok", "not\nok");
    assertThat(users.of(7).groups()).containsExactly("ok");
  }
}
