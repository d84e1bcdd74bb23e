package dev.cofferdam.cli;

import dev.cofferdam.audit.LogRecord;
import dev.cofferdam.docker.BadRequest;
import dev.cofferdam.docker.Confinement;
import dev.cofferdam.docker.Facts;
import dev.cofferdam.docker.ImageReference;
import dev.cofferdam.docker.Operation;
import dev.cofferdam.docker.Privilege;
import dev.cofferdam.docker.Resource;
import dev.cofferdam.docker.Subject;
import dev.cofferdam.policy.Caller;
import dev.cofferdam.policy.Circumstances;
import dev.cofferdam.policy.Question;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A request as the audit log has it: what a policy needs to know to decide on it again.
 *
 * @param privileges names
 * @param confinement the tier of the widest of them
 */
record RecordedRequest(
    String user,
    Operation operation,
    List<Resource> resources,
    Set<String> privileges,
    Confinement confinement) {

  /** Fields without which it is not known what was asked. */
  private static final Set<String> NEEDED =
      Set.of("user", "operation", "resources", "image", "privileges");

  /** What the engine gives every container unless it is told not to, and the like: baseline. */
  private static final Pattern ORDINARY =
      Pattern.compile(
          "cap:default|new-privileges|pids:unlimited|(user|group|image-mount|extra-host|shm-size):.*");

  private static final String SOME_ID = "0".repeat(64);

  RecordedRequest {
    resources = List.copyOf(resources);
    privileges = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(privileges));
  }

  /** A record that does not say all that a policy would have to. */
  static final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;

    Unusable(String why) {
      super(why);
    }
  }

  /**
   * Reads the record of a decision.
   *
   * @throws Unusable with what is missing in it
   */
  static RecordedRequest of(LogRecord line) throws Unusable {
    for (String shortened : line.list("shortened")) {
      if (NEEDED.contains(shortened)) {
        throw new Unusable("its " + shortened + " were shortened in the log");
      }
    }
    String user = line.text("user");
    if (user.isEmpty()) {
      throw new Unusable("who asked was not known");
    }
    String id = line.text("operation");
    Operation operation =
        Operation.of(id).orElseThrow(() -> new Unusable("the operation " + id + " is not known"));
    if (line.list("privileges").stream().anyMatch(name -> name.indexOf('*') >= 0)) {
      throw new Unusable("a privilege with a star cannot be granted alone");
    }
    String image = normalised(line.text("image")).orElse("");
    List<Resource> resources = new ArrayList<>();
    for (String label : line.list("resources")) {
      resources.add(resource(label, operation, resources.isEmpty(), user, image));
    }
    return new RecordedRequest(
        user,
        operation,
        resources,
        new TreeSet<>(line.list("privileges")),
        Confinement.of(line.text("confinement")).orElse(Confinement.RESTRICTED));
  }

  /** The privileges that take a grant, where a rule gives {@link #least}. */
  NavigableSet<String> grants() {
    NavigableSet<String> grants = new TreeSet<>();
    if (confinement.compareTo(Confinement.BASELINE) > 0) {
      privileges.stream().filter(name -> !isOrdinary(name)).forEach(grants::add);
    }
    return grants;
  }

  /** The least confinement of a rule that allows this by grants for the rest. */
  Confinement least() {
    boolean ordinary = confinement != Confinement.RESTRICTED && grants().size() < privileges.size();
    return ordinary ? Confinement.BASELINE : Confinement.RESTRICTED;
  }

  private static boolean isOrdinary(String privilege) {
    return ORDINARY.matcher(privilege).matches();
  }

  private static Resource resource(
      String label, Operation operation, boolean first, String user, String image) throws Unusable {
    int colon = label.indexOf(':');
    String kind = label.substring(0, Math.max(0, colon));
    String name = label.substring(colon + 1);
    boolean created = first && operation == Operation.CONTAINER_CREATE;
    return switch (kind) {
      case "container" ->
          created
              ? new Resource.Container(
                  "", name.equals("(new)") ? "" : name, Optional.of(user), image)
              : new Resource.Container(SOME_ID, name, Optional.empty(), "");
      case "image" -> image(name, operation);
      case "volume" -> new Resource.Volume(name, Optional.empty());
      case "network" -> new Resource.Network(SOME_ID, name, Optional.empty());
      default -> new Resource.Other(subject(kind), "", name, Optional.empty());
    };
  }

  private static Subject subject(String kind) throws Unusable {
    return Arrays.stream(Subject.values())
        .filter(subject -> subject.id().equals(kind))
        .findFirst()
        .orElseThrow(() -> new Unusable("objects of the kind \"" + kind + "\" are not known"));
  }

  /** The record has the name that was asked for, not the others that an image has. */
  private static Resource.Image image(String asked, Operation operation) throws Unusable {
    Optional<String> name = ImageReference.mayBeId(asked) ? Optional.empty() : normalised(asked);
    if (name.isEmpty()) {
      throw new Unusable("image " + asked + " may be an id, which no pattern but ** stands for");
    }
    if (operation == Operation.IMAGE_PULL && ImageReference.parse(asked).nameOnly()) {
      throw new Unusable("image " + asked + " was pulled with every tag, which takes **");
    }
    return new Resource.Image(asked, List.of(name.get()));
  }

  private static Optional<String> normalised(String reference) {
    try {
      return reference.isEmpty()
          ? Optional.empty()
          : Optional.of(ImageReference.parse(reference).normalised());
    } catch (BadRequest noReference) {
      return Optional.empty();
    }
  }

  /** The tier of each privilege is not on record: what is not ordinary takes a grant. */
  Question question() {
    NavigableSet<String> grants = grants();
    Set<Privilege> asked = new TreeSet<>();
    for (String name : privileges) {
      asked.add(
          new Privilege(name, grants.contains(name) ? Confinement.SUPER_PRIVILEGED : least()));
    }
    return new Question(
        new Caller(user, Set.of()),
        operation,
        resources,
        asked,
        new Circumstances(Facts.NONE, "unix", Instant.EPOCH));
  }

  /** For a report: who did what to what. */
  String sentence() {
    return user
        + ": "
        + operation.id()
        + (resources.isEmpty()
            ? ""
            : " on " + String.join(", ", resources.stream().map(Resource::label).toList()));
  }
}
