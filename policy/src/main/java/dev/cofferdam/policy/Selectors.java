package dev.cofferdam.policy;

import dev.cofferdam.docker.ImagePattern;
import dev.cofferdam.docker.Operation;
import dev.cofferdam.docker.Resource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * On which objects a rule is. What is empty is a selector that the rule does not have.
 *
 * @param names patterns for names, by the kind of object; none is an empty list
 * @param images of a container: the image it was created from
 * @param owned the kinds of which the caller's own are meant
 */
record Selectors(Map<Kind, List<Glob>> names, List<ImagePattern> images, Set<Kind> owned) {

  static final Selectors NONE = new Selectors(Map.of(), List.of(), Set.of());

  boolean none() {
    return names.isEmpty() && images.isEmpty() && owned.isEmpty();
  }

  /** The patterns for the names of a kind, empty where the rule has none. */
  List<Glob> names(Kind kind) {
    return names.getOrDefault(kind, List.of());
  }

  /** Whether the caller's own, and nothing else, is what is asked of objects of these kinds. */
  boolean isOwnOf(Set<Kind> kinds) {
    return names.isEmpty() && images.isEmpty() && !kinds.isEmpty() && owned.containsAll(kinds);
  }

  boolean speaksOf(Kind kind) {
    boolean ofImage = kind == Kind.CONTAINER || kind == Kind.IMAGE;
    return owned.contains(kind) || names.containsKey(kind) || (ofImage && !images.isEmpty());
  }

  /**
   * For a rule that allows: every object of the question is spoken of by a selector and fits all
   * that speak of it, and {@code containers}, {@code services}, {@code nodes}, {@code images} and
   * {@code owned} each have something that they speak of. The others say what may be used, not what
   * must.
   */
  Match covers(Question question) {
    if (none()) {
      return Match.Hit.WHOLE;
    }
    List<Resource> resources = question.resources();
    if (resources.isEmpty()) {
      return Match.Hit.PART;
    }
    Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    boolean own = false;
    for (int i = 0; i < resources.size(); i++) {
      Resource resource = resources.get(i);
      Match match = coversOne(resource, question);
      if (match != Match.Hit.WHOLE) {
        return match;
      }
      Kind kind = kindOf(resource);
      kinds.add(kind);
      own |= owned.contains(kind);
    }
    for (Kind kind : names.keySet()) {
      if (!Kind.USED.contains(kind) && !kinds.contains(kind)) {
        return new Match.Idle(kind.selector());
      }
    }
    boolean image = kinds.contains(Kind.CONTAINER) || kinds.contains(Kind.IMAGE);
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
      case Resource.Volume it -> named(it.name(), it, kind);
      case Resource.Network it -> named(it.name(), it, kind);
      case Resource.Other it -> named(it.name(), it, kind);
    };
  }

  private Match coversContainer(Resource.Container it, Question question) {
    if (!images.isEmpty() && !imageIsAskedFor(it, question) && !anyImage(List.of(it.image()))) {
      return new Match.NotNamed(it, Kind.IMAGE);
    }
    return named(it.name(), it, Kind.CONTAINER);
  }

  private Match named(String name, Resource resource, Kind kind) {
    List<Glob> globs = names(kind);
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
        names.keySet().stream().allMatch(kind -> touchesName(question, kind))
            && (images.isEmpty() || any(question, it -> touchesImage(it, question)))
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

  private boolean touchesName(Question question, Kind kind) {
    List<Glob> globs = names(kind);
    return any(question, it -> kindOf(it) == kind && touch(globs, name(it)))
        || (Kind.USED.contains(kind) && Used.touch(question, Used.prefix(kind), globs));
  }

  private static String name(Resource resource) {
    return switch (resource) {
      case Resource.Container it -> it.name();
      case Resource.Image it -> it.asked();
      case Resource.Volume it -> it.name();
      case Resource.Network it -> it.name();
      case Resource.Other it -> it.name();
    };
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
          case Resource.Other it -> it.owner();
          case Resource.Image _ -> Optional.empty();
        };
    return owner.isPresent() && !caller.user().isEmpty() && owner.get().equals(caller.user());
  }

  static Kind kindOf(Resource resource) {
    return switch (resource) {
      case Resource.Container _ -> Kind.CONTAINER;
      case Resource.Image _ -> Kind.IMAGE;
      case Resource.Volume _ -> Kind.VOLUME;
      case Resource.Network _ -> Kind.NETWORK;
      case Resource.Other it ->
          switch (it.kind()) {
            case SERVICE, TASK -> Kind.SERVICE;
            case SECRET -> Kind.SECRET;
            case CONFIG -> Kind.CONFIG;
            case NODE -> Kind.NODE;
            case PLUGIN, NONE, CONTAINER, EXEC, IMAGE, VOLUME, NETWORK -> Kind.OTHER;
          };
    };
  }

  /** As the policy has it, for messages: {@code containers web-*, own objects}. */
  String describe() {
    List<String> parts = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      describe(parts, kind, kind == Kind.IMAGE ? images : names(kind));
    }
    if (!owned.isEmpty()) {
      parts.add(owned.equals(Kind.OWNABLE) ? "own objects" : "own " + names(owned));
    }
    return String.join(", ", parts);
  }

  String describe(Kind kind) {
    List<String> parts = new ArrayList<>();
    describe(parts, kind, kind == Kind.IMAGE ? images : names(kind));
    return String.join(", ", parts);
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
