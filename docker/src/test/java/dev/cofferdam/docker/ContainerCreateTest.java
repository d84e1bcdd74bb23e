package dev.cofferdam.docker;

import static dev.cofferdam.docker.Bodies.container;
import static dev.cofferdam.docker.Bodies.host;
import static dev.cofferdam.docker.Bodies.json;
import static dev.cofferdam.docker.Bodies.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerCreateTest {
  private static final String ID = "0123456789abcdef".repeat(4);

  @Nested
  class Writing {
    @Test
    void what_was_left_out_stays_out() {
      assertThat(text(container("").write())).isEqualTo("{\"Image\":\"foobar\"}");
    }

    @Test
    void fields_come_in_one_order_and_nulls_go() {
      byte[] body = json("{ 'Image':'a', 'HostConfig':{'Init':null,'Memory':1}, 'Env':null }");
      assertThat(text(ContainerCreate.parse(body).write()))
          .isEqualTo("{\"HostConfig\":{\"Memory\":1},\"Image\":\"a\"}");
    }

    @Test
    void a_command_as_a_string_is_written_as_a_list() {
      assertThat(text(container("'Cmd':'ls','Entrypoint':['a','b']").write()))
          .contains("\"Cmd\":[\"ls\"]", "\"Entrypoint\":[\"a\",\"b\"]");
    }

    @Test
    void an_empty_list_is_not_the_same_as_none() {
      assertThat(host("'MaskedPaths':[]")).isNotEqualTo(host("'MaskedPaths':null"));
    }

    @Test
    void docker_py_may_send_its_runtime_null() {
      assertThat(container("'Runtime':null")).isEqualTo(container(""));
      assertThatExceptionOfType(MalformedBody.class)
          .isThrownBy(() -> container("'Runtime':'kata'"))
          .withMessage("Runtime: must be null or nothing at all");
    }

    @Test
    void sources_are_written_cleaned() {
      assertThat(text(host("'Binds':['/srv//a/../b/:/x:ro']").write())).contains("/srv/b:/x:ro");
      assertThat(
              text(host("'Mounts':[{'Type':'bind','Source':'/srv/./a/','Target':'/x'}]").write()))
          .contains("\"/srv/a\"");
    }
  }

  @Nested
  class Contents {
    @Test
    void are_told_without_secrets() {
      ContainerCreate create =
          container("'Env':['A=hunter2','B','A=3'],'User':'7:8','Labels':{'x':'y'}");
      assertThat(create.image()).isEqualTo("foobar");
      assertThat(create.envNames()).containsExactly("A", "B");
      assertThat(create.user()).isEqualTo("7:8");
      assertThat(create.labels()).containsExactly(Map.entry("x", "y"));
      assertThat(create.toString()).doesNotContain("hunter2");
      assertThat(create.references().toString()).doesNotContain("hunter2");
    }

    @Test
    void an_image_is_needed() {
      assertThatExceptionOfType(MalformedBody.class)
          .isThrownBy(() -> ContainerCreate.parse(json("{'HostConfig':{}}")))
          .withMessage("Image: must name an image");
    }
  }

  @Nested
  class LabelsOfTheGateway {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "'Labels':{'dev.cofferdam.owner':'x'}",
          "'Labels':{'Dev.Cofferdam.owner':'x'}",
          "'HostConfig':{'Annotations':{'dev.cofferdam.x':'y'}}",
          "'HostConfig':{'Mounts':[{'Type':'volume','Source':'v','Target':'/v','VolumeOptions':"
              + "{'Labels':{'dev.cofferdam.owner':'x'}}}]}"
        })
    void are_refused_from_a_client(String fields) {
      assertThatExceptionOfType(MalformedBody.class)
          .isThrownBy(() -> container(fields))
          .withMessageContaining("set by Cofferdam alone");
    }

    @Test
    void are_set_on_a_copy() {
      ContainerCreate create = container("'Labels':{'a':'b'}");
      ContainerCreate owned = create.withLabel(Resource.OWNER_LABEL, "admin2");
      assertThat(text(owned.write()))
          .contains("\"Labels\":{\"a\":\"b\",\"dev.cofferdam.owner\":\"admin2\"}");
      assertThat(create.labels()).hasSize(1);
      assertThat(container("").withLabels(Map.of("x", "y")).labels()).containsEntry("x", "y");
    }

    @Test
    void are_refused_and_set_for_volumes_and_networks_too() {
      assertThatExceptionOfType(MalformedBody.class)
          .isThrownBy(() -> VolumeCreate.parse(json("{'Labels':{'dev.cofferdam.owner':'x'}}")));
      assertThatExceptionOfType(MalformedBody.class)
          .isThrownBy(
              () -> NetworkCreate.parse(json("{'Name':'n','Labels':{'dev.cofferdam.owner':'x'}}")));
      assertThat(
              text(
                  VolumeCreate.parse(json("{}"))
                      .withLabels(Map.of("dev.cofferdam.owner", "me"))
                      .write()))
          .isEqualTo("{\"Labels\":{\"dev.cofferdam.owner\":\"me\"}}");
      assertThat(
              text(NetworkCreate.parse(json("{'Name':'n'}")).withLabels(Map.of("a", "b")).write()))
          .isEqualTo("{\"Name\":\"n\",\"CheckDuplicate\":true,\"Labels\":{\"a\":\"b\"}}");
    }
  }

  @Nested
  class ReferencesInside {
    private static final String ALL =
        "'Volumes':{'/anonymous':{}},'HostConfig':{'NetworkMode':'container:n','IpcMode':'container:i',"
            + "'PidMode':'container:/p','UTSMode':'container:u','Cgroup':'container:c',"
            + "'VolumesFrom':['v1','v2:ro'],'Links':['l1:alias','/l2'],"
            + "'Binds':['/srv/a:/a:ro','data:/d'],'Devices':[{'PathOnHost':'/dev/kvm'}],"
            + "'Mounts':[{'Type':'bind','Source':'/srv/b','Target':'/b'},"
            + "{'Type':'volume','Source':'data','Target':'/e','ReadOnly':true},"
            + "{'Type':'image','Source':'alpine','Target':'/i'}]},"
            + "'NetworkingConfig':{'EndpointsConfig':{'back':{'Links':['l3:x']},'bridge':{}}}";

    @Test
    void are_all_found() {
      References found = container(ALL).references();
      assertThat(found.containers())
          .extracting(References.Joined::reference)
          .containsExactly("n", "i", "p", "u", "c", "v1", "v2", "l1", "l2", "l3");
      assertThat(found.networks()).containsExactly("back");
      assertThat(found.volumes()).containsExactly("data");
      assertThat(found.images()).containsExactly("alpine");
      assertThat(found.hostPaths()).containsExactly("/srv/a", "/srv/b", "/dev/kvm");
      assertThat(found.mounts())
          .extracting(MountRequest::origin)
          .containsExactly(
              "HostConfig.Binds[0]",
              "HostConfig.Binds[1]",
              "HostConfig.Mounts[0]",
              "HostConfig.Mounts[1]",
              "HostConfig.Mounts[2]",
              "Volumes./anonymous");
    }

    @Test
    void are_replaced_by_what_they_are() {
      Map<String, String> ids = new java.util.HashMap<>();
      container(ALL).references().containers().forEach(joined -> ids.put(joined.reference(), ID));
      ContainerCreate resolved =
          container(ALL)
              .resolved(
                  new Resolution(
                      ids,
                      Map.of("/srv/a", "/etc", "/srv/b", "/mnt/b", "/dev/kvm", "/dev/sda"),
                      Map.of("back", "front")));
      String written = text(resolved.write());
      assertThat(written)
          .contains(
              "\"NetworkMode\":\"container:" + ID + '"',
              "\"PidMode\":\"container:" + ID + '"',
              "\"VolumesFrom\":[\"" + ID + "\",\"" + ID + ":ro\"]",
              "\"Links\":[\"" + ID + ":alias\",\"" + ID + ":l2\"]",
              "\"/etc:/a:ro\"",
              "\"data:/d\"",
              "\"/mnt/b\"",
              "\"/dev/sda\"",
              "\"front\":{\"Links\":[\"" + ID + ":x\"]}")
          .doesNotContain("back");
      assertThat(Privileges.of(resolved))
          .contains(new Privilege("mount:/etc:ro", Confinement.SUPER_PRIVILEGED));
    }

    @Test
    void that_are_missing_stop_the_resolution() {
      Resolution nothing = new Resolution(Map.of(), Map.of(), Map.of());
      assertThatIllegalArgumentException()
          .isThrownBy(() -> host("'PidMode':'container:x'").resolved(nothing));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> host("'Binds':['/a:/b']").resolved(nothing));
      assertThatIllegalArgumentException()
          .isThrownBy(() ->
              host("'PidMode':'container:x'")
                  .resolved(new Resolution(Map.of("x", "0123"), Map.of(), Map.of())));
      assertThat(container("").resolved(nothing)).isEqualTo(container(""));
    }

    @Test
    void a_resolved_path_with_a_colon_has_no_place_in_binds() {
      assertThatExceptionOfType(MalformedBody.class)
          .isThrownBy(() ->
              host("'Binds':['/a:/b']")
                  .resolved(new Resolution(Map.of(), Map.of("/a", "/c:ro"), Map.of())));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "'PidMode':'container:'",
          "'PidMode':'container:a b'",
          "'IpcMode':'container:../x'",
          "'VolumesFrom':['']",
          "'VolumesFrom':['x:rx']",
          "'VolumesFrom':['x:rshared']",
          "'Links':['a:b:c']",
          "'Links':['a:']",
          "'Links':[':b']"
        })
    void that_name_nothing_are_refused(String fields) {
      assertThatExceptionOfType(MalformedBody.class).isThrownBy(() -> host(fields));
    }
  }

  @Nested
  class Binds {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          ":/x",
          "a:",
          "/a:/",
          "/a:b",
          "/foo:ro",
          "/a:/b:ro:x",
          "/a:/b:ro,rw",
          "/a:/b:z,Z",
          "/a:/b:RO",
          "/a:/b:ro ",
          "/a:/b:,",
          "./a:/b",
          "~/a:/b",
          "../a:/b",
          "a/b:/c",
          "-x:/c",
          "C:\\\\a:/b",
          "c:\\\\a:c:\\\\b",
          "\\\\\\\\.\\\\pipe\\\\x:/y",
          "/a:\\\\b",
          "/a\\nb:/c",
          "/a:/b:shared,slave"
        })
    void that_engines_refuse_or_read_differently_are_refused(String bind) {
      assertThatExceptionOfType(MalformedBody.class)
          .isThrownBy(() -> host("'Binds':['" + bind + "']"))
          .withMessageStartingWith("HostConfig.Binds[0]: ");
    }

    @Test
    void with_options_are_understood() {
      MountRequest mount =
          host("'Binds':['/srv/x:/x:ro,rslave,Z,cached']").references().mounts().getFirst();
      assertThat(mount)
          .isEqualTo(
              new MountRequest(
                  MountRequest.Kind.BIND,
                  "/srv/x",
                  "/x",
                  true,
                  "rslave",
                  true,
                  "HostConfig.Binds[0]"));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "{'Target':'/x'}",
          "{'Type':'','Target':'/x'}",
          "{'Type':'npipe','Source':'x','Target':'/x'}",
          "{'Type':'bind','Target':'/x'}",
          "{'Type':'bind','Source':'a','Target':'/x'}",
          "{'Type':'bind','Source':'/a','Target':'x'}",
          "{'Type':'bind','Source':'/a'}",
          "{'Type':'bind','Source':'/a','Target':'/.'}",
          "{'Type':'volume','Source':'/etc','Target':'/x'}",
          "{'Type':'volume','Source':'../x','Target':'/x'}",
          "{'Type':'tmpfs','Source':'/etc','Target':'/x'}",
          "{'Type':'image','Target':'/x'}",
          "{'Type':'Bind','Source':'/a','Target':'/x'}"
        })
    void mounts_that_make_no_sense_are_refused(String mount) {
      assertThatExceptionOfType(MalformedBody.class)
          .isThrownBy(() -> host("'Mounts':[" + mount + "]"))
          .withMessageStartingWith("HostConfig.Mounts[0]");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'PortBindings':{'80/tcp':[{'HostIp':'0'}]}",
        "'PortBindings':{'80/tcp':[{'HostIp':'127.1'}]}",
        "'PortBindings':{'80/tcp':[{'HostIp':'010.0.0.1'}]}",
        "'PortBindings':{'80/tcp':[{'HostIp':'localhost'}]}",
        "'PortBindings':{'80/tcp':[{'HostIp':'fe80::1%eth0'}]}",
        "'PortBindings':{'80/tcp':[{'HostPort':'http'}]}",
        "'PortBindings':{'80/tcp':[{'HostPort':'70000'}]}",
        "'PortBindings':{'80/icmp':[]}",
        "'PortBindings':{'/tcp':[]}",
        "'Devices':[{'PathOnHost':'dev/kvm'}]",
        "'Devices':[{'PathOnHost':'/dev/kvm','CgroupPermissions':'x'}]",
        "'SecurityOpt':['seccomp=/etc/profile.json']",
        "'SecurityOpt':['seccomp=[]']",
        "'SecurityOpt':['seccomp={}']",
        "'SecurityOpt':['seccomp.allow=nosuchcall']",
        "'SecurityOpt':['seccomp:deny:']",
        "'SecurityOpt':['seccomp.base=engine']",
        "'SecurityOpt':['seccomp.alow=bpf']",
        "'SecurityOpt':['seccomp:alow:bpf']",
        "'SecurityOpt':['seccomp=unconfined','seccomp.base=none']",
        "'SecurityOpt':['seccomp={\\'a\\':1,\\'A\\':2}']",
        "'SecurityOpt':['no-new-privileges=maybe']"
      })
  void strings_that_engines_read_leniently_are_refused(String fields) {
    assertThatExceptionOfType(MalformedBody.class).isThrownBy(() -> host(fields));
  }

  @Test
  void without_capabilities_one_has_those_that_it_asks_for_by_name() {
    ContainerCreate create =
        host("'CapAdd':['NET_ADMIN'],'CapDrop':['KILL']").withoutCapabilities();
    assertThat(new String(create.write(), java.nio.charset.StandardCharsets.UTF_8))
        .contains("\"CapDrop\":[\"KILL\",\"ALL\"]");
    assertThat(Privileges.of(create))
        .extracting(Privilege::name)
        .contains("cap:NET_ADMIN")
        .doesNotContain("cap:default");
    assertThat(create.withoutCapabilities()).isEqualTo(create);
    ContainerCreate privileged = host("'Privileged':true");
    assertThat(privileged.withoutCapabilities()).isEqualTo(privileged);
  }
}
