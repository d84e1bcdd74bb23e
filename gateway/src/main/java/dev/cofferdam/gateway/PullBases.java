package dev.cofferdam.gateway;

import dev.cofferdam.audit.AuditException;
import dev.cofferdam.docker.ApiCall;
import dev.cofferdam.docker.BadRequest;
import dev.cofferdam.docker.Facts;
import dev.cofferdam.docker.ImageReference;
import dev.cofferdam.docker.Operation;
import dev.cofferdam.docker.Privilege;
import dev.cofferdam.docker.Privileges;
import dev.cofferdam.docker.Query;
import dev.cofferdam.docker.RegistryConfig;
import dev.cofferdam.docker.Resource;
import dev.cofferdam.gateway.EngineObjects.Missing;
import dev.cofferdam.policy.Question;
import dev.cofferdam.policy.Verdict;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The images of a build that the engine would pull. In: a build whose Dockerfile is read. Out: the
 * same; if the caller may pull all of them, the engine has them and pulls none, so that what they
 * do on a build ({@code ONBUILD}) can be looked at.
 *
 * <p>Each pull is decided on like the client's own and on record before it is made. Where one is
 * not allowed, none is made and the build takes {@code build:uninspected}; whoever has that is left
 * to the engine from the start, which shows how its pulls go on.
 */
final class PullBases implements Stage {
  /** One image. The client hears nothing meanwhile, and waits without end. */
  private static final int PATIENCE_SECONDS = 1800;

  private final EngineObjects objects;
  private final Recorder recorder;

  PullBases(EngineObjects objects, Recorder recorder) {
    this.objects = objects;
    this.recorder = recorder;
  }

  private record Pull(ImageReference image, ApiCall call, String rule) {}

  @Override
  public boolean mayWait(Exchange exchange) {
    return exchange.model() instanceof RequestModel.Build;
  }

  @Override
  public Optional<Refusal> apply(Exchange exchange)
      throws EngineException, AuditException, BodyException, InterruptedException {
    if (!(exchange.model() instanceof RequestModel.Build build)
        || !exchange.policy().mentions(Decide.caller(exchange.identity()), Operation.IMAGE_BUILD)) {
      return Optional.empty();
    }
    Query query = exchange.call().query();
    boolean always = query.flag("pull");
    List<String> wanted = new ArrayList<>();
    for (String image : build.images()) {
      if (always || !objects.hasImage(image)) {
        wanted.add(image);
      }
    }
    boolean none = wanted.isEmpty() && !always;
    if (none
        || BuildImages.otherPlatform(query).isPresent()
        || mayBuildUninspected(exchange, build)) {
      return Optional.empty();
    }
    List<Pull> pulls = new ArrayList<>();
    for (String image : wanted) {
      allowed(exchange, image).ifPresent(pulls::add);
    }
    return pulls.size() < wanted.size() ? Optional.empty() : pulled(exchange, pulls);
  }

  private Optional<Refusal> pulled(Exchange exchange, List<Pull> pulls)
      throws EngineException, AuditException, BodyException, InterruptedException {
    exchange.connection().read(RequestBody::keptEnough);
    RegistryConfig credentials =
        RegistryConfig.parse(exchange.head().headers().get("X-Registry-Config", ""));
    for (Pull pull : pulls) {
      recorder.announce(
          "image.pulled",
          pull.image()
              + " for "
              + exchange.identity().user()
              + (pull.rule().isEmpty() ? "" : " by " + pull.rule())
              + ", before the build of decision "
              + exchange.id());
      try {
        objects.pull(pull.call(), credentials.authFor(pull.image()), PATIENCE_SECONDS);
      } catch (Missing refused) {
        return Optional.of(Refusal.of(refused.status(), String.valueOf(refused.getMessage())));
      }
    }
    exchange.call(exchange.call().withQuery("pull", List.of()));
    return Optional.empty();
  }

  /** What a client would ask for to pull it, if this one may; an id cannot be pulled. */
  private static Optional<Pull> allowed(Exchange exchange, String image) {
    ImageReference reference;
    try {
      reference = ImageReference.parse(image);
    } catch (BadRequest anId) {
      return Optional.empty();
    }
    String tag = reference.digest().isEmpty() ? reference.tag() : reference.digest();
    ApiCall call =
        ApiCall.parse(
            "POST",
            "/images/create?fromImage=" + escaped(reference.name()) + "&tag=" + escaped(tag),
            Parse.ACCEPTED);
    Resource named = EngineObjects.imageByName(reference.normalised());
    return switch (decide(exchange, call, List.of(named), Privileges.of(call))) {
      case Verdict.Allow allow -> Optional.of(new Pull(reference, call, allow.rule().orElse("")));
      case Verdict.AllowAnyway _ -> Optional.of(new Pull(reference, call, ""));
      case Verdict.AllowSome _, Verdict.Deny _ -> Optional.empty();
    };
  }

  private static boolean mayBuildUninspected(Exchange exchange, RequestModel.Build build) {
    List<Resource> images = new ArrayList<>();
    exchange.call().query().texts("t").forEach(tag -> images.add(EngineObjects.imageByName(tag)));
    build.images().forEach(image -> images.add(EngineObjects.imageByName(image)));
    Set<Privilege> privileges = new TreeSet<>(build.privileges());
    privileges.addAll(Privileges.of(exchange.call()));
    privileges.add(Privileges.ofUnknownBuild());
    return decide(exchange, exchange.call(), images, privileges) instanceof Verdict.Allow;
  }

  private static Verdict decide(
      Exchange exchange, ApiCall call, List<Resource> resources, Set<Privilege> privileges) {
    return exchange
        .policy()
        .decide(
            new Question(
                Decide.caller(exchange.identity()),
                call.operation(),
                resources,
                new TreeSet<>(privileges),
                Decide.circumstances(exchange, Facts.of(call))));
  }

  private static String escaped(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
