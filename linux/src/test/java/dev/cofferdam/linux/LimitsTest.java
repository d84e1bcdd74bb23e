package dev.cofferdam.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LimitsTest {
  private static final int RLIMIT_CORE = 4;

  private final Kernel kernel = Kernel.real();

  @Test
  void a_limit_is_what_proc_says_it_is() throws Exception {
    ResourceLimit before = kernel.limit(RLIMIT_CORE);
    try {
      kernel.setLimit(RLIMIT_CORE, new ResourceLimit(4096, before.hard()));
      assertThat(kernel.limit(RLIMIT_CORE)).isEqualTo(new ResourceLimit(4096, before.hard()));
      List<String> lines = Files.readAllLines(Path.of("/proc/self/limits"));
      assertThat(lines).anyMatch(line -> line.matches("Max core file size +4096 .*"));
    } finally {
      kernel.setLimit(RLIMIT_CORE, before);
    }
  }

  @Test
  void a_resource_that_is_none_is_an_error() {
    assertThatThrownBy(() -> kernel.limit(99))
        .isInstanceOf(KernelException.class)
        .hasMessage("getrlimit `resource 99`: Invalid argument");
  }
}
