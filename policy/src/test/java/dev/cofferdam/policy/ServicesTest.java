package dev.cofferdam.policy;

import static dev.cofferdam.docker.Confinement.PRIVILEGED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cofferdam.docker.Resource;
import dev.cofferdam.docker.Subject;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Services, and the secrets and configs that they are given. */
class ServicesTest {
  private static final Resource IMAGE = Ask.image("foobar");

  private static Resource of(Subject kind, String name, String owner) {
    return new Resource.Other(kind, "id", name, Optional.of(owner));
  }

  private static final Resource WEB = of(Subject.SERVICE, "web-1", "u");
  private static final Resource MINE = of(Subject.SECRET, "web-key", "u");
  private static final Resource OTHERS = of(Subject.SECRET, "web-key", "v");

  @Test
  void are_selected_by_name_and_need_their_image_selected_as_well() {
    Ask create = Ask.by("u", "service.create").on(WEB, IMAGE);
    allowed(create, "allow: [service.create], services: [\"web-*\"], images: [foobar]");
    denied(create, "allow: [service.create], services: [\"web-*\"]");
    denied(create, "allow: [service.create], services: [\"db-*\"], images: [foobar]");
    denied(create, "allow: [service.create], containers: [\"web-*\"], images: [foobar]");
  }

  @Test
  void stand_for_their_tasks() {
    allowed(Ask.by("u", "task.logs").on(WEB), "allow: [task.logs], services: [\"web-*\"]");
  }

  @Test
  void of_others_are_not_ones_own() {
    Ask update = Ask.by("v", "service.update").on(WEB, IMAGE);
    denied(update, "allow: [service.update], owned: true, images: [foobar]");
    denied(update, "allow: [service.update], owned: [services], images: [foobar]");
    allowed(
        Ask.by("u", "service.update").on(WEB, IMAGE),
        "allow: [service.update], owned: true, images: [foobar]");
  }

  @Test
  void get_the_secrets_that_are_selected_and_no_others() {
    Ask own = Ask.by("u", "service.create").on(WEB, IMAGE, MINE).with(PRIVILEGED, "secret:web-key");
    Ask others =
        Ask.by("u", "service.create").on(WEB, IMAGE, OTHERS).with(PRIVILEGED, "secret:web-key");
    String web = "allow: [service.create], images: [foobar], services: [\"web-*\"]";
    denied(own, web);
    denied(own, web + ", confinement: privileged");
    denied(own, web + ", secrets: [\"db-*\"]");
    allowed(own, web + ", secrets: [\"web-*\"]");
    allowed(others, web + ", secrets: [\"web-*\"]");
    allowed(own, web + ", secrets: [\"web-*\"], owned: true");
    denied(others, web + ", secrets: [\"web-*\"], owned: true");
    denied(own, "allow: [service.create]");
    allowed(own, "allow: [service.create], confinement: privileged");
  }

  @Test
  void are_denied_by_their_secrets() {
    assertThat(
            decide(
                Ask.by("u", "service.create")
                    .on(WEB, IMAGE, MINE)
                    .with(PRIVILEGED, "secret:web-key"),
                "allow: [\"*\"], confinement: privileged",
                "deny: [service.create], secrets: [\"web-*\"]"))
        .isInstanceOf(Verdict.Deny.class);
  }

  @Test
  void do_not_lend_their_selector_to_other_objects() {
    denied(
        Ask.by("u", "image.remove").on(IMAGE),
        "allow: [\"*\"], services: [\"web-*\"], images: [\"**\"]");
    denied(
        Ask.by("u", "secret.remove").on(MINE),
        "allow: [\"*\"], services: [\"web-*\"], secrets: [\"web-*\"]");
    allowed(
        Ask.by("u", "secret.inspect").on(MINE), "allow: [secret.inspect], secrets: [\"web-*\"]");
    allowed(
        Ask.by("u", "node.inspect")
            .on(new Resource.Other(Subject.NODE, "x", "n1", Optional.empty())),
        "allow: [node.inspect], nodes: [n1]");
  }

  private static Verdict decide(Ask ask, String... rules) {
    return ask.of(Policies.ofRules(rules));
  }

  private static void allowed(Ask ask, String... rules) {
    assertThat(decide(ask, rules)).isInstanceOf(Verdict.Allow.class);
  }

  private static void denied(Ask ask, String... rules) {
    assertThat(decide(ask, rules)).isInstanceOf(Verdict.Deny.class);
  }
}
