package dev.cofferdam.systemtest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Everything that the tests share: users, an engine, log daemons and a gateway with the policy of
 * {@code examples/three-admins.yaml}. One per machine at a time: a second run waits for the first.
 */
final class Site implements AutoCloseable {
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final Path home;
  private final Users users;
  private final Engine engine;
  private final Journal journal;
  private final Rsyslog rsyslog;
  private Optional<Gateway> gateway = Optional.empty();
  private Optional<Twins> twins = Optional.empty();
  private Optional<ContainedEngine> contained = Optional.empty();
  private int homes;

  @SuppressWarnings("this-escape") // final class; closes the parts that did start
  Site() {
    try {
      FileChannel lockFile =
          open(
              FileChannel.open(
                  Path.of("/run/cofferdam-system-test.lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE));
      FileLock lock = open(lockFile.lock());
      home = Files.createTempDirectory("cofferdam-test-");
      Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
      open((AutoCloseable) () -> Command.of("rm", "-rf", home.toString()).orFail());
      users = open(Users.create());
      engine = open(Engine.start(home.resolve("engine")));
      journal = open(Journal.start(home.resolve("journald.log")));
      rsyslog = open(Rsyslog.start(home.resolve("rsyslog")));
      if (!lock.isValid()) {
        throw new IllegalStateException("the lock of the suite is gone");
      }
    } catch (IOException e) {
      close();
      throw new UncheckedIOException(e);
    } catch (RuntimeException | AssertionError e) {
      close();
      throw e;
    }
  }

  private <T extends AutoCloseable> T open(T part) {
    parts.push(part);
    return part;
  }

  private Gateway startGateway() {
    Path at = home.resolve("gateway");
    return Gateway.start(
        at,
        engine.socket(),
        Policies.threeAdmins(),
        List.of(
            "file:" + at.resolve("audit") + ",required",
            "journald:" + journal.socket(),
            "syslog:" + rsyslog.socket()));
  }

  Users users() {
    return users;
  }

  Engine engine() {
    return engine;
  }

  Journal journal() {
    return journal;
  }

  Rsyslog rsyslog() {
    return rsyslog;
  }

  /** Started when the first test asks for it. */
  Gateway gateway() {
    if (gateway.isEmpty()) {
      gateway = Optional.of(open(startGateway()));
    }
    return gateway.get();
  }

  /** Started when the first test asks for them. */
  Twins twins() {
    if (twins.isEmpty()) {
      twins = Optional.of(open(new Twins(this)));
    }
    return twins.get();
  }

  /** Started when the first test asks for it. */
  ContainedEngine contained() {
    if (contained.isEmpty()) {
      CgroupLayout _ = open(CgroupLayout.forCrun());
      contained = Optional.of(open(ContainedEngine.start(newHome("contained"))));
    }
    return contained.get();
  }

  Trail trail() {
    return gateway().trail();
  }

  /** A new directory below the site's own, not created yet. */
  Path newHome(String name) {
    homes++;
    return home.resolve(name + "-" + homes);
  }

  Path newDirectory(String name) {
    try {
      return Files.createDirectory(newHome(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A person's docker client, Debian's, at the shared gateway. */
  Docker docker(Person person) {
    return docker(person, Docker.clients().getFirst());
  }

  Docker docker(Person person, Path client) {
    return docker(person, client, gateway());
  }

  Docker docker(Person person, Path client, Gateway at) {
    return new Docker(client, at.socket(), As.login(users, person));
  }

  @Override
  public void close() {
    RuntimeException failures = new IllegalStateException("the site could not be cleared");
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception | AssertionError e) {
        failures.addSuppressed(e);
      }
    }
    if (failures.getSuppressed().length > 0) {
      throw failures;
    }
  }
}
