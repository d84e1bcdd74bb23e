package dev.cofferdam.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cofferdam.linux.FakeKernel;
import dev.cofferdam.linux.Owner;
import dev.cofferdam.linux.ResourceLimit;
import dev.cofferdam.state.Treatment;
import dev.cofferdam.userns.IdRange;
import dev.cofferdam.userns.Maps;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WrapperTest {
  private static final String ID = "4f".repeat(32);
  private static final String ENGINE = "/var/lib/docker";
  private static final Maps PRIVATE = Maps.privateTo(new IdRange(1 << 20, Maps.IDS));

  @TempDir private Path bundle;
  private final FakeKernel kernel = new FakeKernel();
  private final List<Foundation.Order> orders = new ArrayList<>();
  private final List<Volumes.Gift> gifts = new ArrayList<>();
  private Containment containment = new Containment(PRIVATE, Map.of());

  @BeforeEach
  void writeConfiguration() throws IOException {
    try (InputStream in = WrapperTest.class.getResourceAsStream("config.json")) {
      assertThat(in).isNotNull();
      Files.write(config(), in.readAllBytes());
    }
  }

  private Path config() {
    return bundle.resolve("config.json");
  }

  /** Says of everything that it is made below {@code /made}. */
  private Foundation.Laid lay(Foundation.Order order) {
    orders.add(order);
    return new Foundation.Laid(
        Path.of("/made/root"),
        order.sources().stream().map(source -> Path.of("/made" + source)).toList());
  }

  private void create(String runtime) throws RuntimeFailure, IOException {
    Wrapper wrapper =
        new Wrapper(kernel, this::lay, _ -> containment, gifts::add, Map.of("PATH", "/bin"));
    Invocation invocation =
        Invocation.parse(
            List.of("--root", "/r", "create", "--bundle", bundle.toString(), ID), Path.of("/"));
    try {
      throw wrapper.create(invocation, runtime);
    } catch (FakeKernel.Replaced _) {
      assertThat(kernel.calls.getLast())
          .isEqualTo(
              "execve %s [%s, --root, /r, create, --bundle, %s, %s] {PATH=/bin}"
                  .formatted(runtime, runtime, bundle, ID));
    }
  }

  private Json.Fields create() throws RuntimeFailure, IOException {
    create("/usr/bin/crun");
    return read();
  }

  private Json.Fields read() throws RuntimeFailure, IOException {
    return JsonText.read(Files.readAllBytes(config()), "config.json");
  }

  private void change(String from, String to) throws IOException {
    String text = Files.readString(config());
    assertThat(text).contains(from);
    Files.writeString(config(), text.replace(from, to));
  }

  private static String text(Json value) {
    Json.Fields fields = JsonText.object();
    fields.fields().put("", value);
    String written = new String(JsonText.write(fields), StandardCharsets.UTF_8);
    return written.substring("{\"\":".length(), written.length() - 1);
  }

  private static Json at(Json.Fields config, String... path) {
    Json value = config;
    for (String name : path) {
      value = value.field(name).orElseThrow();
    }
    return value;
  }

  private static Json mount(Json.Fields config, String destination) {
    return config.items("mounts").stream()
        .filter(mount -> mount.text("destination").orElseThrow().equals(destination))
        .findFirst()
        .orElseThrow();
  }

  @Nested
  class In_a_namespace_of_its_own {
    @Test
    void the_root_and_the_namespace_are_those_that_were_made() throws Exception {
      Json.Fields config = create();
      assertThat(at(config, "root").text("path")).contains("/made/root");
      assertThat(text(at(config, "linux", "namespaces"))).endsWith(",{\"type\":\"user\"}]");
      assertThat(orders.getFirst().root().toString()).matches(ENGINE + "/overlay2/.*/merged");
      assertThat(orders.getFirst().namespace().maps()).isEqualTo(PRIVATE);
      assertThat(orders.getFirst().namespace().of()).isEmpty();
    }

    @Test
    void the_runtime_learns_the_map() throws Exception {
      Json.Fields config = create();
      String map = "[{\"containerID\":0,\"hostID\":1048576,\"size\":65536}]";
      assertThat(text(at(config, "linux", "uidMappings"))).isEqualTo(map);
      assertThat(text(at(config, "linux", "gidMappings"))).isEqualTo(map);
    }

    @Test
    void groups_that_may_ping_are_those_that_are_mapped() throws Exception {
      assertThat(at(create(), "linux", "sysctl").text("net.ipv4.ping_group_range"))
          .contains("0 65535");
    }

    @Test
    void of_one_user_only_the_one_group_may_ping() throws Exception {
      containment =
          new Containment(Maps.user(new Maps.Ids(7, 8), new Maps.Ids(1000, 1001)), Map.of());
      assertThat(at(create(), "linux", "sysctl").text("net.ipv4.ping_group_range")).contains("8 8");
    }

    @Test
    void terminals_are_of_the_group_that_the_engine_wants_where_it_is_mapped() throws Exception {
      assertThat(text(mount(create(), "/dev/pts"))).contains("\"gid=5\"");
      writeConfiguration();
      containment =
          new Containment(Maps.user(new Maps.Ids(7, 8), new Maps.Ids(1000, 1001)), Map.of());
      assertThat(text(mount(create(), "/dev/pts")))
          .contains("\"ptmxmode=0666\"")
          .doesNotContain("gid=");
    }

    @Test
    void what_the_engine_made_is_seen_through_the_map() throws Exception {
      Json.Fields config = create();
      String hosts = ENGINE + "/containers/" + ID + "/hosts";
      assertThat(mount(config, "/etc/hosts").text("source")).contains("/made" + hosts);
      assertThat(orders.getFirst().sources()).hasSize(3).contains(Path.of(hosts));
    }

    @Test
    void a_volume_is_too_and_a_folder_of_the_host_only_where_that_was_planned() throws Exception {
      String bind = "{\"type\": \"bind\", \"options\": [\"rbind\"], \"destination\": ";
      change(
          "\"mounts\": [",
          "\"mounts\": [%s\"/v\", \"source\": \"%s/volumes/v/_data\"},%s\"/a\", \"source\": \"/srv/a\"},%s\"/b\", \"source\": \"/srv/b\"},"
              .formatted(bind, ENGINE, bind, bind));
      containment = new Containment(PRIVATE, Map.of("/b", Treatment.IDMAP));
      Json.Fields config = create();
      assertThat(mount(config, "/v").text("source"))
          .contains("/made" + ENGINE + "/volumes/v/_data");
      assertThat(mount(config, "/a").text("source")).contains("/srv/a");
      assertThat(mount(config, "/b").text("source")).contains("/made/srv/b");
    }

    @Test
    void a_volume_that_was_asked_for_so_is_given_to_its_root_and_not_seen_through_the_map()
        throws Exception {
      change(
          "\"mounts\": [",
          "\"mounts\": [{\"type\": \"bind\", \"options\": [\"rbind\"], \"destination\": \"/v\", \"source\": \"%s/volumes/v/_data\"},"
              .formatted(ENGINE));
      containment = new Containment(PRIVATE, Map.of("/v", Treatment.CHOWN));
      Path source = Path.of(ENGINE, "volumes/v/_data");
      assertThat(mount(create(), "/v").text("source")).contains(source.toString());
      assertThat(gifts)
          .containsExactly(
              new Volumes.Gift(
                  ID, List.of(source), new Owner(1 << 20, 1 << 20), Optional.of(Path.of(ENGINE))));
    }

    @Test
    void nothing_is_given_that_nobody_asked_for() throws Exception {
      Json.Fields _ = create();
      assertThat(gifts).isEmpty();
    }

    @Test
    void a_folder_that_only_looks_like_the_engines_is_not() throws Exception {
      change(
          "\"mounts\": [",
          "\"mounts\": [{\"type\": \"bind\", \"destination\": \"/v\", \"source\": \""
              + ENGINE
              + "/volumes/../../../../etc\"},");
      assertThat(mount(create(), "/v").text("source"))
          .contains(ENGINE + "/volumes/../../../../etc");
    }

    @Test
    void everything_else_stays() throws Exception {
      String before = Files.readString(config());
      String numbers =
          "\"unknown\": {\"a\": [1.50, 18446744073709551615, null, true, \"\\u00e9\"]},";
      Files.writeString(config(), "{" + numbers + before.strip().substring(1));
      Json.Fields expected = read();
      Json.Fields config = create();
      assertThat(text(at(config, "unknown")))
          .isEqualTo("{\"a\":[1.50,18446744073709551615,null,true,\"é\"]}");
      for (String same : List.of("ociVersion", "process", "hostname", "hooks")) {
        assertThat(text(at(config, same))).isEqualTo(text(at(expected, same)));
      }
      for (String same : List.of("resources", "cgroupsPath", "seccomp", "maskedPaths")) {
        assertThat(text(at(config, "linux", same))).isEqualTo(text(at(expected, "linux", same)));
      }
      assertThat(config.fields().keySet()).containsExactlyElementsOf(expected.fields().keySet());
    }

    @Test
    void nothing_is_left_beside_the_configuration() throws Exception {
      create();
      try (Stream<Path> files = Files.list(bundle)) {
        assertThat(files).containsExactly(config());
      }
    }
  }

  @Test
  void without_a_namespace_the_configuration_stays_byte_for_byte() throws Exception {
    containment = new Containment(Maps.NONE, Map.of());
    String before = Files.readString(config());
    create("/usr/bin/crun");
    assertThat(Files.readString(config())).isEqualTo(before);
    assertThat(orders).isEmpty();
  }

  @Test
  void with_the_hosts_network_sys_is_bound() throws Exception {
    change("{\n    \"type\": \"network\"\n   },", "");
    Json sys = mount(create(), "/sys");
    assertThat(sys.text("type")).contains("bind");
    assertThat(sys.text("source")).contains("/sys");
    assertThat(text(sys)).contains("\"rbind\",\"rro\"");
  }

  @Test
  void with_a_network_of_its_own_sys_is_mounted() throws Exception {
    assertThat(mount(create(), "/sys").text("type")).contains("sysfs");
  }

  @Test
  void runc_is_not_given_the_flags_that_it_refuses_and_crun_is() throws Exception {
    change("\"seccomp\": {", "\"seccomp\": {\"flags\": [\"SECCOMP_FILTER_FLAG_LOG\"], ");
    create("/usr/bin/crun");
    assertThat(at(read(), "linux", "seccomp").field("flags")).isPresent();
    writeConfiguration();
    change("\"seccomp\": {", "\"seccomp\": {\"flags\": [\"SECCOMP_FILTER_FLAG_LOG\"], ");
    create("/usr/sbin/runc");
    assertThat(at(read(), "linux", "seccomp").field("flags")).isEmpty();
  }

  @Test
  void a_hard_limit_that_rises_is_raised_before_and_one_that_falls_is_not() throws Exception {
    kernel.limits.put(7, new ResourceLimit(1024, 4096));
    kernel.limits.put(6, new ResourceLimit(100, 100));
    change(
        "\"process\": {",
        "\"process\": {\"rlimits\": [{\"type\": \"RLIMIT_NOFILE\", \"soft\": 10, \"hard\": 1048576},"
            + "{\"type\": \"RLIMIT_NPROC\", \"soft\": 10, \"hard\": 50}],");
    create();
    assertThat(kernel.limits)
        .containsEntry(7, new ResourceLimit(1024, 1048576))
        .containsEntry(6, new ResourceLimit(100, 100));
  }

  @Nested
  class What_cannot_work {
    private void refused(String reason) throws IOException {
      String before = Files.readString(config());
      assertThatThrownBy(() -> create("/usr/bin/crun"))
          .isInstanceOf(RuntimeFailure.class)
          .hasMessageContaining(reason);
      assertThat(Files.readString(config())).isEqualTo(before);
      assertThat(kernel.calls).isEmpty();
      assertThat(orders).isEmpty();
    }

    @Test
    void the_pids_of_the_host() throws Exception {
      change("{\n    \"type\": \"pid\"\n   },", "");
      refused("cannot share the pid namespace");
    }

    @Test
    void the_ipc_of_a_process_without_a_namespace() throws Exception {
      String own = "/proc/" + ProcessHandle.current().pid() + "/ns/ipc";
      change("\"type\": \"ipc\"", "\"type\": \"ipc\", \"path\": \"" + own + "\"");
      refused("cannot share the ipc namespace");
    }

    @Test
    void a_privileged_container() throws Exception {
      change("\"devices\": [", "\"devices\": [{\"allow\": true, \"access\": \"rwm\"},");
      refused("a privileged container");
    }

    @Test
    void an_engine_with_a_map_of_its_own() throws Exception {
      change("\"type\": \"uts\"", "\"type\": \"user\"");
      refused("userns-remap");
    }

    @Test
    void namespaces_of_two_containers() throws Exception {
      change("\"type\": \"ipc\"", "\"type\": \"ipc\", \"path\": \"/proc/1/ns/ipc\"");
      change("\"type\": \"uts\"", "\"type\": \"uts\", \"path\": \"/proc/2/ns/uts\"");
      refused("two containers");
    }

    @Test
    void a_container_that_has_ended() throws Exception {
      change("\"type\": \"ipc\"", "\"type\": \"ipc\", \"path\": \"/proc/999999999/ns/ipc\"");
      refused("has ended");
    }

    @Test
    void a_configuration_that_is_not_json() throws Exception {
      change("\"ociVersion\"", "\"root\": 1, \"ociVersion\"");
      refused("has a key twice");
    }

    @Test
    void a_runtime_that_is_not_there() {
      assertThatThrownBy(() -> create("no-such-runtime"))
          .hasMessageContaining("`no-such-runtime` is not on the PATH");
    }
  }
}
