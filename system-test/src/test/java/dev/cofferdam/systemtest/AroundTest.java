package dev.cofferdam.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Ways that lead past the gateway: they work, and {@code status} names them. */
@OnSite
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AroundTest {
  private final Site site;
  private final Engine engine;
  private final String socket;
  private final Gateway gateway;

  AroundTest(Site site) {
    this.site = site;
    this.engine = site.engine();
    this.socket = engine.socket().toString();
    this.gateway =
        Gateway.start(site.newHome("gateway"), engine.socket(), Policies.lookingForRoot());
  }

  @AfterAll
  void stop() {
    gateway.close();
  }

  @AfterEach
  void close_the_ways() {
    engine.removeAllContainers();
    Command.of("chmod", "660", socket).orFail();
    Command.of("chgrp", "root", socket).orFail();
  }

  private String hazards() {
    return gateway.status().getOrDefault("hazards", "").toString();
  }

  @Tag("A1")
  @Test
  void a_socket_of_the_engine_that_everybody_can_open() {
    assertThat(hazards()).doesNotContain(socket);
    Command.of("chmod", "666", socket).orFail();
    assertThat(directly()).isZero();
    assertThat(hazards()).contains(socket + " can be opened by every user");
  }

  @Tag("A2")
  @Test
  void a_group_with_members_that_can_open_it() {
    assertThat(directly()).isNotZero();
    Command.of("chgrp", Users.GROUP, socket).orFail();
    assertThat(directly()).isZero();
    assertThat(hazards())
        .contains(socket + " can be opened by group " + Users.GROUP)
        .contains(Person.ADMIN1.login());
  }

  /** What admin1 gets at the engine's own socket. */
  private int directly() {
    return new Docker(
            Docker.clients().getFirst(), engine.socket(), As.login(site.users(), Person.ADMIN1))
        .run("ps")
        .exit();
  }

  @Tag("A3")
  @Test
  void a_container_that_has_the_socket_mounted() {
    engine
        .docker()
        .orFail("create", "--name", "holder", "-v", socket + ":/run/docker.sock:ro", "foobar");
    assertThat(hazards()).contains("holder").contains("the engine's socket");
  }

  @Tag("A4")
  @Test
  void a_state_directory_that_others_can_write_to() {
    String state = gateway.state().toString();
    assertThat(hazards()).doesNotContain("gateway's state");
    Command.of("chmod", "o+w", state).orFail();
    try {
      assertThat(hazards()).contains("the gateway's state " + state);
    } finally {
      Command.of("chmod", "o-w", state).orFail();
    }
  }
}
