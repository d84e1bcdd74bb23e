package dev.cofferdam.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The users, the image and the containers that the demo makes, and takes away again. */
final class DemoWorld {
  /** The comment of its accounts in passwd(5): by this it knows its own leftovers. */
  static final String COMMENT = "cofferdam demo";

  private static final byte[] NOTHING = new byte[0];

  private final String engine;

  /**
   * @param engine the engine's own address: the world is made past the gateway, as root
   */
  DemoWorld(String engine) {
    this.engine = engine;
  }

  /** Refuses to touch anything that is not the demo's own. */
  void requireFree() throws IOException, InterruptedException, CommandFailure {
    for (String user : DemoAct.USERS) {
      DemoProcess entry = DemoProcess.run(List.of("getent", "passwd", user));
      if (entry.status() == 0 && !entry.output().split(":", -1)[4].equals(COMMENT)) {
        throw new CommandFailure(
            "A user "
                + user
                + " exists on this host already: the demo makes users of that name"
                + " and takes them away, and will not touch yours.");
      }
    }
    for (String name : List.of("web-1", "db-1", "demo-mine")) {
      free("container", name, ".Config.Labels");
    }
    free("image", DemoImage.NAME, ".Config.Labels");
  }

  private void free(String kind, String name, String labels)
      throws IOException, InterruptedException, CommandFailure {
    DemoProcess found =
        DemoProcess.run(docker(kind, "inspect", "--format", "{{json " + labels + "}}", name));
    if (found.status() == 0 && !found.output().contains("\"" + DemoImage.LABEL + "\"")) {
      throw new CommandFailure(
          "The engine has "
              + (kind.equals("image") ? "an " : "a ")
              + kind
              + " "
              + name
              + " already: the demo makes one of that name and will not touch yours.");
    }
  }

  void make() throws IOException, InterruptedException, CommandFailure {
    for (String user : DemoAct.USERS) {
      DemoProcess.require(
          List.of(
              "useradd",
              "--no-create-home",
              "--home-dir",
              "/nonexistent",
              "--user-group",
              "--shell",
              "/usr/sbin/nologin",
              "--comment",
              COMMENT,
              user),
          NOTHING);
    }
    DemoProcess.require(
        docker("import", "--change", "LABEL " + DemoImage.LABEL + "=1", "-", DemoImage.NAME),
        DemoImage.archive());
    for (String name : List.of("web-1", "db-1")) {
      DemoProcess.require(
          docker("run", "-d", "--network", "none", "--name", name, DemoImage.NAME, "sleep", "3600"),
          NOTHING);
    }
  }

  /** Whatever is there of it; says what could not be taken away. */
  List<String> takeAway() {
    List<String> left = new ArrayList<>();
    attempt(
        left,
        () -> {
          DemoProcess ids =
              DemoProcess.run(docker("ps", "-aq", "--filter", "label=" + DemoImage.LABEL));
          for (String id : ids.output().lines().toList()) {
            DemoProcess.require(docker("rm", "-f", id), NOTHING);
          }
          if (DemoProcess.run(docker("image", "inspect", DemoImage.NAME)).status() == 0) {
            DemoProcess.require(docker("rmi", DemoImage.NAME), NOTHING);
          }
        });
    for (String user : DemoAct.USERS) {
      attempt(
          left,
          () -> {
            if (DemoProcess.run(List.of("getent", "passwd", user)).status() == 0) {
              DemoProcess.require(List.of("userdel", user), NOTHING);
            }
          });
    }
    return left;
  }

  private interface Deed {
    void run() throws IOException, InterruptedException;
  }

  private static void attempt(List<String> left, Deed deed) {
    try {
      deed.run();
    } catch (IOException e) {
      left.add(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      left.add("interrupted");
    }
  }

  private List<String> docker(String... words) {
    return Stream.concat(Stream.of("docker", "-H", engine), Stream.of(words)).toList();
  }
}
