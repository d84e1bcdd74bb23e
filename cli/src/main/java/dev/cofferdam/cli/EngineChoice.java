package dev.cofferdam.cli;

import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;

/**
 * Which engine is guarded: the one that was named; else the private one of this state directory, if
 * there ever was one; else the host's; else a new private one, if that is agreed to.
 */
final class EngineChoice {
  private final StateDirectory state;
  private final Consent consent;
  private final PrintWriter out;
  private Duration waited = Duration.ZERO;

  /** Whether packages may be installed and an engine started. */
  enum Consent {
    GIVEN,
    TO_BE_ASKED,
    /** Nobody is there to ask. */
    REFUSED
  }

  EngineChoice(StateDirectory state, Consent consent, PrintWriter out) {
    this.state = state;
    this.consent = consent;
    this.out = out;
  }

  static Consent consent(boolean yes) {
    if (yes) {
      return Consent.GIVEN;
    }
    return terminal().isPresent() ? Consent.TO_BE_ASKED : Consent.REFUSED;
  }

  /** How long a person, a package or an engine was waited for. */
  Duration waited() {
    return waited;
  }

  EngineAddress choose(Optional<EngineAddress> named)
      throws IOException, CommandFailure, InterruptedException {
    if (named.isPresent()) {
      return mustAnswer(named.get());
    }
    PrivateEngine engine = new PrivateEngine(state.engine());
    if (engine.exists()) {
      return startAgain(engine);
    }
    return switch (EngineAddress.DEFAULT.ping()) {
      case EngineAddress.Ping.Answered _ -> EngineAddress.DEFAULT;
      case EngineAddress.Ping.Silent silent -> startNew(engine, silent.reason());
    };
  }

  private static EngineAddress mustAnswer(EngineAddress named) throws CommandFailure {
    return switch (named.ping()) {
      case EngineAddress.Ping.Answered _ -> named;
      case EngineAddress.Ping.Silent silent ->
          throw new CommandFailure(
              "The engine %s does not answer: %s. Start it, or leave --engine out to be offered a private one."
                  .formatted(named, silent.reason()));
    };
  }

  private EngineAddress startAgain(PrivateEngine engine)
      throws IOException, CommandFailure, InterruptedException {
    if (engine.running().isPresent()) {
      out.println("The private engine of this gateway runs already.");
      return mustAnswer(engine.address());
    }
    start(engine);
    return engine.address();
  }

  private EngineAddress startNew(PrivateEngine engine, String reason)
      throws IOException, CommandFailure, InterruptedException {
    boolean install = !DebianPackages.engineInstalled();
    out.println("No engine answers at " + EngineAddress.DEFAULT + ": " + reason + ".");
    String plan =
        (install ? "install Debian's package docker.io and " : "")
            + "start a private engine in "
            + state.engine();
    agree(plan);
    long from = System.nanoTime();
    if (install) {
      out.println("Installing Debian's package docker.io; its own service stays off:");
      DebianPackages.installEngine(state.path(), out);
    }
    waited = waited.plusNanos(System.nanoTime() - from);
    start(engine);
    return engine.address();
  }

  private void agree(String plan) throws CommandFailure {
    switch (consent) {
      case GIVEN -> {}
      case REFUSED ->
          throw new CommandFailure(
              "With --yes, this would " + plan + ". Or name an engine with --engine unix:///PATH.");
      case TO_BE_ASKED -> {
        long from = System.nanoTime();
        out.print("Shall this " + plan + "? [y/N] ");
        out.flush();
        String answer = terminal().map(Console::readLine).orElse("");
        waited = waited.plusNanos(System.nanoTime() - from);
        if (!answer.strip().equalsIgnoreCase("y")) {
          throw new CommandFailure("Nothing was installed or started.");
        }
      }
    }
  }

  private static Optional<Console> terminal() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal);
  }

  private void start(PrivateEngine engine)
      throws IOException, CommandFailure, InterruptedException {
    long from = System.nanoTime();
    engine.start();
    Duration took = Duration.ofNanos(System.nanoTime() - from);
    waited = waited.plus(took);
    out.println(
        "Started a private engine in %s (%d ms)%s."
            .formatted(
                state.engine(),
                took.toMillis(),
                engine.network() == EngineNetwork.NONE
                    ? ", without a default bridge because another engine has it"
                    : ""));
    out.flush();
  }
}
