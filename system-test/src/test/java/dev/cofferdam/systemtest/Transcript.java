package dev.cofferdam.systemtest;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;

/**
 * What a client printed in a day's work, step by step, without what no two engines have in common:
 * ids, times, places, and what the gateway adds to every container: the labels by which it
 * remembers whose an object is, what its filter of system calls was made from and which user
 * namespace it has, and that filter.
 *
 * <p>A step is a line {@code == name} and what follows it.
 */
record Transcript(List<Step> steps) {
  /** One thing that was done, and what came of it. */
  record Step(String name, String outcome) {
    @Override
    public String toString() {
      return name + "\n" + outcome;
    }
  }

  private record Rule(Pattern changing, String instead) {
    static Rule of(String changing, String instead) {
      return new Rule(Pattern.compile(changing), instead);
    }
  }

  private static final String OWNER = "dev.cofferdam.owner";
  private static final Set<String> LABELS =
      Set.of(OWNER, "dev.cofferdam.seccomp", "dev.cofferdam.userns");
  private static final String FILTER = "seccomp={";

  private static final List<Rule> RULES =
      List.of(
          Rule.of("[0-9a-f]{64}", "ID"),
          Rule.of("\\b[0-9a-f]{12}\\b", "ID"),
          Rule.of("20\\d\\d-\\d\\d-\\d\\d[T ][0-9:.]+(Z| \\+0000 UTC)?", "TIME"),
          Rule.of("\\b\\w+_\\w+(\\d)?(?= and it is already|\" is already)", "NAME"),
          Rule.of("\"Pid\": \\d+", "\"Pid\": 1"),
          Rule.of("cofferdam-test-\\d+-[\\w-]+", "CGROUP"),
          // docker-compose 1 takes every label of a network or volume that it did not set for a
          // change (compose/network.py); it goes on as it would have.
          Rule.of("(?m)^(Network|Volume) \\w+: label \"" + OWNER + "\" has changed.*\\n", ""));

  /**
   * @param printed by the client
   * @param engine the engine's directory
   */
  static Transcript of(String printed, Path engine) {
    List<Step> steps = new ArrayList<>();
    for (String part : printed.split("(?m)^== ", -1)) {
      int end = part.indexOf('\n');
      if (end >= 0) {
        steps.add(new Step(part.substring(0, end), plain(part.substring(end + 1), engine)));
      }
    }
    return new Transcript(List.copyOf(steps));
  }

  private static String plain(String outcome, Path engine) {
    String text = outcome.startsWith("[") || outcome.startsWith("{") ? sorted(outcome) : outcome;
    text = text.replace(engine.toString(), "ENGINE");
    for (Rule rule : RULES) {
      text = rule.changing().matcher(text).replaceAll(rule.instead());
    }
    return text;
  }

  /** A document with its keys in order; empty ones say as little as absent ones. */
  private static String sorted(String outcome) {
    int status = outcome.lastIndexOf("\n-> ");
    String document = status < 0 ? outcome : outcome.substring(0, status);
    try {
      Object read = document.startsWith("[") ? Json.array(document) : Json.object(document);
      return written(read, "\n") + outcome.substring(document.length());
    } catch (JacksonException | ClassCastException noDocument) {
      return outcome;
    }
  }

  private static String written(Object value, String lineEnd) {
    String deeper = lineEnd + "  ";
    return switch (value) {
      case Map<?, ?> map -> {
        Map<String, String> fields = new TreeMap<>();
        map.forEach((key, field) -> {
          String text = written(field, deeper);
          if (!LABELS.contains(key.toString()) && !text.equals("{}") && !text.equals("[]")) {
            fields.put(key.toString(), text);
          }
        });
        yield fields.isEmpty()
            ? "{}"
            : fields.entrySet().stream()
                .map(field -> deeper + "\"" + field.getKey() + "\": " + field.getValue())
                .collect(Collectors.joining("", "{", lineEnd + "}"));
      }
      case List<?> list -> {
        List<?> kept = list.stream().filter(item -> !item.toString().startsWith(FILTER)).toList();
        // Without security options the engine says null, and never an empty list.
        yield kept.isEmpty()
            ? list.isEmpty() ? "[]" : "null"
            : kept.stream()
                .map(item -> deeper + written(item, deeper))
                .collect(Collectors.joining("", "[", lineEnd + "]"));
      }
      default -> value.toString();
    };
  }
}
