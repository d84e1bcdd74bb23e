package dev.cofferdam.userns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdMapTest {
  @Test
  void the_kernels_text_is_read() throws UsernsException {
    String text = "         0     524288      65536\n     65536          1          1\n";
    assertThat(IdMap.parse(text))
        .isEqualTo(IdMap.of(new Extent(0, 524_288, 65_536), new Extent(65_536, 1, 1)));
    assertThat(IdMap.parse("")).isEqualTo(IdMap.NONE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0 1",
        "0 1 2 3",
        "0 1 0",
        "-1 0 1",
        "0 0 4294967296",
        "0 4294967295 1",
        "1 0 4294967295",
        "a b c",
        "0 1 1\n0 2 1",
        "0 1 2\n5 2 2",
        "٠ 1 1",
        "0x0 1 1"
      })
  void what_is_no_map_is_refused(String text) {
    assertThatThrownBy(() -> IdMap.parse(text))
        .isInstanceOf(UsernsException.class)
        .hasMessageContaining("no map of ids");
  }

  @Test
  void the_map_of_the_host_itself_is_one() throws UsernsException {
    IdMap host = IdMap.parse("         0          0 4294967295\n");
    assertThat(host.toOutside(4_294_967_294L)).hasValue(4_294_967_294L);
    assertThat(host.toOutside(4_294_967_295L)).isEmpty();
  }

  @Test
  void a_map_of_more_than_the_kernel_takes_is_refused() {
    List<Extent> extents = new ArrayList<>();
    for (int i = 0; i < 340; i++) {
      extents.add(new Extent(i, i, 1));
    }
    assertThat(new IdMap(extents).extents()).hasSize(340);
    extents.add(new Extent(340, 340, 1));
    assertThatThrownBy(() -> new IdMap(extents)).isInstanceOf(IllegalArgumentException.class);
    List<Extent> long_ = new ArrayList<>();
    for (int i = 0; i < 340; i++) {
      long_.add(new Extent(1_000_000_000L + i, 1_000_000_000L + i, 1));
    }
    assertThatThrownBy(() -> new IdMap(long_)).hasMessageContaining("4095 bytes");
  }

  @Test
  void whatever_the_map_the_way_back_leads_back() throws UsernsException {
    Random random = new Random(7);
    for (int round = 0; round < 500; round++) {
      List<Extent> extents = new ArrayList<>();
      long inside = random.nextInt(1000);
      long outside = 0xf000_0000L; // Downwards, against the order inside.
      for (int i = random.nextInt(20); i >= 0; i--) {
        long count = 1 + random.nextLong(5000);
        outside -= count + random.nextLong(100);
        extents.add(new Extent(inside, outside, count));
        inside += count + random.nextLong(100);
      }
      IdMap map = new IdMap(extents);
      assertThat(IdMap.parse(map.text())).isEqualTo(map);
      for (int i = 0; i < 100; i++) {
        long id = random.nextLong(inside + 1000);
        map.toOutside(id).ifPresent(out -> assertThat(map.toInside(out)).hasValue(id));
        assertThat(map.toOutside(id).isPresent())
            .isEqualTo(extents.stream().anyMatch(e -> e.insideRange().contains(id)));
      }
    }
  }
}
