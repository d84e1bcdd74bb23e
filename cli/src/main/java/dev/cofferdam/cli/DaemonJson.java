package dev.cofferdam.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * An engine's configuration, {@code daemon.json}, as text: a member is put in or taken out, and
 * every other byte stays as the administrator wrote it.
 */
record DaemonJson(String text) {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private static final String RUNTIMES = "runtimes";
  private static final String DEFAULT_RUNTIME = "default-runtime";
  private static final String REMAPPED = "userns-remap";
  private static final String PATH = "path";

  /** One with nothing in it. */
  static final DaemonJson EMPTY = new DaemonJson("{}\n");

  /** Reads one; a mistake is told with its place. */
  static DaemonJson parse(String text) throws Json.Unexpected {
    DaemonJson document = new DaemonJson(text.isBlank() ? EMPTY.text : text);
    Block all = document.block(0);
    if (!document.text.substring(all.close + 1).isBlank()) {
      throw new Json.Unexpected("the document goes on after its end");
    }
    Optional<Member> runtimes = all.member(RUNTIMES);
    if (runtimes.isPresent()) {
      Block _ = document.block(runtimes.get().value);
    }
    return document;
  }

  /** The program that is registered under a name, if one is. */
  Optional<String> runtime(String name) throws Json.Unexpected {
    Optional<Member> runtimes = block(0).member(RUNTIMES);
    if (runtimes.isEmpty()) {
      return Optional.empty();
    }
    Optional<Member> found = block(runtimes.get().value).member(name);
    return found.isPresent()
        ? Optional.of(string(block(found.get().value), PATH).orElse(""))
        : Optional.empty();
  }

  Optional<String> defaultRuntime() throws Json.Unexpected {
    return string(block(0), DEFAULT_RUNTIME);
  }

  /** Whom the engine itself maps its containers to, if it does. */
  Optional<String> remapped() throws Json.Unexpected {
    return string(block(0), REMAPPED).filter(user -> !user.isEmpty());
  }

  /** The process file, where it is not the usual one. */
  Optional<String> pidFile() throws Json.Unexpected {
    return string(block(0), "pidfile");
  }

  /** With a runtime that was not there. */
  DaemonJson withRuntime(String name, String program) throws Json.Unexpected {
    String entry = quoted(name) + ": {" + quoted(PATH) + ": " + quoted(program) + "}";
    Block all = block(0);
    Optional<Member> runtimes = all.member(RUNTIMES);
    return runtimes.isPresent()
        ? with(block(runtimes.get().value), entry, "")
        : with(all, quoted(RUNTIMES) + ": {" + entry + "}", "\n  ");
  }

  DaemonJson withDefaultRuntime(String name) throws Json.Unexpected {
    return with(block(0), quoted(DEFAULT_RUNTIME) + ": " + quoted(name), "\n  ");
  }

  /** Without a runtime, and without the list of them if it was the last. */
  DaemonJson withoutRuntime(String name) throws Json.Unexpected {
    Block all = block(0);
    Optional<Member> runtimes = all.member(RUNTIMES);
    if (runtimes.isEmpty()) {
      return this;
    }
    Block inner = block(runtimes.get().value);
    if (inner.member(name).isPresent() && inner.members.size() == 1) {
      return without(all, runtimes.get());
    }
    Optional<Member> found = inner.member(name);
    return found.isPresent() ? without(inner, found.get()) : this;
  }

  DaemonJson withoutDefaultRuntime() throws Json.Unexpected {
    Block all = block(0);
    Optional<Member> found = all.member(DEFAULT_RUNTIME);
    return found.isPresent() ? without(all, found.get()) : this;
  }

  /** Puts a member behind the last one, in the way that the first one is set. */
  private DaemonJson with(Block block, String member, String ifEmpty) {
    if (block.members.isEmpty()) {
      String end = ifEmpty.isEmpty() ? "" : "\n";
      return new DaemonJson(
          text.substring(0, block.open + 1) + ifEmpty + member + end + text.substring(block.close));
    }
    String before = text.substring(block.open + 1, block.members.getFirst().start);
    int end = block.members.getLast().end;
    return new DaemonJson(
        text.substring(0, end)
            + ","
            + (before.isEmpty() ? " " : before)
            + member
            + text.substring(end));
  }

  private DaemonJson without(Block block, Member member) {
    int place = block.members.indexOf(member);
    int from = place > 0 ? block.members.get(place - 1).end : member.start;
    int to = member.end;
    if (block.members.size() == 1) {
      from = block.open + 1;
      to = block.close;
    } else if (place == 0) {
      to = block.members.get(1).start;
    }
    return new DaemonJson(text.substring(0, from) + text.substring(to));
  }

  private Optional<String> string(Block block, String name) throws Json.Unexpected {
    Optional<Member> member = block.member(name);
    if (member.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(Json.parse(text.substring(member.get().value, member.get().end)).text());
  }

  /** The object that begins at an offset. */
  private Block block(int offset) throws Json.Unexpected {
    String rest = text.substring(offset);
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), rest)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new Json.Unexpected("it is not an object where one has to be");
      }
      int open = offset + (int) parser.currentTokenLocation().getCharOffset();
      List<Member> members = new ArrayList<>();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        int start = offset + (int) parser.currentTokenLocation().getCharOffset();
        parser.nextToken();
        int value = offset + (int) parser.currentTokenLocation().getCharOffset();
        parser.skipChildren();
        parser.finishToken();
        members.add(
            new Member(
                name, start, value, offset + (int) parser.currentLocation().getCharOffset()));
      }
      return new Block(open, offset + (int) parser.currentTokenLocation().getCharOffset(), members);
    } catch (JacksonException e) {
      throw new Json.Unexpected(
          "it is not JSON, line %d: %s"
              .formatted(
                  e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr()),
                  e.getOriginalMessage()));
    }
  }

  private static String quoted(String value) {
    StringBuilder text = new StringBuilder("\"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < ' ') {
        text.append("\\u%04x".formatted((int) c));
      } else {
        text.append(c == '"' || c == '\\' ? "\\" : "").append(c);
      }
    }
    return text.append('"').toString();
  }

  /** A member of an object, by offsets: of its name, its value, and the first behind it. */
  private record Member(String name, int start, int value, int end) {}

  /** An object, by the offsets of its braces. */
  private record Block(int open, int close, List<Member> members) {
    Optional<Member> member(String name) {
      return members.stream().filter(member -> member.name.equals(name)).findFirst();
    }
  }
}
