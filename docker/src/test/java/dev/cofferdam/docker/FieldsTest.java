package dev.cofferdam.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Every field of a container, one by one: the harmless change nothing, whatever their value, and
 * the weighed change something for at least one value. A new field fails here until someone has
 * thought.
 */
class FieldsTest {
  /** An object of each shape, inside a body, with {@code %} where more fields go. */
  private static final Map<String, String> PLACES =
      Map.ofEntries(
          Map.entry("ContainerCreate", "{%'Image':'i'}"),
          Map.entry("HostConfig", host("%'Init':true")),
          Map.entry("LogConfig", host("'LogConfig':{%}")),
          Map.entry("RestartPolicy", host("'RestartPolicy':{%}")),
          Map.entry("ThrottleDevice", host("'BlkioDeviceReadBps':[{%}]")),
          Map.entry("WeightDevice", host("'BlkioWeightDevice':[{%}]")),
          Map.entry("DeviceMapping", host("'Devices':[{%'PathOnHost':'/dev/kvm'}]")),
          Map.entry("DeviceRequest", host("'DeviceRequests':[{%}]")),
          Map.entry("Ulimit", host("'Ulimits':[{%}]")),
          Map.entry("PortBinding", host("'PortBindings':{'80':[{%}]}")),
          Map.entry("Mount", host("'Mounts':[{%'Type':'volume','Source':'v','Target':'/v'}]")),
          Map.entry("BindOptions", bind("'BindOptions':{%}")),
          Map.entry("VolumeOptions", volume("'VolumeOptions':{%}")),
          Map.entry("Driver", volume("'VolumeOptions':{'DriverConfig':{%}}")),
          Map.entry("ImageOptions", volume("'ImageOptions':{%}")),
          Map.entry("TmpfsOptions", volume("'TmpfsOptions':{%}")),
          Map.entry("ClusterOptions", volume("'ClusterOptions':{%}")),
          Map.entry("HealthConfig", "{'Image':'i','Healthcheck':{%}}"),
          Map.entry("empty object", "{'Image':'i','Volumes':{'/v':{%}}}"),
          Map.entry("NetworkingConfig", "{'Image':'i','NetworkingConfig':{%}}"),
          Map.entry("EndpointSettings", endpoint("%'GwPriority':1")),
          Map.entry("EndpointIPAMConfig", endpoint("'IPAMConfig':{%}")));

  /** A value for each weighed field that must not go unnoticed. */
  private static final Map<String, String> TELLING =
      Map.ofEntries(
          Map.entry("ContainerCreate.User", "'1000'"),
          Map.entry("ContainerCreate.Image", "''"),
          Map.entry("ContainerCreate.OnBuild", "['COPY --from=other /a /a']"),
          Map.entry("ContainerCreate.Volumes", "{'/data':{}}"),
          Map.entry("ContainerCreate.Labels", "{'dev.cofferdam.owner':'me'}"),
          Map.entry("HostConfig.CgroupParent", "'/x'"),
          Map.entry("HostConfig.CpuRealtimePeriod", "1"),
          Map.entry("HostConfig.CpuRealtimeRuntime", "1"),
          Map.entry("HostConfig.Devices", "[{'PathOnHost':'/dev/sda'}]"),
          Map.entry("HostConfig.DeviceCgroupRules", "['b 8:0 rwm']"),
          Map.entry("HostConfig.DeviceRequests", "[{'Driver':'nvidia'}]"),
          Map.entry("HostConfig.OomKillDisable", "true"),
          Map.entry("HostConfig.PidsLimit", "-1"),
          Map.entry("HostConfig.Ulimits", "[{'Name':'rtprio'}]"),
          Map.entry("HostConfig.Binds", "['/:/host']"),
          Map.entry("HostConfig.NetworkMode", "'host'"),
          Map.entry("HostConfig.PortBindings", "{'80/tcp':[{}]}"),
          Map.entry("HostConfig.VolumeDriver", "'nfs'"),
          Map.entry("HostConfig.VolumesFrom", "['x']"),
          Map.entry("HostConfig.Mounts", "[{'Type':'volume','Source':'v','Target':'/v'}]"),
          Map.entry("HostConfig.Annotations", "{'a':'b'}"),
          Map.entry("HostConfig.CapAdd", "['SYS_ADMIN']"),
          Map.entry("HostConfig.CapDrop", "['ALL']"),
          Map.entry("HostConfig.Capabilities", "['SYS_ADMIN']"),
          Map.entry("HostConfig.CgroupnsMode", "'host'"),
          Map.entry("HostConfig.ExtraHosts", "['a:1.2.3.4']"),
          Map.entry("HostConfig.GroupAdd", "['docker']"),
          Map.entry("HostConfig.IpcMode", "'host'"),
          Map.entry("HostConfig.Cgroup", "'container:x'"),
          Map.entry("HostConfig.Links", "['x']"),
          Map.entry("HostConfig.OomScoreAdj", "-1"),
          Map.entry("HostConfig.PidMode", "'host'"),
          Map.entry("HostConfig.Privileged", "true"),
          Map.entry("HostConfig.PublishAllPorts", "true"),
          Map.entry("HostConfig.SecurityOpt", "['seccomp=unconfined']"),
          Map.entry("HostConfig.StorageOpt", "{'dm.thinpooldev':'x'}"),
          Map.entry("HostConfig.UTSMode", "'host'"),
          Map.entry("HostConfig.UsernsMode", "'host'"),
          Map.entry("HostConfig.ShmSize", "1000000000"),
          Map.entry("HostConfig.Sysctls", "{'kernel.core_pattern':'x'}"),
          Map.entry("HostConfig.Runtime", "'kata'"),
          Map.entry("HostConfig.InitPath", "'/x'"),
          Map.entry("HostConfig.MaskedPaths", "[]"),
          Map.entry("HostConfig.ReadonlyPaths", "[]"),
          Map.entry("LogConfig.Type", "'syslog'"),
          Map.entry("LogConfig.Config", "{'syslog-address':'x'}"),
          Map.entry("DeviceMapping.PathOnHost", "'relative'"),
          Map.entry("DeviceMapping.CgroupPermissions", "'r'"),
          Map.entry("DeviceRequest.Driver", "'nvidia'"),
          Map.entry("DeviceRequest.Count", "-1"),
          Map.entry("DeviceRequest.DeviceIDs", "['7']"),
          Map.entry("DeviceRequest.Capabilities", "[['gpu']]"),
          Map.entry("DeviceRequest.Options", "{'a':'b'}"),
          Map.entry("Ulimit.Name", "'rtprio'"),
          Map.entry("Ulimit.Soft", "1"),
          Map.entry("Ulimit.Hard", "1"),
          Map.entry("PortBinding.HostIp", "'127.0.0.1'"),
          Map.entry("PortBinding.HostPort", "'1'"),
          Map.entry("Mount.Type", "'tmpfs'"),
          Map.entry("Mount.Source", "'w'"),
          Map.entry("Mount.Target", "'/w'"),
          Map.entry("Mount.ReadOnly", "true"),
          Map.entry("BindOptions.Propagation", "'shared'"),
          Map.entry("BindOptions.ReadOnlyNonRecursive", "true"),
          Map.entry("VolumeOptions.Labels", "{'dev.cofferdam.owner':'me'}"),
          Map.entry("Driver.Name", "'nfs'"),
          Map.entry("Driver.Options", "{'device':'/etc'}"),
          Map.entry("NetworkingConfig.EndpointsConfig", "{'backend':{}}"),
          Map.entry("EndpointSettings.Links", "['x:y']"),
          Map.entry("EndpointSettings.DriverOpts", "{'a':'b'}"));

  private static String host(String fields) {
    return "{'Image':'i','HostConfig':{" + fields + "}}";
  }

  private static String bind(String fields) {
    return host(
        "'Mounts':[{'Type':'bind','Source':'/srv/a','Target':'/a','ReadOnly':true,"
            + fields
            + "}]");
  }

  private static String volume(String fields) {
    return host("'Mounts':[{'Type':'volume','Source':'v','Target':'/v'," + fields + "}]");
  }

  private static String endpoint(String fields) {
    return "{'Image':'i','NetworkingConfig':{'EndpointsConfig':{'n':{" + fields + "}}}}";
  }

  private record Meaning(SortedSet<Privilege> privileges, References references) {}

  /** What a body asks for, or null if it is refused. */
  private static @Nullable Meaning meaning(String body) {
    try {
      ContainerCreate create = ContainerCreate.parse(Bodies.json(body));
      return new Meaning(Privileges.of(create), create.references());
    } catch (MalformedBody e) {
      return null;
    }
  }

  private static void shapes(Type type, Set<Shape> into) {
    switch (type) {
      case Type.Struct(Shape shape) -> {
        if (into.add(shape)) {
          shape.fields().forEach(field -> shapes(field.type(), into));
        }
      }
      case Type.Items(Type element, int _) -> shapes(element, into);
      case Type.Entries(Type value, int _) -> shapes(value, into);
      case Type.Bool _,
          Type.Int _,
          Type.Decimal _,
          Type.Text _,
          Type.Words _,
          Type.Variables _,
          Type.NullOnly _ -> {}
    }
  }

  private static Set<Shape> shapes() {
    Set<Shape> all = new LinkedHashSet<>();
    shapes(new Type.Struct(ContainerShapes.CREATE), all);
    return all;
  }

  /** A body in which the place of a shape has one more field. */
  private static String with(Shape shape, String field) {
    String place = PLACES.get(shape.name());
    if (place == null) {
      return fail("no body with a " + shape + "; add one to PLACES");
    }
    boolean alone = place.contains("%}");
    return place.replace("%", field.isEmpty() || alone ? field : field + ",");
  }

  /** The body with one more field, which takes the place of one of the same name. */
  private static String with(Shape shape, Field field, String value) {
    String body = with(shape, "'" + field.name() + "':" + value);
    int second =
        body.indexOf("'" + field.name() + "':", body.indexOf("'" + field.name() + "':") + 1);
    if (second < 0
        || !Set.of("Image", "Type", "Source", "Target", "PathOnHost", "Init", "GwPriority")
            .contains(field.name())) {
      return body;
    }
    int end = second;
    while (body.charAt(end) != ',' && body.charAt(end) != '}') {
      end++;
    }
    return body.charAt(second - 1) == ','
        ? body.substring(0, second - 1) + body.substring(end)
        : body.substring(0, second) + body.substring(end + 1);
  }

  private static List<String> samples(Type type) {
    return switch (type) {
      case Type.Bool _ -> List.of("true", "false");
      case Type.Int(long least, long greatest) -> List.of("" + least, "" + greatest, "0");
      case Type.Decimal _ -> List.of("0.5");
      case Type.Text(Set<String> allowed) ->
          allowed.isEmpty()
              ? List.of("''", "'host'", "'container:x'", "'/etc'")
              : allowed.stream().map(value -> "'" + value + "'").toList();
      case Type.Words _ -> List.of("'sh'", "['sh','-c']");
      case Type.Items(Type element, int _) ->
          samples(element).stream().map(value -> "[" + value + "]").toList();
      case Type.Entries(Type value, int _) ->
          samples(value).stream().map(sample -> "{'80/tcp':" + sample + "}").toList();
      case Type.Struct _ -> List.of("{}");
      case Type.Variables _ -> List.of("{'A':null,'a':'b'}");
      case Type.NullOnly _ -> List.of("null");
    };
  }

  @Test
  void a_field_that_is_called_harmless_changes_no_privilege_and_no_reference() {
    for (Shape shape : shapes()) {
      Meaning before = meaning(with(shape, ""));
      assertThat(before).as("a body with a %s", shape).isNotNull();
      for (Field field : shape.fields()) {
        if (field.bearing() != Field.Bearing.WEIGHED) {
          for (String sample : samples(field.type())) {
            assertThat(meaning(with(shape, field, sample)))
                .as("%s.%s = %s", shape, field.name(), sample)
                .isEqualTo(before);
          }
        }
      }
    }
  }

  @Test
  void a_field_that_is_called_weighed_has_a_value_that_does_not_go_unnoticed() {
    List<String> unnoticed = new ArrayList<>();
    for (Shape shape : shapes()) {
      for (Field field : shape.fields()) {
        if (field.bearing() == Field.Bearing.WEIGHED && !(field.type() instanceof Type.Struct)) {
          String name = shape + "." + field.name();
          String value = TELLING.get(name);
          if (value == null
              || java.util.Objects.equals(
                  meaning(with(shape, field, value)), meaning(with(shape, "")))) {
            unnoticed.add(name);
          }
        }
      }
    }
    assertThat(unnoticed).isEmpty();
  }

  @Test
  void null_is_the_same_as_nothing_for_every_field() {
    for (Shape shape : shapes()) {
      ContainerCreate without = ContainerCreate.parse(Bodies.json(with(shape, "")));
      for (Field field : shape.fields()) {
        String body = with(shape, "'" + field.name() + "':null");
        if (body.indexOf("'" + field.name() + "'") == body.lastIndexOf("'" + field.name() + "'")) {
          assertThat(ContainerCreate.parse(Bodies.json(body)))
              .as("%s.%s", shape, field.name())
              .isEqualTo(without);
        }
      }
    }
  }

  @Test
  void an_ignored_field_is_not_written() {
    String body =
        endpoint("'NetworkID':'abc','EndpointID':'x','IPAddress':'1.2.3.4','GwPriority':1");
    assertThat(Bodies.text(ContainerCreate.parse(Bodies.json(body)).write()))
        .contains("GwPriority")
        .doesNotContain("NetworkID", "EndpointID", "IPAddress");
  }
}
