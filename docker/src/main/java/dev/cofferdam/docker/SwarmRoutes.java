package dev.cofferdam.docker;

import static dev.cofferdam.docker.Operation.*;
import static dev.cofferdam.docker.Parameter.Type.TAIL;
import static dev.cofferdam.docker.Parameter.Type.TIME;
import static dev.cofferdam.docker.Parameter.bool;
import static dev.cofferdam.docker.Parameter.choice;
import static dev.cofferdam.docker.Parameter.filters;
import static dev.cofferdam.docker.Parameter.integer;
import static dev.cofferdam.docker.Parameter.strictBool;
import static dev.cofferdam.docker.Parameter.typed;
import static dev.cofferdam.docker.Route.delete;
import static dev.cofferdam.docker.Route.get;
import static dev.cofferdam.docker.Route.post;
import static dev.cofferdam.docker.Subject.CONFIG;
import static dev.cofferdam.docker.Subject.NODE;
import static dev.cofferdam.docker.Subject.SECRET;
import static dev.cofferdam.docker.Subject.SERVICE;
import static dev.cofferdam.docker.Subject.TASK;

import java.util.ArrayList;
import java.util.List;

/** The routes of a swarm and all that lives in it. */
final class SwarmRoutes {
  private static final Parameter[] LOGS = {
    bool("details"),
    bool("follow"),
    bool("stdout"),
    bool("stderr"),
    typed(TIME, "since"),
    typed(TIME, "until"),
    bool("timestamps"),
    typed(TAIL, "tail")
  };

  private SwarmRoutes() {}

  static List<Route> all() {
    List<Route> all = new ArrayList<>();
    all.addAll(swarm());
    all.addAll(nodes());
    all.addAll(services());
    all.addAll(secrets());
    all.addAll(configs());
    return all;
  }

  private static List<Route> swarm() {
    return List.of(
        get("/swarm", SWARM_INSPECT),
        post("/swarm/init", SWARM_INIT).with(Body.JSON),
        post("/swarm/join", SWARM_JOIN).with(Body.JSON),
        post("/swarm/leave", SWARM_LEAVE).takes(bool("force")),
        post("/swarm/update", SWARM_UPDATE)
            .with(Body.JSON)
            .takes(
                integer("version"),
                strictBool("rotateWorkerToken"),
                strictBool("rotateManagerToken"),
                strictBool("rotateManagerUnlockKey")),
        get("/swarm/unlockkey", SWARM_UNLOCKKEY),
        post("/swarm/unlock", SWARM_UNLOCK).with(Body.JSON));
  }

  private static List<Route> nodes() {
    return List.of(
        get("/nodes", NODE_LIST).takes(filters()),
        get("/nodes/{id}", NODE_INSPECT).on(NODE),
        delete("/nodes/{id}", NODE_REMOVE).on(NODE).takes(bool("force")),
        post("/nodes/{id}/update", NODE_UPDATE).on(NODE).with(Body.JSON).takes(integer("version")));
  }

  private static List<Route> services() {
    return List.of(
        get("/services", SERVICE_LIST).takes(filters(), strictBool("status")),
        post("/services/create", SERVICE_CREATE).with(Body.JSON),
        get("/services/{id}", SERVICE_INSPECT).on(SERVICE).takes(strictBool("insertDefaults")),
        delete("/services/{id}", SERVICE_REMOVE).on(SERVICE),
        post("/services/{id}/update", SERVICE_UPDATE)
            .on(SERVICE)
            .with(Body.JSON)
            .takes(
                integer("version"),
                choice("registryAuthFrom", "spec", "previous-spec"),
                choice("rollback", "previous", "none")),
        get("/services/{id}/logs", SERVICE_LOGS).on(SERVICE).streams().takes(LOGS),
        get("/tasks", TASK_LIST).takes(filters()),
        get("/tasks/{id}", TASK_INSPECT).on(TASK),
        get("/tasks/{id}/logs", TASK_LOGS).on(TASK).streams().takes(LOGS));
  }

  private static List<Route> secrets() {
    return List.of(
        get("/secrets", SECRET_LIST).takes(filters()),
        post("/secrets/create", SECRET_CREATE).with(Body.JSON),
        get("/secrets/{id}", SECRET_INSPECT).on(SECRET),
        delete("/secrets/{id}", SECRET_REMOVE).on(SECRET),
        post("/secrets/{id}/update", SECRET_UPDATE)
            .on(SECRET)
            .with(Body.JSON)
            .takes(integer("version")));
  }

  private static List<Route> configs() {
    return List.of(
        get("/configs", CONFIG_LIST).takes(filters()),
        post("/configs/create", CONFIG_CREATE).with(Body.JSON),
        get("/configs/{id}", CONFIG_INSPECT).on(CONFIG),
        delete("/configs/{id}", CONFIG_REMOVE).on(CONFIG),
        post("/configs/{id}/update", CONFIG_UPDATE)
            .on(CONFIG)
            .with(Body.JSON)
            .takes(integer("version")));
  }
}
