package dev.cofferdam.docker;

import static dev.cofferdam.docker.Operation.*;
import static dev.cofferdam.docker.Parameter.bool;
import static dev.cofferdam.docker.Parameter.boolOrEmpty;
import static dev.cofferdam.docker.Parameter.integer;
import static dev.cofferdam.docker.Parameter.json;
import static dev.cofferdam.docker.Parameter.text;
import static dev.cofferdam.docker.Parameter.texts;
import static dev.cofferdam.docker.Route.delete;
import static dev.cofferdam.docker.Route.get;
import static dev.cofferdam.docker.Route.post;
import static dev.cofferdam.docker.Subject.IMAGE;

import java.util.ArrayList;
import java.util.List;

/** The routes that read, make and move images. */
final class ImageRoutes {
  private ImageRoutes() {}

  static List<Route> all() {
    List<Route> all = new ArrayList<>();
    all.addAll(collection());
    all.addAll(single());
    all.addAll(archives());
    all.addAll(building());
    return all;
  }

  private static List<Route> collection() {
    return List.of(
        // filter was replaced by filters with 1.25; only_ids is docker-py's.
        get("/images/json", IMAGE_LIST)
            .takes(
                bool("all"),
                json("filters"),
                text("filter"),
                bool("shared-size"),
                bool("digests"),
                bool("manifests"),
                bool("identity"),
                bool("only_ids")),
        get("/images/search", IMAGE_SEARCH).takes(text("term"), integer("limit"), json("filters")),
        post("/images/prune", IMAGE_PRUNE).takes(json("filters")),
        // A pull with fromImage; an import without.
        post("/images/create", IMAGE_PULL)
            .with(Body.TAR)
            .streams()
            .takes(
                text("fromImage"),
                text("fromSrc"),
                text("repo"),
                text("tag"),
                text("message"),
                texts("changes"),
                text("platform")),
        post("/commit", IMAGE_COMMIT)
            .with(Body.JSON_OR_NONE)
            .streams()
            .takes(
                text("container"),
                text("repo"),
                text("tag"),
                text("comment"),
                text("author"),
                bool("pause"),
                texts("changes")));
  }

  private static List<Route> single() {
    return List.of(
        get("/images/{name}/json", IMAGE_INSPECT)
            .on(IMAGE)
            .takes(bool("manifests"), json("platform")),
        get("/images/{name}/attestations", IMAGE_ATTESTATIONS)
            .on(IMAGE)
            .takes(texts("platform"), texts("type"), bool("statement")),
        get("/images/{name}/history", IMAGE_HISTORY).on(IMAGE).takes(json("platform")),
        // Before 1.22 credentials came in the body; engines read it while X-Registry-Auth lacks.
        post("/images/{name}/push", IMAGE_PUSH)
            .on(IMAGE)
            .with(Body.JSON_OR_NONE)
            .streams()
            .takes(text("tag"), json("platform")),
        post("/images/{name}/tag", IMAGE_TAG)
            .on(IMAGE)
            .takes(text("repo"), text("tag"), bool("force")),
        delete("/images/{name}", IMAGE_REMOVE)
            .on(IMAGE)
            .takes(bool("force"), bool("noprune"), texts("platforms")),
        get("/distribution/{name}/json", DISTRIBUTION_INSPECT).on(IMAGE));
  }

  private static List<Route> archives() {
    return List.of(
        get("/images/{name}/get", IMAGE_SAVE).on(IMAGE).streams().takes(texts("platform")),
        get("/images/get", IMAGE_SAVE).streams().takes(texts("names"), texts("platform")),
        post("/images/load", IMAGE_LOAD)
            .with(Body.TAR)
            .streams()
            .takes(bool("quiet"), texts("platform")));
  }

  private static List<Route> building() {
    return List.of(
        post("/build", IMAGE_BUILD)
            .with(Body.TAR)
            .streams()
            .takes(
                text("dockerfile"),
                texts("t"),
                texts("extrahosts"),
                text("remote"),
                bool("q"),
                bool("nocache"),
                json("cachefrom"),
                bool("pull"),
                boolOrEmpty("rm"),
                bool("forcerm"),
                integer("memory"),
                integer("memswap"),
                integer("cpushares"),
                text("cpusetcpus"),
                text("cpusetmems"),
                integer("cpuperiod"),
                integer("cpuquota"),
                json("buildargs"),
                integer("shmsize"),
                json("ulimits"),
                bool("squash"),
                json("labels"),
                text("networkmode"),
                text("cgroupparent"),
                text("isolation"),
                texts("securityopt"),
                text("platform"),
                text("target"),
                json("outputs"),
                text("version"),
                text("session"),
                text("buildid")),
        post("/build/prune", IMAGE_BUILD_PRUNE)
            .takes(
                integer("keep-storage"),
                integer("reserved-space"),
                integer("max-used-space"),
                integer("min-free-space"),
                bool("all"),
                json("filters")),
        post("/build/cancel", IMAGE_BUILD_CANCEL).takes(text("id")),
        post("/session", BUILD_SESSION).becomes(Takeover.H2C),
        post("/grpc", BUILD_GRPC).becomes(Takeover.H2C));
  }
}
