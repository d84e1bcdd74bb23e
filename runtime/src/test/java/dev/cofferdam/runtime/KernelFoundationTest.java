package dev.cofferdam.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cofferdam.linux.Kernel;
import dev.cofferdam.linux.OwnThread;
import dev.cofferdam.runtime.Foundation.Laid;
import dev.cofferdam.runtime.Foundation.Order;
import dev.cofferdam.userns.IdRange;
import dev.cofferdam.userns.Maps;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs as root: what is made is looked at from inside a user namespace, and on disk. */
final class KernelFoundationTest {
  private static final long FIRST = 700_000_000;
  private static final Maps PRIVATE = Maps.privateTo(new IdRange(FIRST, Maps.IDS));

  @TempDir private Path directory;

  private Engine engine = new Engine(Path.of("/"));

  @BeforeEach
  void passable() throws Exception {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
    engine = new Engine(Files.createDirectory(directory.resolve("engine")));
  }

  @AfterEach
  void nothing_is_left() throws Exception {
    assertThat(Files.readString(Path.of("/proc/self/mountinfo")))
        .doesNotContain(directory.toString());
  }

  private interface Task {
    void run() throws Exception;
  }

  private static void apart(Task task) throws Exception {
    OwnThread.call(() -> {
      Engine.apart();
      task.run();
      return task;
    });
  }

  private Laid lay(Kernel kernel, Path root, Maps maps, Path... sources) throws Exception {
    Path place = directory.resolve("stage");
    UserNamespace namespace = new UserNamespace(maps, Optional.empty());
    return new KernelFoundation(kernel, place)
        .lay(new Order("c0ffee", root, namespace, List.of(sources)));
  }

  private Laid lay(Path root, Path... sources) throws Exception {
    return lay(Kernel.real(), root, PRIVATE, sources);
  }

  private static String owners(Path root) throws Exception {
    return Engine.run("find", root.toString(), "-printf", "%U:%G %P\n");
  }

  @Nested
  class A_root {
    @Test
    void is_written_to_by_the_containers_root_and_keeps_the_images_ids_on_disk() throws Exception {
      Path image = engine.layer(0);
      Files.writeString(image.resolve("of-root"), "image");
      Files.writeString(image.resolve("of-user"), "image");
      Engine.run("chown", "1000:1000", image.resolve("of-user").toString());
      apart(() -> {
        Laid laid = lay(engine.mount(1));
        assertThat(Engine.inside(PRIVATE, 0, laid, "stat -c %u:%g of-root of-user"))
            .isEqualTo("0:0\n1000:1000");
        Engine.inside(
            PRIVATE, 0, laid, "echo more >> of-user; mkdir new; touch new/file; chown 5:6 new");
        assertThat(owners(laid.root()))
            .contains("700000000:700000000 of-root", "700000005:700000006 new");
      });
      assertThat(owners(engine.upper()).lines())
          .containsExactlyInAnyOrder("0:0 ", "1000:1000 of-user", "5:6 new", "0:0 new/file");
      assertThat(owners(image)).contains("0:0 of-root", "1000:1000 of-user");
    }

    @Test
    void of_a_shifted_root_or_of_one_user_has_root_on_disk_as_well() throws Exception {
      Files.writeString(engine.layer(0).resolve("of-root"), "image");
      Maps user = Maps.user(Maps.Ids.ROOT, new Maps.Ids(12_345, 23_456));
      for (Maps maps : List.of(Maps.rootShift(Maps.DOCKER_ROOT), user)) {
        apart(() -> {
          Laid laid = lay(Kernel.real(), engine.mount(1), maps);
          Engine.inside(maps, 0, laid, "echo more >> of-root; rm -f new; touch new");
          long uid = maps.uids().toOutside(0).orElseThrow();
          long gid = maps.gids().toOutside(0).orElseThrow();
          assertThat(owners(laid.root())).contains(uid + ":" + gid + " new");
        });
        assertThat(owners(engine.upper())).contains("0:0 new", "0:0 of-root");
      }
    }

    @Test
    void has_what_was_deleted_in_a_layer_no_more_and_deletes_itself() throws Exception {
      Path base = engine.layer(0);
      Files.createDirectories(base.resolve("replaced/old"));
      Files.writeString(base.resolve("deleted"), "");
      Files.writeString(base.resolve("kept"), "");
      apart(() -> {
        Path merged = engine.mount(1);
        Engine.run("rm", "-r", merged + "/replaced", merged + "/deleted");
        Files.createDirectory(merged.resolve("replaced"));
        engine.commit(1);
        Laid laid = lay(engine.mount(2));
        assertThat(Engine.inside(PRIVATE, 0, laid, "ls -A . replaced"))
            .isEqualTo(".:\nkept\nreplaced\n\nreplaced:");
        Engine.inside(
            PRIVATE, 0, laid, "rm kept; rmdir replaced; mkdir replaced; touch replaced/new");
        assertThat(Engine.inside(PRIVATE, 0, laid, "ls -A . replaced"))
            .isEqualTo(".:\nreplaced\n\nreplaced:\nnew");
      });
      assertThat(Engine.run("stat", "-c", "%F %u:%g %t,%T", engine.upper() + "/kept"))
          .isEqualTo("character special file 0:0 0,0");
    }

    @Test
    void has_setuid_programs_and_file_capabilities_that_hold_inside_only() throws Exception {
      Path image = engine.layer(0);
      Files.copy(Path.of("/usr/bin/busybox"), image.resolve("busybox"));
      Files.copy(Path.of("/usr/bin/id"), image.resolve("setuid"));
      Engine.run("chmod", "4755", image + "/setuid");
      Engine.run("setcap", "cap_net_raw=ep", image + "/busybox");
      apart(() -> {
        Laid laid = lay(engine.mount(1));
        String effective = "grep CapEff /proc/self/status";
        assertThat(asUser(laid, "./busybox " + effective)).endsWith("0000000000002000");
        assertThat(asUser(laid, "./setuid -u")).isEqualTo("0");
      });
    }

    private String asUser(Laid laid, String script) throws Exception {
      return Engine.inside(PRIVATE, 1000, laid, script);
    }

    @Test
    void has_fifty_layers_named_from_where_the_engine_is() throws Exception {
      StringBuilder lowers = new StringBuilder();
      for (int i = 49; i >= 0; i--) {
        Files.writeString(engine.layer(i).resolve("file-" + i), "");
        lowers.append(lowers.isEmpty() ? "" : ":").append("layer-").append(i).append("/diff");
      }
      apart(() -> {
        Path merged = mountRelative(lowers.toString());
        Laid laid = lay(merged);
        assertThat(Engine.inside(PRIVATE, 0, laid, "ls | wc -l; touch new")).isEqualTo("50");
      });
      assertThat(owners(engine.upper())).contains("0:0 new");
    }

    /** By mount(8) in a shell: a directory is a process's, and this one's is another. */
    private Path mountRelative(String lowers) throws Exception {
      Files.createDirectories(engine.upper());
      Files.createDirectories(engine.data().resolve("container/work"));
      Files.createDirectories(engine.merged());
      Engine.run(
          "sh",
          "-euc",
          "cd %s; exec busybox mount -t overlay -o lowerdir=%s,%s overlay container/merged"
              .formatted(engine.data(), lowers, "upperdir=container/diff,workdir=container/work"));
      return engine.merged();
    }

    @Test
    void is_found_by_names_that_need_escapes() throws Exception {
      Path odd = Files.createDirectory(directory.resolve("a b,c\\d\te#f"));
      engine = new Engine(odd);
      Files.writeString(engine.layer(0).resolve("file"), "");
      Files.writeString(Files.createDirectory(odd.resolve("x:y")).resolve("colon"), "");
      apart(() -> {
        String options =
            "lowerdir=%s:%s,upperdir=%s,workdir=%s"
                .formatted(
                    escaped(odd.resolve("x:y")),
                    escaped(engine.layer(0)),
                    escaped(engine.upper()),
                    escaped(odd.resolve("container/work")));
        Laid laid = lay(engine.mount(options));
        assertThat(Engine.inside(PRIVATE, 0, laid, "touch new; ls")).isEqualTo("colon\nfile\nnew");
      });
    }

    private static String escaped(Path path) {
      return path.toString().replace("\\", "\\\\").replace(",", "\\,").replace(":", "\\:");
    }

    @Test
    void cannot_be_written_to_where_it_is_mounted_as_the_hosts_root() throws Exception {
      Files.writeString(engine.layer(0).resolve("file"), "image");
      apart(() -> {
        Path merged = engine.mount(1);
        assertThatExceptionOfType(RuntimeFailure.class)
            .isThrownBy(() -> lay(LesserKernel.whereAllActAsRoot(), merged, PRIVATE))
            .withMessageContaining("could be mounted for reading only");
      });
    }

    @Test
    void leaves_the_engines_mount_as_it_was() throws Exception {
      Files.writeString(engine.layer(0).resolve("file"), "image");
      apart(() -> {
        Path merged = engine.mount(1);
        Laid laid = lay(merged);
        Engine.inside(PRIVATE, 0, laid, "echo container > new");
        Files.writeString(merged.resolve("file"), "engine");
        assertThat(owners(merged)).contains("0:0 new").contains("0:0 file");
        assertThat(Engine.inside(PRIVATE, 0, laid, "cat new; echo again > new"))
            .isEqualTo("container");
        assertThat(Files.readString(merged.resolve("new"))).isEqualTo("again\n");
      });
    }

    @Test
    void that_is_a_plain_directory_is_idmapped_as_it_is() throws Exception {
      Path plain = Files.createDirectory(directory.resolve("plain"));
      apart(() -> {
        Laid laid = lay(plain);
        Engine.inside(PRIVATE, 0, laid, "touch new");
        assertThat(owners(plain)).contains("0:0 new");
      });
    }

    @Test
    void on_a_file_system_that_cannot_is_refused_by_its_name() throws Exception {
      apart(() ->
          assertThatExceptionOfType(RuntimeFailure.class)
              .isThrownBy(() -> lay(Path.of("/proc")))
              .withMessage(
                  "the container's root `/proc` is on a file system of type proc, which this"
                      + " kernel cannot show with other owners; the engine's storage driver"
                      + " overlay2 works"));
    }
  }

  @Nested
  class A_bind_mount {
    @Test
    void shows_its_files_as_the_containers_and_leaves_them_as_they_are() throws Exception {
      Path volume = Files.createDirectory(directory.resolve("volume"));
      Path hosts = Files.writeString(directory.resolve("hosts"), "127.0.0.1 localhost");
      Path root = Files.createDirectory(directory.resolve("plain"));
      apart(() -> {
        Laid laid = lay(root, volume, hosts);
        String folder = laid.sources().get(0).toString();
        String file = laid.sources().get(1).toString();
        assertThat(Engine.inside(PRIVATE, 0, laid, "stat -c %u:%g " + folder + " " + file))
            .isEqualTo("0:0\n0:0");
        Engine.inside(PRIVATE, 0, laid, "touch " + folder + "/new; echo more >> " + file);
      });
      assertThat(owners(volume)).contains("0:0 new");
      assertThat(hosts).content().endsWith("more\n");
    }

    @Test
    void has_what_the_host_mounts_in_it_later_and_the_host_nothing_of_the_containers()
        throws Exception {
      Path volume = Files.createDirectory(directory.resolve("volume"));
      Path root = Files.createDirectory(directory.resolve("plain"));
      CompletableFuture<Laid> made = new CompletableFuture<>();
      CountDownLatch mounted = new CountDownLatch(1);
      apart(() -> {
        tmpfs(volume);
        Engine.run("busybox", "mount", "--make-shared", volume.toString());
        Path later = Files.createDirectory(volume.resolve("later"));
        Path inside = Files.createDirectory(volume.resolve("inside"));
        FutureTask<String> container =
            new FutureTask<>(() -> {
              Laid laid = lay(root, volume);
              tmpfs(laid.sources().getFirst().resolve("inside"));
              made.complete(laid);
              mounted.await();
              return Engine.run("ls", laid.sources().getFirst() + "/later");
            });
        Thread.ofPlatform().start(container);
        made.get(1, TimeUnit.MINUTES);
        tmpfs(later);
        Files.createFile(later.resolve("of-the-host"));
        mounted.countDown();
        assertThat(container.get()).isEqualTo("of-the-host");
        assertThat(Files.readString(Path.of("/proc/thread-self/mountinfo")))
            .contains(later.toString())
            .doesNotContain(inside.toString());
      });
    }

    private static void tmpfs(Path on) throws Exception {
      Engine.run("busybox", "mount", "-t", "tmpfs", "tmpfs", on.toString());
    }

    @Test
    void of_a_file_system_that_cannot_is_refused_by_its_name() throws Exception {
      Path root = Files.createDirectory(directory.resolve("plain"));
      apart(() ->
          assertThatExceptionOfType(RuntimeFailure.class)
              .isThrownBy(() -> lay(root, Path.of("/sys")))
              .withMessageContaining("`/sys` on a file system of type sysfs cannot be seen")
              .withMessageContaining("ext4, xfs, btrfs and (from Linux 6.3) tmpfs can"));
    }

    @Test
    void with_one_mounted_inside_that_cannot_is_refused_by_the_inner_name() throws Exception {
      Path volume = Files.createDirectories(directory.resolve("volume/in side"));
      Path root = Files.createDirectory(directory.resolve("plain"));
      apart(() -> {
        Engine.run("busybox", "mount", "-t", "proc", "proc", volume.toString());
        assertThatExceptionOfType(RuntimeFailure.class)
            .isThrownBy(() -> lay(root, directory.resolve("volume")))
            .withMessageContaining("`" + volume + "` on a file system of type proc, mounted");
        assertThat(Files.readString(Path.of("/proc/thread-self/mountinfo")))
            .doesNotContain("/stage");
      });
    }
  }

  @Nested
  class An_older_kernel {
    @Test
    void has_the_same_root_of_layers_by_path() throws Exception {
      for (int i = 0; i < 60; i++) {
        Files.writeString(engine.layer(i).resolve("file-" + i), "");
      }
      apart(() -> {
        Laid laid = lay(LesserKernel.withoutLayersByDescriptor(), engine.mount(60), PRIVATE);
        assertThat(Engine.inside(PRIVATE, 0, laid, "rm file-7; touch new; ls | wc -l"))
            .isEqualTo("60");
        assertThat(Files.readString(Path.of("/proc/thread-self/mountinfo")).lines())
            .filteredOn(line -> line.contains(directory + "/stage"))
            .as("the stage and the root")
            .hasSize(2);
        assertThat(Path.of("").toAbsolutePath()).exists();
      });
      assertThat(owners(engine.upper())).contains("0:0 new", "0:0 file-7");
    }
  }
}
