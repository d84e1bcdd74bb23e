package dev.cofferdam.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cofferdam.linux.Kernel;
import dev.cofferdam.linux.KernelException;
import dev.cofferdam.linux.TestSockets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real users, real processes, the real kernel. */
@Tag("root")
final class UnixIdentifierRootTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String NO_LOGIN = "4294967295";

  /** Connects, says nothing, and stays until its input ends. */
  private static final String CONNECT =
      "use Socket; socket(S, PF_UNIX, SOCK_STREAM, 0) or die;"
          + " connect(S, sockaddr_un($ARGV[0])) or die $!;";

  private static TemporaryUser anna;
  private static TemporaryUser berta;

  @TempDir private Path directory;
  private final UnixIdentifier identifier = new UnixIdentifier(Kernel.real());
  private final List<Process> children = new ArrayList<>();
  private final List<Integer> sockets = new ArrayList<>();
  private int listener;

  @BeforeAll
  static void users() throws Exception {
    anna = new TemporaryUser("a", "games");
    berta = new TemporaryUser("b");
  }

  @AfterAll
  static void noUsers() throws Exception {
    try {
      anna.remove();
    } finally {
      berta.remove();
    }
  }

  @BeforeEach
  void listen() throws IOException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
    listener = TestSockets.listen(directory.resolve("s"));
    sockets.add(listener);
    Files.setPosixFilePermissions(
        directory.resolve("s"), PosixFilePermissions.fromString("rw-rw-rw-"));
  }

  @AfterEach
  void end() throws InterruptedException {
    for (Process child : children) {
      child.destroyForcibly().waitFor();
    }
    endWhatHolds(directory.resolve("s").toString());
    sockets.forEach(TestSockets::close);
  }

  @Test
  void this_kernel_keeps_login_uids() {
    assertThat(identifier.keepsLoginUids()).isTrue();
  }

  @Test
  void a_user_who_logged_in_is_that_user_with_the_groups_of_the_database() throws Exception {
    Identity identity = known(call(Long.toString(anna.uid), anna.uid, ""));
    assertThat(identity.user()).isEqualTo(anna.name);
    assertThat(identity.groups()).containsExactlyInAnyOrder("nogroup", "games");
  }

  @Test
  void a_user_of_a_session_without_login_uid_is_the_uid() throws Exception {
    Identity identity = known(call(NO_LOGIN, anna.uid, ""));
    assertThat(identity.user()).isEqualTo(anna.name);
    assertThat(identity.peer().orElseThrow().loginUid()).isEmpty();
  }

  @Test
  void root_behind_sudo_is_who_logged_in_and_both_are_told() throws Exception {
    Process child = start(Long.toString(anna.uid), 0, CONNECT + "<STDIN>");
    Identity identity = known(identify());
    assertThat(identity.user()).isEqualTo(anna.name);
    assertThat(identity.groups()).contains("games");
    assertThat(identity.peer())
        .contains(
            new Identity.Peer(
                (int) child.pid(),
                0,
                65534,
                "root",
                OptionalLong.of(anna.uid),
                Optional.of(anna.name)));
  }

  @Test
  void root_without_a_login_uid_is_root() throws Exception {
    assertThat(known(call(NO_LOGIN, 0, "")).user()).isEqualTo("root");
  }

  @Test
  void a_user_who_gives_itself_the_login_uid_of_another_is_refused() throws Exception {
    assertThat(reason(call(NO_LOGIN, anna.uid, giveSelf(berta.uid))))
        .isEqualTo(
            "the calling process runs as %s but was logged in as %s, which proves neither: log in as %s, or call as root with sudo"
                .formatted(anna.name, berta.name, anna.name));
  }

  @Test
  void a_user_who_gives_itself_the_login_uid_of_root_stays_that_user() throws Exception {
    assertThat(known(call(NO_LOGIN, anna.uid, giveSelf(0))).user()).isEqualTo(anna.name);
  }

  @Test
  void a_process_that_exits_and_leaves_its_socket_to_a_child_is_refused() throws Exception {
    Process child = start(NO_LOGIN, anna.uid, CONNECT + "fork or do { sleep 1000 }; exit 0");
    int connection = accept();
    // The socket's last holder is the grandchild; what connected has been waited for.
    assertThat(child.waitFor()).isZero();
    assertThat(reason(identify(connection)))
        .isEqualTo(
            "the calling process %d ended before it could be told who started it"
                .formatted(child.pid()));
  }

  @Test
  void a_process_that_was_killed_is_refused() throws Exception {
    Process child = start(NO_LOGIN, anna.uid, CONNECT + "<STDIN>");
    int connection = accept();
    assertThat(identify(connection)).isInstanceOf(Identification.Known.class);
    child.destroyForcibly().waitFor();
    assertThat(reason(identify(connection))).contains("ended before");
  }

  @Test
  void a_uid_without_a_name_is_called_by_its_number() throws Exception {
    assertThat(known(call(NO_LOGIN, 3_999_999_999L, "")).user()).isEqualTo("uid:3999999999");
  }

  private static String giveSelf(long loginUid) {
    return "open(F, '>', '/proc/self/loginuid') or die $!; syswrite(F, "
        + loginUid
        + ") or die $!;";
  }

  /** A process of that uid calls; what it does before it connects is Perl. */
  private Identification call(String loginUid, long uid, String first) throws Exception {
    start(loginUid, uid, first + CONNECT + "<STDIN>");
    return identify();
  }

  private Process start(String loginUid, long uid, String program) throws IOException {
    Process child =
        new ProcessBuilder(
                "sh",
                "-c",
                "echo $1 >/proc/self/loginuid && exec setpriv --reuid $2 --regid 65534"
                    + " --clear-groups perl -e \"$3\" \"$4\"",
                "sh",
                loginUid,
                Long.toString(uid),
                program,
                directory.resolve("s").toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    children.add(child);
    return child;
  }

  private int accept() throws KernelException {
    int connection = TestSockets.accept(listener, PATIENCE);
    sockets.add(connection);
    return connection;
  }

  private Identification identify() throws KernelException {
    return identify(accept());
  }

  private Identification identify(int connection) throws KernelException {
    TestSockets.Credentials peer = TestSockets.credentials(connection);
    return identifier.identify(
        new Evidence.UnixPeer(peer.pid(), peer.uid(), peer.gid(), connection));
  }

  /** Ends the orphans of a test, known by the socket's path on their command line. */
  private static void endWhatHolds(String socket) {
    ProcessHandle.allProcesses()
        .filter(p -> p.info().arguments().map(List::of).orElse(List.of()).contains(socket))
        .forEach(ProcessHandle::destroyForcibly);
  }

  private static Identity known(Identification identification) {
    assertThat(identification).isInstanceOf(Identification.Known.class);
    return ((Identification.Known) identification).identity();
  }

  private static String reason(Identification identification) {
    assertThat(identification).isInstanceOf(Identification.Unknown.class);
    return ((Identification.Unknown) identification).reason();
  }
}
