package dev.cofferdam.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cofferdam.audit.LogRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A policy file that changes under a running gateway. */
@Timeout(240)
class PolicyWatchTest {
  @TempDir Path directory;
  private GatewayInTest running;
  private PolicyReload reload;
  private PolicyWatch watch;
  private volatile Optional<String> otherWriter = Optional.empty();
  private String original = "";

  @BeforeEach
  void start() throws Exception {
    running = new GatewayInTest(directory);
    running.engine.json("POST /containers/" + StubEngine.WEB + "/start", "{}");
    original = Files.readString(running.policy);
    reload = new PolicyReload(running.policies, running.recorder, _ -> otherWriter);
    watch = new PolicyWatch(running.policies, reload);
    watch.start();
  }

  @AfterEach
  void stop() throws Exception {
    watch.close();
    running.close();
  }

  /** The original with another user, so that it is another version. */
  private String version(String user) {
    return original.replace("user:webber", "user:" + user);
  }

  private void awaitVersion(String text) {
    String wanted = versionOf(text);
    GatewayInTest.await(
        "version " + wanted + " is in force",
        () -> running.policies.policy().version().equals(wanted));
  }

  private static String versionOf(String text) {
    try {
      return dev.cofferdam.policy.Policy.parse(text, "policy.yaml").version();
    } catch (dev.cofferdam.policy.PolicyException broken) {
      throw new IllegalArgumentException(broken);
    }
  }

  private List<String> events(String name) {
    try {
      return running.records().stream()
          .filter(line -> line.text("event").equals(name))
          .map(line -> line.text("message"))
          .toList();
    } catch (Exception unreadable) {
      throw new IllegalStateException(unreadable);
    }
  }

  private void putInPlace(Path file, String text) throws IOException {
    Path next = Files.writeString(file.resolveSibling(".next"), text);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }

  @Test
  void a_file_that_is_written_anew_comes_into_force_and_on_record() throws Exception {
    Files.writeString(running.policy, version("other"));
    awaitVersion(version("other"));
    GatewayInTest.await("it is on record", () -> events("policy.loaded").size() == 1);
    assertThat(events("policy.loaded").getFirst()).contains(versionOf(version("other")));
  }

  @Test
  void a_file_that_is_renamed_into_its_place_comes_into_force_each_time() throws Exception {
    for (String user : List.of("first", "second", "third")) {
      putInPlace(running.policy, version(user));
      awaitVersion(version(user));
    }
  }

  @Test
  void a_link_that_is_turned_to_another_directory_is_noticed() throws Exception {
    Path one = Files.createDirectories(directory.resolve("..one"));
    Path two = Files.createDirectories(directory.resolve("..two"));
    Files.writeString(one.resolve("policy.yaml"), version("one"));
    Files.writeString(two.resolve("policy.yaml"), version("two"));
    Path data = Files.createSymbolicLink(directory.resolve("..data"), one.getFileName());
    Files.delete(running.policy);
    Files.createSymbolicLink(running.policy, Path.of("..data/policy.yaml"));
    awaitVersion(version("one"));
    Path turned = Files.createSymbolicLink(directory.resolve("..data_tmp"), two.getFileName());
    Files.move(turned, data, StandardCopyOption.ATOMIC_MOVE);
    awaitVersion(version("two"));
    Files.writeString(two.resolve("policy.yaml"), version("written"));
    awaitVersion(version("written"));
  }

  @Test
  void the_directories_of_all_links_are_watched() throws Exception {
    Path real = directory.toRealPath();
    Path elsewhere = Files.createDirectories(real.resolve("elsewhere"));
    Files.writeString(elsewhere.resolve("target.yaml"), original);
    Files.createDirectories(real.resolve("middle"));
    Files.createSymbolicLink(real.resolve("middle/link"), Path.of("../elsewhere/target.yaml"));
    Path link = Files.createSymbolicLink(real.resolve("link"), real.resolve("middle/link"));
    assertThat(PolicyWatch.directories(link))
        .containsExactly(real, real.resolve("middle"), elsewhere);
  }

  @Test
  void a_broken_file_is_refused_and_said_once_and_a_mended_one_comes_into_force() throws Exception {
    String broken = "version: 1\nrolls: {}\n";
    Files.writeString(running.policy, broken);
    GatewayInTest.await("it is refused", () -> running.policies.lastError().isPresent());
    assertThat(running.policies.policy().version()).isEqualTo(versionOf(original));
    assertThat(running.policies.lastError().orElseThrow()).contains("policy.yaml:2:1: error:");
    // The same text again and a stamp that changed are no news.
    putInPlace(running.policy, broken);
    GatewayInTest.await("the watch has looked", () -> !running.policies.mayHaveChanged());
    Files.writeString(running.policy, version("mended"));
    awaitVersion(version("mended"));
    GatewayInTest.await("it is on record", () -> events("policy.loaded").size() == 1);
    assertThat(events("policy.rejected"))
        .singleElement()
        .asString()
        .contains("the running policy stays", "policy.yaml:1:1: error:");
    assertThat(running.policies.lastError()).isEmpty();
  }

  @Test
  void a_file_that_goes_away_is_said_once_and_one_that_comes_back_is_taken() throws Exception {
    Files.delete(running.policy);
    GatewayInTest.await("it is refused", () -> running.policies.lastError().isPresent());
    assertThat(running.policies.lastError().orElseThrow()).endsWith(": no such file");
    Files.writeString(running.policy, original);
    GatewayInTest.await("it is taken again", () -> running.policies.lastError().isEmpty());
    GatewayInTest.await("it is on record", () -> events("policy.loaded").size() == 1);
    assertThat(events("policy.rejected")).hasSize(1);
  }

  @Test
  void a_reload_that_is_asked_for_takes_a_file_that_did_not_change() throws Exception {
    PolicyInForce.Version before = running.policies.current();
    assertThat(reload.now()).isInstanceOf(PolicyReload.Result.InForce.class);
    assertThat(running.policies.current()).isNotSameAs(before);
  }

  @Test
  void a_policy_that_others_may_write_is_said_once_each_time_it_becomes_so() throws Exception {
    otherWriter = Optional.of("policy.yaml is writable by every user of this host");
    reload.ifChanged();
    reload.ifChanged();
    otherWriter = Optional.empty();
    reload.ifChanged();
    otherWriter = Optional.of("policy.yaml belongs to uid:7");
    reload.ifChanged();
    GatewayInTest.await("both are on record", () -> events("policy.exposed").size() >= 2);
    assertThat(events("policy.exposed"))
        .containsExactly(
            "someone besides root can change or replace the policy: policy.yaml is writable by"
                + " every user of this host",
            "someone besides root can change or replace the policy: policy.yaml belongs to uid:7");
  }

  @Test
  void each_of_a_hundred_requests_during_reloads_is_decided_by_exactly_one_version()
      throws Exception {
    String with = original;
    String without = original.replace("web-*", "shop-*");
    running.user = "webber";
    List<Future<Integer>> answers = new ArrayList<>();
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 100; i++) {
        Callable<Integer> ask =
            () -> {
              try (RawClient client = running.connect()) {
                return client.ask("POST /v1.41/containers/web-1/start").reply().status();
              }
            };
        answers.add(clients.submit(ask));
        if (i % 10 == 5) {
          putInPlace(running.policy, i % 20 == 5 ? without : with);
          assertThat(reload.now()).isInstanceOf(PolicyReload.Result.InForce.class);
        }
      }
    }
    Set<Integer> statuses = answers.stream().map(Future::resultNow).collect(Collectors.toSet());
    assertThat(statuses).isSubsetOf(200, 403);
    GatewayInTest.await("all are on record", () -> decisions().size() == 100);
    assertThat(decisions())
        .allSatisfy(line ->
            assertThat(line.text("policy"))
                .isEqualTo(versionOf(line.text("decision").equals("allow") ? with : without)));
  }

  private List<LogRecord> decisions() {
    try {
      return running.records().stream()
          .filter(line -> line.text("kind").equals("decision"))
          .toList();
    } catch (Exception unreadable) {
      throw new IllegalStateException(unreadable);
    }
  }
}
