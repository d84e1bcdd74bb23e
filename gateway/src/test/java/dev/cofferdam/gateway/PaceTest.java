package dev.cofferdam.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cofferdam.policy.Rate;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaceTest {
  private static final Rate FOUR_A_SECOND = new Rate(4, Duration.ofSeconds(1), "r");
  private static final long QUARTER = 250_000_000;

  private final AtomicLong now = new AtomicLong();
  private final Pace pace = new Pace(now::get);

  private int taken(String user, Rate rate, int tries) {
    int taken = 0;
    for (int i = 0; i < tries; i++) {
      taken += pace.take(user, rate) == 0 ? 1 : 0;
    }
    return taken;
  }

  /** The clock may begin anywhere, at the edge of its range too. */
  @ParameterizedTest
  @ValueSource(longs = {0, -1, 123_456_789, Long.MAX_VALUE - 1, Long.MIN_VALUE})
  void as_many_as_the_rate_names_may_come_at_once_and_come_back_evenly(long start) {
    now.set(start);
    assertThat(taken("u", FOUR_A_SECOND, 10)).isEqualTo(4);
    assertThat(pace.take("u", FOUR_A_SECOND)).isEqualTo(QUARTER);
    now.addAndGet(QUARTER - 1);
    assertThat(pace.take("u", FOUR_A_SECOND)).isEqualTo(1);
    now.addAndGet(1);
    assertThat(taken("u", FOUR_A_SECOND, 10)).isEqualTo(1);
    now.addAndGet(2 * QUARTER);
    assertThat(taken("u", FOUR_A_SECOND, 10)).isEqualTo(2);
    now.addAndGet(100 * QUARTER);
    assertThat(taken("u", FOUR_A_SECOND, 10)).isEqualTo(4);
  }

  @Test
  void users_do_not_share_a_bucket() {
    assertThat(taken("u", FOUR_A_SECOND, 10)).isEqualTo(4);
    assertThat(taken("v", FOUR_A_SECOND, 10)).isEqualTo(4);
  }

  @Test
  void one_an_hour_is_one_and_then_none_for_an_hour() {
    Rate hourly = new Rate(1, Duration.ofHours(1), "r");
    assertThat(taken("u", hourly, 3)).isEqualTo(1);
    assertThat(pace.take("u", hourly)).isEqualTo(Duration.ofHours(1).toNanos());
  }

  @Test
  void a_policy_with_a_shorter_period_is_not_held_up_by_the_one_before() {
    assertThat(taken("u", new Rate(10, Duration.ofHours(1), "r"), 20)).isEqualTo(10);
    assertThat(pace.take("u", FOUR_A_SECOND)).isEqualTo(QUARTER);
  }

  @Test
  void the_highest_rate_that_a_policy_can_name_is_exact() {
    Rate highest = new Rate(999_999, Duration.ofSeconds(1), "r");
    assertThat(taken("u", highest, 1_100_000)).isEqualTo(999_999);
  }

  @Test
  void full_buckets_take_no_room() {
    for (int user = 0; user < 100_000; user++) {
      pace.take("user" + user, FOUR_A_SECOND);
      now.addAndGet(QUARTER);
    }
    assertThat(pace.size()).isLessThanOrEqualTo(Pace.FEW + 1);
  }

  @Test
  void threads_that_take_at_once_get_no_more_than_there_is() throws InterruptedException {
    Rate rate = new Rate(1_000, Duration.ofHours(1), "r");
    AtomicInteger taken = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(4);
    for (int thread = 0; thread < 4; thread++) {
      Thread.ofVirtual()
          .start(() -> {
            taken.addAndGet(taken("u", rate, 1_000));
            done.countDown();
          });
    }
    done.await();
    assertThat(taken.get()).isEqualTo(1_000);
  }
}
