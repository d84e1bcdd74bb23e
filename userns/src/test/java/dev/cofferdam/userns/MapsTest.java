package dev.cofferdam.userns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MapsTest {
  @Test
  void a_private_container_has_the_range_and_nothing_else() {
    Maps maps = Maps.privateTo(new IdRange(524_288, 65_536));
    assertThat(maps.uids().text()).isEqualTo("0 524288 65536\n");
    assertThat(maps.gids()).isEqualTo(maps.uids());
    assertThat(maps.uids().toOutside(65_535)).hasValue(589_823);
    assertThat(maps.uids().toOutside(65_536)).isEmpty();
    assertThat(maps.uids().toInside(0)).isEmpty();
  }

  @Test
  void a_shifted_root_is_nobody_special_and_users_are_themselves() {
    IdMap map = Maps.rootShift(2).uids();
    assertThat(map.text()).isEqualTo("0 2 1\n3 3 65533\n");
    assertThat(map.toInside(0)).isEmpty();
    assertThat(map.toOutside(1)).isEmpty();
    assertThat(map.toOutside(2)).isEmpty();
    assertThat(map.toOutside(1000)).hasValue(1000);
    assertThat(map.toOutside(65_535)).hasValue(65_535);
  }

  @Test
  void a_shifted_root_cannot_become_who_has_a_range() {
    assertThat(Maps.rootShift(2).uids().toInside(Pool.DEFAULT_SPAN.first())).isEmpty();
    assertThat(Maps.rootShift(2).uids().toInside(100_000)).isEmpty();
  }

  @Test
  void a_shifted_root_is_not_root() {
    assertThatThrownBy(() -> Maps.rootShift(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Maps.rootShift(65_535)).isInstanceOf(IllegalArgumentException.class);
    assertThat(Maps.rootShift(65_534).uids().toOutside(65_535)).hasValue(65_535);
  }

  @Test
  void identity_is_every_id_itself() {
    assertThat(Maps.identity().gids().text()).isEqualTo("0 0 65536\n");
  }

  @Test
  void a_user_is_one_id_of_each_kind() {
    Maps maps = Maps.user(Maps.Ids.ROOT, new Maps.Ids(1000, 100));
    assertThat(maps.uids().text()).isEqualTo("0 1000 1\n");
    assertThat(maps.gids().text()).isEqualTo("0 100 1\n");
  }

  @Test
  void a_user_is_never_root() {
    assertThatThrownBy(() -> Maps.user(Maps.Ids.ROOT, new Maps.Ids(0, 100)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Maps.user(Maps.Ids.ROOT, new Maps.Ids(1000, 0)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_map_of_users_without_one_of_groups_is_refused() {
    assertThatThrownBy(() -> new Maps(Maps.identity().uids(), IdMap.NONE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(Maps.NONE.isNone()).isTrue();
  }
}
