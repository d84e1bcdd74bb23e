package dev.cofferdam.gateway;

import dev.cofferdam.docker.BodyInspection;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A decided request as the engine, or what stands in for it, will get it.
 *
 * @param target canonical path and query
 * @param body how its body travels
 * @param treatment what happens to the answer
 * @param warning what the client is told besides
 * @param name what the client called what the engine is asked of by an id
 * @param standIn who gets it in the engine's place
 */
record Forwarding(
    String method,
    String target,
    Body body,
    Treatment treatment,
    Optional<Warning> warning,
    Optional<AskedName> name,
    Optional<StandIn> standIn) {
  /** Of the request to the engine. */
  sealed interface Body {
    record None() implements Body {}

    /** Written again from the model. */
    record Whole(byte[] bytes) implements Body {}

    record Streamed() implements Body {}

    /** Streamed, as far as the inspection lets it. */
    record Inspected(BodyInspection inspection) implements Body {}

    /** Streamed as what the inspection makes of it, whose length nobody knows beforehand. */
    record Rewritten(BodyInspection inspection) implements Body {}

    /** Whether more of it may still be with the client. */
    default boolean streams() {
      return switch (this) {
        case None _, Whole _ -> false;
        case Streamed _, Inspected _, Rewritten _ -> true;
      };
    }
  }

  /** Of the answer. */
  sealed interface Treatment {
    static Treatment rewrite(Consumer<JsonEdit> editing, Errors errors) {
      return new Rewrite(answer -> JsonEdit.edited(answer, editing), errors);
    }

    /** Passed on as it comes. */
    record Relay() implements Treatment {}

    /**
     * Passed on once the id of what was created is read from it.
     *
     * @param known is told the id, empty where nothing was created
     * @param completing what has to be done before the client knows of it; perhaps nothing
     * @param changing adds what the client is told, or hides what it is not; perhaps neither
     */
    record NoteCreated(
        Consumer<String> known, Optional<Completing> completing, UnaryOperator<byte[]> changing)
        implements Treatment {
      NoteCreated(UnaryOperator<byte[]> changing) {
        this(id -> {}, Optional.empty(), changing);
      }
    }

    /** What makes something whole that the engine has created. */
    interface Completing {
      /**
       * May wait.
       *
       * @return a sentence where it failed; then nothing is left of what was created
       */
      Optional<String> complete(String id);
    }

    /**
     * A successful answer is changed before it is passed on; one that cannot be read is not passed
     * on.
     *
     * @param rewriting must not wait; throws {@link UnreadableAnswer}
     */
    record Rewrite(UnaryOperator<byte[]> rewriting, Errors errors) implements Treatment {}

    /** A stream of events, of which each is passed on as far as it may be seen, as it comes. */
    record Events(EventView view) implements Treatment {}

    /** What becomes of an answer that is an error. */
    enum Errors {
      TOLD,
      /** It is not told apart from any other: it may speak of what the caller is not shown. */
      HUSHED
    }
  }
}
