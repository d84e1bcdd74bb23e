package dev.cofferdam.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cofferdam.docker.ApiCall;
import dev.cofferdam.docker.ApiVersion;
import dev.cofferdam.docker.ContainerCreate;
import dev.cofferdam.docker.Operation;
import dev.cofferdam.docker.Privilege;
import dev.cofferdam.docker.Privileges;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Asks the docker clients themselves: what they send has to be what we say that they send. */
@Execution(ExecutionMode.CONCURRENT)
class DockerCommandLineClientTest {
  /** Debian's, API 1.41, and a newer one, API 1.50: without them this test fails. */
  private static final String OLD = "/usr/bin/docker";

  private static final String NEW = newest();

  private DockerCommandLineFakeEngine engine;

  private static String newest() {
    return Files.isExecutable(Path.of("/usr/local/bin/docker")) ? "/usr/local/bin/docker" : OLD;
  }

  @BeforeEach
  void start() throws IOException {
    engine = new DockerCommandLineFakeEngine("1.50");
  }

  @AfterEach
  void stop() throws IOException {
    engine.close();
  }

  static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    for (String word : line.strip().split(" +")) {
      words.add(word.equals("''") ? "" : word.replace('~', ' '));
    }
    return words;
  }

  private static String body(DockerCommandLine line, Operation operation) {
    return line.calls().stream()
        .filter(call -> call.operation() == operation)
        .flatMap(call -> call.body().stream())
        .findFirst()
        .orElseThrow();
  }

  private static DockerCommandLine parsed(List<String> words) {
    List<String> line = new ArrayList<>(List.of("docker"));
    line.addAll(words);
    return DockerCommandLine.parse(line);
  }

  /** A tilde stands for a space within a word. */
  static List<String> creates() {
    return """
    create foobar
    create foobar ls -l
    create -- foobar --privileged
    create foobar --privileged -v /:/host
    create --name web-1 --privileged --pid host --network host -v /:/host foobar
    create --privileged=false --tty=1 -i=F foobar
    create -it foobar sh
    create -itw /x foobar
    create -a stdin -a STDOUT foobar
    create -i -a stderr foobar
    create -vf1:/x -m5m -p80:80 foobar
    create -m=5m -p=80:80 -it=false foobar
    create --add-host a:1.2.3.4 --add-host b=::1 --add-host c:[::1] --add-host d:host-gateway foobar
    create --annotation a=b --annotation c foobar
    create --blkio-weight 10 --blkio-weight-device /dev/sda:200 foobar
    create --cap-add sys_admin --cap-add CAP_NET_ADMIN --cap-add all --cap-drop net_raw --cap-drop ALL foobar
    create --cgroup-parent /x --cgroupns host --cpu-period 100000 --cpu-quota 5000 -c 5 --cpus 1.5 foobar
    create --cpu-rt-period 5 --cpu-rt-runtime 6 --cpuset-cpus 0-1 --cpuset-mems 0 --cpu-shares 010 foobar
    create --device /dev/kvm --device /dev/a:/dev/b --device /dev/a:/dev/b:r --device /dev/c:rw foobar
    create --device-cgroup-rule c~1:3~rwm --device-read-bps /dev/a:1mb --device-write-bps /dev/a:1m foobar
    create --device-read-iops /dev/a:5 --device-write-iops /dev/a:7 foobar
    create --dns 1.1.1.1 --dns-option x --dns-search y --domainname d -h h --hostname g foobar
    create --entrypoint /bin/sh foobar -c ls
    create --entrypoint '' foobar
    create -e A=b -e UNSET_HERE -e C= -e A=c foobar
    create --expose 80 --expose 90-92/udp foobar
    create -p 80 -p 8080:80 -p 127.0.0.1:81:81/udp -p 9000-9001:90-91 -p 127.0.0.1::99 foobar
    create -p [::1]:5:5 -p 9000-9005:90 -p 1.2.3.4:80-81:95-96 -p :70 -p 80/sctp -P foobar
    create -p published=8080,target=80,protocol=udp -p target=81 foobar
    create --gpus all foobar
    create --gpus 2 foobar
    create --gpus "device=0,1" foobar
    create --gpus count=2,driver=nvidia,"capabilities=compute,utility",options=a=b foobar
    create --group-add b --group-add 5 --group-add b foobar
    create --health-cmd a~b --health-interval 5s --health-retries 3 --health-start-period 1h2m3.5s --health-timeout 100ms foobar
    create --health-retries 3 foobar
    create --no-healthcheck foobar
    create --init --ipc host --isolation default --kernel-memory 5m foobar
    create --init=false --oom-kill-disable --oom-score-adj -500 --pids-limit -1 foobar
    create -l a=b -l c -l d= -l a=e --label dev.cofferdam.owner=me foobar
    create --link x:y --link z foobar
    create --log-driver syslog --log-opt a=b --log-opt c= foobar
    create --memory 512m --memory-reservation 1g --memory-swap -1 --memory-swappiness 5 --shm-size 64m foobar
    create -m 1.5gb --memory-swap 2GiB foobar
    create -m 5~mb --memory-swap 5K --cpus .5 foobar
    create --mount type=bind,source=/a,target=/b,readonly,bind-propagation=rshared foobar
    create --mount type=bind,src=./rel,dst=/b --mount TYPE=bind,SRC=/a,dst=/c,ro=false foobar
    create --mount src=v,dst=/b,volume-nocopy,volume-label=a=b,volume-driver=local,volume-opt=type=none,volume-opt=o=bind foobar
    create --mount type=volume,src=v,dst=/b,volume-label=a --mount dst=/c,consistency=cached,ro foobar
    create --mount type=tmpfs,dst=/b,tmpfs-size=1m,tmpfs-mode=1777 foobar
    create --mount "type=bind","src=/a,b","dst=/c" foobar
    create --mount type=bind,src=/a,dst=/b,bind-nonrecursive foobar
    create --network container:abc foobar
    create --network none --read-only --restart always --rm=false foobar
    create --network n foobar
    create --network n --ip 1.2.3.4 --ip6 ::1 --link-local-ip 169.254.1.1 --network-alias q --link x:y foobar
    create --network name=n,alias=a,alias=b,driver-opt=x=y foobar
    create --net bridge foobar
    create --net host --dns-opt x foobar
    create --restart on-failure:5 --runtime runc foobar
    create --restart '' foobar
    create --rm --restart no foobar
    create --rm --security-opt seccomp=unconfined --security-opt no-new-privileges --security-opt apparmor:unconfined foobar
    create --security-opt label=disable --security-opt no-new-privileges=false --security-opt seccomp:unconfined foobar
    create --security-opt systempaths=unconfined foobar
    create --security-opt systempaths=unconfined --security-opt seccomp=unconfined foobar
    create --stop-signal TERM --stop-timeout 0 --storage-opt size=5 --sysctl net.ipv4.x=b=c foobar
    create --sysctl kernel.shmmax=x --sysctl fs.mqueue.a=1 foobar
    create --tmpfs /x --tmpfs /y:rw,size=5 foobar
    create --ulimit nofile=5:6 --ulimit nproc=7 --ulimit core=-1 --ulimit nproc=8 foobar
    create -u 0:0 --userns host --uts host --pid container:x foobar
    create -v /a:/b -v /c:/d:ro -v vol:/e -v /anon -v vol2:/f:ro,z -v ./rel:/g -v /a:/b -v .:/h foobar
    create -v v:/x -v x:rel -v a foobar
    create -v /a:/b:rshared --volume-driver local --volumes-from abc:ro --volumes-from d -w rel foobar
    run -d foobar
    run -dit --rm foobar sh
    run -i --rm foobar
    run --rm --privileged --pid host --network host -v /:/host foobar id
    """
        .lines()
        .toList();
  }

  /** What only docker 28 knows. */
  static List<String> newerCreates() {
    return """
    create --health-start-interval 1m foobar
    create --device vendor.com/class=dev --gpus all foobar
    create --mount type=bind,src=/a,dst=/b,bind-recursive=disabled foobar
    create --mount type=bind,src=/a,dst=/b,ro,bind-recursive=readonly,bind-propagation=rprivate foobar
    create --mount type=bind,src=/a,dst=/b,ro,bind-recursive=writable foobar
    create --mount type=volume,src=v,dst=/b,volume-subpath=s foobar
    create --mount type=image,src=i,dst=/b,image-subpath=/x foobar
    create --network name=n,ip=1.2.3.4,ip6=::1,link-local-ip=169.254.1.2,mac-address=02:42:ac:11:00:02,gw-priority=5 foobar
    create --network n1 --network name=n2,alias=q foobar
    create --mac-address 02:42:ac:11:00:02 foobar
    create --network default --ip 1.2.3.4 foobar
    create --security-opt seccomp=builtin --security-opt writable-cgroups=true foobar
    """
        .lines()
        .toList();
  }

  private static final ApiVersion.Range RANGE =
      new ApiVersion.Range(new ApiVersion(1, 24), new ApiVersion(1, 56));

  /** What the older client does not know, and what the gateway refuses before it looks further. */
  private static final Pattern NEWER_FLAGS =
      Pattern.compile("--annotation|b=::1|host-gateway|dev.cofferdam|[ =]\\./rel|-v v:");

  static List<String> sequences() {
    return """
    run -d foobar
    run -d --rm foobar
    run --rm foobar
    run -i foobar
    run --pull always foobar
    create --pull always foobar
    start a b
    start -a a
    stop -t 5 a b
    restart a
    kill -s HUP a
    rm -f -v a b
    logs -f --tail 5 a
    inspect --type container a
    inspect --type image a
    inspect a
    ps -a --filter name=x
    container ls
    exec -d a ls
    exec a ls -l
    attach a
    wait a
    pause a
    unpause a
    rename a b
    update --cpus 2 -m 5m --restart always a b
    top a aux
    stats --no-stream a
    port a
    diff a
    export a
    commit a b:c
    pull foobar
    tag a b:c
    images foo
    image ls -q
    save a b
    history a
    search x
    login -u a -p b
    logout
    info
    version
    system df
    system prune -f
    system prune -f -a --volumes
    container prune -f
    image prune -f -a
    volume prune -f
    network prune -f
    builder prune -f
    volume create x
    volume ls
    volume rm a b
    volume inspect a
    network create -d bridge --subnet 1.2.3.0/24 x
    network connect n c
    network disconnect -f n c
    network ls
    network rm a b
    network inspect a
    """
        .lines()
        .toList();
  }

  /** Both clients refuse them, and so do we. */
  static List<String> refused() {
    return """
    create --foo foobar
    create -Z foobar
    create -it- foobar
    create -mfoo foobar
    create --privileged=maybe foobar
    create --name
    create
    create --memory 5x foobar
    create --memory 0x10 foobar
    create --memory=-1 foobar
    create --cpus abc foobar
    create --cpus 1.0000000001 foobar
    create --blkio-weight 70000 foobar
    create --stop-timeout x foobar
    create --health-interval 5 foobar
    create --health-interval -5s foobar
    create --health-cmd x --no-healthcheck foobar
    create --env =x foobar
    create --label =x foobar
    create -a foo foobar
    create --add-host foo foobar
    create --add-host a:b foobar
    create --dns bad foobar
    create --sysctl kernel.core_pattern=x foobar
    create --ulimit foo=1 foobar
    create --ulimit nofile=9:1 foobar
    create --ulimit nofile=1:2:3 foobar
    create --device /dev/a:/b:rwx foobar
    create --device /dev/a: foobar
    create --device-cgroup-rule a foobar
    create --blkio-weight-device /dev/a foobar
    create --gpus foo foobar
    create --log-driver none --log-opt a=b foobar
    create --security-opt foo foobar
    create --restart on-failure:x foobar
    create --rm --restart always foobar
    create --uts bad foobar
    create --pid ns:/proc/1/ns/pid foobar
    create --userns private foobar
    create --cgroupns foo foobar
    create --network host --network-alias x foobar
    create --network alias=x foobar
    create --network n,x=y foobar
    create --pull sometimes foobar
    create -p x foobar
    create -p 99999:1 foobar
    create -p 80: foobar
    create -p 80-82:90-91 foobar
    create -p 80:80/xxx foobar
    create -p localhost:80:80 foobar
    create --expose 80:90 foobar
    create --expose x foobar
    create -v ab:cd:ef:gh foobar
    create -v :/x foobar
    create -v /b: foobar
    create --mount type=bind,src=/a foobar
    create --mount type=bind,src=/a,dst=/b,foo=1 foobar
    create --mount type=bind,src=/a,dst=/b,volume-nocopy foobar
    create --mount type=volume,src=a,dst=/b,bind-propagation=rprivate foobar
    create --mount type=bind,src=/a,dst=/b,bind-create-src foobar
    create --mount '' foobar
    create FooBar
    create foo@sha256:abc
    run -d -a stdout foobar
    exec a
    start -a a b
    cp a b
    rename a
    foo bar
    """
        .lines()
        .toList();
  }

  @TestFactory
  Stream<DynamicTest> the_newer_client_sends_the_same_body_member_by_member() {
    return creates().stream()
        .map(line ->
            DynamicTest.dynamicTest(
                line,
                () -> {
                  assertThat(
                          DockerCommandLineTree.of(
                              body(parsed(words(line)), Operation.CONTAINER_CREATE)))
                      .isEqualTo(DockerCommandLineTree.of(created(NEW, words(line))));
                }));
  }

  @TestFactory
  Stream<DynamicTest> what_only_the_newer_client_knows_is_sent_as_well() {
    return newerCreates().stream()
        .map(line ->
            DynamicTest.dynamicTest(
                line,
                () -> {
                  assertThat(
                          DockerCommandLineTree.of(
                              body(parsed(words(line)), Operation.CONTAINER_CREATE)))
                      .isEqualTo(DockerCommandLineTree.of(created(NEW, words(line))));
                }));
  }

  @TestFactory
  Stream<DynamicTest> what_the_clients_refuse_is_refused() {
    return refused().stream()
        .map(line ->
            DynamicTest.dynamicTest(
                line,
                () -> {
                  assertThatThrownBy(() -> parsed(words(line)))
                      .isInstanceOf(DockerCommandLineException.class);
                  assertThat(engine.asked(NEW, words(line)))
                      .as("%s: %s", line, engine.output())
                      .noneMatch(request -> request.path().contains("/create"));
                }));
  }

  /** Bodies differ in what the older client does not know yet; what they ask for does not. */
  @TestFactory
  Stream<DynamicTest> the_older_client_asks_for_the_same_privileges() {
    return creates().stream()
        .filter(line -> !NEWER_FLAGS.matcher(line).find())
        .map(line ->
            DynamicTest.dynamicTest(
                line,
                () ->
                    assertThat(privileges(body(parsed(words(line)), Operation.CONTAINER_CREATE)))
                        .isEqualTo(privileges(created(OLD, words(line))))));
  }

  private static SortedSet<Privilege> privileges(String body) {
    return Privileges.of(ContainerCreate.parse(body.getBytes(StandardCharsets.UTF_8)));
  }

  @TestFactory
  Stream<DynamicTest> the_operations_are_those_of_the_requests() {
    return sequences().stream()
        .map(line ->
            DynamicTest.dynamicTest(
                line,
                () -> {
                  List<String> told =
                      parsed(words(line)).calls().stream()
                          .filter(call -> call.condition().isEmpty())
                          .map(call -> call.operation().id())
                          .distinct()
                          .toList();
                  assertThat(told)
                      .as("%s: %s", line, engine.asked(NEW, words(line)))
                      .containsExactlyInAnyOrderElementsOf(operations(line));
                }));
  }

  private List<String> operations(String line) throws Exception {
    List<String> operations = new ArrayList<>();
    for (DockerCommandLineFakeEngine.Request request : engine.asked(NEW, words(line))) {
      operations.add(
          ApiCall.parse(request.method(), "/v1.50" + request.path(), RANGE).operation().id());
    }
    return operations.stream().distinct().toList();
  }

  private String created(String client, List<String> words) throws Exception {
    return engine.asked(client, words).stream()
        .filter(request -> request.path().startsWith("/containers/create"))
        .map(DockerCommandLineFakeEngine.Request::body)
        .findFirst()
        .orElseThrow(() -> new AssertionError(output()));
  }

  private String output() {
    try {
      return engine.output();
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Test
  void an_unknown_flag_is_named() {
    assertThatThrownBy(() -> parsed(words("run --foo=1 foobar"))).hasMessage("unknown flag: --foo");
    assertThatThrownBy(() -> parsed(words("run -itZ foobar")))
        .hasMessage("unknown shorthand flag: 'Z' in -itZ");
  }

  @Test
  void the_essence_is_what_the_older_client_sends_as_well() {
    assertThat(DockerCommandLineTree.essence(Map.of("a", "", "b", 1L))).isEqualTo(Map.of("b", 1L));
  }
}
