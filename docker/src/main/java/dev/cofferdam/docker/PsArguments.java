package dev.cofferdam.docker;

import java.util.regex.Pattern;

/**
 * The arguments that {@code GET /containers/{id}/top} gives to {@code ps}, which the engine runs on
 * the host as root and whose lines it keeps by what stands in the column PID.
 *
 * <p>So columns take no titles and no blanks but single spaces: with them a column of the client's
 * choosing could be called PID, and lines of the host's processes would pass. And {@code e} shows
 * the environment of processes, in BSD's syntax; {@code ps} takes whatever begins with a dash for
 * BSD's as well once anything does not fit the other one (procps, parser.c), so an {@code e} is
 * harmless only in the forms that are known to fit.
 */
final class PsArguments {
  private static final Pattern WORD = Pattern.compile("-{0,2}[A-Za-z][A-Za-z0-9,_:%-]*");

  private static final Pattern WITHOUT_ENVIRONMENT =
      Pattern.compile(
          "(-e[fFlLyjHTZM]*([oO] [a-z%][a-z0-9,_:%]*)?( -[oO] [a-z%][a-z0-9,_:%]*)*|[^eE]*( -?[oO] [a-z%][a-z0-9,_:%]*)?)");

  private PsArguments() {}

  static String checked(Parameter parameter, String value) {
    for (String word : value.split(" ", -1)) {
      if (!WORD.matcher(word).matches()) {
        throw parameter.invalid(
            value, "takes options and columns of ps without titles, separated by single spaces");
      }
    }
    return value;
  }

  static boolean mayShowEnvironment(String arguments) {
    return !WITHOUT_ENVIRONMENT.matcher(arguments).matches();
  }
}
