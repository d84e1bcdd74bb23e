package dev.cofferdam.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What is taken away after a private engine, and what is left alone. */
final class HostCleaningTest {
  @Nested
  final class Of_the_packet_filter {
    @Test
    void rules_go_before_the_chains_that_they_jump_to() {
      List<String> rules =
          List.of(
              "-P FORWARD ACCEPT",
              "-N DOCKER",
              "-N DOCKER-USER",
              "-A FORWARD -j DOCKER-USER",
              "-A FORWARD -i docker0 ! -o docker0 -j ACCEPT",
              "-A DOCKER-USER -j RETURN");

      assertThat(removals(rules, "docker0"))
          .containsExactly(
              "iptables -w -t filter -D FORWARD -j DOCKER-USER",
              "iptables -w -t filter -D FORWARD -i docker0 ! -o docker0 -j ACCEPT",
              "iptables -w -t filter -F DOCKER",
              "iptables -w -t filter -F DOCKER-USER",
              "iptables -w -t filter -X DOCKER",
              "iptables -w -t filter -X DOCKER-USER");
    }

    @Test
    void rules_of_others_stay() {
      assertThat(
              removals(
                  List.of(
                      "-A FORWARD -i br-lan -j ACCEPT",
                      "-A INPUT -p tcp --dport 22 -j ACCEPT",
                      "-N MINE",
                      "-A MINE -j DROP"),
                  "docker0"))
          .isEmpty();
    }

    private static List<String> removals(List<String> rules, String... interfaces) {
      return PacketFilter.removals("filter", rules, List.of(interfaces)).stream()
          .map(command -> String.join(" ", command))
          .toList();
    }
  }

  @Nested
  final class Of_the_mounts {
    @Test
    void the_innermost_goes_first_and_only_below_the_home() {
      List<String> mountinfo =
          List.of(
              "36 35 98:0 / / rw shared:1 - ext4 /dev/root rw",
              "37 36 98:0 / /s/engine/data rw - ext4 /dev/root rw",
              "38 37 0:5 / /s/engine/data/overlay2/a\\040b/merged rw - overlay overlay rw",
              "39 36 0:6 / /s/engine-of-another/data rw - tmpfs tmpfs rw");

      assertThat(EngineRemains.mounts(Path.of("/s/engine"), mountinfo))
          .containsExactly("/s/engine/data/overlay2/a b/merged", "/s/engine/data");
    }
  }
}
