package dev.cofferdam.state;

import dev.cofferdam.state.StrictJson.Malformed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The plans of a host's containers: {@code containers/ID/plan.json} in the state directory. A plan
 * that was written is there after a crash; one that is not understood is an error.
 */
public final class PlanStore {
  private static final String PLAN = "plan.json";
  private static final String GIVEN = "chowned";
  private static final String GIVING = "chowning";

  /** Who says how far it is says it every second. */
  private static final Duration RECENT = Duration.ofSeconds(10);

  private final Path containers;

  private PlanStore(Path containers) {
    this.containers = containers;
  }

  public static PlanStore at(Path stateDirectory) {
    return new PlanStore(stateDirectory.resolve("containers"));
  }

  /** Where a container's files are; it need not exist. */
  public Path directory(String container) {
    return containers.resolve(ContainerId.check(container));
  }

  /** Writes a plan, or replaces it. */
  public void write(Plan plan) throws StateException {
    Path file = directory(plan.container()).resolve(PLAN);
    try {
      AtomicFile.makeDirectory(directory(plan.container()));
      AtomicFile.write(file, PlanJson.write(plan));
    } catch (IOException e) {
      throw new StateException("the plan %s cannot be written: %s".formatted(file, e), e);
    }
  }

  /** The plan of a container, if it has one. */
  public Optional<Plan> find(String container) throws StateException {
    Path file = directory(container).resolve(PLAN);
    byte[] document;
    try {
      document = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new StateException("the plan %s cannot be read: %s".formatted(file, e), e);
    }
    Plan plan;
    try {
      plan = PlanJson.read(document);
    } catch (Malformed e) {
      throw notUnderstood(file, String.valueOf(e.getMessage()));
    }
    if (!plan.container().equals(container)) {
      throw notUnderstood(file, "it is another container's");
    }
    return Optional.of(plan);
  }

  private static StateException notUnderstood(Path file, String problem) {
    return new StateException(
        "the plan %s is not understood: %s; remove the container, or the file if it is gone"
            .formatted(file, problem));
  }

  /**
   * Whether the volumes that are treated with {@link Treatment#CHOWN} are the container's by now.
   */
  public boolean areVolumesGiven(String container) {
    return Files.exists(directory(container).resolve(GIVEN));
  }

  /**
   * Keeps that they are.
   *
   * @param report for people
   */
  public void volumesAreGiven(String container, String report) throws StateException {
    Path file = directory(container).resolve(GIVEN);
    try {
      AtomicFile.makeDirectory(directory(container));
      AtomicFile.write(file, report.getBytes(StandardCharsets.UTF_8));
      Files.deleteIfExists(directory(container).resolve(GIVING));
    } catch (IOException e) {
      throw new StateException("%s cannot be written: %s".formatted(file, e), e);
    }
  }

  /** Says how far it is; a crash may forget it. */
  public void volumesAreBeingGiven(String container, String report) throws StateException {
    Path file = directory(container).resolve(GIVING);
    try {
      AtomicFile.makeDirectory(directory(container));
      Files.writeString(file, report);
    } catch (IOException e) {
      throw new StateException("%s cannot be written: %s".formatted(file, e), e);
    }
  }

  /** How far it is, where it is under way. */
  public Optional<String> givingOfVolumes(String container) throws StateException {
    Path file = directory(container).resolve(GIVING);
    try {
      Instant said = Files.getLastModifiedTime(file).toInstant();
      boolean recent = said.isAfter(Instant.now().minus(RECENT));
      return recent ? Optional.of(Files.readString(file)) : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new StateException("%s cannot be read: %s".formatted(file, e), e);
    }
  }

  /** Removes a container's plan and what is beside it; there need not be one. */
  public void remove(String container) throws StateException {
    Path directory = directory(container);
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(directory);
      AtomicFile.synchronise(containers);
    } catch (NoSuchFileException e) {
      return;
    } catch (IOException e) {
      throw new StateException("the plan in %s cannot be removed: %s".formatted(directory, e), e);
    }
  }

  /** The ids of all containers that have a plan. */
  public List<String> list() throws StateException {
    List<String> ids = new ArrayList<>();
    try (DirectoryStream<Path> directories = Files.newDirectoryStream(containers)) {
      for (Path directory : directories) {
        String name = String.valueOf(directory.getFileName());
        if (ContainerId.is(name) && Files.exists(directory.resolve(PLAN))) {
          ids.add(name);
        }
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    } catch (IOException e) {
      throw new StateException("the plans in %s cannot be listed: %s".formatted(containers, e), e);
    }
    return List.copyOf(ids);
  }
}
