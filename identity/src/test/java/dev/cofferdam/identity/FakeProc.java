package dev.cofferdam.identity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A directory that looks like /proc. */
final class FakeProc {
  static final String UNSET = "4294967295";

  final Path root;

  FakeProc(Path root) throws IOException {
    this.root = root;
    Files.createDirectories(root.resolve("self"));
    Files.writeString(root.resolve("self/stat"), stat(1));
    Files.writeString(root.resolve("self/loginuid"), UNSET);
  }

  FakeProc process(int pid, long uid, String loginUid) throws IOException {
    Path directory = Files.createDirectories(root.resolve(Integer.toString(pid)));
    Files.writeString(directory.resolve("loginuid"), loginUid);
    Files.writeString(directory.resolve("stat"), stat(4711));
    Files.writeString(
        directory.resolve("status"),
        "Name:\tx\nUid:\t%d\t%d\t%d\t%d\nGid:\t0\t0\t0\t0\n".formatted(uid, uid, uid, uid));
    return this;
  }

  Path file(int pid, String name) {
    return root.resolve(Integer.toString(pid)).resolve(name);
  }

  static String stat(long startTime) {
    return "17 (a) Z (b) S 1 17 17 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 " + startTime + " 8 1\n";
  }
}
