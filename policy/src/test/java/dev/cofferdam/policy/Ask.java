package dev.cofferdam.policy;

import dev.cofferdam.docker.Confinement;
import dev.cofferdam.docker.Facts;
import dev.cofferdam.docker.Operation;
import dev.cofferdam.docker.Privilege;
import dev.cofferdam.docker.RequestDocument;
import dev.cofferdam.docker.RequestDocuments;
import dev.cofferdam.docker.Resource;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Questions as tests write them. */
record Ask(
    Caller caller,
    String operation,
    List<Resource> resources,
    Set<Privilege> privileges,
    Circumstances circumstances) {
  static final Circumstances NOTHING_SAID =
      new Circumstances(Facts.NONE, "unix", Instant.parse("2026-03-04T12:00:00Z"));

  static Ask by(String user, String operation) {
    return new Ask(new Caller(user, Set.of()), operation, List.of(), Set.of(), NOTHING_SAID);
  }

  /** With this JSON for a body. */
  Ask saying(String body) {
    RequestDocument document =
        RequestDocuments.parse(
            Operation.of(operation).orElseThrow(), body.getBytes(StandardCharsets.UTF_8));
    return new Ask(
        caller,
        operation,
        resources,
        privileges,
        new Circumstances(document::fact, circumstances.via(), circumstances.now()));
  }

  Ask at(String now) {
    return new Ask(
        caller,
        operation,
        resources,
        privileges,
        new Circumstances(circumstances.facts(), circumstances.via(), Instant.parse(now)));
  }

  Ask inGroups(String... groups) {
    return new Ask(
        new Caller(caller.user(), Set.of(groups)), operation, resources, privileges, circumstances);
  }

  Ask on(Resource... more) {
    List<Resource> all = new ArrayList<>(resources);
    all.addAll(List.of(more));
    return new Ask(caller, operation, all, privileges, circumstances);
  }

  Ask with(Confinement tier, String... names) {
    Set<Privilege> all = new HashSet<>(privileges);
    for (String name : names) {
      all.add(new Privilege(name, tier));
    }
    return new Ask(caller, operation, resources, all, circumstances);
  }

  /** As the gateway asks for {@code docker create --name NAME IMAGE}. */
  static Ask creating(String user, String name, String image) {
    String reference = normalised(image);
    return by(user, "container.create")
        .on(
            new Resource.Container("", name, Optional.of(user), reference),
            new Resource.Image(image, List.of(reference)));
  }

  static Resource.Container container(String name) {
    return new Resource.Container("c".repeat(64), name, Optional.empty(), normalised("nginx"));
  }

  static Resource.Container container(String name, String owner, String image) {
    return new Resource.Container("c".repeat(64), name, Optional.of(owner), normalised(image));
  }

  static Resource.Image image(String name) {
    return new Resource.Image(name, List.of(normalised(name)));
  }

  static String normalised(String image) {
    return image.contains("/") ? image : "docker.io/library/" + image + ":latest";
  }

  Question question() {
    return new Question(
        caller, Operation.of(operation).orElseThrow(), resources, privileges, circumstances);
  }

  Verdict of(Policy policy) {
    return policy.decide(question());
  }
}
