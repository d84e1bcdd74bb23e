package dev.cofferdam.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cofferdam.audit.AuditTrail.Named;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class AuditTrailTest {
  private final FakeSink main = new FakeSink();
  private final FakeSink side = new FakeSink();

  private AuditTrail trail() {
    return trail(Samples.QUICK);
  }

  private AuditTrail trail(Patience patience) {
    return AuditTrail.start(
        List.of(new Named("file:/main", true, main), new Named("syslog:/side", false, side)),
        patience);
  }

  static void until(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited for 60 s").isLessThan(end);
      Thread.onSpinWait();
    }
  }

  private static long lost(List<String> messages) {
    return messages.stream()
        .mapToLong(
            text -> Long.parseLong(text.replaceAll(".* did not take ([0-9]+) records?", "$1")))
        .sum();
  }

  @Nested
  class Commit {
    @Test
    void returns_when_the_required_sink_has_it() throws Exception {
      try (AuditTrail trail = trail()) {
        trail.commit(Samples.event("a"));
        assertThat(main.ids()).containsExactly("a");
      }
      assertThat(side.ids()).containsExactly("a");
    }

    @Test
    void refuses_while_the_required_sink_fails_and_works_again_by_itself() throws Exception {
      try (AuditTrail trail = trail()) {
        main.broken = "No space left on device";
        assertThatExceptionOfType(AuditException.class)
            .isThrownBy(() -> trail.commit(Samples.event("a")))
            .withMessage("audit sink file:/main: No space left on device");
        assertThat(trail.health().getFirst().healthy()).isFalse();
        assertThat(trail.health().getFirst().message()).isEqualTo("No space left on device");
        main.broken = "";
        trail.commit(Samples.event("b"));
        until(() -> trail.health().getFirst().healthy());
      }
      assertThat(main.ids()).as("what was refused is not written later").containsExactly("b");
    }

    @Test
    void gives_up_after_a_while_on_a_sink_that_hangs() {
      Patience patience =
          new Patience(
              64,
              Duration.ofMillis(100),
              Duration.ofMillis(100),
              Duration.ofMillis(200),
              Duration.ofMillis(10),
              Duration.ofMillis(50));
      try (AuditTrail trail = trail(patience)) {
        main.hold();
        assertThatExceptionOfType(AuditException.class)
            .isThrownBy(() -> trail.commit(Samples.event("a")))
            .withMessage("audit sink file:/main: did not take the record within 100 ms");
        until(() -> side.ids().contains("a"));
        main.letGo();
      }
    }

    @Test
    void is_shared_by_many_who_wait_at_once() throws Exception {
      try (AuditTrail trail = trail();
          var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        List<CompletableFuture<Void>> all =
            IntStream.range(0, 500)
                .mapToObj(i ->
                    CompletableFuture.runAsync(
                        () -> {
                          try {
                            trail.commit(Samples.event("x" + i));
                          } catch (AuditException e) {
                            throw new IllegalStateException(e);
                          }
                        },
                        threads))
                .toList();
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
        assertThat(main.ids())
            .filteredOn(id -> id.startsWith("x"))
            .hasSize(500)
            .doesNotHaveDuplicates();
      }
    }

    @Test
    void is_refused_after_the_end() {
      AuditTrail trail = trail();
      trail.close();
      assertThatExceptionOfType(AuditException.class)
          .isThrownBy(() -> trail.commit(Samples.event("a")))
          .withMessageContaining("the trail is closed");
      assertThat(trail.tryOffer(Samples.event("a"))).isFalse();
      assertThat(main.closed).isTrue();
    }
  }

  @Nested
  class Offer {
    @Test
    void does_not_wait_for_the_sink() throws Exception {
      try (AuditTrail trail = trail()) {
        main.hold();
        trail.offer(Samples.event("a"));
        assertThat(trail.tryOffer(Samples.event("b"))).isTrue();
        assertThat(main.taken).isEmpty();
        main.letGo();
        until(() -> main.ids().equals(List.of("a", "b")));
      }
    }

    @Test
    void refuses_when_the_queue_of_the_required_sink_is_full() throws Exception {
      try (AuditTrail trail = trail()) {
        main.broken = "disk gone";
        until(() -> !trail.tryOffer(Samples.event("fill")));
        until(() -> !trail.health().getFirst().healthy());
        assertThatExceptionOfType(AuditException.class)
            .isThrownBy(() -> trail.offer(Samples.event("late")))
            .withMessage("audit sink file:/main: its queue is full (64 records): disk gone");
        main.broken = "";
      }
      assertThat(main.ids()).as("what was taken into the queue is kept").hasSize(64);
    }

    @Test
    void gives_it_to_no_sink_when_one_that_is_required_is_full() {
      try (AuditTrail trail = trail()) {
        main.broken = "disk gone";
        until(() -> !trail.tryOffer(Samples.event("fill")));
        assertThat(trail.tryOffer(Samples.event("late"))).isFalse();
        main.broken = "";
      }
      assertThat(side.ids()).hasSize(64).doesNotContain("late");
    }

    @Test
    void goes_on_past_an_entry_that_cannot_be_encoded() throws Exception {
      FakeSink picky =
          new FakeSink() {
            @Override
            public int write(List<Entry> entries, boolean durable) throws java.io.IOException {
              if (entries.stream().anyMatch(entry -> entry.id().equals("bad"))) {
                throw new IllegalStateException("cannot encode");
              }
              return super.write(entries, durable);
            }
          };
      try (AuditTrail trail =
          AuditTrail.start(List.of(new Named("file:/main", true, picky)), Samples.QUICK)) {
        picky.hold();
        for (String id : List.of("a", "bad", "b")) {
          trail.offer(Samples.event(id));
        }
        picky.letGo();
        trail.commit(Samples.event("c"));
        assertThat(picky.ids()).contains("a", "b", "c").doesNotContain("bad");
        assertThat(trail.health().getFirst().lost()).isEqualTo(1);
      }
    }
  }

  @Nested
  class A_sink_that_is_not_required {
    @Test
    void slows_nobody_when_it_hangs() throws Exception {
      try (AuditTrail trail = trail()) {
        side.hold();
        for (int i = 0; i < 1000; i++) {
          trail.commit(Samples.event("x" + i));
        }
        assertThat(main.ids()).filteredOn(id -> id.startsWith("x")).hasSize(1000);
        side.letGo();
      }
    }

    @Test
    void gets_what_waited_when_it_is_back() throws Exception {
      try (AuditTrail trail = trail()) {
        side.broken = "Connection refused";
        for (int i = 0; i < 50; i++) {
          trail.commit(Samples.event("x" + i));
        }
        until(() -> !trail.health().get(1).healthy());
        assertThat(trail.health().get(1).queued()).isEqualTo(50);
        side.broken = "";
        until(() -> side.taken.size() == 50);
        assertThat(side.ids()).isEqualTo(main.ids());
        assertThat(trail.health().get(1).lost()).isZero();
      }
    }

    @Test
    void is_told_exactly_how_much_it_lost_and_so_are_the_others() throws Exception {
      try (AuditTrail trail = trail()) {
        side.broken = "Connection refused";
        for (int i = 0; i < 200; i++) {
          trail.commit(Samples.event("x" + i));
        }
        long lost = trail.health().get(1).lost();
        assertThat(lost).isGreaterThanOrEqualTo(200 - 64);
        side.broken = "";
        until(() -> lost(side.messages("audit.lost")) == trail.health().get(1).lost());
        until(() -> lost(main.messages("audit.lost")) == trail.health().get(1).lost());
        long got = side.ids().stream().filter(id -> id.startsWith("x")).count();
        assertThat(got + trail.health().get(1).lost()).isEqualTo(200);
        assertThat(side.messages("audit.lost").getFirst())
            .matches("syslog:/side did not take [0-9]+ records?");
      }
    }

    @Test
    void is_seen_to_be_missing_before_anything_is_written() {
      side.broken = "No such file or directory";
      try (AuditTrail trail = trail()) {
        until(() -> !trail.health().get(1).healthy());
        side.broken = "";
        until(() -> trail.health().get(1).healthy());
      }
    }
  }

  @Test
  void the_end_writes_what_waits() throws Exception {
    AuditTrail trail = trail();
    main.hold();
    for (int i = 0; i < 60; i++) {
      trail.offer(Samples.event("x" + i));
    }
    main.letGo();
    trail.close();
    assertThat(main.taken).hasSize(60);
  }
}
