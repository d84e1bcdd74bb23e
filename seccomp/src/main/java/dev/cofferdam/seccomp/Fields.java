package dev.cofferdam.seccomp;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The fields of one JSON object, of which no others are taken; null is as good as absent. */
final class Fields {
  private static final BigInteger END = BigInteger.ONE.shiftLeft(Long.SIZE);

  private final Place place;
  private final Map<String, Json> values;

  private Fields(Place place, Map<String, Json> values) {
    this.place = place;
    this.values = values;
  }

  static Fields of(Json json, Set<String> known) throws SeccompException {
    if (!(json instanceof Json.Struct object)) {
      throw json.place().refuse("must be an object");
    }
    for (Map.Entry<String, Json> each : object.values().entrySet()) {
      if (!known.contains(each.getKey())) {
        throw each.getValue()
            .place()
            .refuse("not a field of this object" + Spelling.suggestion(each.getKey(), known));
      }
    }
    return new Fields(object.place(), object.values());
  }

  Place place() {
    return place;
  }

  Optional<Json> get(String name) {
    Json json = values.get(name);
    return json == null || json instanceof Json.Null ? Optional.empty() : Optional.of(json);
  }

  Json required(String name) throws SeccompException {
    Optional<Json> json = get(name);
    if (json.isEmpty()) {
      throw place.refuse("needs \"" + name + "\"");
    }
    return json.get();
  }

  /** Where a field stands, or else its object. */
  Place place(String name) {
    Optional<Json> json = get(name);
    return json.isPresent() ? json.get().place() : place;
  }

  Optional<String> text(String name) throws SeccompException {
    Optional<Json> json = get(name);
    return json.isEmpty() ? Optional.empty() : Optional.of(text(json.get()));
  }

  static String text(Json json) throws SeccompException {
    if (json instanceof Json.Text text) {
      return text.value();
    }
    throw json.place().refuse("must be a string");
  }

  /** The elements of an array; none when it is absent. */
  List<Json> array(String name) throws SeccompException {
    Optional<Json> json = get(name);
    if (json.isEmpty()) {
      return List.of();
    }
    if (json.get() instanceof Json.Items array) {
      return array.values();
    }
    throw json.get().place().refuse("must be an array");
  }

  List<String> texts(String name) throws SeccompException {
    List<String> texts = new ArrayList<>();
    for (Json each : array(name)) {
      texts.add(text(each));
    }
    return texts;
  }

  OptionalInt number(String name, int most) throws SeccompException {
    Optional<Json> json = get(name);
    if (json.isEmpty()) {
      return OptionalInt.empty();
    }
    if (json.get() instanceof Json.Whole whole
        && whole.value().signum() >= 0
        && whole.value().compareTo(BigInteger.valueOf(most)) <= 0) {
      return OptionalInt.of(whole.value().intValue());
    }
    throw json.get().place().refuse("must be a whole number from 0 to " + most);
  }

  /** 64 bits without a sign; 0 when it is absent. */
  long word(String name) throws SeccompException {
    Optional<Json> json = get(name);
    if (json.isEmpty()) {
      return 0;
    }
    if (json.get() instanceof Json.Whole whole
        && whole.value().signum() >= 0
        && whole.value().compareTo(END) < 0) {
      return whole.value().longValue();
    }
    throw json.get()
        .place()
        .refuse(
            "must be a whole number from 0 to 18446744073709551615; what a program passes as -1 is"
                + " the largest number of the argument's width");
  }
}
