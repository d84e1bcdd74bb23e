package dev.cofferdam.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every row of {@code docs/hazards.md} has a test that bears its number. */
class HazardCatalogueTest {
  private static final Pattern ROW = Pattern.compile("(?m)^\\| ([FPJCA]\\d+) \\|");
  private static final Pattern NUMBER = Pattern.compile("[FPJCA]\\d+");

  @Test
  void every_row_has_a_test_against_a_real_engine() {
    Set<String> rows = rows();
    assertThat(rows).hasSizeGreaterThan(50);
    assertThat(tested()).containsAll(rows);
  }

  @Test
  void every_number_on_a_test_is_a_row() {
    assertThat(rows()).containsAll(tested());
  }

  private static Set<String> rows() {
    try {
      Set<String> rows = new TreeSet<>();
      Matcher row = ROW.matcher(Files.readString(Policies.repository().resolve("docs/hazards.md")));
      while (row.find()) {
        assertThat(rows.add(row.group(1))).as("%s stands there once", row.group(1)).isTrue();
      }
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** From the names in the tables, and from the tags of tests and of their classes. */
  private static Set<String> tested() {
    Set<String> numbers = new TreeSet<>();
    Stream.concat(HostileRequests.all().map(Hostile::name), Escalations.all().map(Escalation::name))
        .map(NUMBER::matcher)
        .filter(Matcher::lookingAt)
        .forEach(number -> numbers.add(number.group()));
    for (JavaClass type : new ClassFileImporter().importPackages("dev.cofferdam.systemtest")) {
      collect(type.reflect().getAnnotationsByType(Tag.class), numbers);
      for (JavaMethod method : type.getMethods()) {
        collect(method.reflect().getAnnotationsByType(Tag.class), numbers);
      }
    }
    return numbers;
  }

  private static void collect(Tag[] tags, Set<String> numbers) {
    Arrays.stream(tags).map(Tag::value).filter(NUMBER.asMatchPredicate()).forEach(numbers::add);
  }
}
