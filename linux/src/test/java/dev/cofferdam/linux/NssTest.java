package dev.cofferdam.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class NssTest {
  private final Kernel kernel = Kernel.real();

  @Test
  void root_has_the_uid_zero() throws KernelException {
    assertThat(kernel.accountByUid(0)).contains(new Account("root", 0, 0));
    assertThat(kernel.accountByName("root")).contains(new Account("root", 0, 0));
  }

  @Test
  void every_account_that_came_with_the_system_is_found_by_its_name() throws IOException {
    for (String[] fields : entries("/etc/passwd")) {
      assertThat(kernel.accountByName(fields[0]).map(Account::uid))
          .contains(Long.parseLong(fields[2]));
    }
  }

  @Test
  void who_is_not_there_is_not_found() throws KernelException {
    assertThat(kernel.accountByUid(3_999_999_999L)).isEmpty();
    assertThat(kernel.accountByName("nobody-has-this-name")).isEmpty();
    assertThat(kernel.groupByName("nobody-has-this-name")).isEmpty();
  }

  @Test
  void the_number_that_means_no_user_is_not_looked_up() {
    assertThatIllegalArgumentException().isThrownBy(() -> kernel.accountByUid(0xffff_ffffL));
    assertThatIllegalArgumentException().isThrownBy(() -> kernel.accountByUid(-1));
  }

  @Test
  void the_primary_group_is_among_the_groups() throws KernelException {
    assertThat(kernel.groupsOf("root", 0)).contains("root");
    assertThat(kernel.groupsOf("nobody-has-this-name", 0)).containsExactly("root");
  }

  @Test
  void a_group_without_a_name_is_left_out() throws KernelException {
    assertThat(kernel.groupsOf("nobody-has-this-name", 3_999_999_999L)).isEmpty();
  }

  @Test
  void every_group_that_came_with_the_system_is_found_with_its_members() throws IOException {
    for (String[] fields : entries("/etc/group")) {
      List<String> members = fields[3].isEmpty() ? List.of() : List.of(fields[3].split(","));
      assertThat(kernel.groupByName(fields[0]))
          .contains(new Group(fields[0], Long.parseLong(fields[2]), members));
    }
  }

  @Test
  void all_accounts_are_listed_and_can_be_listed_again() throws KernelException {
    assertThat(kernel.accounts()).contains(new Account("root", 0, 0));
    assertThat(kernel.accounts()).contains(new Account("root", 0, 0));
  }

  @Test
  void a_group_is_found_by_its_number() throws KernelException {
    assertThat(kernel.groupByGid(0).map(Group::name)).contains("root");
    assertThat(kernel.groupByGid(3_999_999_999L)).isEmpty();
  }

  @Test
  void many_threads_may_ask_at_once() throws Exception {
    Callable<Boolean> question =
        () ->
            kernel.accountByUid(0).isPresent()
                && kernel.groupByName("nobody-has-this-name").isEmpty();
    try (var threads = Executors.newFixedThreadPool(8)) {
      for (var answer :
          threads.invokeAll(IntStream.range(0, 500).mapToObj(i -> question).toList())) {
        assertThat(answer.get()).isTrue();
      }
    }
  }

  /** Fixed entries only: other tests add and remove users of higher numbers. */
  private static List<String[]> entries(String file) throws IOException {
    List<String[]> entries =
        Files.readAllLines(Path.of(file)).stream()
            .map(line -> line.split(":", -1))
            .filter(fields -> fields.length > 3 && Long.parseLong(fields[2]) < 100)
            .toList();
    assertThat(entries).isNotEmpty();
    return entries;
  }
}
