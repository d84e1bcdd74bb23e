package dev.cofferdam.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.cofferdam.docker.MalformedBody;
import dev.cofferdam.docker.TarEntry;
import dev.cofferdam.docker.TarEntry.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Whatever an archive says, nothing beside the container's root is touched. */
class TreeFuzzTest {
  private static final String[] NAMES = {"a", "b", "..", ".", "a/b", "../..", "/", "outside"};

  @FuzzTest
  void an_archive_stays_in_the_container(FuzzedDataProvider data) throws IOException {
    Path directory = Files.createTempDirectory("tree");
    try {
      TestTree at = new TestTree(directory);
      at.directory("into");
      TestTree.Tar tar = TestTree.tar();
      for (int i = data.consumeInt(1, 8); i > 0; i--) {
        add(tar, data);
      }
      try {
        at.unpack(tar.bytes(), data.consumeBoolean() ? "/into" : "/");
      } catch (IOException | MalformedBody | TreeExtraction.Unreplaceable refused) {
        assertThat(refused.getMessage()).isNotEmpty();
      }
      assertThat(at.outside.resolve("secret")).hasContent("the host's");
      try (Stream<Path> beside = Files.list(directory);
          Stream<Path> outside = Files.list(at.outside)) {
        assertThat(beside).containsExactlyInAnyOrder(at.root, at.outside);
        assertThat(outside).containsExactly(at.outside.resolve("secret"));
      }
    } finally {
      new ProcessBuilder("rm", "-rf", directory.toString()).start().onExit().join();
    }
  }

  private static void add(TestTree.Tar tar, FuzzedDataProvider data) {
    String name = path(data);
    switch (data.consumeInt(0, 3)) {
      case 0 -> tar.file(name, "taken");
      case 1 -> tar.symlink(name, path(data));
      case 2 -> tar.hardLink(name, path(data));
      default ->
          tar.add(
              new TarEntry(name, data.consumeBoolean() ? Kind.DIRECTORY : Kind.FIFO, "", 0),
              TestTree.attributes(data.consumeInt(0, 07777)),
              "");
    }
  }

  private static String path(FuzzedDataProvider data) {
    StringBuilder path = new StringBuilder(data.consumeBoolean() ? "/" : "");
    for (int i = data.consumeInt(1, 4); i > 0; i--) {
      path.append(data.pickValue(NAMES)).append(i > 1 ? "/" : "");
    }
    String made = path.toString();
    return made.endsWith("/") ? made + "a" : made;
  }
}
