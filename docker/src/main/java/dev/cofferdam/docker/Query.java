package dev.cofferdam.docker;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The query of a request by the types that its route gives the parameters, in the table's order.
 *
 * <p>A parameter without a value counts as absent wherever the engine treats the two alike. Asking
 * for a parameter that the route does not have, or by another type, is a mistake of the caller and
 * an {@link IllegalArgumentException}.
 */
public final class Query {
  private static final String UNRESERVED = "-_.~/:,@";
  private static final String HEX = "0123456789ABCDEF";

  private final Route route;
  private final List<List<String>> values;

  private Query(Route route, List<List<String>> values) {
    this.route = route;
    this.values = values;
  }

  static Query parse(Route route, String raw) {
    int count = route.parameters().size();
    if (raw.isEmpty()) {
      return new Query(route, Collections.nCopies(count, List.of()));
    }
    List<List<String>> values = new ArrayList<>(Collections.nCopies(count, List.of()));
    boolean[] seen = new boolean[count];
    int from = 0;
    while (from <= raw.length()) {
      int ampersand = raw.indexOf('&', from);
      int to = ampersand < 0 ? raw.length() : ampersand;
      if (to > from) {
        readPair(route, raw.substring(from, to), values, seen);
      }
      from = to + 1;
    }
    return new Query(route, values);
  }

  private static void readPair(
      Route route, String pair, List<List<String>> values, boolean[] seen) {
    if (pair.indexOf(';') >= 0) {
      // Engines built with Go before 1.17 took it for a separator, later ones refuse the query.
      throw new BadRequest("the query has a ; in it that is not escaped");
    }
    int equals = pair.indexOf('=');
    String name = RequestTarget.decodedQuery(equals < 0 ? pair : pair.substring(0, equals));
    String value = equals < 0 ? "" : RequestTarget.decodedQuery(pair.substring(equals + 1));
    int place = route.indexOf(name);
    if (place < 0) {
      throw new BadRequest(
          route + " has no query parameter " + BadRequest.quoted(name) + ": leave it out");
    }
    Parameter parameter = route.parameters().get(place);
    if (seen[place] && !parameter.type().repeats()) {
      throw new BadRequest("query parameter `" + name + "` is given more than once");
    }
    seen[place] = true;
    String canonical = parameter.canonical(value);
    if (!canonical.isEmpty()) {
      values.set(place, added(values.get(place), canonical));
    }
  }

  private static List<String> added(List<String> present, String value) {
    if (present.isEmpty()) {
      return List.of(value);
    }
    List<String> more = present instanceof ArrayList<String> ? present : new ArrayList<>(present);
    more.add(value);
    return more;
  }

  /** Whether the parameter says anything. */
  public boolean has(String name) {
    return !values.get(place(name)).isEmpty();
  }

  /** The text of a parameter, whatever its type; not for repeated ones. */
  public Optional<String> text(String name) {
    int place = place(name);
    if (route.parameters().get(place).type().repeats()) {
      throw new IllegalArgumentException(name + " of " + route + " may be repeated");
    }
    List<String> value = values.get(place);
    return value.isEmpty() ? Optional.empty() : Optional.of(value.getFirst());
  }

  /** Every value of a repeated parameter, in the client's order. */
  public List<String> texts(String name) {
    return Collections.unmodifiableList(values.get(place(name)));
  }

  /** A flag, false where it is absent. */
  public boolean flag(String name) {
    return flag(name, false);
  }

  public boolean flag(String name, boolean absent) {
    int place = place(name);
    if (!route.parameters().get(place).type().isFlag()) {
      throw new IllegalArgumentException(name + " of " + route + " is no flag");
    }
    List<String> value = values.get(place);
    return value.isEmpty() ? absent : value.getFirst().equals("1");
  }

  public OptionalLong number(String name) {
    int place = place(name);
    if (!route.parameters().get(place).type().isNumber()) {
      throw new IllegalArgumentException(name + " of " + route + " is no number");
    }
    List<String> value = values.get(place);
    return value.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(Long.parseLong(value.getFirst()));
  }

  /** With these values for a parameter instead of its own; none takes it away. */
  Query with(String name, List<String> replacement) {
    int place = place(name);
    Parameter parameter = route.parameters().get(place);
    List<String> canonical =
        replacement.stream().map(parameter::canonical).filter(v -> !v.isEmpty()).toList();
    if (canonical.size() > 1 && !parameter.type().repeats()) {
      throw new IllegalArgumentException(name + " of " + route + " may not be repeated");
    }
    List<List<String>> changed = new ArrayList<>(values);
    changed.set(place, canonical);
    return new Query(route, changed);
  }

  /** Writes {@code ?a=1&b=2}, or nothing. */
  void writeTo(StringBuilder out) {
    char separator = '?';
    for (int i = 0; i < values.size(); i++) {
      for (String value : values.get(i)) {
        out.append(separator).append(route.parameters().get(i).name()).append('=');
        escape(value, out);
        separator = '&';
      }
    }
  }

  /** Escapes all but what RFC 3986 allows in a query and Go reads as itself. */
  static void escape(String text, StringBuilder out) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isPlain(c)) {
        escapeFrom(text.substring(i), out);
        return;
      }
      out.append(c);
    }
  }

  private static void escapeFrom(String text, StringBuilder out) {
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      int value = b & 0xff;
      if (isPlain((char) value)) {
        out.append((char) value);
      } else {
        out.append('%').append(HEX.charAt(value >> 4)).append(HEX.charAt(value & 15));
      }
    }
  }

  private static boolean isPlain(char c) {
    return Names.isAlphanumeric(c) || UNRESERVED.indexOf(c) >= 0;
  }

  private int place(String name) {
    int place = route.indexOf(name);
    if (place < 0) {
      throw new IllegalArgumentException(route + " has no query parameter " + name);
    }
    return place;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Query query && route.equals(query.route) && values.equals(query.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    writeTo(out);
    return out.toString();
  }
}
