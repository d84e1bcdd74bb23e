package dev.cofferdam.policy;

import dev.cofferdam.docker.Fact;
import dev.cofferdam.docker.Privilege;
import dev.cofferdam.docker.Privileges;
import dev.cofferdam.docker.Resource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** The words that conditions can use, with their types, and what they stand for in a question. */
final class Vocabulary {
  static final String NOW = "now";

  /** Longer texts and lists are not looked at: what a condition costs has to have a bound. */
  static final int MOST_CHARACTERS = 1024;

  static final int MOST_ITEMS = 256;

  static final Map<String, Long> UNITS = Map.of("KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30);

  /**
   * A word.
   *
   * @param ofObjects whether it is about the objects that a request acts on
   */
  record Word(
      String name, Fact.Type type, boolean ofObjects, Function<Question, Object> inQuestion) {}

  private static final Map<String, Word> WORDS = words();

  private Vocabulary() {}

  static List<Word> all() {
    return List.copyOf(WORDS.values());
  }

  /** Every word that can stand in a condition, for suggestions. */
  static Set<String> names() {
    Set<String> names = new LinkedHashSet<>(WORDS.keySet());
    names.add(NOW);
    names.addAll(UNITS.keySet());
    return names;
  }

  /** Empty for what is no word, or one for a moment or a unit. */
  static Optional<Fact.Type> type(String name) {
    return Optional.ofNullable(WORDS.get(name)).map(Word::type);
  }

  static boolean isOfObjects(String name) {
    Word word = WORDS.get(name);
    return word != null && word.ofObjects();
  }

  /**
   * What a word stands for.
   *
   * @throws Unanswerable where the question does not say, or too much
   */
  static Object find(String name, Question question) {
    Word word = WORDS.get(name);
    if (word != null) {
      return checked(name, word.inQuestion().apply(question));
    }
    Long unit = UNITS.get(name);
    if (unit != null) {
      return unit;
    }
    if (name.equals(NOW)) {
      return question.circumstances().now();
    }
    throw new Unanswerable("there is no " + Text.plain(name));
  }

  private static Object checked(String name, Object value) {
    boolean small =
        switch (value) {
          case String text -> isSmall(text);
          case List<?> list ->
              list.size() <= MOST_ITEMS && list.stream().allMatch(Vocabulary::isSmall);
          case Map<?, ?> map ->
              map.size() <= MOST_ITEMS
                  && map.entrySet().stream()
                      .allMatch(entry -> isSmall(entry.getKey()) && isSmall(entry.getValue()));
          default -> true;
        };
    if (!small) {
      throw new Unanswerable(
          "%s has more than %d items, or one of more than %d characters"
              .formatted(name, MOST_ITEMS, MOST_CHARACTERS));
    }
    return value;
  }

  private static boolean isSmall(Object item) {
    return !(item instanceof String text) || text.length() <= MOST_CHARACTERS;
  }

  private static Map<String, Word> words() {
    List<Word> words = new ArrayList<>();
    words.add(of("identity.user", Fact.Type.TEXT, question -> question.caller().user()));
    words.add(
        of(
            "identity.groups",
            Fact.Type.TEXTS,
            question -> question.caller().groups().stream().sorted().toList()));
    words.add(of("identity.via", Fact.Type.TEXT, question -> question.circumstances().via()));
    words.add(of("request.operation", Fact.Type.TEXT, question -> question.operation().id()));
    words.add(of("request.privileges", Fact.Type.TEXTS, question -> named(question, "")));
    words.add(of("request.capabilities", Fact.Type.TEXTS, question -> named(question, "cap:")));
    words.add(
        of(
            "request.confinement",
            Fact.Type.TEXT,
            question -> Privileges.confinement(question.privileges()).id()));
    words.add(ofObjects("request.name", Fact.Type.TEXT, Vocabulary::name));
    words.add(ofObjects("request.image", Fact.Type.TEXT, Vocabulary::image));
    words.add(ofObjects("request.images", Fact.Type.TEXTS, Vocabulary::images));
    words.add(ofObjects("request.containers", Fact.Type.TEXTS, Vocabulary::containers));
    words.add(ofObjects("request.volumes", Fact.Type.TEXTS, Vocabulary::volumes));
    words.add(ofObjects("request.networks", Fact.Type.TEXTS, Vocabulary::networks));
    words.add(ofObjects("request.owners", Fact.Type.TEXTS, Vocabulary::owners));
    for (Fact fact : Fact.values()) {
      words.add(of("request." + fact.id(), fact.type(), question -> fact(fact, question)));
    }
    Map<String, Word> byName = new LinkedHashMap<>();
    words.forEach(word -> byName.put(word.name(), word));
    return byName;
  }

  private static Word of(String name, Fact.Type type, Function<Question, Object> inQuestion) {
    return new Word(name, type, false, inQuestion);
  }

  private static Word ofObjects(
      String name, Fact.Type type, Function<Question, Object> inQuestion) {
    return new Word(name, type, true, inQuestion);
  }

  private static Object fact(Fact fact, Question question) {
    return question
        .circumstances()
        .facts()
        .find(fact)
        .orElseThrow(() ->
            new Unanswerable(
                question.operation().id() + " does not say what request." + fact.id() + " is"));
  }

  /** Privileges of one kind, without it. */
  private static List<String> named(Question question, String prefix) {
    return question.privileges().stream()
        .map(Privilege::name)
        .filter(name -> name.startsWith(prefix))
        .map(name -> name.substring(prefix.length()))
        .sorted()
        .toList();
  }

  private static String name(Question question) {
    return question.resources().isEmpty()
        ? ""
        : switch (question.resources().getFirst()) {
          case Resource.Container it -> it.name();
          case Resource.Image it -> it.asked();
          case Resource.Volume it -> it.name();
          case Resource.Network it -> it.name();
          case Resource.Other it -> it.name();
        };
  }

  private static String image(Question question) {
    for (Resource resource : question.resources()) {
      if (resource instanceof Resource.Container container) {
        return container.image();
      }
      if (resource instanceof Resource.Image image) {
        return image.names().isEmpty() ? image.asked() : image.names().getFirst();
      }
    }
    return "";
  }

  private static List<String> images(Question question) {
    return question.resources().stream()
        .flatMap(resource ->
            switch (resource) {
              case Resource.Container it -> Stream.of(it.image());
              case Resource.Image it -> it.names().stream();
              case Resource.Volume _, Resource.Network _, Resource.Other _ -> Stream.empty();
            })
        .filter(image -> !image.isEmpty())
        .distinct()
        .toList();
  }

  private static List<String> containers(Question question) {
    return question.resources().stream()
        .filter(Resource.Container.class::isInstance)
        .map(resource -> ((Resource.Container) resource).name())
        .toList();
  }

  private static List<String> volumes(Question question) {
    Stream<String> actedOn =
        question.resources().stream()
            .filter(Resource.Volume.class::isInstance)
            .map(resource -> ((Resource.Volume) resource).name());
    return Stream.concat(actedOn, Used.names(question, Used.VOLUME)).distinct().toList();
  }

  private static List<String> networks(Question question) {
    Stream<String> actedOn =
        question.resources().stream()
            .filter(Resource.Network.class::isInstance)
            .map(resource -> ((Resource.Network) resource).name());
    return Stream.concat(actedOn, Used.names(question, Used.NETWORK)).distinct().toList();
  }

  /** Empty text for what nobody owns. */
  private static List<String> owners(Question question) {
    return question.resources().stream()
        .flatMap(resource ->
            switch (resource) {
              case Resource.Container it -> Stream.of(it.owner().orElse(""));
              case Resource.Volume it -> Stream.of(it.owner().orElse(""));
              case Resource.Network it -> Stream.of(it.owner().orElse(""));
              case Resource.Image _, Resource.Other _ -> Stream.empty();
            })
        .distinct()
        .toList();
  }
}
