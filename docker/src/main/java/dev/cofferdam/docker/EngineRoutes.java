package dev.cofferdam.docker;

import static dev.cofferdam.docker.Operation.*;
import static dev.cofferdam.docker.Parameter.Type.TIME;
import static dev.cofferdam.docker.Parameter.bool;
import static dev.cofferdam.docker.Parameter.choice;
import static dev.cofferdam.docker.Parameter.choices;
import static dev.cofferdam.docker.Parameter.filters;
import static dev.cofferdam.docker.Parameter.integer;
import static dev.cofferdam.docker.Parameter.strictBool;
import static dev.cofferdam.docker.Parameter.text;
import static dev.cofferdam.docker.Parameter.typed;
import static dev.cofferdam.docker.Route.delete;
import static dev.cofferdam.docker.Route.get;
import static dev.cofferdam.docker.Route.plain;
import static dev.cofferdam.docker.Route.post;
import static dev.cofferdam.docker.Subject.NETWORK;
import static dev.cofferdam.docker.Subject.PLUGIN;
import static dev.cofferdam.docker.Subject.VOLUME;

import java.util.ArrayList;
import java.util.List;

/** The routes of the engine as a whole, its volumes, networks and plugins. */
final class EngineRoutes {
  private EngineRoutes() {}

  static List<Route> all() {
    List<Route> all = new ArrayList<>();
    all.addAll(system());
    all.addAll(debug());
    all.addAll(volumes());
    all.addAll(networks());
    all.addAll(plugins());
    return all;
  }

  private static List<Route> system() {
    return List.of(
        get("/_ping", SYSTEM_PING),
        plain(Route.Method.HEAD, "/_ping", SYSTEM_PING),
        get("/version", SYSTEM_VERSION),
        get("/info", SYSTEM_INFO),
        get("/events", SYSTEM_EVENTS)
            .streams()
            .takes(
                typed(TIME, "since"),
                typed(TIME, "until"),
                filters(
                    "config",
                    "container",
                    "daemon",
                    "event",
                    "image",
                    "label",
                    "network",
                    "node",
                    "plugin",
                    "scope",
                    "secret",
                    "service",
                    "type",
                    "volume")),
        get("/system/df", SYSTEM_DF)
            .streams()
            .takes(choices("type", "container", "image", "volume", "build-cache"), bool("verbose")),
        post("/auth", SYSTEM_AUTH).with(Body.JSON),
        plain(Route.Method.OPTIONS, "*", SYSTEM_OPTIONS));
  }

  /** Go's expvar and pprof, on engines that run with {@code --debug}. */
  private static List<Route> debug() {
    return List.of(
        get("/debug/vars", DEBUG_READ),
        get("/debug/pprof/", DEBUG_READ),
        get("/debug/pprof/{profile}", DEBUG_READ)
            .streams()
            .takes(integer("seconds"), integer("debug"), integer("gc")));
  }

  private static List<Route> volumes() {
    return List.of(
        get("/volumes", VOLUME_LIST).takes(filters("dangling", "driver", "label", "name")),
        post("/volumes/create", VOLUME_CREATE).with(Body.JSON),
        get("/volumes/{name}", VOLUME_INSPECT).on(VOLUME),
        plain(Route.Method.PUT, "/volumes/{name}", VOLUME_UPDATE)
            .on(VOLUME)
            .with(Body.JSON)
            .takes(integer("version")),
        delete("/volumes/{name}", VOLUME_REMOVE).on(VOLUME).takes(bool("force")),
        post("/volumes/prune", VOLUME_PRUNE).takes(filters("all", "label", "label!")));
  }

  private static List<Route> networks() {
    return List.of(
        get("/networks", NETWORK_LIST)
            .takes(filters("dangling", "driver", "id", "label", "name", "scope", "type")),
        get("/networks/{id}", NETWORK_INSPECT)
            .on(NETWORK)
            .takes(strictBool("verbose"), choice("scope", "local", "global", "swarm")),
        delete("/networks/{id}", NETWORK_REMOVE).on(NETWORK),
        post("/networks/create", NETWORK_CREATE).with(Body.JSON),
        post("/networks/{id}/connect", NETWORK_CONNECT).on(NETWORK).with(Body.JSON),
        post("/networks/{id}/disconnect", NETWORK_DISCONNECT).on(NETWORK).with(Body.JSON),
        post("/networks/prune", NETWORK_PRUNE).takes(filters("label", "label!", "until")));
  }

  private static List<Route> plugins() {
    return List.of(
        get("/plugins", PLUGIN_LIST).takes(filters("capability", "enabled")),
        get("/plugins/privileges", PLUGIN_PRIVILEGES).takes(text("remote")),
        post("/plugins/pull", PLUGIN_PULL)
            .with(Body.JSON)
            .streams()
            .takes(text("remote"), text("name")),
        post("/plugins/create", PLUGIN_CREATE).with(Body.TAR).streams().takes(text("name")),
        get("/plugins/{name}/json", PLUGIN_INSPECT).on(PLUGIN),
        delete("/plugins/{name}", PLUGIN_REMOVE).on(PLUGIN).takes(bool("force")),
        post("/plugins/{name}/enable", PLUGIN_ENABLE).on(PLUGIN).takes(integer("timeout")),
        post("/plugins/{name}/disable", PLUGIN_DISABLE).on(PLUGIN).takes(bool("force")),
        post("/plugins/{name}/upgrade", PLUGIN_UPGRADE)
            .on(PLUGIN)
            .with(Body.JSON)
            .streams()
            .takes(text("remote")),
        post("/plugins/{name}/push", PLUGIN_PUSH).on(PLUGIN).streams(),
        post("/plugins/{name}/set", PLUGIN_SET).on(PLUGIN).with(Body.JSON));
  }
}
