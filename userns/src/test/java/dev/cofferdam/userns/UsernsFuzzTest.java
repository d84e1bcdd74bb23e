package dev.cofferdam.userns;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Any text is understood as what it says or refused with a sentence. */
final class UsernsFuzzTest {
  private static String text(byte[] input) {
    return new String(input, StandardCharsets.UTF_8);
  }

  @FuzzTest
  void any_list_of_subordinate_ids_is_refused_or_takes_its_slots_away(byte[] input) {
    SubordinateIds ids;
    try {
      ids = SubordinateIds.parse(text(input), "/etc/subuid");
    } catch (UsernsException e) {
      assertThat(e).hasMessageContaining("/etc/subuid line ").hasMessageContaining("correct it");
      return;
    }
    List<Claim> claims = ids.claims("/etc/subuid");
    assertThat(claims).hasSameSizeAs(ids.entries());
    assertThat(claims).allMatch(claim -> claim.whose().matches("[ -~]+"));
    Pool pool;
    try {
      pool = Pool.of(Pool.DEFAULT_SPAN, claims);
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageContaining("no whole slot");
      return;
    }
    IdRange given = new Allocations(pool).allocate("container").orElseThrow();
    assertThat(claims).noneMatch(claim -> claim.ids().overlaps(given));
  }

  @FuzzTest
  void any_map_is_refused_or_written_as_it_was_read(byte[] input) throws UsernsException {
    IdMap map;
    try {
      map = IdMap.parse(text(input));
    } catch (UsernsException e) {
      assertThat(e).hasMessageStartingWith("no map of ids: ");
      return;
    }
    assertThat(IdMap.parse(map.text())).isEqualTo(map);
    for (Extent extent : map.extents()) {
      assertThat(map.toOutside(extent.inside())).hasValue(extent.outside());
      assertThat(map.toInside(extent.outside())).hasValue(extent.inside());
    }
  }

  @FuzzTest
  void any_list_of_accounts_gives_ids_and_nothing_else(byte[] input) {
    for (Claim claim : AccountIds.claims(text(input), "/etc/passwd")) {
      assertThat(claim.ids().count()).isEqualTo(1);
      assertThat(claim.whose()).matches("[ -~]+");
    }
  }
}
