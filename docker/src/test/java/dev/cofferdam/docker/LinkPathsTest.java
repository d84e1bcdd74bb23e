package dev.cofferdam.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LinkPathsTest {
  private static LinkPaths of(String... paths) {
    LinkPaths links = new LinkPaths();
    for (String path : paths) {
      links.add(path);
    }
    return links;
  }

  @Test
  void what_is_below_a_link_is_beyond_it_and_the_link_itself_is_not() {
    LinkPaths links = of("a/b", "c");
    assertThat(links.leadTo("a/b/x")).isTrue();
    assertThat(links.leadTo("a/b/x/y")).isTrue();
    assertThat(links.leadTo("c/a/b")).isTrue();
    assertThat(links.leadTo("a/b")).isFalse();
    assertThat(links.leadTo("a/bb/x")).isFalse();
    assertThat(links.leadTo("x/a/b/y")).isFalse();
    assertThat(links.leadTo("")).isFalse();
    assertThat(of().leadTo("a/b")).isFalse();
  }

  @Test
  void hashes_say_what_the_paths_themselves_would() {
    Random random = new Random(1);
    for (int round = 0; round < 200; round++) {
      Set<String> paths = new HashSet<>();
      LinkPaths links = new LinkPaths();
      for (int i = 0; i < 10; i++) {
        String path = path(random);
        paths.add(path);
        links.add(path);
      }
      for (int i = 0; i < 50; i++) {
        String path = path(random);
        boolean beyond = paths.stream().anyMatch(link -> path.startsWith(link + "/"));
        assertThat(links.leadTo(path)).as("%s by %s", path, paths).isEqualTo(beyond);
      }
    }
  }

  private static String path(Random random) {
    StringBuilder path = new StringBuilder();
    for (int i = random.nextInt(5); i >= 0; i--) {
      path.append((char) ('a' + random.nextInt(3))).append(i == 0 ? "" : "/");
    }
    return path.toString();
  }

  /** To take every directory of this path as a string would copy 125 GB. */
  @Test
  @Timeout(10)
  void a_path_is_looked_up_in_one_pass() {
    assertThat(of("l").leadTo("a/".repeat(1 << 19) + "Dockerfile")).isFalse();
  }

  @Test
  void there_may_not_be_too_many() {
    LinkPaths links = new LinkPaths();
    for (int i = 0; i < LinkPaths.MOST; i++) {
      links.add("link" + i);
      links.add("link0");
    }
    assertThatExceptionOfType(MalformedBody.class)
        .isThrownBy(() -> links.add("one more"))
        .withMessageContaining("more than 65536 links");
  }
}
