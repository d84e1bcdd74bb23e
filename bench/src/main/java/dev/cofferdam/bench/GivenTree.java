package dev.cofferdam.bench;

import dev.cofferdam.linux.Fd;
import dev.cofferdam.linux.Files;
import dev.cofferdam.linux.Kernel;
import dev.cofferdam.linux.Name;
import dev.cofferdam.linux.Owner;
import dev.cofferdam.linux.SystemDirectories;
import dev.cofferdam.linux.TreeOwnership;
import java.util.List;

/**
 * A program that gives a tree to somebody, as a container's runtime does before the first start,
 * and says what that took: microseconds, from when the program runs.
 */
final class GivenTree {
  private GivenTree() {}

  /** The tree, and the id of its owner. */
  public static void main(String[] args) throws Exception {
    long start = System.nanoTime();
    Files files = Kernel.real().files();
    long id = Long.parseLong(args[1]);
    try (Fd tree = files.open(Fd.WORKING_DIRECTORY, Name.of(args[0]), Files.O_PATH, 0, 0)) {
      TreeOwnership.Outcome outcome =
          new TreeOwnership(files, new SystemDirectories(List.of(), List.of()))
              .give(tree, new Owner(id, id), (_, _) -> {});
      if (!(outcome instanceof TreeOwnership.Outcome.Given given)
          || given.given() != given.seen()) {
        throw new IllegalStateException(outcome.toString());
      }
    }
    System.out.println((System.nanoTime() - start) / 1000);
  }
}
