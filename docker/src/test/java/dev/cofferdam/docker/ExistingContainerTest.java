package dev.cofferdam.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ExistingContainerTest {
  private static List<String> shared(String hostConfig) {
    return ExistingContainer.of(Bodies.json(hostConfig)).shared(HostFacts.standard()).stream()
        .map(Privilege::name)
        .toList();
  }

  @Test
  void what_every_container_has_is_shared_with_nobody() {
    // As 20.10 tells of a container that asked for nothing.
    assertThat(
            shared(
                """
                {'Binds':null,'ContainerIDFile':'','LogConfig':{'Type':'journald','Config':{}},
                'NetworkMode':'default','PortBindings':{},'RestartPolicy':{'Name':'no',
                'MaximumRetryCount':0},'AutoRemove':false,'VolumeDriver':'','VolumesFrom':null,
                'CapAdd':null,'CapDrop':null,'CgroupnsMode':'host','Dns':[],'IpcMode':'private',
                'Cgroup':'','Links':null,'OomScoreAdj':0,'PidMode':'','Privileged':false,
                'SecurityOpt':null,'UTSMode':'','UsernsMode':'','ShmSize':67108864,
                'Runtime':'runc','Isolation':'','Devices':[],'Ulimits':null,'PidsLimit':null,
                'MaskedPaths':['/proc/kcore'],'ReadonlyPaths':['/proc/sys'],'Unheard':{'Of':1}}
                """))
        .isEmpty();
  }

  @Test
  void what_reaches_the_host_is_shared() {
    assertThat(
            shared(
                """
                {'Privileged':true,'CapAdd':['SYS_ADMIN'],'PidMode':'host','MaskedPaths':[],
                'Binds':['/srv/../etc:/x','data:/y'],'SecurityOpt':['seccomp=unconfined'],
                'Devices':[{'PathOnHost':'/dev/sda','PathInContainer':'/d'}]}
                """))
        .containsExactlyInAnyOrder(
            "cap:SYS_ADMIN",
            "device:/dev/sda:rwm",
            "masked-paths",
            "mount:/etc:rw",
            "namespace:pid=host",
            "privileged",
            "seccomp:unconfined",
            "volume:data:rw");
  }

  @Test
  void what_stays_with_the_container_is_not() {
    assertThat(
            shared(
                "{'PortBindings':{'80/tcp':[{'HostPort':'80'}]},'CgroupParent':'/x','Links':['a:b']}"))
        .isEmpty();
  }

  @Test
  void it_names_those_that_it_joined_itself() {
    ExistingContainer joined =
        ExistingContainer.of(
            Bodies.json("{'PidMode':'container:a','VolumesFrom':['b:ro'],'Links':['c:d']}"));
    assertThat(joined.references().containers())
        .filteredOn(each -> !each.isLink())
        .extracting(References.Joined::reference)
        .containsExactly("a", "b");
  }

  @Test
  void what_is_not_understood_is_an_error() {
    assertThatThrownBy(() -> shared("{'Privileged':'yes'}")).isInstanceOf(MalformedBody.class);
    assertThatThrownBy(() -> shared("[]")).isInstanceOf(MalformedBody.class);
  }
}
