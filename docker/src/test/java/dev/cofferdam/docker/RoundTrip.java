package dev.cofferdam.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

/** What has to hold for every request line that is accepted; shared with the fuzz target. */
final class RoundTrip {
  private RoundTrip() {}

  /** Whether the line is accepted. Anything thrown but a BadRequest fails the test. */
  static boolean attempt(String method, String target) {
    ApiCall call;
    try {
      call = Samples.parse(method, target);
    } catch (BadRequest refused) {
      assertThat(refused.message()).isNotEmpty();
      return false;
    }
    check(call);
    return true;
  }

  static void check(ApiCall call) {
    ApiVersion version = call.version().orElse(Samples.V1_41);
    String written = call.target(version);
    ApiCall again = Samples.parse(call.route().method().name(), written);
    assertThat(again.target(version)).isEqualTo(written);
    assertThat(again.route()).isSameAs(call.route());
    assertThat(again.query()).isEqualTo(call.query());
    assertThat(again.subject()).isEqualTo(call.subject());
    if (call.version().isPresent()) {
      assertThat(again).isEqualTo(call).hasSameHashCodeAs(call);
    }
    String path = written.split("\\?", 2)[0];
    assertThat(path).doesNotContain("//").doesNotContainIgnoringCase("%2f").matches("[!-~]+");
    assertThat(Arrays.asList(path.split("/", -1))).doesNotContain("..", ".");
    assertThat(written).matches("[!-~]+").doesNotContain("#", ";");
  }
}
