package dev.cofferdam.policy;

import dev.cel.common.CelErrorCode;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelVariableResolver;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A condition in the Common Expression Language, compiled. */
final class CelCondition implements Condition {
  /** dev.cel says where in the text of its messages only. */
  private static final Pattern PLACE = Pattern.compile("at <input>:(\\d{1,5}): ");

  private final String text;
  private final boolean asksForObjects;
  private final CelRuntime.Program program;

  CelCondition(String text, boolean asksForObjects, CelRuntime.Program program) {
    this.text = text;
    this.asksForObjects = asksForObjects;
    this.program = program;
  }

  @Override
  public Outcome of(Question question) {
    CelVariableResolver words = name -> Optional.of(Vocabulary.find(name, question));
    try {
      return switch (program.eval(words)) {
        case Boolean holds -> holds ? Answer.HOLDS : Answer.DOES_NOT_HOLD;
        case null, default -> new Unanswered("it is neither true nor false");
      };
    } catch (CelEvaluationException failed) {
      return new Unanswered(why(failed));
    } catch (RuntimeException broken) {
      // An oversight of ours or of dev.cel: whatever it is, it must not decide.
      return new Unanswered("evaluating it failed with " + broken.getClass().getSimpleName());
    }
  }

  /** In words of our own: those of dev.cel quote keys and texts, which a client may have sent. */
  private static String why(CelEvaluationException failed) {
    for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
      if (cause instanceof Unanswerable unanswerable) {
        return String.valueOf(unanswerable.getMessage());
      }
    }
    Matcher place = PLACE.matcher(String.valueOf(failed.getMessage()));
    String where = place.find() ? " at character " + (Integer.parseInt(place.group(1)) + 1) : "";
    return why(failed.getErrorCode()) + where;
  }

  private static String why(CelErrorCode code) {
    return switch (code) {
      case ATTRIBUTE_NOT_FOUND -> "it looks for a key that is not there";
      case INDEX_OUT_OF_BOUNDS -> "it looks for an item that is not there";
      case DIVIDE_BY_ZERO -> "it divides by zero";
      case NUMERIC_OVERFLOW -> "a number becomes too large";
      case ITERATION_BUDGET_EXCEEDED -> "it goes over too many items";
      case BAD_FORMAT, INVALID_ARGUMENT -> "a text in it is not of the form that is asked for";
      case INTERNAL_ERROR,
          DUPLICATE_ATTRIBUTE,
          OVERLOAD_NOT_FOUND,
          AMBIGUOUS_OVERLOAD,
          TYPE_NOT_FOUND ->
          "it cannot be evaluated";
    };
  }

  @Override
  public boolean asksForObjects() {
    return asksForObjects;
  }

  @Override
  public String text() {
    return text;
  }
}
