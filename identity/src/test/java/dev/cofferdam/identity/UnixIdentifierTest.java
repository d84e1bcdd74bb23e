package dev.cofferdam.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cofferdam.linux.Errno;
import dev.cofferdam.linux.FakeKernel;
import dev.cofferdam.linux.FakeKernel.FakePidfd;
import dev.cofferdam.linux.KernelException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UnixIdentifierTest {
  private static final int PID = 77;
  private static final int SOCKET = 9;

  @TempDir private Path directory;
  private final FakeKernel kernel =
      new FakeKernel()
          .account("root", 0, 0, "root")
          .account("admin1", 1001, 1001, "admins", "web")
          .account("admin3", 1003, 1003, "admins");
  private final FakePidfd process = new FakePidfd(PID);
  private FakeProc proc;

  @BeforeEach
  void a_process_that_is_held() throws IOException {
    proc = new FakeProc(directory);
    kernel.peer(SOCKET, process);
  }

  @Nested
  final class Who_the_person_is {
    @Test
    void without_a_login_uid_it_is_the_uid() throws IOException {
      Identity identity = known(1001, FakeProc.UNSET);
      assertThat(identity.user()).isEqualTo("admin1");
      assertThat(identity.groups()).containsExactlyInAnyOrder("admins", "web");
      assertThat(identity.via()).isEqualTo("unix");
      assertThat(identity.peer())
          .contains(
              new Identity.Peer(PID, 1001, 100, "admin1", OptionalLong.empty(), Optional.empty()));
    }

    @Test
    void who_used_sudo_is_still_who_logged_in_and_both_are_told() throws IOException {
      Identity identity = known(0, "1001");
      assertThat(identity.user()).isEqualTo("admin1");
      assertThat(identity.groups()).containsExactlyInAnyOrder("admins", "web");
      assertThat(identity.peer())
          .contains(
              new Identity.Peer(PID, 0, 100, "root", OptionalLong.of(1001), Optional.of("admin1")));
    }

    @Test
    void root_without_a_login_uid_is_root() throws IOException {
      assertThat(known(0, FakeProc.UNSET).user()).isEqualTo("root");
    }

    @Test
    void root_that_logged_in_as_root_is_root() throws IOException {
      assertThat(known(0, "0").user()).isEqualTo("root");
    }

    @Test
    void root_that_became_a_user_is_that_user_and_the_login_is_told() throws IOException {
      Identity identity = known(1001, "0");
      assertThat(identity.user()).isEqualTo("admin1");
      assertThat(identity.peer().orElseThrow().loginUser()).contains("root");
    }

    @Test
    void a_login_uid_that_a_process_may_have_given_itself_proves_nothing() throws IOException {
      assertThat(refused(1001, "1003"))
          .isEqualTo(
              "the calling process runs as admin1 but was logged in as admin3, which proves"
                  + " neither: log in as admin1, or call as root with sudo");
    }

    @Test
    void a_uid_without_a_name_is_called_by_its_number_and_has_no_groups() throws IOException {
      Identity identity = known(1234, FakeProc.UNSET);
      assertThat(identity.user()).isEqualTo("uid:1234");
      assertThat(identity.groups()).isEmpty();
      assertThat(known(0, "1234").user()).isEqualTo("uid:1234");
    }
  }

  @Nested
  final class What_cannot_be_told {
    @Test
    void a_process_that_has_ended_is_refused_though_its_files_look_well() throws IOException {
      process.end();
      assertThat(refused(1001, FakeProc.UNSET)).isEqualTo(ended());
    }

    @Test
    void a_process_that_ends_while_its_login_uid_is_read_is_refused() throws Exception {
      proc.process(PID, 0, "1003");
      Thread other = whileLoginUidIsRead("1003", process::end);
      assertThat(reason(identify(0))).isEqualTo(ended());
      other.join();
    }

    @Test
    void a_pid_that_another_process_has_by_now_is_refused() throws IOException {
      kernel.peer(SOCKET, new FakePidfd(PID + 1));
      assertThat(refused(0, "1003")).isEqualTo(ended());
    }

    @Test
    void a_kernel_that_gives_no_hold_on_an_ended_process_says_so() throws IOException {
      kernel.failPeerPidfd(new KernelException("getsockopt", "fd 9", Errno.ESRCH, "No such"));
      assertThat(refused(1001, FakeProc.UNSET)).isEqualTo(ended());
    }

    @Test
    void a_kernel_that_refuses_the_hold_is_quoted() throws IOException {
      kernel.failPeerPidfd(new KernelException("getsockopt", "fd 9", 24, "Too many open files"));
      assertThat(refused(1001, FakeProc.UNSET))
          .isEqualTo(
              "the calling process could not be examined: getsockopt `fd 9`: Too many open files");
    }

    @Test
    void a_login_uid_that_cannot_be_read_is_refused_for_every_uid() throws IOException {
      proc.process(PID, 1001, FakeProc.UNSET);
      Files.delete(proc.file(PID, "loginuid"));
      assertThat(reason(identify(1001)))
          .startsWith("the login uid of the calling process 77 could not be read");
    }

    @Test
    void a_login_uid_that_is_no_number_is_refused() throws IOException {
      assertThat(refused(1001, "x")).contains("could not be read");
      assertThat(refused(1001, "-1")).contains("could not be read");
      assertThat(refused(1001, "4294967296")).contains("could not be read");
    }

    @Test
    void a_process_of_another_pid_namespace_is_refused() {
      assertThat(reason(identifier().identify(new Evidence.UnixPeer(0, 1001, 100, SOCKET))))
          .contains("another pid namespace");
      assertThat(kernel.calls).isEmpty();
    }

    @Test
    void what_is_known_of_it_is_there_for_the_record() throws IOException {
      proc.process(PID, 1001, "x");
      assertThat(identify(1001))
          .isInstanceOfSatisfying(
              Identification.Unknown.class,
              unknown -> {
                assertThat(unknown.uid()).isEqualTo(1001);
                assertThat(unknown.pid()).isEqualTo(PID);
              });
    }

    @Test
    void a_user_database_that_fails_is_refused_and_asked_again_later() throws IOException {
      UnixIdentifier identifier = identifier();
      proc.process(PID, 1001, FakeProc.UNSET);
      kernel.failNss(new KernelException("getpwuid", "1001", Errno.EIO, "Input/output error"));
      assertThat(reason(identifier.identify(peer(1001))))
          .isEqualTo(
              "the user database could not say who uid 1001 is: getpwuid `1001`: Input/output error");
      kernel.repairNss();
      assertThat(identifier.identify(peer(1001))).isInstanceOf(Identification.Known.class);
    }

    @Test
    void the_hold_on_the_process_is_always_let_go() throws IOException {
      refused(1001, "x");
      assertThat(process.closed()).isTrue();
    }
  }

  @Nested
  final class On_a_kernel_without_pidfds_of_peers {
    private final FakeKernel old = new FakeKernel().account("admin1", 1001, 1001);

    @Test
    void a_process_that_stays_is_told_by_its_pid() throws IOException {
      proc.process(PID, 0, "1001");
      assertThat(identifier(old).identify(peer(0)))
          .isInstanceOfSatisfying(
              Identification.Known.class,
              known -> assertThat(known.identity().user()).isEqualTo("admin1"));
    }

    @Test
    void a_pid_whose_process_has_another_uid_than_connected_is_refused() throws IOException {
      proc.process(PID, 0, "1001");
      assertThat(reason(identifier(old).identify(peer(1001)))).isEqualTo(ended());
    }

    @Test
    void a_process_that_has_gone_is_refused() {
      assertThat(reason(identifier(old).identify(peer(1001)))).isEqualTo(ended());
    }

    @Test
    void a_process_that_nobody_has_waited_for_is_refused() throws IOException {
      proc.process(PID, 1001, "1001");
      Files.writeString(proc.file(PID, "stat"), FakeProc.stat(4711).replace(") S", ") Z"));
      assertThat(reason(identifier(old).identify(peer(1001)))).isEqualTo(ended());
    }

    @Test
    void a_pid_that_is_used_again_while_it_is_read_is_refused() throws Exception {
      proc.process(PID, 1001, "1001");
      Thread other =
          whileLoginUidIsRead(
              "0", () -> Files.writeString(proc.file(PID, "stat"), FakeProc.stat(4712)));
      assertThat(reason(identifier(old).identify(peer(1001)))).isEqualTo(ended());
      other.join();
    }
  }

  @Nested
  final class On_a_kernel_without_audit {
    @Test
    void the_uid_alone_counts_and_status_can_tell() throws IOException {
      Files.delete(directory.resolve("self/loginuid"));
      UnixIdentifier identifier = identifier();
      assertThat(identifier.keepsLoginUids()).isFalse();
      assertThat(identifier.identify(peer(1001))).isInstanceOf(Identification.Known.class);
    }

    @Test
    void a_process_that_has_ended_is_refused_there_as_well() throws IOException {
      Files.delete(directory.resolve("self/loginuid"));
      process.end();
      assertThat(reason(identifier().identify(peer(1001)))).isEqualTo(ended());
    }

    @Test
    void a_missing_proc_is_not_taken_for_one() throws IOException {
      Files.delete(directory.resolve("self/loginuid"));
      Files.delete(directory.resolve("self/stat"));
      assertThat(reason(identifier().identify(peer(1001)))).contains("could not be read");
    }
  }

  private interface Event {
    void happen() throws IOException;
  }

  /** Makes the login uid a pipe: opening it waits for its reader, who is in the middle then. */
  private Thread whileLoginUidIsRead(String content, Event event) throws Exception {
    Path loginUid = proc.file(PID, "loginuid");
    Files.delete(loginUid);
    assertThat(new ProcessBuilder("mkfifo", loginUid.toString()).start().waitFor()).isZero();
    return Thread.ofPlatform()
        .start(() -> {
          try (var pipe = Files.newOutputStream(loginUid)) {
            event.happen();
            pipe.write(content.getBytes(StandardCharsets.US_ASCII));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static String ended() {
    return "the calling process 77 ended before it could be told who started it";
  }

  private Identity known(long uid, String loginUid) throws IOException {
    proc.process(PID, uid, loginUid);
    Identification identification = identify(uid);
    assertThat(identification).isInstanceOf(Identification.Known.class);
    return ((Identification.Known) identification).identity();
  }

  private String refused(long uid, String loginUid) throws IOException {
    proc.process(PID, uid, loginUid);
    return reason(identify(uid));
  }

  private static String reason(Identification identification) {
    assertThat(identification).isInstanceOf(Identification.Unknown.class);
    return ((Identification.Unknown) identification).reason();
  }

  private Identification identify(long uid) {
    return identifier().identify(peer(uid));
  }

  private static Evidence peer(long uid) {
    return new Evidence.UnixPeer(PID, uid, 100, SOCKET);
  }

  private UnixIdentifier identifier() {
    return identifier(kernel);
  }

  private UnixIdentifier identifier(FakeKernel of) {
    return new UnixIdentifier(of, directory, System::nanoTime, Duration.ofSeconds(10));
  }
}
