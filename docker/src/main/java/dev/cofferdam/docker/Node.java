package dev.cofferdam.docker;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value that was read strictly. Immutable. {@code toString} tells no contents: environment
 * variables and passwords are among them.
 */
sealed interface Node {
  record Null() implements Node {
    static final Null INSTANCE = new Null();
  }

  record Bool(boolean value) implements Node {
    static final Bool TRUE = new Bool(true);
    static final Bool FALSE = new Bool(false);

    static Bool of(boolean value) {
      return value ? TRUE : FALSE;
    }
  }

  record Int(long value) implements Node {
    static final Int ZERO = new Int(0);

    static Int of(long value) {
      return value == 0 ? ZERO : new Int(value);
    }
  }

  record Decimal(double value) implements Node {}

  record Text(String value) implements Node {
    static final Text EMPTY = new Text("");

    static Text of(String value) {
      return value.isEmpty() ? EMPTY : new Text(value);
    }

    @Override
    public String toString() {
      return "Text[" + value.length() + " characters]";
    }
  }

  /** A list; what it is made from is not changed afterwards. */
  record Items(List<Node> values) implements Node {
    static final Items EMPTY = new Items(List.of());
  }

  /** An object whose keys are data, in the order in which they came. */
  record Entries(Map<String, Node> values) implements Node {
    static final Entries EMPTY = new Entries(Map.of());

    @Override
    public String toString() {
      return "Entries[" + values.size() + "]";
    }
  }

  /** An object of a known shape. A field that is absent and one that is null are the same. */
  final class Struct implements Node {
    private final Shape shape;
    private final @Nullable Node[] values;

    Struct(Shape shape, @Nullable Node[] values) {
      this.shape = shape;
      this.values = values;
    }

    static Struct empty(Shape shape) {
      return new Struct(shape, new @Nullable Node[shape.size()]);
    }

    Shape shape() {
      return shape;
    }

    @Nullable Node at(int slot) {
      return values[slot];
    }

    @Nullable Node get(String field) {
      return values[shape.slot(field)];
    }

    boolean has(String field) {
      return get(field) != null;
    }

    /** A copy with one field set. */
    Struct with(String field, Node value) {
      @Nullable Node[] copy = values.clone();
      copy[shape.slot(field)] = value;
      return new Struct(shape, copy);
    }

    boolean flag(String field) {
      return get(field) instanceof Bool(boolean value) && value;
    }

    /** A number, 0 where it is not given, as in Go. */
    long number(String field) {
      return get(field) instanceof Int(long value) ? value : 0;
    }

    /** A string, empty where it is not given, as in Go. */
    String text(String field) {
      return get(field) instanceof Text(String value) ? value : "";
    }

    List<Node> items(String field) {
      return get(field) instanceof Items(List<Node> list) ? list : List.of();
    }

    List<String> texts(String field) {
      return Node.texts(items(field));
    }

    List<Struct> structs(String field) {
      List<Node> items = items(field);
      return items.isEmpty() ? List.of() : items.stream().map(Struct.class::cast).toList();
    }

    Map<String, Node> entries(String field) {
      return get(field) instanceof Entries(Map<String, Node> map) ? map : Map.of();
    }

    /** The object in a field, one without any field set where it is not given. */
    Struct struct(String field) {
      int slot = shape.slot(field);
      if (values[slot] instanceof Struct struct) {
        return struct;
      }
      if (shape.field(slot).type() instanceof Type.Struct(Shape inner)) {
        return empty(inner);
      }
      throw new IllegalArgumentException(shape + "." + field + " is no object");
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Struct that
          && shape == that.shape
          && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
      return "Struct[" + shape + "]";
    }
  }

  /** The string that this node is; the reader made sure of it by the type. */
  default String asText() {
    return this instanceof Text(String value) ? value : "";
  }

  static List<String> texts(List<Node> items) {
    return items.isEmpty() ? List.of() : items.stream().map(Node::asText).toList();
  }

  static Items ofTexts(List<String> texts) {
    return new Items(texts.stream().<Node>map(Text::of).toList());
  }
}
