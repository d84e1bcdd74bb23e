package dev.cofferdam.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cofferdam.docker.RequestDocuments;
import dev.cofferdam.gateway.Turns.Turn;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TurnsTest {
  private static final int SMALL = 1024;

  private final Turns patient = new Turns(60_000);
  private final Turns hasty = new Turns(1);

  private static Turn taken(Turns turns, String user) throws InterruptedException {
    return turns.take(user, SMALL).orElseThrow();
  }

  private static void waiting(Turns turns, int bytes, List<Optional<Turn>> into) {
    CountDownLatch started = new CountDownLatch(1);
    Thread.ofVirtual()
        .start(() -> {
          started.countDown();
          try {
            into.add(turns.take("u", bytes));
          } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
          }
        });
    try {
      started.await();
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  @Test
  void one_user_has_one_turn_and_others_have_theirs() throws InterruptedException {
    Turn first = taken(hasty, "u");
    assertThat(hasty.take("u", SMALL)).isEmpty();
    taken(hasty, "v").giveBack();
    first.giveBack();
    taken(hasty, "u").giveBack();
    assertThat(hasty.users()).isZero();
  }

  @Test
  void a_turn_that_is_given_back_twice_is_given_back_once() throws InterruptedException {
    Turn first = taken(hasty, "u");
    first.giveBack();
    Turn second = taken(hasty, "u");
    first.giveBack();
    assertThat(hasty.take("u", SMALL)).isEmpty();
    second.giveBack();
    assertThat(hasty.users()).isZero();
  }

  @Test
  void so_many_may_wait_and_no_more() throws InterruptedException {
    Turn first = taken(patient, "u");
    List<Optional<Turn>> answers = new CopyOnWriteArrayList<>();
    for (int i = 0; i < Turns.MAX_WAITING + 5; i++) {
      waiting(patient, SMALL, answers);
    }
    GatewayInTest.await("five are told to come again", () -> answers.size() == 5);
    assertThat(answers).containsOnly(Optional.empty());
    first.giveBack();
    for (int i = 5; i < Turns.MAX_WAITING + 5; i++) {
      int expected = i + 1;
      GatewayInTest.await("the next has its turn", () -> answers.size() == expected);
      answers.getLast().orElseThrow().giveBack();
    }
    assertThat(patient.users()).isZero();
  }

  @Test
  void large_requests_wait_in_small_numbers_and_one_alone_does_not_wait() throws Exception {
    Turn first = patient.take("u", RequestDocuments.MOST_BYTES).orElseThrow();
    assertThat(patient.take("u", 1)).isEmpty();
    first.giveBack();
    Turn small = taken(patient, "u");
    assertThat(patient.take("u", Turns.MAX_WAITING_BYTES)).isEmpty();
    small.giveBack();
    assertThat(patient.users()).isZero();
  }

  @Test
  void a_thread_that_is_interrupted_while_it_waits_leaves_the_line() throws Exception {
    Turn first = taken(patient, "u");
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    Thread waiting =
        Thread.ofVirtual()
            .start(() -> {
              try {
                interrupted.complete(patient.take("u", SMALL).isPresent());
              } catch (InterruptedException stopped) {
                interrupted.complete(true);
              }
            });
    waiting.interrupt();
    assertThat(interrupted.get()).isTrue();
    first.giveBack();
    assertThat(patient.users()).isZero();
  }

  @Test
  void never_two_at_once() throws InterruptedException {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(Turns.MAX_WAITING);
    for (int i = 0; i < Turns.MAX_WAITING; i++) {
      Thread.ofVirtual()
          .start(() -> {
            try {
              Turn turn = taken(patient, "u");
              most.accumulateAndGet(inside.incrementAndGet(), Math::max);
              inside.decrementAndGet();
              turn.giveBack();
            } catch (InterruptedException stopped) {
              throw new IllegalStateException(stopped);
            } finally {
              done.countDown();
            }
          });
    }
    done.await();
    assertThat(most.get()).isEqualTo(1);
    assertThat(patient.users()).isZero();
  }
}
