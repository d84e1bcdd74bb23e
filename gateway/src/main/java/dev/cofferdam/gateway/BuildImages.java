package dev.cofferdam.gateway;

import dev.cofferdam.docker.Dockerfile;
import dev.cofferdam.docker.MalformedBody;
import dev.cofferdam.docker.Privilege;
import dev.cofferdam.docker.Query;
import dev.cofferdam.docker.Resource;
import dev.cofferdam.gateway.EngineJson.Fields;
import dev.cofferdam.gateway.EngineObjects.Missing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The images that a build uses: those that its Dockerfile names, and those that they name in turn
 * by their triggers ({@code ONBUILD}), which the engine runs in the build.
 */
final class BuildImages {
  private final EngineObjects objects;

  BuildImages(EngineObjects objects) {
    this.objects = objects;
  }

  /**
   * @param privileges that triggers ask for
   * @param unknown why there may be more, in a sentence
   */
  record Used(List<Resource> images, Set<Privilege> privileges, Optional<String> unknown) {}

  /**
   * @param named by the Dockerfile
   */
  Used of(Query query, Set<String> named) throws EngineException {
    Set<String> all = new LinkedHashSet<>(named);
    Set<Privilege> privileges = new TreeSet<>();
    Optional<String> unknown = mayFetch(query);
    for (String image : named) {
      try {
        all.addAll(triggered(image, query, privileges));
      } catch (MalformedBody notRead) {
        unknown = Optional.of(String.valueOf(notRead.getMessage()));
      }
    }
    List<Resource> images = new ArrayList<>();
    for (String image : all) {
      images.add(objects.image(image));
    }
    return new Used(images, privileges, unknown);
  }

  /** Then the engine builds from another image than the one that can be asked about. */
  private static Optional<String> mayFetch(Query query) {
    if (query.flag("pull")) {
      return Optional.of("the build pulls its images (--pull): pull them before it");
    }
    return query
        .text("platform")
        .filter(platform -> !platform.equals(Dockerfile.PLATFORM))
        .map(platform -> "it is for another platform than " + Dockerfile.PLATFORM);
  }

  private Set<String> triggered(String image, Query query, Set<Privilege> privileges)
      throws EngineException {
    Fields fields;
    try {
      fields = objects.inspect("/images/" + EngineObjects.escapedPath(image) + "/json");
    } catch (Missing absent) {
      throw new MalformedBody("the engine does not have " + image + ": pull it first");
    }
    if (!(fields.text("Os") + "/" + fields.text("Architecture")).equals(Dockerfile.PLATFORM)) {
      throw new MalformedBody(image + " is of another platform than " + Dockerfile.PLATFORM);
    }
    Set<String> found = new LinkedHashSet<>();
    // One instruction each. It does not see the stages of the Dockerfile here: their names are
    // images.
    for (String trigger : fields.list("Config.OnBuild")) {
      try {
        byte[] instruction = trigger.getBytes(StandardCharsets.UTF_8);
        found.addAll(Dockerfile.images(instruction, query.text("buildargs")));
        privileges.addAll(Dockerfile.privileges(instruction));
      } catch (MalformedBody notRead) {
        throw new MalformedBody("what " + image + " does on a build: " + notRead.getMessage());
      }
    }
    return found;
  }
}
