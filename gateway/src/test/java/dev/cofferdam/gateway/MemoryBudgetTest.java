package dev.cofferdam.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultEventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MemoryBudgetTest {
  private static final long FOR_EVER = 600_000;
  private static final long ALICE = 1;
  private static final long BOB = 2;
  private static final long CAROL = 3;

  private final DefaultEventLoop loop = new DefaultEventLoop();
  private final MemoryBudget budget = new MemoryBudget(100, FOR_EVER);
  private final List<String> told = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private MemoryBudget.Share holding(long uid, long bytes) {
    MemoryBudget.Share share = budget.share(uid);
    assertThat(share.tryTake(bytes)).isTrue();
    return share;
  }

  private MemoryBudget.Share asking(String name, long uid, long bytes) {
    return asking(budget, name, uid, bytes);
  }

  private MemoryBudget.Share asking(MemoryBudget of, String name, long uid, long bytes) {
    MemoryBudget.Share share = of.share(uid);
    onLoop(() -> share.take(bytes, loop, taken -> told.add(name + (taken ? " has" : " has not"))));
    return share;
  }

  private void onLoop(Runnable task) {
    loop.submit(task).syncUninterruptibly();
  }

  private void toldAre(String... all) {
    onLoop(() -> {}); // what was put on the loop before has run
    assertThat(told).containsExactly(all);
  }

  @Test
  void what_is_left_is_had_at_once_and_given_back_once() {
    MemoryBudget.Share share = asking("alice", ALICE, 50);
    toldAre("alice has");
    assertThat(budget.held()).isEqualTo(50);
    share.giveBack(20);
    assertThat(budget.held()).isEqualTo(30);
    share.close();
    share.close();
    share.giveBack(30);
    assertThat(budget.held()).isZero();
  }

  @Test
  void more_than_is_left_comes_when_others_have_given_back() {
    MemoryBudget.Share alices = holding(ALICE, 50);
    MemoryBudget.Share bobs = holding(BOB, 40);
    asking("carol", CAROL, 20);
    toldAre();
    assertThat(budget.waiting()).isEqualTo(1);
    bobs.giveBack(5);
    toldAre();
    alices.close();
    toldAre("carol has");
    assertThat(budget.held()).isEqualTo(55);
    assertThat(budget.waiting()).isZero();
  }

  @Test
  void nobody_gets_more_than_half_and_others_do_not_wait_for_him() {
    MemoryBudget.Share first = holding(ALICE, 40);
    asking("alice", ALICE, 20);
    asking("alice again", ALICE, 1);
    asking("bob", BOB, 20);
    toldAre("bob has");
    first.close();
    toldAre("bob has", "alice has", "alice again has");
  }

  @Test
  void more_than_half_is_never_had_and_not_waited_for() {
    asking("alice", ALICE, 51);
    toldAre("alice has not");
    MemoryBudget.Share bobs = holding(BOB, 30);
    onLoop(() -> bobs.take(21, loop, taken -> told.add("bob: " + taken)));
    toldAre("alice has not", "bob: false");
    assertThat(bobs.tryTake(21)).isFalse();
    assertThat(budget.held()).isEqualTo(30);
  }

  @Test
  void who_waits_for_all_is_not_overtaken_by_who_came_later() {
    MemoryBudget.Share alices = holding(ALICE, 50);
    MemoryBudget.Share bobs = holding(BOB, 30);
    asking("carol", CAROL, 40);
    asking("bob", BOB, 10);
    toldAre();
    alices.giveBack(20);
    toldAre("carol has");
    bobs.giveBack(30);
    toldAre("carol has", "bob has");
  }

  @Test
  void who_waits_too_long_is_told_and_those_behind_him_get_their_turn() {
    MemoryBudget impatient = new MemoryBudget(100, 50);
    MemoryBudget.Share alices = impatient.share(ALICE);
    assertThat(alices.tryTake(50)).isTrue();
    MemoryBudget.Share bobs = impatient.share(BOB);
    assertThat(bobs.tryTake(30)).isTrue();
    asking(impatient, "carol", CAROL, 40);
    asking(impatient, "bob", BOB, 10);
    GatewayInTest.await("both are told", () -> told.size() == 2);
    assertThat(told).startsWith("carol has not");
    assertThat(impatient.waiting()).isZero();
  }

  @Test
  void a_request_that_is_over_waits_for_nothing_and_takes_nothing() {
    MemoryBudget.Share alices = holding(ALICE, 50);
    MemoryBudget.Share waits = asking("alice", ALICE, 10);
    waits.close();
    assertThat(budget.waiting()).isZero();
    alices.close();
    toldAre();
    assertThat(waits.tryTake(1)).isFalse();
    onLoop(() -> waits.take(1, loop, taken -> told.add("late: " + taken)));
    toldAre("late: false");
    assertThat(budget.held()).isZero();
  }

  @Test
  void nothing_is_lost_or_held_twice_whatever_comes_in_which_order() throws Exception {
    MemoryBudget busy = new MemoryBudget(1_000, 5);
    int threads = 8;
    CountDownLatch over = new CountDownLatch(threads);
    for (int i = 0; i < threads; i++) {
      Random random = new Random(i);
      Thread.ofVirtual()
          .start(() -> {
            for (int round = 0; round < 500; round++) {
              MemoryBudget.Share share = busy.share(random.nextInt(3));
              long bytes = random.nextInt(600);
              onLoop(() -> share.take(bytes, loop, taken -> {}));
              share.tryTake(random.nextInt(100));
              assertThat(busy.held()).isBetween(0L, 1_000L);
              share.close();
            }
            over.countDown();
          });
    }
    assertThat(over.await(50, TimeUnit.SECONDS)).isTrue();
    assertThat(busy.held()).isZero();
    assertThat(busy.waiting()).isZero();
    List<MemoryBudget.Share> all = new ArrayList<>();
    for (long uid = 0; uid < 2; uid++) {
      MemoryBudget.Share share = busy.share(uid);
      assertThat(share.tryTake(500)).isTrue();
      all.add(share);
    }
    all.forEach(MemoryBudget.Share::close);
    assertThat(busy.held()).isZero();
  }
}
