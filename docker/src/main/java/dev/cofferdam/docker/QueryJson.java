package dev.cofferdam.docker;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Query parameters that hold a JSON document: read as strictly as bodies, written in one way. */
final class QueryJson {
  private static final Type VARIABLES = new Type.Variables();
  private static final Type ULIMITS = Types.list(ContainerShapes.ULIMIT);

  private static final Type OUTPUTS =
      Types.list(
          Shape.of(
              "ImageBuildOutput",
              Field.weighed("Type", Types.TEXT),
              Field.weighed("Attrs", Types.TEXT_BY_NAME)));

  private static final Type PLATFORM =
      new Type.Struct(
          Shape.of(
              "Platform",
              Field.harmless("architecture", Types.TEXT),
              Field.harmless("os", Types.TEXT),
              Field.harmless("os.version", Types.TEXT),
              Field.harmless("os.features", Types.TEXTS),
              Field.harmless("variant", Types.TEXT)));

  private QueryJson() {}

  static String variables(String parameter, String text) {
    return canonical(parameter, text, VARIABLES);
  }

  static String labels(String parameter, String text) {
    String canonical = variables(parameter, text);
    try {
      Labels.refuseReserved(canonical.isEmpty() ? Map.of() : entries(canonical), parameter);
    } catch (MalformedBody refused) {
      throw invalid(parameter, refused);
    }
    return canonical;
  }

  static String words(String parameter, String text) {
    return canonical(parameter, text, Types.TEXTS);
  }

  static String ulimits(String parameter, String text) {
    return canonical(parameter, text, ULIMITS);
  }

  static String outputs(String parameter, String text) {
    return canonical(parameter, text, OUTPUTS);
  }

  static String platform(String parameter, String text) {
    return canonical(parameter, text, PLATFORM);
  }

  /** The object of a parameter that was read before; keys differ in case. */
  static Map<String, Node> entries(Optional<String> text) {
    return text.map(QueryJson::entries).orElse(Map.of());
  }

  private static Map<String, Node> entries(String text) {
    return read(text, VARIABLES) instanceof Node.Entries(Map<String, Node> values)
        ? values
        : Map.of();
  }

  /** The list of a parameter that was read before. */
  static List<Node> ulimits(Optional<String> text) {
    return text.map(json -> read(json, ULIMITS)).orElse(Node.Items.EMPTY)
            instanceof Node.Items(List<Node> values)
        ? values
        : List.of();
  }

  static List<String> words(Optional<String> text) {
    return text.map(json -> read(json, Types.TEXTS)).orElse(Node.Items.EMPTY)
            instanceof Node.Items(List<Node> values)
        ? Node.texts(values)
        : List.of();
  }

  /** Nothing for what says nothing: clients send {@code null}, {@code {}} and {@code []}. */
  private static String canonical(String parameter, String text, Type type) {
    if (text.strip().equals("null")) {
      return "";
    }
    try {
      Node node = read(text, type);
      boolean empty =
          switch (node) {
            case Node.Items(List<Node> values) -> values.isEmpty();
            case Node.Entries(Map<String, Node> values) -> values.isEmpty();
            case Node.Null _, Node.Bool _, Node.Int _, Node.Decimal _, Node.Text _ -> false;
            case Node.Struct _ -> false;
          };
      return empty ? "" : new String(CanonicalJson.write(node), StandardCharsets.UTF_8);
    } catch (MalformedBody refused) {
      throw invalid(parameter, refused);
    }
  }

  private static Node read(String text, Type type) {
    return StrictJson.read(text.getBytes(StandardCharsets.UTF_8), type);
  }

  private static BadRequest invalid(String parameter, MalformedBody refused) {
    return new BadRequest(
        "query parameter `" + parameter + "` is not understood: " + refused.getMessage());
  }
}
