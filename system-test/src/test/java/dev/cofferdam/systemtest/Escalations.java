package dev.cofferdam.systemtest;

import static dev.cofferdam.systemtest.Escalation.asking;
import static dev.cofferdam.systemtest.Escalation.host;

import java.util.List;
import java.util.stream.Stream;

/** The table: rows C1 to C14 of {@code docs/hazards.md}, as far as one create asks for them. */
final class Escalations {
  /** What 20.10 takes for a seccomp profile. */
  private static final String PROFILE = "{\\\"defaultAction\\\":\\\"SCMP_ACT_ALLOW\\\"}";

  private Escalations() {}

  static Stream<Escalation> all() {
    return Stream.of(process(), profiles(), namespaces(), mounts(), resources(), network())
        .flatMap(List::stream);
  }

  private static List<Escalation> process() {
    return List.of(
        host("C1 privileged", "Privileged", "true", "privileged"),
        host("C1 a capability in small letters", "CapAdd", "[\"sys_admin\"]", "cap:SYS_ADMIN"),
        host("C1 a capability with its prefix", "CapAdd", "[\"CAP_SYS_PTRACE\"]", "cap:SYS_PTRACE"),
        host("C1 every capability", "CapAdd", "[\"ALL\"]", "cap:ALL"),
        host("C1 every capability in small letters", "CapAdd", "[\"all\"]", "cap:ALL").shownAs(""),
        user("C13 root by default", ""),
        user("C13 root as 0", "0"),
        user("C13 root with zeros and a group", "000:5"),
        user("C13 root with a sign", "+0"),
        user("C13 root by its name", "root"),
        host("C13 a group of the host", "GroupAdd", "[\"6\"]", "group:6").beyondRestricted());
  }

  private static Escalation user(String name, String user) {
    return asking(name, "\"User\":\"" + user + "\"", "user:root", "Config.User", user)
        .beyondRestricted();
  }

  private static List<Escalation> profiles() {
    return List.of(
        option("C2 no seccomp", "seccomp=unconfined", "seccomp:unconfined"),
        option("C2 no seccomp with a colon", "seccomp:unconfined", "seccomp:unconfined"),
        option("C2 a profile of the client's own", "seccomp=" + PROFILE, "seccomp:allow:all")
            .shownAs("SCMP_ACT_ALLOW"),
        option("C2 no AppArmor", "apparmor=unconfined", "apparmor:unconfined"),
        option("C2 no SELinux label", "label=disable", "label:disable"),
        option("C2 no SELinux label with a colon", "label:disable", "label:disable"),
        option("C2 no SELinux label in one word", "disable", "label:disable"),
        option("C2 new privileges", "no-new-privileges:false", "new-privileges").beyondRestricted(),
        host("C3 nothing masked", "MaskedPaths", "[]", "masked-paths"),
        host("C3 nothing read-only", "ReadonlyPaths", "[]", "readonly-paths"));
  }

  private static Escalation option(String name, String option, String privilege) {
    return host(name, "SecurityOpt", "[\"" + option + "\"]", privilege);
  }

  private static List<Escalation> namespaces() {
    return List.of(
        host("C4 the host's processes", "PidMode", "\"host\"", "namespace:pid=host"),
        host("C4 the host's shared memory", "IpcMode", "\"host\"", "namespace:ipc=host"),
        host("C4 the host's network", "NetworkMode", "\"host\"", "namespace:network=host"),
        host("C4 the host's name", "UTSMode", "\"host\"", "namespace:uts=host"),
        host("C4 the host's users", "UsernsMode", "\"host\"", "userns:host"),
        host("C4 the host's cgroups", "CgroupnsMode", "\"host\"", "namespace:cgroup=host"),
        host(
                "C4 the processes of another",
                "PidMode",
                "\"container:victim\"",
                "namespace:pid=container:$VICTIM")
            .shownAs("container:$VICTIM"),
        host(
                "C4 the network of another, by the beginning of its id",
                "NetworkMode",
                "\"container:$PREFIX_OF_VICTIM\"",
                "namespace:network=container:$VICTIM")
            .shownAs("container:$VICTIM"));
  }

  private static List<Escalation> mounts() {
    return List.of(
        host("C5 the host's root", "Binds", "[\"/:/host\"]", "mount:/:rw"),
        host("C5 the engine's socket", "Binds", "[\"$SOCKET:/s\"]", "mount:$SOCKET:rw"),
        host("C5 a path with dots", "Binds", "[\"/tmp/../etc:/e:ro\"]", "mount:/etc:ro")
            .shownAs("/tmp/../etc:/e:ro"),
        host("C5 a link to /etc", "Binds", "[\"$LINK:/e\"]", "mount:/etc:rw"),
        host("C5 what contains the engine's data", "Binds", "[\"/var/lib:/v\"]", "mount:/var/lib"),
        mount("C5 a bind in Mounts", "\"Type\":\"bind\",\"Source\":\"/etc\"", "mount:/etc:rw"),
        mount(
            "C5 a bind that propagates",
            "\"Type\":\"bind\",\"Source\":\"/srv\",\"BindOptions\":{\"Propagation\":\"rshared\"}",
            "propagation:/srv:rshared"),
        mount(
            "C6 options of a volume that bind a path",
            "\"Type\":\"volume\",\"VolumeOptions\":{\"DriverConfig\":{\"Name\":\"local\","
                + "\"Options\":{\"type\":\"none\",\"o\":\"bind\",\"device\":\"/etc\"}}}",
            "volume-options:"),
        host(
            "C6 a volume that was made with such options",
            "Binds",
            "[\"cofferdam-c6:/e\"]",
            "volume-options:cofferdam-c6"),
        host(
            "C5 the volumes of another", "VolumesFrom", "[\"victim\"]", "volumes-from:$VICTIM:rw"));
  }

  private static Escalation mount(String name, String fields, String privilege) {
    return host(name, "Mounts", "[{" + fields + ",\"Target\":\"/m\"}]", privilege).shownAs("/m");
  }

  private static List<Escalation> resources() {
    return List.of(
        host(
                "C8 the host's memory",
                "Devices",
                "[{\"PathOnHost\":\"/dev/mem\",\"PathInContainer\":\"/dev/mem\","
                    + "\"CgroupPermissions\":\"rwm\"}]",
                "device:/dev/mem:rwm")
            .shownAs("/dev/mem"),
        host("C8 every disk", "DeviceCgroupRules", "[\"b *:* rwm\"]", "device-cgroup-rule:b *:*"),
        host(
                "C8 every graphics card",
                "DeviceRequests",
                "[{\"Count\":-1,\"Capabilities\":[[\"gpu\"]]}]",
                "device-request:any:gpu:all")
            .shownAs("gpu"),
        host("C9 another parent", "CgroupParent", "\"/\"", "cgroup-parent:/"),
        host("C9 spared when memory runs out", "OomScoreAdj", "-900", "oom-score-adj:-900"),
        host("C9 a priority", "Ulimits", "[{\"Name\":\"nice\",\"Soft\":40,\"Hard\":40}]", "ulimit:")
            .shownAs("nice"),
        host("C9 processes without end", "PidsLimit", "-1", "pids:unlimited")
            .shownAs("")
            .beyondRestricted(),
        host("C10 a runtime by its name", "Runtime", "\"runc\"", "runtime:runc"),
        host(
                "C11 the program for core dumps",
                "Sysctls",
                "{\"kernel.core_pattern\":\"|/tmp/x\"}",
                "sysctl:kernel.core_pattern")
            .shownAs("|/tmp/x"),
        host(
                "C12 a log that goes elsewhere",
                "LogConfig",
                "{\"Type\":\"syslog\",\"Config\":{\"syslog-address\":\"udp://127.0.0.1:9\"}}",
                "log-driver:syslog")
            .shownAs("udp://127.0.0.1:9"));
  }

  private static List<Escalation> network() {
    return List.of(
        host(
                "C14 a port of the host",
                "PortBindings",
                "{\"80/tcp\":[{\"HostPort\":\"80\"}]}",
                "publish:")
            .shownAs("80"),
        host("C14 every port", "PublishAllPorts", "true", "publish-all"),
        host("C14 an entry of hosts", "ExtraHosts", "[\"intranet:192.0.2.1\"]", "extra-host:")
            .beyondRestricted());
  }
}
