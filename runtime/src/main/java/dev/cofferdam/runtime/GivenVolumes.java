package dev.cofferdam.runtime;

import dev.cofferdam.linux.Errno;
import dev.cofferdam.linux.Fd;
import dev.cofferdam.linux.Files;
import dev.cofferdam.linux.Kernel;
import dev.cofferdam.linux.KernelException;
import dev.cofferdam.linux.Name;
import dev.cofferdam.linux.Owner;
import dev.cofferdam.linux.SystemDirectories;
import dev.cofferdam.linux.TreeOwnership;
import dev.cofferdam.state.PlanStore;
import dev.cofferdam.state.StateException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Volumes that change hands on the host, once: the state directory keeps that it was done. After an
 * interruption it is done again, which passes over what has the owner already.
 *
 * @param state the state directory
 */
record GivenVolumes(Kernel kernel, Path state) implements Volumes {
  private static final Path USUAL_ENGINE = Path.of("/var/lib/docker");

  @Override
  public void give(Gift gift) throws RuntimeFailure, IOException {
    PlanStore plans = PlanStore.at(state);
    if (plans.areVolumesGiven(gift.container())) {
      return;
    }
    List<Path> engines = new ArrayList<>(List.of(USUAL_ENGINE));
    gift.engine().ifPresent(engines::add);
    TreeOwnership ownership =
        new TreeOwnership(kernel.files(), new SystemDirectories(engines, List.of(state)));
    StringBuilder report = new StringBuilder();
    for (Path source : gift.sources()) {
      Progress progress = new Progress(plans, gift.container(), source);
      report.append(give(ownership, source, gift.owner(), progress)).append('\n');
    }
    plans.volumesAreGiven(gift.container(), report.toString());
  }

  /** Tells the gateway, which tells its log. */
  private record Progress(PlanStore plans, String container, Path source)
      implements TreeOwnership.Progress {
    @Override
    public void at(long seen, long given) {
      try {
        plans.volumesAreBeingGiven(
            container, source + ": " + given + " of " + seen + " files given so far");
      } catch (StateException e) {
        // Only people wait for it; whether the volume is given does not depend on it.
        return;
      }
    }
  }

  private String give(TreeOwnership ownership, Path source, Owner owner, Progress progress)
      throws RuntimeFailure, IOException {
    try (Fd tree = open(source)) {
      return switch (ownership.give(tree, owner, progress)) {
        case TreeOwnership.Outcome.Given given ->
            source
                + ": "
                + given.given()
                + " of "
                + given.seen()
                + " files given, "
                + given.mounts()
                + " mounts and "
                + given.linked()
                + " files with a name elsewhere left alone "
                + given.examples();
        case TreeOwnership.Outcome.Refused refused -> throw new RuntimeFailure(refused.reason());
      };
    }
  }

  private Fd open(Path source) throws RuntimeFailure, KernelException {
    try {
      return kernel
          .files()
          .open(
              Fd.WORKING_DIRECTORY,
              Name.of(source.toString()),
              Files.O_PATH,
              0,
              Files.RESOLVE_NO_SYMLINKS);
    } catch (KernelException e) {
      if (e.errno() == Errno.ELOOP) {
        throw new RuntimeFailure(
            "the volume `"
                + source
                + "` cannot be given to a container: its path has a symbolic link in it; mount it"
                + " by the path that `realpath` shows",
            e);
      }
      throw e;
    }
  }
}
