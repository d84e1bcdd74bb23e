package dev.cofferdam.policy;

import dev.cofferdam.policy.Problems.Place;
import java.util.Iterator;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.SpecVersion;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * One YAML 1.2 document without what makes YAML dangerous: no anchors, aliases or tags, no depth,
 * no second document, bounded length.
 *
 * <p>The stream of events is looked at first: it is made without recursion, while composing nodes
 * recurses and follows aliases.
 */
final class YamlText {
  /** In characters; room for some 100 000 bindings. */
  static final int LIMIT = 8 * 1024 * 1024;

  private static final int DEPTH = 8;
  private static final LoadSettings SETTINGS =
      LoadSettings.builder()
          .setCodePointLimit(LIMIT)
          .setMaxAliasesForCollections(0)
          .setAllowRecursiveKeys(false)
          .setUseMarks(true)
          .build();

  private YamlText() {}

  /** The root of the document; every failure is among the problems. */
  static Optional<Node> read(String yaml, Problems problems) {
    return read(yaml, DEPTH, problems);
  }

  /**
   * @param depth how deep it may be nested
   */
  static Optional<Node> read(String yaml, int depth, Problems problems) {
    if (yaml.length() > LIMIT) {
      problems.error(Place.START, "longer than " + LIMIT + " characters");
      return Optional.empty();
    }
    if (!isPrintable(yaml, problems)) {
      return Optional.empty();
    }
    try {
      checkEvents(yaml, depth, problems);
      return problems.hasErrors() ? Optional.empty() : compose(yaml, problems);
    } catch (MarkedYamlEngineException e) {
      Place place = e.getProblemMark().or(e::getContextMark).map(Place::of).orElse(Place.START);
      problems.error(place, "no valid YAML: " + sentence(e));
    } catch (YamlEngineException e) {
      problems.error(Place.START, "no valid YAML: " + Text.plain(String.valueOf(e.getMessage())));
    }
    return Optional.empty();
  }

  private static Optional<Node> compose(String yaml, Problems problems) {
    Optional<Node> root = new Compose(SETTINGS).composeString(yaml);
    if (root.isEmpty()) {
      problems.error(Place.START, "the file is empty: a policy begins with \"version: 1\"");
    }
    return root;
  }

  private static String sentence(MarkedYamlEngineException e) {
    String problem = Text.plain(String.valueOf(e.getProblem()));
    boolean star = problem.contains("alias") || String.valueOf(e.getContext()).contains("alias");
    return star ? problem + " (text that begins with * needs quotes: \"*\")" : problem;
  }

  private static void checkEvents(String yaml, int deepest, Problems problems) {
    Iterator<Event> events = new Parse(SETTINGS).parseString(yaml).iterator();
    Place last = Place.START;
    int depth = 0;
    int documents = 0;
    while (true) {
      Event event;
      try {
        if (!events.hasNext()) {
          return;
        }
        event = events.next();
      } catch (IllegalArgumentException e) {
        // snakeyaml-engine 3.2 has this for "\x at the end and for "\UFFFFFFFF".
        problems.error(last, "no valid YAML behind this: an escape that is no character");
        return;
      }
      last = place(event);
      switch (event) {
        case DocumentStartEvent start -> {
          checkVersion(start, problems);
          if (++documents == 2) {
            problems.error(place(event), "a second document: a policy is one document");
          }
        }
        case CollectionStartEvent start -> {
          checkNode(start, start.getTag(), problems);
          if (++depth > deepest) {
            problems.error(place(event), "nested more than " + deepest + " levels deep");
            return;
          }
        }
        case CollectionEndEvent _ -> depth--;
        case ScalarEvent scalar -> checkNode(scalar, scalar.getTag(), problems);
        case NodeEvent node -> checkAlias(node, problems);
        default -> {} // Event is not sealed; what is left are the ends of documents and streams.
      }
    }
  }

  private static void checkVersion(DocumentStartEvent start, Problems problems) {
    Optional<SpecVersion> version = start.getSpecVersion();
    if (version.isPresent() && (version.get().getMajor() != 1 || version.get().getMinor() != 2)) {
      problems.error(place(start), "policies are YAML 1.2: leave the %YAML line out");
    }
  }

  private static void checkAlias(NodeEvent alias, Problems problems) {
    problems.error(
        place(alias), "no aliases; text that begins with * needs quotes, for instance \"*\"");
  }

  private static void checkNode(NodeEvent node, Optional<String> tag, Problems problems) {
    if (node.getAnchor().isPresent()) {
      problems.error(place(node), "no anchors; text that begins with & needs quotes");
    }
    if (tag.isPresent()) {
      problems.error(place(node), "no tags; text that begins with ! needs quotes");
    }
  }

  private static Place place(Event event) {
    return event.getStartMark().map(Place::of).orElse(Place.START);
  }

  /** The engine's reader tells only an offset, so what it refuses is looked for here. */
  private static boolean isPrintable(String yaml, Problems problems) {
    int line = 1;
    int column = 1;
    for (int i = 0; i < yaml.length(); ) {
      int c = yaml.codePointAt(i);
      boolean space = c == '\n' || c == '\t' || c == '\r';
      boolean single = c <= 0xFFFF && Text.isUnprintable((char) c);
      if (single && !space) {
        String advice = c == 0xFEFF ? ": save the file as UTF-8 without a byte order mark" : "";
        problems.error(
            new Place(line, column), String.format("unprintable character U+%04X%s", c, advice));
        return false;
      }
      i += Character.charCount(c);
      column = c == '\n' ? 1 : column + 1;
      line += c == '\n' ? 1 : 0;
    }
    return true;
  }
}
