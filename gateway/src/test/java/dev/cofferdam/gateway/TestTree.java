package dev.cofferdam.gateway;

import dev.cofferdam.docker.TarAttributes;
import dev.cofferdam.docker.TarEntry;
import dev.cofferdam.docker.TarReader;
import dev.cofferdam.docker.TarWriter;
import dev.cofferdam.linux.Credentials;
import dev.cofferdam.linux.Fd;
import dev.cofferdam.linux.Files;
import dev.cofferdam.linux.Inodes;
import dev.cofferdam.linux.Kernel;
import dev.cofferdam.linux.Name;
import dev.cofferdam.userns.IdRange;
import dev.cofferdam.userns.Maps;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** A directory that is a container's root, and one beside it that is not. */
final class TestTree {
  static final long FIRST = 524_288;
  static final Maps MAPS = Maps.privateTo(new IdRange(FIRST, 65_536));
  static final TreeExtraction.Options ANYTHING = new TreeExtraction.Options(true, Optional.empty());
  static final Instant THEN = Instant.ofEpochSecond(1_700_000_000);

  record Packed(TarEntry entry, TarAttributes attributes, String content) {}

  /** Something that fails. */
  interface Work {
    void run(ContainerTree tree) throws IOException;
  }

  final Path root;
  final Path outside;

  TestTree(Path directory) throws IOException {
    root = own(java.nio.file.Files.createDirectory(directory.resolve("root")));
    outside = java.nio.file.Files.createDirectory(directory.resolve("outside"));
    java.nio.file.Files.writeString(outside.resolve("secret"), "the host's");
  }

  static Path own(Path path) throws IOException {
    java.nio.file.Files.setAttribute(
        path, "unix:uid", (int) FIRST, java.nio.file.LinkOption.NOFOLLOW_LINKS);
    java.nio.file.Files.setAttribute(
        path, "unix:gid", (int) FIRST, java.nio.file.LinkOption.NOFOLLOW_LINKS);
    return path;
  }

  Path directory(String name) throws IOException {
    Path made = root.resolve(name);
    if (!java.nio.file.Files.exists(made)) {
      if (made.getParent() != null && !made.getParent().equals(root)) {
        directory(root.relativize(made.getParent()).toString());
      }
      own(java.nio.file.Files.createDirectory(made));
    }
    return made;
  }

  Path file(String name, String content) throws IOException {
    return own(java.nio.file.Files.writeString(root.resolve(name), content));
  }

  Path link(String name, String target) throws IOException {
    return own(java.nio.file.Files.createSymbolicLink(root.resolve(name), Path.of(target)));
  }

  ContainerTree tree() throws IOException {
    Files files = Kernel.real().files();
    Fd fd =
        files.open(
            Fd.WORKING_DIRECTORY, Name.of(root.toString()), Files.O_PATH | Files.O_DIRECTORY, 0, 0);
    return new ContainerTree(files, Inodes.real(), fd, new InsideIds(MAPS));
  }

  /** As the gateway's own thread does it. */
  void asRoot(Work work) throws IOException {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    Thread.ofPlatform()
        .start(() -> {
          try (ContainerTree tree = tree()) {
            Credentials credentials = Kernel.real().credentials();
            credentials.setSecureBits(Credentials.NO_SETUID_FIXUP);
            var _ = credentials.actAs(tree.ids().root());
            work.run(tree);
            done.complete(true);
          } catch (IOException | RuntimeException failed) {
            done.completeExceptionally(failed);
          }
        });
    try {
      done.get();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof IOException cause) {
        throw cause;
      }
      if (failed.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(failed);
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  void unpack(byte[] archive, String destination) throws IOException {
    unpack(archive, destination, ANYTHING);
  }

  void unpack(byte[] archive, String destination, TreeExtraction.Options options)
      throws IOException {
    asRoot(tree -> {
      try (TreeExtraction extraction = new TreeExtraction(tree, destination, options)) {
        TreeExtraction.Unpacking unpacking = new TreeExtraction.Unpacking(extraction);
        for (int at = 0; at < archive.length; at += 1000) {
          unpacking.feed(ByteBuffer.wrap(archive, at, Math.min(1000, archive.length - at)));
        }
        unpacking.end();
      }
    });
  }

  List<Packed> pack(String path) throws IOException {
    AskedPath asked = AskedPath.of(path);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ContainerTree tree = tree();
        TreeWalk found = TreeWalk.to(tree, asked.absolute(), false)) {
      TreeArchive.check(tree, found);
      new TreeArchive(
              tree,
              bytes -> {
                byte[] some = new byte[bytes.remaining()];
                bytes.get(some);
                out.writeBytes(some);
              })
          .write(asked, found);
    }
    return read(out.toByteArray());
  }

  static List<Packed> read(byte[] archive) {
    List<Packed> all = new ArrayList<>();
    TarReader[] reader = new TarReader[1];
    reader[0] =
        new TarReader(
            new TarReader.Contents() {
              @Override
              public void entry(TarEntry entry) {
                all.add(new Packed(entry, reader[0].attributes(), ""));
              }

              @Override
              public void content(ByteBuffer part) {
                Packed last = all.removeLast();
                all.add(
                    new Packed(
                        last.entry(),
                        last.attributes(),
                        last.content() + StandardCharsets.ISO_8859_1.decode(part)));
              }
            });
    reader[0].feed(ByteBuffer.wrap(archive));
    reader[0].end();
    return all;
  }

  /** An archive that is put together. */
  static final class Tar {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Tar add(TarEntry entry, TarAttributes attributes, String content) {
      out.writeBytes(TarWriter.header(entry, attributes, 1, 8));
      out.writeBytes(content.getBytes(StandardCharsets.ISO_8859_1));
      out.writeBytes(TarWriter.padding(content.length()));
      return this;
    }

    Tar file(String name, String content) {
      return add(
          new TarEntry(name, TarEntry.Kind.FILE, "", content.length()), attributes(0644), content);
    }

    Tar directory(String name) {
      return add(new TarEntry(name + "/", TarEntry.Kind.DIRECTORY, "", 0), attributes(0755), "");
    }

    Tar symlink(String name, String target) {
      return add(new TarEntry(name, TarEntry.Kind.SYMBOLIC_LINK, target, 0), attributes(0777), "");
    }

    Tar hardLink(String name, String target) {
      return add(new TarEntry(name, TarEntry.Kind.HARD_LINK, target, 0), attributes(0644), "");
    }

    Tar raw(byte[] bytes) {
      out.writeBytes(bytes);
      return this;
    }

    byte[] bytes() {
      out.writeBytes(TarWriter.end());
      return out.toByteArray();
    }
  }

  static Tar tar() {
    return new Tar();
  }

  static TarAttributes attributes(int mode) {
    return attributes(mode, 0, 0, Map.of());
  }

  static TarAttributes attributes(int mode, long uid, long gid, Map<String, String> xattrs) {
    return new TarAttributes(mode, uid, gid, THEN, new TreeMap<>(xattrs));
  }
}
