package dev.cofferdam.audit;

import java.util.ArrayList;
import java.util.List;

/**
 * The one list of fields that every format writes: names, order and bounds. Empty values are left
 * out. What was shortened ends with a marker and is named in the field {@code shortened}, so that a
 * value which merely looks like a marker is told apart.
 */
final class EntryFields {
  /** In UTF-16 code units. */
  static final int NAME = 512;

  static final int TEXT = 2048;
  static final int PATH = 4096;
  static final int ITEMS = 128;

  private final EntryVisitor visitor;
  private final List<String> shortened = new ArrayList<>(0);

  private EntryFields(EntryVisitor visitor) {
    this.visitor = visitor;
  }

  /** The value of the field {@code kind}. */
  static String kind(Entry entry) {
    return switch (entry) {
      case Entry.Decision _ -> "decision";
      case Entry.Outcome _ -> "outcome";
      case Entry.Event _ -> "event";
    };
  }

  /** Shows every field but {@code seq}, {@code ts}, {@code prev} and {@code hash}. */
  static void visit(Entry entry, EntryVisitor visitor) {
    EntryFields fields = new EntryFields(visitor);
    fields.text("kind", kind(entry), NAME);
    fields.text("id", entry.id(), NAME);
    switch (entry) {
      case Entry.Decision decision -> fields.decision(decision);
      case Entry.Outcome outcome -> fields.outcome(outcome);
      case Entry.Event event -> {
        fields.text("event", event.name(), NAME);
        fields.text("message", event.message(), TEXT);
      }
    }
    if (!fields.shortened.isEmpty()) {
      visitor.list("shortened", fields.shortened);
    }
  }

  private void decision(Entry.Decision decision) {
    actor(decision.actor());
    asked(decision.asked());
    text("decision", decision.allowed() ? "allow" : "deny", NAME);
    text("rule", decision.rule(), NAME);
    text("reason", decision.reason(), TEXT);
    text("policy", decision.policy(), NAME);
    text("mode", decision.mode(), NAME);
  }

  private void actor(Entry.Actor actor) {
    text("user", actor.user(), NAME);
    list("groups", actor.groups());
    text("via", actor.via(), NAME);
    visitor.number("uid", actor.uid());
    text("uid_name", actor.userName(), NAME);
    visitor.number("gid", actor.gid());
    visitor.number("pid", actor.pid());
    if (actor.loginUid().isPresent()) {
      visitor.number("login_uid", actor.loginUid().getAsLong());
    }
    text("login_user", actor.loginUser().orElse(""), NAME);
  }

  private void asked(Entry.Asked asked) {
    text("operation", asked.operation(), NAME);
    text("method", asked.method(), NAME);
    text("path", asked.path(), PATH);
    list("resources", asked.resources());
    text("container_id", asked.containerId(), NAME);
    text("image", asked.image(), NAME);
    list("privileges", asked.privileges());
    text("confinement", asked.confinement(), NAME);
  }

  private void outcome(Entry.Outcome outcome) {
    text("user", outcome.user(), NAME);
    text("operation", outcome.operation(), NAME);
    visitor.number("status", outcome.status());
    text("result", outcome.result(), NAME);
    text("message", outcome.message(), TEXT);
    text("created", outcome.created(), NAME);
    visitor.number("bytes_in", outcome.bytesIn());
    visitor.number("bytes_out", outcome.bytesOut());
    visitor.number("duration_us", outcome.micros());
  }

  private void text(String name, String value, int limit) {
    if (value.isEmpty()) {
      return;
    }
    if (value.length() > limit) {
      shortened.add(name);
    }
    visitor.text(name, Characters.shorten(value, limit));
  }

  private void list(String name, List<String> values) {
    if (values.isEmpty()) {
      return;
    }
    boolean fits = values.size() <= ITEMS;
    for (int i = 0; fits && i < values.size(); i++) {
      fits = values.get(i).length() <= NAME;
    }
    if (fits) {
      visitor.list(name, values);
      return;
    }
    shortened.add(name);
    List<String> some = new ArrayList<>();
    for (String value : values.subList(0, Math.min(values.size(), ITEMS))) {
      some.add(Characters.shorten(value, NAME));
    }
    if (values.size() > ITEMS) {
      some.add("…[" + (values.size() - ITEMS) + " more]");
    }
    visitor.list(name, some);
  }
}
