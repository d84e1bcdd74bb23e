package dev.cofferdam.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Whatever a table of /proc holds, each line is a listener with an inode or nothing. */
final class ProcNetFuzzTest {
  @FuzzTest
  void any_table_is_read(byte[] bytes) {
    List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
    assertThat(ProcNet.tcp(lines)).allMatch(listener -> listener.inode() >= 0);
    assertThat(ProcNet.unix(lines)).allMatch(listener -> listener.inode() >= 0);
  }
}
