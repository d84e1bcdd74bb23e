package dev.cofferdam.gateway;

import dev.cofferdam.gateway.TestTree.Packed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What anybody would write first: paths that are put together and used. */
final class NaiveUnpacking {
  private NaiveUnpacking() {}

  static void unpack(byte[] archive, Path into) throws IOException {
    for (Packed packed : TestTree.read(archive)) {
      Path path = Path.of(into + "/" + packed.entry().name());
      switch (packed.entry().kind()) {
        case DIRECTORY -> Files.createDirectories(path);
        case FILE -> Files.writeString(path, packed.content());
        case SYMBOLIC_LINK -> Files.createSymbolicLink(path, Path.of(packed.entry().link()));
        case HARD_LINK -> Files.createLink(path, Path.of(into + "/" + packed.entry().link()));
        default -> {}
      }
    }
  }
}
