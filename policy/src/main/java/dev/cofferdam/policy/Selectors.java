package dev.cofferdam.policy;

import dev.cofferdam.docker.ImagePattern;
import dev.cofferdam.docker.Operation;
import dev.cofferdam.docker.Resource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * On which objects a rule is. An empty list is a selector that the rule does not have.
 *
 * @param images of a container: the image it was created from
 * @param owned the kinds of which the caller's own are meant
 */
record Selectors(
    List<Glob> containers,
    List<ImagePattern> images,
    List<Glob> volumes,
    List<Glob> networks,
    Set<Kind> owned) {

  static final Selectors NONE = new Selectors(List.of(), List.of(), List.of(), List.of(), Set.of());

  boolean none() {
    return containers.isEmpty()
        && images.isEmpty()
        && volumes.isEmpty()
        && networks.isEmpty()
        && owned.isEmpty();
  }

  boolean speaksOf(Kind kind) {
    return owned.contains(kind)
        || switch (kind) {
          case CONTAINER -> !containers.isEmpty() || !images.isEmpty();
          case IMAGE -> !images.isEmpty();
          case VOLUME -> !volumes.isEmpty();
          case NETWORK -> !networks.isEmpty();
          case OTHER -> false;
        };
  }

  /**
   * For a rule that allows: every object of the question is spoken of by a selector and fits all
   * that speak of it, and {@code containers}, {@code images} and {@code owned} each have something
   * that they speak of. {@code volumes} and {@code networks} say what may be used, not what must.
   */
  Match covers(Question question) {
    if (none()) {
      return Match.Hit.WHOLE;
    }
    List<Resource> resources = question.resources();
    if (resources.isEmpty()) {
      return Match.Hit.PART;
    }
    boolean container = false;
    boolean image = false;
    boolean own = false;
    for (int i = 0; i < resources.size(); i++) {
      Resource resource = resources.get(i);
      Match match = coversOne(resource, question);
      if (match != Match.Hit.WHOLE) {
        return match;
      }
      Kind kind = kindOf(resource);
      container |= kind == Kind.CONTAINER;
      image |= kind == Kind.IMAGE || kind == Kind.CONTAINER;
      own |= owned.contains(kind);
    }
    if (!container && !containers.isEmpty()) {
      return new Match.Idle("containers");
    }
    if (!image && !images.isEmpty()) {
      return new Match.Idle("images");
    }
    return own || owned.isEmpty() ? Match.Hit.WHOLE : new Match.Idle("owned");
  }

  private Match coversOne(Resource resource, Question question) {
    Kind kind = kindOf(resource);
    if (!speaksOf(kind)) {
      return new Match.Unselected(resource);
    }
    if (owned.contains(kind) && !isOwn(resource, question.caller())) {
      return new Match.NotOwned(resource);
    }
    return switch (resource) {
      case Resource.Container it -> coversContainer(it, question);
      case Resource.Image it ->
          anyImage(it.names()) ? Match.Hit.WHOLE : new Match.NotNamed(it, Kind.IMAGE);
      case Resource.Volume it -> named(volumes, it.name(), it, kind);
      case Resource.Network it -> named(networks, it.name(), it, kind);
      case Resource.Other it -> new Match.Unselected(it);
    };
  }

  private Match coversContainer(Resource.Container it, Question question) {
    if (!images.isEmpty() && !imageIsAskedFor(it, question) && !anyImage(List.of(it.image()))) {
      return new Match.NotNamed(it, Kind.IMAGE);
    }
    return named(containers, it.name(), it, Kind.CONTAINER);
  }

  private static Match named(List<Glob> globs, String name, Resource resource, Kind kind) {
    if (globs.isEmpty()) {
      return Match.Hit.WHOLE;
    }
    for (int i = 0; i < globs.size(); i++) {
      if (globs.get(i).covers(name)) {
        return Match.Hit.WHOLE;
      }
    }
    return new Match.NotNamed(resource, kind);
  }

  /** For a rule that denies: each of its selectors touches something in the question. */
  Match touches(Question question) {
    boolean hit =
        (containers.isEmpty() || any(question, this::touchesContainer))
            && (images.isEmpty() || any(question, it -> touchesImage(it, question)))
            && (volumes.isEmpty()
                || any(question, it -> it instanceof Resource.Volume v && touch(volumes, v.name()))
                || Used.touch(question, Used.VOLUME, volumes))
            && (networks.isEmpty()
                || any(question, this::touchesNetwork)
                || Used.touch(question, Used.NETWORK, networks))
            && (owned.isEmpty()
                || any(question, it -> owned.contains(kindOf(it)) && isOwn(it, question.caller())));
    if (hit) {
      return Match.Hit.WHOLE;
    }
    boolean collection = question.resources().isEmpty() && speaksOfAny(question.operation());
    return collection ? Match.Hit.PART : Match.NothingTouched.INSTANCE;
  }

  private boolean speaksOfAny(Operation operation) {
    return Kind.of(operation).stream().anyMatch(this::speaksOf);
  }

  private boolean touchesContainer(Resource resource) {
    return resource instanceof Resource.Container it && touch(containers, it.name());
  }

  private boolean touchesNetwork(Resource resource) {
    return resource instanceof Resource.Network it && touch(networks, it.name());
  }

  /** What is known by an id only may be any image: a rule that denies takes it as touched. */
  private boolean touchesImage(Resource resource, Question question) {
    return switch (resource) {
      case Resource.Container it ->
          !imageIsAskedFor(it, question) && (isId(it.image()) || anyImage(List.of(it.image())));
      case Resource.Image it ->
          it.names().stream().allMatch(Selectors::isId) || anyImage(it.names());
      case Resource.Volume _, Resource.Network _, Resource.Other _ -> false;
    };
  }

  private boolean anyImage(List<String> names) {
    for (int i = 0; i < images.size(); i++) {
      if (images.get(i).matches(names)) {
        return true;
      }
    }
    return false;
  }

  private static boolean any(Question question, java.util.function.Predicate<Resource> predicate) {
    for (Resource resource : question.resources()) {
      if (predicate.test(resource)) {
        return true;
      }
    }
    return false;
  }

  private static boolean touch(List<Glob> globs, String name) {
    return globs.stream().anyMatch(glob -> glob.touches(name));
  }

  /** Normalised references have a registry and so a slash; ids have none. */
  private static boolean isId(String image) {
    return image.indexOf('/') < 0;
  }

  /** Of a container that is about to be created, the question has the image itself. */
  private static boolean imageIsAskedFor(Resource.Container it, Question question) {
    if (!it.id().isEmpty()) {
      return false;
    }
    List<Resource> resources = question.resources();
    for (int i = 0; i < resources.size(); i++) {
      if (resources.get(i) instanceof Resource.Image) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOwn(Resource resource, Caller caller) {
    Optional<String> owner =
        switch (resource) {
          case Resource.Container it -> it.owner();
          case Resource.Volume it -> it.owner();
          case Resource.Network it -> it.owner();
          case Resource.Image _, Resource.Other _ -> Optional.empty();
        };
    return owner.isPresent() && !caller.user().isEmpty() && owner.get().equals(caller.user());
  }

  static Kind kindOf(Resource resource) {
    return switch (resource) {
      case Resource.Container _ -> Kind.CONTAINER;
      case Resource.Image _ -> Kind.IMAGE;
      case Resource.Volume _ -> Kind.VOLUME;
      case Resource.Network _ -> Kind.NETWORK;
      case Resource.Other _ -> Kind.OTHER;
    };
  }

  /** As the policy has it, for messages: {@code containers web-*, own objects}. */
  String describe() {
    List<String> parts = new ArrayList<>();
    describe(parts, Kind.CONTAINER, containers);
    describe(parts, Kind.IMAGE, images);
    describe(parts, Kind.VOLUME, volumes);
    describe(parts, Kind.NETWORK, networks);
    if (!owned.isEmpty()) {
      parts.add(owned.equals(Kind.OWNABLE) ? "own objects" : "own " + names(owned));
    }
    return String.join(", ", parts);
  }

  String describe(Kind kind) {
    List<String> parts = new ArrayList<>();
    describe(parts, kind, kind == Kind.IMAGE ? images : globs(kind));
    return String.join(", ", parts);
  }

  private List<Glob> globs(Kind kind) {
    return switch (kind) {
      case CONTAINER -> containers;
      case VOLUME -> volumes;
      case NETWORK -> networks;
      case IMAGE, OTHER -> List.of();
    };
  }

  private static void describe(List<String> parts, Kind kind, List<?> patterns) {
    if (!patterns.isEmpty()) {
      String names =
          patterns.stream().map(Object::toString).reduce((a, b) -> a + " " + b).orElse("");
      parts.add(kind.selector() + " " + Text.plain(names));
    }
  }

  private static String names(Set<Kind> kinds) {
    return String.join(", ", EnumSet.copyOf(kinds).stream().map(Kind::selector).toList());
  }
}
