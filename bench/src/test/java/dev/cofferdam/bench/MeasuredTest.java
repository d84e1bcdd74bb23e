package dev.cofferdam.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MeasuredTest {
  @Test
  void percentiles_are_those_of_all_samples_in_microseconds() {
    Samples samples = new Samples();
    for (int i = 10_000; i > 0; i--) {
      samples.add(i * 1000L);
    }
    assertThat(samples.percentile(0.50)).isEqualTo(5001);
    assertThat(samples.percentile(0.99)).isEqualTo(9901);
  }

  @Test
  void no_sample_has_no_percentile() {
    assertThat(new Samples().percentile(0.50)).isNaN();
  }

  @Test
  void requests_a_second_are_counted_over_the_time_that_was_measured() {
    Samples samples = new Samples();
    samples.add(1);
    samples.add(2);
    assertThat(Measured.of(samples, 500_000_000).perSecond()).isEqualTo(4);
  }

  @Test
  void one_bad_round_does_not_move_the_median() {
    Measured median =
        Measured.median(
            List.of(
                new Measured(100, 10, 50), new Measured(1, 9000, 9000), new Measured(90, 11, 60)));
    assertThat(median).isEqualTo(new Measured(90, 11, 60));
  }
}
