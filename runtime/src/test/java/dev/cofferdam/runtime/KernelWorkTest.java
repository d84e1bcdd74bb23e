package dev.cofferdam.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cofferdam.linux.Kernel;
import dev.cofferdam.linux.OwnThread;
import dev.cofferdam.userns.IdRange;
import dev.cofferdam.userns.Maps;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How long the kernel works for a container, as the time that the thread has a processor: what else
 * the machine does takes none of that. The calls are warm, so that it is not Java that is measured.
 */
final class KernelWorkTest {
  private static final int RUNS = 101;

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({"1, 3", "50, 5"})
  void takes_no_more_milliseconds_than(int layers, int most) throws Exception {
    Engine engine = new Engine(Files.createDirectory(directory.resolve("engine")));
    Path file = Files.writeString(directory.resolve("hosts"), "");
    for (int i = 0; i < layers; i++) {
      Files.writeString(engine.layer(i).resolve("file-" + i), "");
    }
    UserNamespace namespace =
        new UserNamespace(Maps.privateTo(new IdRange(1 << 20, Maps.IDS)), Optional.empty());
    KernelFoundation foundation = new KernelFoundation(Kernel.real(), directory.resolve("stage"));
    List<Long> took = new ArrayList<>();
    OwnThread.call(() -> {
      Engine.apart();
      Path root = engine.mount(layers);
      Foundation.Order order =
          new Foundation.Order("c0ffee", root, namespace, List.of(file, file, file));
      for (int i = 0; i < RUNS; i++) {
        took.add(
            OwnThread.call(() -> {
              long before = processorTime();
              foundation.lay(order);
              return processorTime() - before;
            }));
      }
      return took;
    });
    took.sort(null);
    double median = took.get(RUNS / 2) / 1e6;
    System.out.printf("a root of %d layers and three binds: %.2f ms%n", layers, median);
    assertThat(median).isLessThan(most);
  }

  /** Of the calling thread, in nanoseconds: the first field of schedstat. */
  private static long processorTime() throws Exception {
    String times = Files.readString(Path.of("/proc/thread-self/schedstat"));
    return Long.parseLong(times.substring(0, times.indexOf(' ')));
  }
}
