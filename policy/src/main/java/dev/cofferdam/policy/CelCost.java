package dev.cofferdam.policy;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cofferdam.docker.Fact;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How many steps a condition can take at most, a step being about a character that is looked at.
 * dev.cel 0.14 counts the rounds of loops while it evaluates and nothing else, so this is told from
 * the text: lists and texts have at most the sizes of {@link Vocabulary}, and what a loop makes is
 * as much as its rounds can add.
 */
final class CelCost {
  private static final Size ONE = new Size(1, 0);
  private static final Size LARGEST_TEXT = new Size(1, Vocabulary.MOST_CHARACTERS);
  private static final Size LARGEST_LIST =
      new Size(Vocabulary.MOST_ITEMS, Vocabulary.MOST_CHARACTERS);

  /** Texts are compared some characters at once. */
  private static final double COMPARED = 8;

  private final Map<String, Size> variables = new HashMap<>();
  private double steps;

  private CelCost() {}

  /**
   * The most that a value can be.
   *
   * @param items of a list or a map, 1 for everything else
   * @param characters of each item
   */
  private record Size(double items, double characters) {
    double all() {
      return items * Math.max(1, characters);
    }

    Size or(Size other) {
      return new Size(Math.max(items, other.items), Math.max(characters, other.characters));
    }

    Size item() {
      return new Size(1, characters);
    }
  }

  static double of(CelExpr expression) {
    CelCost cost = new CelCost();
    cost.size(expression);
    return cost.steps;
  }

  /** What an expression is made of. */
  static Stream<CelExpr> parts(CelExpr expression) {
    return switch (expression.getKind()) {
      case SELECT -> Stream.of(expression.select().operand());
      case CALL ->
          Stream.concat(expression.call().target().stream(), expression.call().args().stream());
      case LIST -> expression.list().elements().stream();
      case MAP ->
          expression.map().entries().stream()
              .flatMap(entry -> Stream.of(entry.key(), entry.value()));
      case STRUCT -> expression.struct().entries().stream().map(CelExpr.CelStruct.Entry::value);
      case COMPREHENSION -> {
        CelExpr.CelComprehension loop = expression.comprehension();
        yield Stream.of(
            loop.iterRange(),
            loop.accuInit(),
            loop.loopCondition(),
            loop.loopStep(),
            loop.result());
      }
      case NOT_SET, CONSTANT, IDENT -> Stream.empty();
    };
  }

  private Size size(CelExpr expression) {
    steps += 1;
    return switch (expression.getKind()) {
      case CONSTANT -> constant(expression.constant());
      case IDENT -> name(expression.ident().name());
      // What a map has under a key.
      case SELECT -> size(expression.select().operand()).item();
      case CALL -> call(expression.call());
      case LIST, MAP, STRUCT -> {
        double items = Math.max(1, parts(expression).count());
        Size largest = parts(expression).map(this::size).reduce(ONE, Size::or);
        yield new Size(items * largest.items(), largest.characters());
      }
      case COMPREHENSION -> loop(expression.comprehension());
      case NOT_SET -> ONE;
    };
  }

  private static Size constant(CelConstant constant) {
    return constant.getKind() == CelConstant.Kind.STRING_VALUE
        ? new Size(1, constant.stringValue().length())
        : ONE;
  }

  private Size name(String name) {
    Size ofLoop = variables.get(name);
    return ofLoop == null ? Vocabulary.type(name).map(CelCost::largest).orElse(ONE) : ofLoop;
  }

  private static Size largest(Fact.Type type) {
    return switch (type) {
      case FLAG, WHOLE, REAL -> ONE;
      case TEXT -> LARGEST_TEXT;
      case TEXTS, TEXT_BY_NAME -> LARGEST_LIST;
      case WHOLES -> new Size(Vocabulary.MOST_ITEMS, 1);
    };
  }

  private Size call(CelExpr.CelCall call) {
    List<Size> parts =
        Stream.concat(call.target().stream(), call.args().stream()).map(this::size).toList();
    Size first = parts.getFirst();
    Size last = parts.getLast();
    return switch (call.function()) {
      case "_+_" -> {
        steps += first.all() + last.all();
        yield new Size(first.items() + last.items() - 1, first.characters() + last.characters());
      }
      case "_[_]" -> first.item();
      case "_?_:_" -> parts.get(1).or(last);
      case "@in", "_==_", "_!=_" -> {
        steps += Math.max(first.all(), last.all()) / COMPARED;
        yield ONE;
      }
      case "contains" -> {
        steps += first.characters() * Math.max(1, last.characters() / COMPARED);
        yield ONE;
      }
      case "matches" -> {
        steps += first.characters() * pattern(call.args().getLast());
        yield ONE;
      }
      default -> {
        steps += first.all() / COMPARED;
        yield new Size(1, Math.max(first.characters(), 32));
      }
    };
  }

  /** Every character can be looked at by every instruction. */
  private static double pattern(CelExpr pattern) {
    return com.google.re2j.Pattern.compile(pattern.constant().stringValue()).programSize();
  }

  private Size loop(CelExpr.CelComprehension loop) {
    Size range = size(loop.iterRange());
    Size start = size(loop.accuInit());
    Map<String, Size> outer = new HashMap<>(variables);
    variables.put(loop.iterVar(), range.item());
    variables.put(loop.iterVar2(), range.item());
    variables.put(loop.accuVar(), ONE);
    double before = steps;
    size(loop.loopCondition());
    Size round = size(loop.loopStep());
    steps = before + (steps - before) * range.items();
    Size made =
        new Size(
            Math.max(start.items(), range.items() * Math.max(1, round.items())),
            Math.max(start.characters(), round.characters()));
    variables.clear();
    variables.putAll(outer);
    variables.put(loop.accuVar(), made);
    Size result = size(loop.result());
    variables.clear();
    variables.putAll(outer);
    return result;
  }
}
