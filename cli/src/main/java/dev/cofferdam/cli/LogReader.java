package dev.cofferdam.cli;

import dev.cofferdam.linux.AuditStream;
import dev.cofferdam.linux.KernelException;
import dev.cofferdam.seccomp.Action;
import dev.cofferdam.seccomp.LoggedCall;
import dev.cofferdam.seccomp.Recording;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the kernel's records of logged calls while a container runs, and takes those of the
 * container: whose control group names it. The kernel's record has no container in it.
 */
final class LogReader implements Runnable {
  private static final Duration WAIT = Duration.ofMillis(300);

  /** The kernel may have records for others without end. */
  private static final Duration LONGEST_AFTER = Duration.ofSeconds(10);

  private final AuditStream stream;
  private final Path containerFile;
  private final Recording recording;
  private final Recording ofEnded;
  private final Map<Long, Owner> owners = new HashMap<>();
  private String container = "";
  private Optional<Long> lastSerial = Optional.empty();
  private long records;
  private boolean othersLog;
  private long lost;
  private volatile Optional<Long> finished = Optional.empty();
  private volatile Optional<KernelException> failure = Optional.empty();

  /** Whose a process is. */
  private enum Owner {
    CONTAINER,
    OTHER,
    /** Nobody can say any more. */
    ENDED
  }

  /**
   * Starts with the next record.
   *
   * @param containerFile where docker writes the container's id before it starts it
   * @param recording gets the container's calls, on the thread that runs this
   * @param ofEnded gets those of processes that had ended before it could be seen whose they were
   */
  LogReader(AuditStream stream, Path containerFile, Recording recording, Recording ofEnded) {
    this.stream = stream;
    this.containerFile = containerFile;
    this.recording = recording;
    this.ofEnded = ofEnded;
  }

  /**
   * Whoever calls this has seen the container end: what is still under way is read, then it ends.
   */
  void finish() {
    finished = Optional.of(System.nanoTime());
  }

  @Override
  public void run() {
    try {
      while (true) {
        Optional<Long> since = finished;
        Optional<AuditStream.Message> message = stream.next(WAIT);
        message.ifPresent(this::take);
        if (since.isPresent() && (message.isEmpty() || isLong(since.get()))) {
          return;
        }
      }
    } catch (KernelException e) {
      failure = Optional.of(e);
    }
  }

  private static boolean isLong(long since) {
    return System.nanoTime() - since > LONGEST_AFTER.toNanos();
  }

  private void take(AuditStream.Message message) {
    LoggedCall.serial(message.text()).ifPresent(this::count);
    if (message.type() != AuditStream.SECCOMP) {
      return;
    }
    Optional<LoggedCall> call = LoggedCall.parse(message.text());
    if (call.isEmpty() || call.get().action() != Action.Kind.LOG) {
      return;
    }
    records++;
    switch (owners.computeIfAbsent(call.get().pid(), this::owner)) {
      case CONTAINER -> recording.add(call.get());
      case ENDED -> ofEnded.add(call.get());
      case OTHER -> {
        records--;
        othersLog = true;
      }
    }
  }

  /** Records of one event share a serial number; events may arrive in another order. */
  private void count(long serial) {
    long next = lastSerial.map(last -> last + 1).orElse(serial);
    lost += Math.max(0, serial - next);
    lastSerial = Optional.of(Math.max(serial, next - 1));
  }

  private Owner owner(long pid) {
    try {
      if (container.isEmpty() && Files.exists(containerFile)) {
        container = Files.readString(containerFile, StandardCharsets.US_ASCII).strip();
      }
      String groups = Files.readString(Path.of("/proc", Long.toString(pid), "cgroup"));
      return !container.isEmpty() && groups.contains(container) ? Owner.CONTAINER : Owner.OTHER;
    } catch (IOException e) {
      return Owner.ENDED;
    }
  }

  /**
   * What was read.
   *
   * @param exit of docker
   * @throws CommandFailure when reading broke off
   */
  RecordedRun.Outcome outcome(int exit) throws CommandFailure {
    Optional<KernelException> broken = failure;
    if (broken.isPresent()) {
      throw new CommandFailure(
          "Reading the kernel's records broke off: " + broken.get().getMessage(), broken.get());
    }
    return new RecordedRun.Outcome(exit, records, othersLog, lost, stream.overruns());
  }
}
