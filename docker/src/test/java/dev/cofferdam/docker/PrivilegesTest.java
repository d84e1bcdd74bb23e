package dev.cofferdam.docker;

import static dev.cofferdam.docker.Bodies.asked;
import static dev.cofferdam.docker.Bodies.container;
import static dev.cofferdam.docker.Bodies.host;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrivilegesTest {
  private static final String RESTRICTED =
      "'User':'1000','HostConfig':{'CapDrop':['ALL'],'SecurityOpt':['no-new-privileges']%s}";

  private static Confinement tier(ContainerCreate create, String privilege) {
    return Privileges.of(create).stream()
        .filter(found -> found.name().equals(privilege))
        .map(Privilege::tier)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + privilege + " in " + Privileges.of(create)));
  }

  /** HostConfig fields, the one privilege that they are, its tier. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          'Privileged':true                          | privileged                       | PRIVILEGED
          'CapAdd':['sys_admin']                     | cap:SYS_ADMIN                    | PRIVILEGED
          'CapAdd':['CAP_NET_ADMIN']                 | cap:NET_ADMIN                    | PRIVILEGED
          'CapAdd':['cap_net_raw']                   | cap:NET_RAW                      | PRIVILEGED
          'CapAdd':['all']                           | cap:ALL                          | SUPER_PRIVILEGED
          'CapAdd':['CAP_ALL']                       | cap:ALL                          | SUPER_PRIVILEGED
          'CapAdd':['SYS_MODULE']                    | cap:SYS_MODULE                   | SUPER_PRIVILEGED
          'CapAdd':['DAC_READ_SEARCH']               | cap:DAC_READ_SEARCH              | SUPER_PRIVILEGED
          'CapAdd':['NOT_YET_KNOWN']                 | cap:NOT_YET_KNOWN                | SUPER_PRIVILEGED
          'CapAdd':['CHOWN']                         | cap:CHOWN                        | BASELINE
          'CapAdd':['NET_BIND_SERVICE']              | cap:NET_BIND_SERVICE             | RESTRICTED
          'Capabilities':['SYS_RAWIO']               | cap:SYS_RAWIO                    | SUPER_PRIVILEGED
          'PidMode':'host'                           | namespace:pid=host               | SUPER_PRIVILEGED
          'PidMode':'container:web'                  | namespace:pid=container:web      | PRIVILEGED
          'PidMode':'ns:/proc/1/ns/pid'              | namespace:pid=ns:/proc/1/ns/pid  | SUPER_PRIVILEGED
          'IpcMode':'host'                           | namespace:ipc=host               | SUPER_PRIVILEGED
          'IpcMode':'shareable'                      | namespace:ipc=shareable          | BASELINE
          'IpcMode':'container:web'                  | namespace:ipc=container:web      | PRIVILEGED
          'UsernsMode':'host'                        | userns:host                      | SUPER_PRIVILEGED
          'UTSMode':'host'                           | namespace:uts=host               | PRIVILEGED
          'CgroupnsMode':'host'                      | namespace:cgroup=host            | PRIVILEGED
          'Cgroup':'container:web'                   | namespace:cgroup=container:web   | PRIVILEGED
          'NetworkMode':'host'                       | namespace:network=host           | PRIVILEGED
          'NetworkMode':'container:web'              | namespace:network=container:web  | PRIVILEGED
          'NetworkMode':'ns:/proc/1/ns/net'          | namespace:network=ns:/proc/1/ns/net | SUPER_PRIVILEGED
          'NetworkMode':'backend'                    | network:backend                  | PRIVILEGED
          'Binds':['/srv/data:/data']                | mount:/srv/data:rw               | PRIVILEGED
          'Binds':['/srv/data:/data:ro']             | mount:/srv/data:ro               | PRIVILEGED
          'Binds':['/etc:/x:ro']                     | mount:/etc:ro                    | SUPER_PRIVILEGED
          'Binds':['/srv/../etc/shadow:/x']          | mount:/etc/shadow:rw             | SUPER_PRIVILEGED
          'Binds':['/:/x']                           | mount:/:rw                       | SUPER_PRIVILEGED
          'Binds':['/var:/x']                        | mount:/var:rw                    | SUPER_PRIVILEGED
          'Binds':['//var//run/docker.sock:/x']      | mount:/var/run/docker.sock:rw    | SUPER_PRIVILEGED
          'Binds':['/home/a:/x']                     | mount:/home/a:rw                 | SUPER_PRIVILEGED
          'Binds':['/home/a/.ssh/id:/x']             | mount:/home/a/.ssh/id:rw         | SUPER_PRIVILEGED
          'Binds':['/home/a/src:/x']                 | mount:/home/a/src:rw             | PRIVILEGED
          'Binds':['/etcetera:/x']                   | mount:/etcetera:rw               | PRIVILEGED
          'Binds':['data:/x']                        | volume:data:rw                   | PRIVILEGED
          'Binds':['data:/x:ro']                     | volume:data:ro                   | PRIVILEGED
          'VolumesFrom':['web:ro']                   | volumes-from:web:ro              | PRIVILEGED
          'VolumesFrom':['web']                      | volumes-from:web:rw              | PRIVILEGED
          'Links':['db:database']                    | link:db                          | PRIVILEGED
          'VolumeDriver':'nfs'                       | volume-driver:nfs                | PRIVILEGED
          'Devices':[{'PathOnHost':'/dev/kvm'}]      | device:/dev/kvm:rwm              | PRIVILEGED
          'Devices':[{'PathOnHost':'/dev/./sda','CgroupPermissions':'mr'}] | device:/dev/sda:rm | SUPER_PRIVILEGED
          'Devices':[{'PathOnHost':'/dev/mem'}]      | device:/dev/mem:rwm              | SUPER_PRIVILEGED
          'Devices':[{'PathOnHost':'/dev'}]          | device:/dev:rwm                  | SUPER_PRIVILEGED
          'Devices':[{'PathOnHost':'/srv/kvm'}]      | device:/srv/kvm:rwm              | SUPER_PRIVILEGED
          'DeviceCgroupRules':['c 10:200 rwm']       | device-cgroup-rule:c 10:200 rwm  | PRIVILEGED
          'DeviceCgroupRules':['b 8:0 r']            | device-cgroup-rule:b 8:0 r       | SUPER_PRIVILEGED
          'DeviceCgroupRules':['c *:* m']            | device-cgroup-rule:c *:* m       | SUPER_PRIVILEGED
          'DeviceCgroupRules':['a']                  | device-cgroup-rule:a             | SUPER_PRIVILEGED
          'DeviceCgroupRules':['c 1:1 rw']           | device-cgroup-rule:c 1:1 rw      | SUPER_PRIVILEGED
          'DeviceRequests':[{'Driver':'nvidia','Count':-1,'Capabilities':[['gpu']]}] | device-request:nvidia:gpu:all | PRIVILEGED
          'SecurityOpt':['seccomp=unconfined']       | seccomp:unconfined               | PRIVILEGED
          'SecurityOpt':['seccomp:unconfined']       | seccomp:unconfined               | PRIVILEGED
          'SecurityOpt':['seccomp.allow=bpf']        | seccomp:allow:bpf                | PRIVILEGED
          'SecurityOpt':['seccomp:allow:bpf']        | seccomp:allow:bpf                | PRIVILEGED
          'SecurityOpt':['seccomp.allow=socket(AF_VSOCK)'] | seccomp:allow:socket(AF_VSOCK) | PRIVILEGED
          'SecurityOpt':['seccomp.base=none']        | seccomp:base:none                | PRIVILEGED
          'SecurityOpt':['apparmor=unconfined']      | apparmor:unconfined              | PRIVILEGED
          'SecurityOpt':['apparmor:mine']            | apparmor:mine                    | PRIVILEGED
          'SecurityOpt':['label=disable']            | label:disable                    | PRIVILEGED
          'SecurityOpt':['label:disable']            | label:disable                    | PRIVILEGED
          'SecurityOpt':['disable']                  | label:disable                    | PRIVILEGED
          'SecurityOpt':['label=type:spc_t']         | label:type=spc_t                 | PRIVILEGED
          'SecurityOpt':['label=user:x']             | label:user=x                     | PRIVILEGED
          'SecurityOpt':['label=strange']            | label:strange                    | SUPER_PRIVILEGED
          'SecurityOpt':['systempaths=unconfined']   | systempaths:unconfined           | PRIVILEGED
          'SecurityOpt':['writable-cgroups=true']    | writable-cgroups                 | PRIVILEGED
          'SecurityOpt':['Seccomp=unconfined']       | security-opt:Seccomp             | SUPER_PRIVILEGED
          'SecurityOpt':['novel']                    | security-opt:novel               | SUPER_PRIVILEGED
          'MaskedPaths':[]                           | masked-paths                     | PRIVILEGED
          'ReadonlyPaths':['/proc/sys']              | readonly-paths                   | PRIVILEGED
          'Runtime':'runc'                           | runtime:runc                     | PRIVILEGED
          'Runtime':'other'                          | runtime:other                    | SUPER_PRIVILEGED
          'InitPath':'/x'                            | init-path:/x                     | SUPER_PRIVILEGED
          'Sysctls':{'net.ipv4.tcp_syncookies':'1'}  | sysctl:net.ipv4.tcp_syncookies   | BASELINE
          'Sysctls':{'net.ipv4.ip_forward':'1'}      | sysctl:net.ipv4.ip_forward       | PRIVILEGED
          'Sysctls':{'kernel.msgmax':'1'}            | sysctl:kernel.msgmax             | PRIVILEGED
          'Sysctls':{'kernel.core_pattern':'core'}    | sysctl:kernel.core_pattern       | SUPER_PRIVILEGED
          'Sysctls':{'kernel/core_pattern':'core'}    | sysctl:kernel.core_pattern       | SUPER_PRIVILEGED
          'Sysctls':{'net/../kernel/core_pattern':''} | sysctl:?net/../kernel/core_pattern | SUPER_PRIVILEGED
          'PortBindings':{'80/tcp':[{'HostPort':'8080'}]} | publish:0.0.0.0:8080/tcp    | PRIVILEGED
          'PortBindings':{'80':[{}]}                 | publish:0.0.0.0:0/tcp            | PRIVILEGED
          'PortBindings':{'53/UDP':[{'HostIp':'127.0.0.1','HostPort':'53'}]} | publish:127.0.0.1:53/udp | PRIVILEGED
          'PortBindings':{'80/tcp':[{'HostIp':'::','HostPort':'80'}]} | publish:[::]:80/tcp | PRIVILEGED
          'PublishAllPorts':true                     | publish-all                      | PRIVILEGED
          'CgroupParent':'/x'                        | cgroup-parent:/x                 | PRIVILEGED
          'OomScoreAdj':-500                         | oom-score-adj:-500               | PRIVILEGED
          'OomKillDisable':true                      | oom-kill-disable                 | PRIVILEGED
          'PidsLimit':-1                             | pids:unlimited                   | BASELINE
          'CpuRealtimeRuntime':1                     | cpu-realtime                     | PRIVILEGED
          'Ulimits':[{'Name':'nofile','Soft':1,'Hard':2}] | ulimit:nofile=1:2           | BASELINE
          'Ulimits':[{'Name':'rtprio','Soft':9,'Hard':9}] | ulimit:rtprio=9:9           | PRIVILEGED
          'ShmSize':67108865                         | shm-size:67108865                | BASELINE
          'LogConfig':{'Type':'syslog'}              | log-driver:syslog                | PRIVILEGED
          'LogConfig':{'Config':{'syslog-address':'x'}} | log-option:syslog-address     | PRIVILEGED
          'Annotations':{'a':'b'}                    | annotation:a                     | PRIVILEGED
          'Annotations':{'run.oci.handler':'krun'}   | annotation:run.oci.handler       | SUPER_PRIVILEGED
          'Annotations':{'org.systemd.property.X':'y'} | annotation:org.systemd.property.X | SUPER_PRIVILEGED
          'StorageOpt':{'x':'y'}                     | storage-opt:x                    | PRIVILEGED
          'ExtraHosts':['db:1.2.3.4']                | extra-host:db:1.2.3.4            | BASELINE
          'GroupAdd':['docker']                      | group:docker                     | BASELINE
          """)
  void a_field_of_host_config_is_one_privilege(String fields, String name, Confinement tier) {
    assertThat(asked(host(fields))).containsExactly(name);
    assertThat(tier(host(fields), name)).isEqualTo(tier);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'Privileged':false",
        "'CapAdd':[]",
        "'CapDrop':['NET_RAW']",
        "'PidMode':''",
        "'IpcMode':'private'",
        "'IpcMode':'none'",
        "'UsernsMode':''",
        "'UTSMode':''",
        "'CgroupnsMode':'private'",
        "'NetworkMode':'default'",
        "'NetworkMode':'bridge'",
        "'NetworkMode':'none'",
        "'NetworkMode':''",
        "'Binds':[]",
        "'Binds':['/only/a/target']",
        "'Mounts':[{'Type':'volume','Target':'/anonymous'}]",
        "'Mounts':[{'Type':'tmpfs','Target':'/t','TmpfsOptions':{'SizeBytes':1}}]",
        "'Mounts':[{'Type':'volume','Target':'/t','VolumeOptions':{'DriverConfig':"
            + "{'Name':'local','Options':{'type':'tmpfs','device':'tmpfs','o':'size=1m,uid=1'}}}}]",
        "'Tmpfs':{'/run':'rw,noexec'}",
        "'VolumeDriver':'local'",
        "'Devices':[]",
        "'SecurityOpt':['seccomp=builtin']",
        "'SecurityOpt':['seccomp.allow=getcwd']",
        "'SecurityOpt':['seccomp.deny=all','seccomp.allow=getcwd']",
        "'SecurityOpt':['apparmor=docker-default']",
        "'SecurityOpt':['label=type:container_t']",
        "'SecurityOpt':['writable-cgroups=false']",
        "'MaskedPaths':null",
        "'ReadonlyPaths':null",
        "'Runtime':''",
        "'PortBindings':{'80/tcp':null}",
        "'PortBindings':{'80/tcp':[]}",
        "'PublishAllPorts':false",
        "'OomScoreAdj':500",
        "'OomKillDisable':false",
        "'PidsLimit':0",
        "'PidsLimit':100",
        "'ShmSize':67108864",
        "'LogConfig':{'Type':'json-file','Config':{'max-size':'1m'}}",
        "'LogConfig':{'Type':'','Config':{}}",
        "'StorageOpt':{'size':'1G'}",
        "'Memory':-1",
        "'RestartPolicy':{'Name':'always'}"
      })
  void a_default_or_a_tighter_value_is_no_privilege(String fields) {
    assertThat(asked(host(fields))).isEmpty();
  }

  @Nested
  class Restricted {
    @Test
    void a_container_with_all_that_the_standard_wants_has_no_privileges() {
      ContainerCreate create = container(RESTRICTED.formatted(""));
      assertThat(Privileges.of(create)).isEmpty();
      assertThat(Privileges.confinement(Privileges.of(create))).isEqualTo(Confinement.RESTRICTED);
    }

    @Test
    void it_may_bind_low_ports_and_stay_restricted() {
      ContainerCreate create = container(RESTRICTED.formatted(",'CapAdd':['NET_BIND_SERVICE']"));
      assertThat(Privileges.confinement(Privileges.of(create))).isEqualTo(Confinement.RESTRICTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "00", "000:5", "root", "root:users", "0:0", "+0", "-0", ":5"})
    void every_spelling_of_root_is_root(String user) {
      assertThat(Privileges.of(container("'User':'" + user + "'")))
          .contains(new Privilege("user:root", Confinement.BASELINE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "1000", "1000:0", "0010", "65534:65534"})
    void another_number_is_not(String user) {
      assertThat(Privileges.of(container("'User':'" + user + "'")))
          .noneMatch(privilege -> privilege.name().startsWith("user:"));
    }

    @Test
    void a_name_proves_nothing_and_is_named() {
      assertThat(tier(container("'User':'www:www'"), "user:www")).isEqualTo(Confinement.BASELINE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"'all'", "'ALL'", "'NET_RAW','All'"})
    void dropping_all_in_any_case_takes_the_default_away(String drop) {
      assertThat(Privileges.of(host("'CapDrop':[" + drop + "]")))
          .extracting(Privilege::name)
          .doesNotContain("cap:default");
    }

    @ParameterizedTest
    @ValueSource(strings = {"'CAP_ALL'", "'NET_RAW'", "' ALL'", ""})
    void dropping_less_does_not(String drop) {
      assertThat(Privileges.of(host("'CapDrop':[" + drop + "]")))
          .contains(new Privilege("cap:default", Confinement.BASELINE));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "no-new-privileges",
          "no-new-privileges=true",
          "no-new-privileges:true",
          "no-new-privileges=1"
        })
    void no_new_privileges_is_understood_in_all_spellings(String option) {
      assertThat(Privileges.of(host("'SecurityOpt':['" + option + "']")))
          .extracting(Privilege::name)
          .doesNotContain("new-privileges");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "'no-new-privileges:false'",
          "'no-new-privileges=0'",
          "'no-new-privileges','no-new-privileges:false'",
          "'no-new-privileges:false','no-new-privileges'",
          ""
        })
    void whatever_might_lift_it_lifts_it(String options) {
      assertThat(Privileges.of(host("'SecurityOpt':[" + options + "]")))
          .contains(new Privilege("new-privileges", Confinement.BASELINE));
    }
  }

  @Nested
  class Mounts {
    @Test
    void a_shared_mount_reaches_back_into_the_host() {
      ContainerCreate create = host("'Binds':['/srv/a:/a:rshared']");
      assertThat(asked(create))
          .containsExactlyInAnyOrder("mount:/srv/a:rw", "propagation:/srv/a:rshared");
      assertThat(tier(create, "propagation:/srv/a:rshared"))
          .isEqualTo(Confinement.SUPER_PRIVILEGED);
    }

    @Test
    void relabelling_is_named() {
      assertThat(asked(host("'Binds':['/srv/a:/a:ro,Z']")))
          .containsExactly("mount:/srv/a:ro", "relabel:/srv/a");
    }

    @Test
    void read_only_that_leaves_submounts_writable_is_read_write() {
      String mount = "'Mounts':[{'Type':'bind','Source':'/srv/a','Target':'/a','ReadOnly':true%s}]";
      assertThat(asked(host(mount.formatted("")))).containsExactly("mount:/srv/a:ro");
      assertThat(asked(host(mount.formatted(",'BindOptions':{'ReadOnlyNonRecursive':true}"))))
          .containsExactly("mount:/srv/a:rw");
    }

    @Test
    void the_options_of_a_volume_are_named_without_their_values() {
      ContainerCreate create =
          host(
              "'Mounts':[{'Type':'volume','Source':'v','Target':'/v','VolumeOptions':{'DriverConfig':"
                  + "{'Options':{'type':'cifs','o':'password=hunter2','device':'//x/y'}}}}]");
      assertThat(asked(create)).containsExactly("volume-options:device,o,type", "volume:v:rw");
      assertThat(tier(create, "volume-options:device,o,type"))
          .isEqualTo(Confinement.SUPER_PRIVILEGED);
    }

    @Test
    void an_image_and_a_cluster_volume_are_named() {
      assertThat(
              asked(
                  host(
                      "'Mounts':[{'Type':'image','Source':'alpine','Target':'/i'},"
                          + "{'Type':'cluster','Source':'c','Target':'/c'}]")))
          .containsExactly("cluster-volume:c:rw", "image-mount:alpine");
    }

    @Test
    void the_engines_own_places_are_as_sensitive_as_the_gateway_says() {
      ContainerCreate create = host("'Binds':['/data/docker/volumes:/x:ro','/data:/y:ro']");
      HostFacts facts = HostFacts.standard().withSensitive(List.of("/data/docker/"));
      assertThat(Privileges.confinement(Privileges.of(create))).isEqualTo(Confinement.PRIVILEGED);
      assertThat(Privileges.of(create, facts))
          .contains(
              new Privilege("mount:/data:ro", Confinement.SUPER_PRIVILEGED),
              new Privilege("mount:/data/docker/volumes:ro", Confinement.SUPER_PRIVILEGED));
    }

    @Test
    void runtimes_are_known_as_the_gateway_says() {
      HostFacts facts = HostFacts.standard().withRuntimes(Set.of("cofferdam"));
      assertThat(Privileges.of(host("'Runtime':'runc'"), facts))
          .contains(new Privilege("runtime:runc", Confinement.SUPER_PRIVILEGED));
    }
  }

  @Nested
  class Networks {
    @Test
    void endpoints_name_networks_too() {
      ContainerCreate create =
          container(
              "'NetworkingConfig':{'EndpointsConfig':{'a':{'Links':['db:x']},'host':{},'bridge':null}}");
      assertThat(asked(create)).containsExactly("link:db", "namespace:network=host", "network:a");
    }

    @Test
    void sysctls_hidden_in_the_options_of_an_endpoint_are_sysctls() {
      ContainerCreate create =
          container(
              "'NetworkingConfig':{'EndpointsConfig':{'bridge':{'DriverOpts':"
                  + "{'com.docker.network.endpoint.sysctls':'net.ipv4.conf.IFNAME.forwarding=1,kernel.core_pattern=x',"
                  + "'other':'x'}}}}");
      assertThat(asked(create))
          .containsExactly(
              "sysctl:kernel.core_pattern",
              "network-option:other",
              "sysctl:net.ipv4.conf.IFNAME.forwarding");
    }
  }

  @Nested
  class OtherBodies {
    private List<String> names(Set<Privilege> privileges) {
      return privileges.stream().map(Privilege::name).toList();
    }

    @Test
    void exec_may_be_privileged_and_root() {
      assertThat(
              names(
                  Privileges.of(
                      ExecCreate.parse(
                          Bodies.json("{'Cmd':['sh'],'Privileged':true,'User':'0'}")))))
          .containsExactly("exec:privileged", "user:root");
      assertThat(names(Privileges.of(ExecCreate.parse(Bodies.json("{'Cmd':'sh','User':'7'}")))))
          .isEmpty();
    }

    @Test
    void a_volume_may_be_anything_that_can_be_mounted() {
      assertThat(
              Privileges.of(
                  VolumeCreate.parse(
                      Bodies.json(
                          "{'Name':'v','DriverOpts':{'type':'none','o':'bind','device':'/etc'}}"))))
          .containsExactly(
              new Privilege("volume-options:device,o,type", Confinement.SUPER_PRIVILEGED));
      assertThat(Privileges.of(VolumeCreate.parse(Bodies.json("{'Driver':'local'}")))).isEmpty();
      assertThat(
              Privileges.of(
                  VolumeCreate.parse(
                      Bodies.json("{'DriverOpts':{'type':'tmpfs','o':'size=1m,lowerdir=/etc'}}"))))
          .isNotEmpty();
      assertThat(
              names(
                  Privileges.of(
                      VolumeCreate.parse(Bodies.json("{'Driver':'x','ClusterVolumeSpec':{}}")))))
          .containsExactly("cluster-volume", "volume-driver:x");
    }

    @Test
    void a_network_is_a_plain_bridge_or_more() {
      assertThat(
              Privileges.of(
                  NetworkCreate.parse(
                      Bodies.json(
                          "{'Name':'n','Driver':'bridge','Internal':true,'IPAM':{'Driver':'default'}}"))))
          .isEmpty();
      assertThat(
              names(
                  Privileges.of(
                      NetworkCreate.parse(
                          Bodies.json(
                              "{'Name':'n','Driver':'macvlan','Attachable':true,'Options':{'parent':'eth0'},"
                                  + "'Scope':'swarm','ConfigFrom':{'Network':'m'},"
                                  + "'IPAM':{'Driver':'x','Config':[{'Subnet':'10.0.0.0/8'}]}}")))))
          .containsExactly(
              "network-attachable",
              "network-config-from:m",
              "network-driver:macvlan",
              "network-ipam-driver:x",
              "network-option:parent",
              "network-scope:swarm",
              "network-subnet");
    }

    @Test
    void a_connection_may_carry_links_and_options() {
      assertThat(
              names(
                  Privileges.of(
                      NetworkConnect.parse(
                          Bodies.json(
                              "{'Container':'web','EndpointConfig':{'Links':['db'],'DriverOpts':{'a':'b'}}}")))))
          .containsExactly("link:db", "network-option:a");
    }
  }
}
