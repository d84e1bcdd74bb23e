package dev.cofferdam.bench;

import dev.cofferdam.seccomp.Action;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A profile as a runtime is given it and gives it to libseccomp: actions are the kernel's return
 * values. It reads what {@link dev.cofferdam.seccomp.ProfileDocument#write} writes, and no other
 * JSON.
 */
record RuntimeProfile(int byDefault, List<Rule> rules) {
  /** An action for the calls whose arguments are all as compared. */
  record Rule(String call, int action, List<Comparison> comparisons) {}

  /** {@code struct scmp_arg_cmp}. */
  record Comparison(int index, int operator, long value, long valueTwo) {}

  /** {@code enum scmp_compare}, from 1. */
  private static final List<String> OPERATORS =
      List.of("NE", "LT", "LE", "EQ", "GE", "GT", "MASKED_EQ");

  static RuntimeProfile read(byte[] json) {
    try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), json)) {
      parser.nextToken();
      return new Reader(parser).profile();
    }
  }

  /** At the start of an object, or behind its end. */
  private static final class Reader {
    private final JsonParser json;
    private String action = "";
    private int errno = 1;

    Reader(JsonParser json) {
      this.json = json;
    }

    RuntimeProfile profile() {
      List<Rule> rules = new ArrayList<>();
      int byDefault = 0;
      for (String field = json.nextName(); field != null; field = json.nextName()) {
        json.nextToken();
        switch (field) {
          case "defaultAction" -> action = json.getString();
          case "defaultErrnoRet" -> errno = json.getIntValue();
          case "syscalls" -> {
            byDefault = returned();
            while (json.nextToken() != JsonToken.END_ARRAY) {
              rule(rules);
            }
          }
          default -> json.skipChildren();
        }
      }
      return new RuntimeProfile(byDefault, rules);
    }

    private void rule(List<Rule> rules) {
      List<String> names = new ArrayList<>();
      List<Comparison> comparisons = new ArrayList<>();
      errno = 1;
      for (String field = json.nextName(); field != null; field = json.nextName()) {
        json.nextToken();
        switch (field) {
          case "action" -> action = json.getString();
          case "errnoRet" -> errno = json.getIntValue();
          case "names" -> {
            while (json.nextToken() != JsonToken.END_ARRAY) {
              names.add(json.getString());
            }
          }
          case "args" -> {
            while (json.nextToken() != JsonToken.END_ARRAY) {
              comparisons.add(comparison());
            }
          }
          default -> json.skipChildren();
        }
      }
      int returned = returned();
      names.forEach(name -> rules.add(new Rule(name, returned, comparisons)));
    }

    private Comparison comparison() {
      int index = 0;
      long value = 0;
      long valueTwo = 0;
      String operator = "";
      for (String field = json.nextName(); field != null; field = json.nextName()) {
        json.nextToken();
        switch (field) {
          case "index" -> index = json.getIntValue();
          case "value" -> value = json.getBigIntegerValue().longValue();
          case "valueTwo" -> valueTwo = json.getBigIntegerValue().longValue();
          case "op" -> operator = json.getString();
          default -> json.skipChildren();
        }
      }
      int number = 1 + OPERATORS.indexOf(operator.replace("SCMP_CMP_", ""));
      if (number == 0) {
        throw new IllegalStateException("no comparison is called " + operator);
      }
      return new Comparison(index, number, value, valueTwo);
    }

    /** Those that the base has. */
    private int returned() {
      return switch (action) {
        case "SCMP_ACT_ALLOW" -> Action.ALLOW.returnValue();
        case "SCMP_ACT_ERRNO" -> Action.errno(errno).returnValue();
        default -> throw new IllegalStateException("no action of a base: " + action);
      };
    }
  }
}
