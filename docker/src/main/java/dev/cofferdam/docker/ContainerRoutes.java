package dev.cofferdam.docker;

import static dev.cofferdam.docker.Operation.*;
import static dev.cofferdam.docker.Parameter.Type.HOST_PATH;
import static dev.cofferdam.docker.Parameter.Type.NAME;
import static dev.cofferdam.docker.Parameter.Type.PLATFORM;
import static dev.cofferdam.docker.Parameter.Type.PS_ARGS;
import static dev.cofferdam.docker.Parameter.Type.SIGNAL;
import static dev.cofferdam.docker.Parameter.Type.SIZE;
import static dev.cofferdam.docker.Parameter.Type.TAIL;
import static dev.cofferdam.docker.Parameter.Type.TIME;
import static dev.cofferdam.docker.Parameter.bool;
import static dev.cofferdam.docker.Parameter.choice;
import static dev.cofferdam.docker.Parameter.filters;
import static dev.cofferdam.docker.Parameter.integer;
import static dev.cofferdam.docker.Parameter.newName;
import static dev.cofferdam.docker.Parameter.text;
import static dev.cofferdam.docker.Parameter.typed;
import static dev.cofferdam.docker.Route.delete;
import static dev.cofferdam.docker.Route.get;
import static dev.cofferdam.docker.Route.plain;
import static dev.cofferdam.docker.Route.post;
import static dev.cofferdam.docker.Subject.CONTAINER;
import static dev.cofferdam.docker.Subject.EXEC;

import java.util.ArrayList;
import java.util.List;

/** The routes below {@code /containers} and {@code /exec}. */
final class ContainerRoutes {
  private static final Parameter[] ATTACH = {
    text("detachKeys"), bool("logs"), bool("stream"), bool("stdin"), bool("stdout"), bool("stderr")
  };

  private ContainerRoutes() {}

  static List<Route> all() {
    List<Route> all = new ArrayList<>();
    all.addAll(collection());
    all.addAll(reading());
    all.addAll(lifeCycle());
    all.addAll(files());
    all.addAll(checkpoints());
    all.addAll(processes());
    return all;
  }

  private static List<Route> collection() {
    return List.of(
        // since and before left the documents with 1.25 and work still; trunc_cmd is docker-py's.
        get("/containers/json", CONTAINER_LIST)
            .takes(
                bool("all"),
                integer("limit"),
                bool("size"),
                filters(
                    "ancestor",
                    "before",
                    "expose",
                    "exited",
                    "health",
                    "id",
                    "is-task",
                    "isolation",
                    "label",
                    "name",
                    "network",
                    "publish",
                    "since",
                    "status",
                    "volume"),
                typed(Parameter.Type.CONTAINER, "since"),
                typed(Parameter.Type.CONTAINER, "before"),
                bool("trunc_cmd")),
        post("/containers/create", CONTAINER_CREATE)
            .with(Body.JSON)
            .takes(newName("name"), typed(PLATFORM, "platform")),
        post("/containers/prune", CONTAINER_PRUNE).takes(filters("label", "label!", "until")));
  }

  private static List<Route> reading() {
    return List.of(
        get("/containers/{id}/json", CONTAINER_INSPECT).on(CONTAINER).takes(bool("size")),
        get("/containers/{id}/top", CONTAINER_TOP).on(CONTAINER).takes(typed(PS_ARGS, "ps_args")),
        get("/containers/{id}/logs", CONTAINER_LOGS)
            .on(CONTAINER)
            .streams()
            .takes(
                bool("follow"),
                bool("stdout"),
                bool("stderr"),
                typed(TIME, "since"),
                typed(TIME, "until"),
                bool("timestamps"),
                typed(TAIL, "tail"),
                bool("details")),
        get("/containers/{id}/changes", CONTAINER_CHANGES).on(CONTAINER),
        get("/containers/{id}/export", CONTAINER_EXPORT).on(CONTAINER).streams(),
        get("/containers/{id}/stats", CONTAINER_STATS)
            .on(CONTAINER)
            .streams()
            .takes(bool("stream"), bool("one-shot")));
  }

  private static List<Route> lifeCycle() {
    return List.of(
        post("/containers/{id}/start", CONTAINER_START)
            .on(CONTAINER)
            .takes(
                text("detachKeys"), typed(NAME, "checkpoint"), typed(HOST_PATH, "checkpoint-dir")),
        post("/containers/{id}/stop", CONTAINER_STOP)
            .on(CONTAINER)
            .streams()
            .takes(typed(SIGNAL, "signal"), integer("t")),
        post("/containers/{id}/restart", CONTAINER_RESTART)
            .on(CONTAINER)
            .streams()
            .takes(typed(SIGNAL, "signal"), integer("t")),
        post("/containers/{id}/kill", CONTAINER_KILL).on(CONTAINER).takes(typed(SIGNAL, "signal")),
        post("/containers/{id}/update", CONTAINER_UPDATE).on(CONTAINER).with(Body.JSON),
        post("/containers/{id}/rename", CONTAINER_RENAME).on(CONTAINER).takes(newName("name")),
        post("/containers/{id}/pause", CONTAINER_PAUSE).on(CONTAINER),
        post("/containers/{id}/unpause", CONTAINER_UNPAUSE).on(CONTAINER),
        post("/containers/{id}/wait", CONTAINER_WAIT)
            .on(CONTAINER)
            .streams()
            .takes(choice("condition", "not-running", "next-exit", "removed")),
        delete("/containers/{id}", CONTAINER_REMOVE)
            .on(CONTAINER)
            .takes(bool("v"), bool("force"), bool("link")));
  }

  private static List<Route> files() {
    return List.of(
        plain(Route.Method.HEAD, "/containers/{id}/archive", CONTAINER_ARCHIVE_STAT)
            .on(CONTAINER)
            .takes(text("path")),
        get("/containers/{id}/archive", CONTAINER_ARCHIVE_READ)
            .on(CONTAINER)
            .streams()
            .takes(text("path")),
        plain(Route.Method.PUT, "/containers/{id}/archive", CONTAINER_ARCHIVE_WRITE)
            .on(CONTAINER)
            .with(Body.TAR)
            .takes(text("path"), bool("noOverwriteDirNonDir"), bool("copyUIDGID")),
        // Ended with API 1.24; engines up to 20.10 still route it and refuse by version.
        post("/containers/{id}/copy", CONTAINER_COPY).on(CONTAINER).with(Body.JSON).streams());
  }

  private static List<Route> checkpoints() {
    return List.of(
        get("/containers/{id}/checkpoints", CHECKPOINT_LIST)
            .on(CONTAINER)
            .takes(typed(HOST_PATH, "dir")),
        post("/containers/{id}/checkpoints", CHECKPOINT_CREATE).on(CONTAINER).with(Body.JSON),
        delete("/containers/{id}/checkpoints/{checkpoint}", CHECKPOINT_REMOVE)
            .on(CONTAINER)
            .takes(typed(HOST_PATH, "dir")));
  }

  private static List<Route> processes() {
    return List.of(
        post("/containers/{id}/attach", CONTAINER_ATTACH)
            .on(CONTAINER)
            .becomes(Takeover.STREAMS)
            .takes(ATTACH),
        get("/containers/{id}/attach/ws", CONTAINER_ATTACH)
            .on(CONTAINER)
            .becomes(Takeover.WEBSOCKET)
            .takes(ATTACH),
        post("/containers/{id}/resize", CONTAINER_RESIZE)
            .on(CONTAINER)
            .with(Body.JSON_OR_NONE)
            .takes(typed(SIZE, "h"), typed(SIZE, "w")),
        post("/containers/{id}/exec", EXEC_CREATE).on(CONTAINER).with(Body.JSON),
        post("/exec/{id}/start", EXEC_START).on(EXEC).with(Body.JSON).becomes(Takeover.STREAMS),
        post("/exec/{id}/resize", EXEC_RESIZE)
            .on(EXEC)
            .with(Body.JSON_OR_NONE)
            .takes(typed(SIZE, "h"), typed(SIZE, "w")),
        get("/exec/{id}/json", EXEC_INSPECT).on(EXEC));
  }
}
