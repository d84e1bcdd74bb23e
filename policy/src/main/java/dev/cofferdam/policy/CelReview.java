package dev.cofferdam.policy;

import com.google.re2j.PatternSyntaxException;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cofferdam.policy.CelConditions.Mistake;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the type checker does not see in a condition: patterns and time zones that are none, and
 * what would take too long.
 */
final class CelReview {
  /** In steps of {@link CelCost}: some tens of milliseconds. */
  private static final double MOST_STEPS = 10_000_000;

  private final CelAbstractSyntaxTree tree;
  private final List<Mistake> mistakes = new ArrayList<>();

  private CelReview(CelAbstractSyntaxTree tree) {
    this.tree = tree;
  }

  static List<Mistake> of(CelAbstractSyntaxTree tree) {
    CelReview review = new CelReview(tree);
    review.visit(tree.getExpr());
    if (review.mistakes.isEmpty()) {
      double steps = CelCost.of(tree.getExpr());
      if (steps > MOST_STEPS) {
        review.mistakes.add(
            new Mistake(
                0,
                "it can take too long: loops inside of loops, or patterns inside of them, over"
                    + " lists of "
                    + Vocabulary.MOST_ITEMS
                    + " items and texts of "
                    + Vocabulary.MOST_CHARACTERS
                    + " characters"));
      }
    }
    return review.mistakes;
  }

  private void visit(CelExpr expression) {
    if (expression.getKind() == CelExpr.ExprKind.Kind.CALL) {
      call(expression.call());
    }
    CelCost.parts(expression).forEach(this::visit);
  }

  private void call(CelExpr.CelCall call) {
    if (call.function().equals("matches")) {
      CelExpr pattern = call.args().getLast();
      text(pattern)
          .ifPresentOrElse(
              text -> pattern(text, pattern),
              () -> mistake(pattern, "the pattern of matches is written out, not computed"));
    } else if (call.function().startsWith("get") && !call.args().isEmpty()) {
      CelExpr zone = call.args().getLast();
      text(zone)
          .ifPresentOrElse(
              text -> zone(text, zone),
              () -> mistake(zone, "a time zone is written out, not computed"));
    }
  }

  private void pattern(String text, CelExpr at) {
    try {
      int size = com.google.re2j.Pattern.compile(text).programSize();
      if (size > CelConditions.LARGEST_PATTERN) {
        mistake(at, "the pattern is too large (" + size + " instructions)");
      }
    } catch (PatternSyntaxException e) {
      mistake(at, "no regular expression of RE2: " + Text.plain(e.getDescription()));
    }
  }

  private void zone(String text, CelExpr at) {
    try {
      ZoneId.of(text);
    } catch (DateTimeException e) {
      mistake(
          at, "unknown time zone " + Text.quoted(text) + ": write \"Europe/Berlin\" or \"UTC\"");
    }
  }

  private void mistake(CelExpr at, String message) {
    Integer offset = tree.getSource().getPositionsMap().get(at.id());
    mistakes.add(new Mistake(offset == null ? 0 : offset, message));
  }

  private static Optional<String> text(CelExpr expression) {
    return expression.getKind() == CelExpr.ExprKind.Kind.CONSTANT
            && expression.constant().getKind() == CelConstant.Kind.STRING_VALUE
        ? Optional.of(expression.constant().stringValue())
        : Optional.empty();
  }
}
