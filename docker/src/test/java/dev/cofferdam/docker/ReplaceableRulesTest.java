package dev.cofferdam.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a container can put a link in the place of by what it mounts itself. */
class ReplaceableRulesTest {
  private static List<String> replaceable(String binds, String mounts) {
    ContainerCreate create =
        ContainerCreate.parse(
            "{\"Image\":\"x\",\"HostConfig\":{\"Binds\":[%s],\"Mounts\":[%s]}}"
                .formatted(binds, mounts)
                .replace('\'', '"')
                .getBytes(StandardCharsets.UTF_8));
    return Privileges.of(create).stream()
        .filter(privilege -> privilege.tier() == Confinement.SUPER_PRIVILEGED)
        .map(Privilege::name)
        .filter(name -> name.startsWith("replaceable:"))
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'/srv/a:/a','/srv/a/b:/b'",
        "'/srv/a/b:/b:ro','/srv/a:/a'",
        "'/srv:/a','/srv/a/b:/b:ro'",
        "'/srv//a/:/a','/srv/./a/b/:/b'",
        "'/srv/a:/a','/srv/x/../a/b:/b'",
        "'/srv/a:/a:rw','/srv/a/b:/b:rshared'"
      })
  void what_lies_below_a_writable_mount_can_be_replaced(String binds) {
    assertThat(replaceable(binds, "")).containsExactly("replaceable:/srv/a/b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'/srv/a:/a','/srv/a:/b'",
        "'/srv/a:/a:ro','/srv/a/b:/b'",
        "'/srv/a:/a','/srv/ab:/b'",
        "'/:/host','/srv/a:/a'",
        "'/etc:/etc','/etc/x:/x'",
        "'/srv/a:/a','named:/srv/a/b'"
      })
  void what_is_not_below_or_is_roots_already_cannot(String binds) {
    assertThat(replaceable(binds, "")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'/srv/a:/a' | {'Type':'bind','Source':'/srv/a/b','Target':'/b','ReadOnly':true}",
        "'/srv/a/b:/b' | {'Type':'bind','Source':'/srv/a','Target':'/a'}",
        "'/srv/a/b:/b' | {'Type':'bind','Source':'/srv/a','Target':'/a','ReadOnly':true,'BindOptions':{'ReadOnlyNonRecursive':true}}"
      })
  void it_is_the_same_in_whichever_way_it_is_written(String binds, String mounts) {
    assertThat(replaceable(binds, mounts)).containsExactly("replaceable:/srv/a/b");
  }
}
