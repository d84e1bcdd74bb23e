package dev.cofferdam.identity;

import dev.cofferdam.linux.Account;
import dev.cofferdam.linux.Kernel;
import dev.cofferdam.linux.KernelException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The user database with a short memory, so that many connections of one user ask LDAP once.
 *
 * <p>Questions run on a few platform threads: a virtual thread that waits inside NSS would hold its
 * carrier, of which there are as many as processors.
 */
final class Users {
  /** How long an answer is used again: a user taken out of a group is out after this time. */
  static final Duration MEMORY = Duration.ofSeconds(5);

  static final int MOST_REMEMBERED = 1024;

  private static final int THREADS = 4;

  private final Kernel kernel;
  private final LongSupplier nanoTime;
  private final Duration patience;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Long, Question> questions = new LinkedHashMap<>();
  private final ThreadPoolExecutor threads;

  Users(Kernel kernel, LongSupplier nanoTime, Duration patience) {
    this.kernel = kernel;
    this.nanoTime = nanoTime;
    this.patience = patience;
    this.threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            1,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_REMEMBERED),
            Thread.ofPlatform().daemon().name("users-", 0).factory());
    threads.allowCoreThreadTimeOut(true);
  }

  /** The user of this uid. */
  User of(long uid) throws Unproved {
    Question question = ask(uid);
    try {
      return question.task.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      forget(uid, question);
      throw new Unproved(
          e.getCause() instanceof Unproved unproved
              ? String.valueOf(unproved.getMessage())
              : "the user database could not say who uid " + uid + " is: " + text(e.getCause()));
    } catch (TimeoutException e) {
      throw new Unproved(
          "the user database did not say within "
              + patience.toSeconds()
              + " s who uid "
              + uid
              + " is");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unproved("the gateway is stopping");
    }
  }

  /** One question at a time for each uid: whoever comes while it is open waits for its answer. */
  private Question ask(long uid) throws Unproved {
    lock.lock();
    try {
      Question known = questions.get(uid);
      if (known != null && !known.isOld(nanoTime.getAsLong())) {
        return known;
      }
      Question question = new Question(uid);
      threads.execute(question.task);
      questions.remove(uid);
      questions.put(uid, question);
      if (questions.size() > MOST_REMEMBERED) {
        questions.remove(questions.keySet().iterator().next());
      }
      return question;
    } catch (RejectedExecutionException e) {
      throw new Unproved("too many questions to the user database are open");
    } finally {
      lock.unlock();
    }
  }

  private void forget(long uid, Question question) {
    lock.lock();
    try {
      questions.remove(uid, question);
    } finally {
      lock.unlock();
    }
  }

  private User lookUp(long uid) throws KernelException, Unproved {
    Optional<Account> account = kernel.accountByUid(uid);
    if (account.isEmpty()) {
      return User.nameless(uid);
    }
    Account found = account.get();
    return User.of(found, kernel.groupsOf(found.name(), found.gid()));
  }

  private static String text(@Nullable Throwable cause) {
    return cause == null ? "no reason given" : String.valueOf(cause.getMessage());
  }

  /** A question and the time of its answer. */
  private final class Question {
    final FutureTask<User> task;
    private volatile long answered;

    Question(long uid) {
      this.task =
          new FutureTask<>(() -> {
            try {
              return lookUp(uid);
            } finally {
              answered = nanoTime.getAsLong();
            }
          });
    }

    boolean isOld(long now) {
      return task.isDone() && now - answered >= MEMORY.toNanos();
    }
  }
}
