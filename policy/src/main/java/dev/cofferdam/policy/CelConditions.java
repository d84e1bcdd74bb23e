package dev.cofferdam.policy;

import dev.cel.checker.CelStandardDeclarations;
import dev.cel.checker.CelStandardDeclarations.StandardFunction;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cofferdam.docker.Fact;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes conditions of text. Nothing but this class and {@link CelCondition} touches dev.cel, and
 * only a policy with a condition touches these: loading it takes half a second.
 */
final class CelConditions {
  private static final int MOST_CHARACTERS = 2048;
  private static final int DEEPEST = 32;
  private static final int MOST_NODES = 500;

  /** Of all loops of one evaluation together. */
  private static final int MOST_ITERATIONS = 100_000;

  /** In instructions of RE2; the time that a pattern takes is this times the text. */
  static final int LARGEST_PATTERN = 256;

  /** The planner takes no options that soften the language: numbers of any kind compare. */
  private static final CelOptions OPTIONS =
      CelOptions.current()
          .maxExpressionCodePointSize(MOST_CHARACTERS)
          .maxParseRecursionDepth(DEEPEST)
          .maxParseExpressionNodeCount(MOST_NODES)
          .comprehensionMaxIterations(MOST_ITERATIONS)
          .maxRegexProgramSize(LARGEST_PATTERN)
          .enableHeterogeneousNumericComparisons(true)
          .build();

  /** {@code dyn} would switch the types off; nothing here has types, bytes or durations. */
  private static final CelStandardDeclarations DECLARATIONS =
      CelStandardDeclarations.newBuilder()
          .excludeFunctions(
              StandardFunction.DYN,
              StandardFunction.TYPE,
              StandardFunction.BYTES,
              StandardFunction.UINT,
              StandardFunction.DURATION)
          .build();

  private static final CelCompiler COMPILER = compiler();
  private static final CelRuntime RUNTIME =
      CelRuntimeFactory.plannerRuntimeBuilder().setOptions(OPTIONS).build();

  private static final Pattern UNDECLARED = Pattern.compile("undeclared reference to '([^']*)'.*");
  private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_.]*");

  private CelConditions() {}

  /**
   * A mistake.
   *
   * @param offset in the text, in code points, counted from 0
   */
  record Mistake(int offset, String message) {}

  /** Either a condition or at least one mistake. */
  record Compiled(Optional<Condition> condition, List<Mistake> mistakes) {}

  static Compiled compile(String text) {
    if (text.codePointCount(0, text.length()) > MOST_CHARACTERS) {
      return wrong(new Mistake(0, "longer than " + MOST_CHARACTERS + " characters"));
    }
    CelValidationResult result = COMPILER.compile(text);
    if (result.hasError()) {
      return new Compiled(
          Optional.empty(),
          result.getErrors().stream().map(issue -> mistake(issue, text)).toList());
    }
    try {
      CelAbstractSyntaxTree tree = result.getAst();
      List<Mistake> mistakes = CelReview.of(tree);
      if (!mistakes.isEmpty()) {
        return new Compiled(Optional.empty(), mistakes);
      }
      boolean objects =
          tree.getReferenceMap().values().stream()
              .anyMatch(reference -> Vocabulary.isOfObjects(reference.name()));
      return new Compiled(
          Optional.of(
              new CelCondition(text.replace('\n', ' '), objects, RUNTIME.createProgram(tree))),
          List.of());
    } catch (CelValidationException | CelEvaluationException e) {
      return wrong(new Mistake(0, Text.plain(String.valueOf(e.getMessage()))));
    }
  }

  private static Compiled wrong(Mistake mistake) {
    return new Compiled(Optional.empty(), List.of(mistake));
  }

  private static Mistake mistake(CelIssue issue, String text) {
    int offset = 0;
    for (int line = 1; line < issue.getSourceLocation().getLine(); line++) {
      int end = text.indexOf('\n', offset);
      offset = end < 0 ? offset : end + 1;
    }
    int before = text.codePointCount(0, offset);
    int place = Math.max(0, before + Math.max(0, issue.getSourceLocation().getColumn()));
    return new Mistake(place, message(issue.getMessage(), text, place));
  }

  /** What dev.cel says, in one line, without the list of all that would have been possible. */
  private static String message(String said, String text, int place) {
    Matcher undeclared = UNDECLARED.matcher(said);
    if (undeclared.matches()) {
      Matcher word = WORD.matcher(text);
      int from = text.offsetByCodePoints(0, Math.min(place, text.codePointCount(0, text.length())));
      String name = word.find(from) && word.start() == from ? word.group() : undeclared.group(1);
      return "there is no " + Text.quoted(name) + Suggestion.of(name, Vocabulary.names());
    }
    int candidates = said.indexOf(" (candidates:");
    int expecting = said.indexOf(" expecting {");
    int end = Math.max(candidates, expecting);
    return Text.plain(end < 0 ? said : said.substring(0, end));
  }

  private static CelCompiler compiler() {
    CelCompilerBuilder builder =
        CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(OPTIONS)
            .setStandardEnvironmentEnabled(false)
            .setStandardDeclarations(DECLARATIONS)
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .setResultType(SimpleType.BOOL)
            .addVar(Vocabulary.NOW, SimpleType.TIMESTAMP);
    Vocabulary.UNITS.keySet().forEach(unit -> builder.addVar(unit, SimpleType.INT));
    Vocabulary.all().forEach(word -> builder.addVar(word.name(), type(word.type())));
    return builder.build();
  }

  private static CelType type(Fact.Type type) {
    return switch (type) {
      case FLAG -> SimpleType.BOOL;
      case WHOLE -> SimpleType.INT;
      case REAL -> SimpleType.DOUBLE;
      case TEXT -> SimpleType.STRING;
      case TEXTS -> ListType.create(SimpleType.STRING);
      case WHOLES -> ListType.create(SimpleType.INT);
      case TEXT_BY_NAME -> MapType.create(SimpleType.STRING, SimpleType.STRING);
    };
  }
}
