package dev.cofferdam.seccomp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Two profiles, side by side.
 *
 * @param differences by architecture, and by name of the call
 */
public record ProfileComparison(List<Difference> differences) {
  public ProfileComparison {
    differences = List.copyOf(differences);
  }

  /**
   * Everything in which they differ. A call that a tracer has skipped is not looked at.
   *
   * @throws SeccompException when their conditions take too much work to compare
   */
  public static ProfileComparison of(Profile first, Profile second) throws SeccompException {
    DifferenceSearch search = new DifferenceSearch(first, second);
    List<Difference> all = new ArrayList<>();
    for (Subject subject : search.subjects()) {
      for (Difference.Kind kind : Difference.Kind.values()) {
        search.difference(subject, kind).ifPresent(all::add);
      }
    }
    return new ProfileComparison(all);
  }

  /**
   * A call that the first profile lets get further than the second does. When there is none, that
   * is a proof: the first lets through nothing that the second does not.
   *
   * @throws SeccompException when their conditions take too much work to compare
   */
  public static Optional<Difference> excess(Profile first, Profile second) throws SeccompException {
    DifferenceSearch search = new DifferenceSearch(first, second);
    for (Subject subject : search.subjects()) {
      Optional<Difference> found = search.difference(subject, Difference.Kind.FIRST_ALONE);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** Those of a kind. */
  public List<Difference> of(Difference.Kind kind) {
    return differences.stream().filter(each -> each.kind() == kind).toList();
  }

  /**
   * For people, in lines of at most 100 characters.
   *
   * @param first what the first profile is called, {@code web.json}
   * @param second the same for the second
   */
  public String text(String first, String second) {
    return new ComparisonText(this, first, second).text();
  }

  /** For programs. */
  public String json(String first, String second) {
    return ComparisonJson.of(this, first, second);
  }
}
