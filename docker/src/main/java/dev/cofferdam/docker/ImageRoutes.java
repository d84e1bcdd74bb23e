package dev.cofferdam.docker;

import static dev.cofferdam.docker.Operation.*;
import static dev.cofferdam.docker.Parameter.Type.CHANGES;
import static dev.cofferdam.docker.Parameter.Type.CONTAINER;
import static dev.cofferdam.docker.Parameter.Type.IMAGES;
import static dev.cofferdam.docker.Parameter.Type.LABELS;
import static dev.cofferdam.docker.Parameter.Type.OUTPUTS;
import static dev.cofferdam.docker.Parameter.Type.PLATFORM;
import static dev.cofferdam.docker.Parameter.Type.PLATFORMS;
import static dev.cofferdam.docker.Parameter.Type.REFERENCE;
import static dev.cofferdam.docker.Parameter.Type.REFERENCES;
import static dev.cofferdam.docker.Parameter.Type.SECURITY_OPTIONS;
import static dev.cofferdam.docker.Parameter.Type.TAG;
import static dev.cofferdam.docker.Parameter.Type.TAG_OR_DIGEST;
import static dev.cofferdam.docker.Parameter.Type.ULIMITS;
import static dev.cofferdam.docker.Parameter.Type.VARIABLES;
import static dev.cofferdam.docker.Parameter.Type.WORDS;
import static dev.cofferdam.docker.Parameter.bool;
import static dev.cofferdam.docker.Parameter.boolOrEmpty;
import static dev.cofferdam.docker.Parameter.choice;
import static dev.cofferdam.docker.Parameter.filters;
import static dev.cofferdam.docker.Parameter.integer;
import static dev.cofferdam.docker.Parameter.text;
import static dev.cofferdam.docker.Parameter.texts;
import static dev.cofferdam.docker.Parameter.typed;
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
                filters("before", "dangling", "label", "reference", "since", "until"),
                text("filter"),
                bool("shared-size"),
                bool("digests"),
                bool("manifests"),
                bool("identity"),
                bool("only_ids")),
        get("/images/search", IMAGE_SEARCH)
            .takes(text("term"), integer("limit"), filters("is-automated", "is-official", "stars")),
        post("/images/prune", IMAGE_PRUNE).takes(filters("dangling", "label", "label!", "until")),
        // A pull with fromImage; an import without.
        post("/images/create", IMAGE_PULL)
            .with(Body.TAR)
            .streams()
            .takes(
                typed(REFERENCE, "fromImage"),
                text("fromSrc"),
                typed(REFERENCE, "repo"),
                typed(TAG_OR_DIGEST, "tag"),
                text("message"),
                typed(CHANGES, "changes"),
                typed(PLATFORM, "platform")),
        post("/commit", IMAGE_COMMIT)
            .with(Body.JSON_OR_NONE)
            .streams()
            .takes(
                typed(CONTAINER, "container"),
                typed(REFERENCE, "repo"),
                typed(TAG, "tag"),
                text("comment"),
                text("m"), // docker-java's, which the engine does not read
                text("author"),
                bool("pause"),
                typed(CHANGES, "changes")));
  }

  private static List<Route> single() {
    return List.of(
        get("/images/{name}/json", IMAGE_INSPECT)
            .on(IMAGE)
            .takes(bool("manifests"), typed(PLATFORM, "platform")),
        get("/images/{name}/attestations", IMAGE_ATTESTATIONS)
            .on(IMAGE)
            .takes(typed(PLATFORMS, "platform"), texts("type"), bool("statement")),
        get("/images/{name}/history", IMAGE_HISTORY).on(IMAGE).takes(typed(PLATFORM, "platform")),
        // Before 1.22 credentials came in the body; engines read it while X-Registry-Auth lacks.
        post("/images/{name}/push", IMAGE_PUSH)
            .on(IMAGE)
            .with(Body.JSON_OR_NONE)
            .streams()
            .takes(typed(TAG, "tag"), typed(PLATFORM, "platform")),
        post("/images/{name}/tag", IMAGE_TAG)
            .on(IMAGE)
            .takes(typed(REFERENCE, "repo"), typed(TAG, "tag"), bool("force")),
        delete("/images/{name}", IMAGE_REMOVE)
            .on(IMAGE)
            .takes(bool("force"), bool("noprune"), typed(PLATFORMS, "platforms")),
        get("/distribution/{name}/json", DISTRIBUTION_INSPECT).on(IMAGE));
  }

  private static List<Route> archives() {
    return List.of(
        get("/images/{name}/get", IMAGE_SAVE)
            .on(IMAGE)
            .streams()
            .takes(typed(PLATFORMS, "platform")),
        get("/images/get", IMAGE_SAVE)
            .streams()
            .takes(typed(IMAGES, "names"), typed(PLATFORMS, "platform")),
        post("/images/load", IMAGE_LOAD)
            .with(Body.TAR)
            .streams()
            .takes(bool("quiet"), typed(PLATFORMS, "platform")));
  }

  private static List<Route> building() {
    return List.of(
        post("/build", IMAGE_BUILD)
            .with(Body.TAR)
            .streams()
            .takes(
                text("dockerfile"),
                typed(REFERENCES, "t"),
                texts("extrahosts"),
                text("remote"),
                bool("q"),
                bool("nocache"),
                typed(WORDS, "cachefrom"),
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
                typed(VARIABLES, "buildargs"),
                integer("shmsize"),
                typed(ULIMITS, "ulimits"),
                bool("squash"),
                typed(LABELS, "labels"),
                text("networkmode"),
                text("cgroupparent"),
                choice("isolation", "default", "process", "hyperv"),
                typed(SECURITY_OPTIONS, "securityopt"),
                typed(PLATFORM, "platform"),
                text("target"),
                typed(OUTPUTS, "outputs"),
                choice("version", "1", "2"),
                text("session"),
                text("buildid")),
        post("/build/prune", IMAGE_BUILD_PRUNE)
            .takes(
                integer("keep-storage"),
                integer("reserved-space"),
                integer("max-used-space"),
                integer("min-free-space"),
                bool("all"),
                filters()),
        post("/build/cancel", IMAGE_BUILD_CANCEL).takes(text("id")),
        post("/session", BUILD_SESSION).becomes(Takeover.H2C),
        post("/grpc", BUILD_GRPC).becomes(Takeover.H2C));
  }
}
