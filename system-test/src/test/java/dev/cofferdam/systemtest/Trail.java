package dev.cofferdam.systemtest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;

/** The records that a gateway has written to its directory of JSON Lines files. */
final class Trail {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Path directory;

  Trail(Path directory) {
    this.directory = directory;
  }

  /** Every complete record, oldest first. */
  List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (Path file : files()) {
      String text = read(file);
      int complete = text.lastIndexOf('\n') + 1;
      text.substring(0, complete)
          .lines()
          .map(line -> new Row(Json.object(line)))
          .forEach(rows::add);
    }
    return rows;
  }

  List<Path> files() {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".jsonl")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All that is on record from now on. */
  Since mark() {
    return new Since(rows().size());
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The records after a moment. */
  final class Since {
    private final int seen;

    private Since(int seen) {
      this.seen = seen;
    }

    List<Row> rows() {
      List<Row> all = Trail.this.rows();
      return all.subList(seen, all.size());
    }

    /** Decisions about one operation, in order. */
    List<Row> decisions(String operation) {
      return rows().stream().filter(row -> row.isDecision() && row.is(operation)).toList();
    }

    /** The only decision about this operation; those that change nothing are written in batches. */
    Row decision(String operation) {
      awaitAny(() -> "a decision about " + operation, row -> row.isDecision() && row.is(operation));
      List<Row> decisions = decisions(operation);
      Assertions.assertThat(decisions)
          .as("decisions about %s among %s", operation, rows())
          .hasSize(1);
      return decisions.getFirst();
    }

    /** The only decision with this id; a client that was refused knows it. */
    Row decisionWithId(String id) {
      Predicate<Row> its = row -> row.isDecision() && row.id().equals(id);
      awaitAny(() -> "decision " + id, its);
      List<Row> decisions = rows().stream().filter(its).toList();
      Assertions.assertThat(decisions).as("decisions with id %s among %s", id, rows()).hasSize(1);
      return decisions.getFirst();
    }

    /** The only outcome of a decision; it may come a moment after the client has its answer. */
    Row outcomeOf(Row decision) {
      Predicate<Row> its = row -> row.isOutcome() && row.id().equals(decision.id());
      awaitAny(() -> "an outcome of " + decision, its);
      List<Row> outcomes = rows().stream().filter(its).toList();
      Assertions.assertThat(outcomes).as("outcomes of %s", decision).hasSize(1);
      return outcomes.getFirst();
    }

    private void awaitAny(Supplier<String> what, Predicate<Row> wanted) {
      Await.until(
          () -> what.get() + " among " + rows(), LIMIT, () -> rows().stream().anyMatch(wanted));
    }
  }
}
