package dev.cofferdam.docker;

import static dev.cofferdam.docker.Bodies.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceSpecTest {
  private static final String ID = "vz8ahp9h217drahysvvy6b223";

  private static String service(String task, String container) {
    return "{'Name':'web','TaskTemplate':{"
        + task
        + "'ContainerSpec':{'Image':'foobar'"
        + (container.isEmpty() ? "" : "," + container)
        + "}}}";
  }

  private static ServiceSpec container(String fields) {
    return ServiceSpec.parse(json(service("", fields)));
  }

  private static SortedSet<Privilege> privileges(RequestDocument document) {
    return document.privileges(HostFacts.standard());
  }

  private static List<String> asked(RequestDocument document) {
    return privileges(document).stream()
        .map(Privilege::name)
        .filter(name -> !List.of("cap:default", "new-privileges", "user:root").contains(name))
        .toList();
  }

  private static String written(RequestDocument document) {
    return Bodies.text(document.write());
  }

  /** HostConfig fields, the same in ContainerSpec, the one privilege that both are. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          'Mounts':[{'Type':'bind','Source':'/etc','Target':'/x'}] | 'Mounts':[{'Type':'bind','Source':'/etc','Target':'/x'}] | mount:/etc:rw
          'Mounts':[{'Type':'bind','Source':'/srv/../etc/','Target':'/x','ReadOnly':true}] | 'Mounts':[{'Type':'bind','Source':'//etc/.','Target':'/x','ReadOnly':true}] | mount:/etc:ro
          'Mounts':[{'Type':'bind','Source':'/srv/a','Target':'/x','ReadOnly':true}] | 'Mounts':[{'Type':'bind','Source':'/srv/a','Target':'/x','ReadOnly':true}] | mount:/srv/a:ro
          'Mounts':[{'Type':'volume','Source':'data','Target':'/x'}] | 'Mounts':[{'Type':'volume','Source':'data','Target':'/x'}] | volume:data:rw
          'Mounts':[{'Type':'volume','Target':'/x','VolumeOptions':{'DriverConfig':{'Name':'nfs'}}}] | 'Mounts':[{'Type':'volume','Target':'/x','VolumeOptions':{'DriverConfig':{'Name':'nfs'}}}] | volume-driver:nfs
          'Mounts':[{'Type':'volume','Target':'/x','VolumeOptions':{'DriverConfig':{'Options':{'device':'/etc'}}}}] | 'Mounts':[{'Type':'volume','Target':'/x','VolumeOptions':{'DriverConfig':{'Options':{'device':'/etc'}}}}] | volume-options:device
          'Mounts':[{'Type':'image','Source':'other','Target':'/x'}] | 'Mounts':[{'Type':'image','Source':'other','Target':'/x'}] | image-mount:other
          'Mounts':[{'Type':'cluster','Source':'c','Target':'/x'}] | 'Mounts':[{'Type':'cluster','Source':'c','Target':'/x'}] | cluster-volume:c:rw
          'CapAdd':['SYS_ADMIN']                  | 'CapabilityAdd':['CAP_SYS_ADMIN']       | cap:SYS_ADMIN
          'CapAdd':['ALL']                        | 'CapabilityAdd':['all']                 | cap:ALL
          'Sysctls':{'kernel.core_pattern':'x'}   | 'Sysctls':{'kernel.core_pattern':'x'}   | sysctl:kernel.core_pattern
          'Sysctls':{'net.ipv4.ip_forward':'1'}   | 'Sysctls':{'net.ipv4.ip_forward':'1'}   | sysctl:net.ipv4.ip_forward
          'GroupAdd':['docker']                   | 'Groups':['docker']                     | group:docker
          'ExtraHosts':['db:1.2.3.4']             | 'Hosts':['1.2.3.4  db alias']           | extra-host:db:1.2.3.4
          'Ulimits':[{'Name':'rtprio','Soft':9,'Hard':9}] | 'Ulimits':[{'Name':'rtprio','Soft':9,'Hard':9}] | ulimit:rtprio=9:9
          'OomScoreAdj':-500                      | 'OomScoreAdj':-500                      | oom-score-adj:-500
          'SecurityOpt':['seccomp=unconfined']    | 'Privileges':{'Seccomp':{'Mode':'unconfined'}} | seccomp:unconfined
          'SecurityOpt':['seccomp={\\'defaultAction\\':\\'SCMP_ACT_ALLOW\\'}'] | 'Privileges':{'Seccomp':{'Mode':'custom','Profile':'eyJkZWZhdWx0QWN0aW9uIjoiU0NNUF9BQ1RfQUxMT1cifQ=='}} | seccomp:allow:all
          'SecurityOpt':['apparmor=unconfined']   | 'Privileges':{'AppArmor':{'Mode':'disabled'}} | apparmor:unconfined
          'SecurityOpt':['label=disable']         | 'Privileges':{'SELinuxContext':{'Disable':true}} | label:disable
          'SecurityOpt':['label=type:spc_t']      | 'Privileges':{'SELinuxContext':{'Type':'spc_t'}} | label:type=spc_t
          'SecurityOpt':['label=user:u']          | 'Privileges':{'SELinuxContext':{'User':'u'}} | label:user=u
          'SecurityOpt':['label=role:r']          | 'Privileges':{'SELinuxContext':{'Role':'r'}} | label:role=r
          'SecurityOpt':['label=level:s0']        | 'Privileges':{'SELinuxContext':{'Level':'s0'}} | label:level=s0
          'SecurityOpt':['credentialspec=x']      | 'Privileges':{'CredentialSpec':{'File':'x'}} | security-opt:credentialspec
          'SecurityOpt':['credentialspec=x']      | 'Privileges':{'CredentialSpec':{'Config':'x'}} | security-opt:credentialspec
          'SecurityOpt':['credentialspec=x']      | 'Privileges':{'CredentialSpec':{'Registry':'x'}} | security-opt:credentialspec
          """)
  void a_field_is_the_same_privilege_as_in_a_container(
      String host, String fields, String privilege) {
    ServiceSpec service = container(fields);
    assertThat(asked(service)).containsExactly(privilege);
    assertThat(privileges(service)).isEqualTo(Privileges.of(Bodies.host(host)));
  }

  /** Fields of TaskTemplate or of the service, the one privilege, its tier. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          'TaskTemplate':{%,'Networks':[{'Target':'host'}]}     | namespace:network=host | PRIVILEGED
          'TaskTemplate':{%},'Networks':[{'Target':'host'}]     | namespace:network=host | PRIVILEGED
          'TaskTemplate':{%,'Networks':[{'Target':'backend'}]}  | network:backend        | PRIVILEGED
          'TaskTemplate':{%,'LogDriver':{'Name':'syslog'}}      | log-driver:syslog      | PRIVILEGED
          'TaskTemplate':{%,'LogDriver':{'Options':{'syslog-address':'x'}}} | log-option:syslog-address | PRIVILEGED
          'TaskTemplate':{%,'Resources':{'Limits':{'Pids':-1}}} | pids:unlimited         | BASELINE
          'TaskTemplate':{%,'Resources':{'Reservations':{'GenericResources':[{'NamedResourceSpec':{'Kind':'GPU'}}]}}} | generic-resource:GPU | PRIVILEGED
          'TaskTemplate':{%,'Resources':{'Limits':{'GenericResources':[{'DiscreteResourceSpec':{'Kind':'GPU','Value':1}}]}}} | generic-resource:GPU | PRIVILEGED
          'TaskTemplate':{%},'EndpointSpec':{'Ports':[{'TargetPort':80,'PublishedPort':8080}]} | publish:0.0.0.0:8080/tcp | PRIVILEGED
          'TaskTemplate':{%},'EndpointSpec':{'Ports':[{'Protocol':'udp','TargetPort':53,'PublishMode':'host'}]} | publish:0.0.0.0:0/udp | PRIVILEGED
          'TaskTemplate':{%,'Runtime':'plugin'}                 | task-runtime:plugin    | SUPER_PRIVILEGED
          'TaskTemplate':{%,'Runtime':'attachment'}             | task-runtime:attachment | SUPER_PRIVILEGED
          'TaskTemplate':{%,'NetworkAttachmentSpec':{'ContainerID':'x'}} | network-attachment:x | SUPER_PRIVILEGED
          'TaskTemplate':{'PluginSpec':{'remote':'evil'}}       | plugin:evil            | SUPER_PRIVILEGED
          'TaskTemplate':{'PluginSpec':{'privileges':[{'name':'mount','value':['/']}],'remote':''}} | plugin-privilege:mount=/ | SUPER_PRIVILEGED
          """)
  void what_only_a_service_has_is_a_privilege(String fields, String name, Confinement tier) {
    String body = "{" + fields.replace("%", "'ContainerSpec':{'Image':'foobar'}") + "}";
    assertThat(asked(ServiceSpec.parse(json(body)))).contains(name);
    assertThat(privileges(ServiceSpec.parse(json(body)))).contains(new Privilege(name, tier));
  }

  @Test
  void an_ordinary_service_is_an_ordinary_container() {
    assertThat(privileges(container(""))).isEqualTo(Privileges.of(Bodies.container("")));
    ServiceSpec restricted =
        container("'User':'1000','CapabilityDrop':['ALL'],'Privileges':{'NoNewPrivileges':true}");
    assertThat(privileges(restricted)).isEmpty();
  }

  @Test
  void sysctls_of_an_endpoint_are_those_of_a_container() {
    String network =
        "'Networks':[{'Target':'back','DriverOpts':"
            + "{'com.docker.network.endpoint.sysctls':'kernel.core_pattern=x'}}],";
    assertThat(asked(ServiceSpec.parse(json(service(network, "")))))
        .containsExactly("sysctl:kernel.core_pattern", "network:back");
  }

  @Nested
  class Templates {
    /** Swarms fill them in on the node: the first of these is /etc. */
    @ParameterizedTest
    @ValueSource(
        strings = {
          "'Type':'bind','Source':'/{{`etc`}}'",
          "'Type':'volume','Source':'data-{{.Task.Slot}}'",
          "'Type':'volume','Source':'v','VolumeOptions':{'DriverConfig':{'Options':"
              + "{'type':'tmpfs','device':'tmpfs','o':'size={{printf `1%cbind` 44}}'}}}",
        })
    void are_super_privileged(String mount) {
      ServiceSpec spec = container("'Mounts':[{'Target':'/x'," + mount + "}]");
      assertThat(asked(spec)).singleElement().asString().startsWith("mount-template:");
      assertThat(Privileges.confinement(privileges(spec))).isEqualTo(Confinement.SUPER_PRIVILEGED);
    }

    @Test
    void are_passed_on_as_they_are() {
      ServiceSpec spec =
          container("'Mounts':[{'Type':'bind','Source':'/{{`a/../b`}}','Target':'/x'}]");
      assertThat(written(spec)).contains("/{{`a/../b`}}");
      assertThat(spec.references().hostPaths()).isEmpty();
    }
  }

  @Nested
  class References {
    private static final Resolution.Named SECRET = new Resolution.Named(ID, "password");

    private ServiceSpec resolve(String spec, Map<String, Resolution.Named> networks) {
      return ServiceSpec.parse(json(spec))
          .resolved(
              new Resolution(
                  Map.of(),
                  Map.of(),
                  Map.of(),
                  new Resolution.Swarm(networks, Map.of(ID, SECRET), Map.of(ID, SECRET))));
    }

    private String secret(String id, String name) {
      return service("", "'Secrets':[{'SecretID':'" + id + "','SecretName':'" + name + "'}]");
    }

    @Test
    void of_networks_are_written_as_ids_and_weighed_by_name() {
      ServiceSpec resolved =
          resolve(
              service("'Networks':[{'Target':'oao'},{'Target':'back'}],", ""),
              Map.of(
                  "oao", new Resolution.Named("oaooqie59pmvotykcuhgga8qv", "host"),
                  "back", new Resolution.Named("hwuuqwx265t5aaaaaaaaaaaaa", "back")));
      assertThat(asked(resolved)).containsExactly("namespace:network=host", "network:back");
      assertThat(written(resolved))
          .contains("oaooqie59pmvotykcuhgga8qv", "hwuuqwx265t5aaaaaaaaaaaaa")
          .doesNotContain("'back'".replace('\'', '"'));
    }

    @Test
    void to_one_network_by_two_names_are_refused() {
      var same = new Resolution.Named("oaooqie59pmvotykcuhgga8qv", "host");
      assertThatThrownBy(() ->
              resolve(
                  service("'Networks':[{'Target':'oao'},{'Target':'host'}],", ""),
                  Map.of("oao", same, "host", same)))
          .isInstanceOf(MalformedBody.class)
          .hasMessageContaining("TaskTemplate.Networks[1]");
    }

    @Test
    void of_secrets_and_configs_are_privileges_by_their_names() {
      ServiceSpec resolved =
          resolve(
              service(
                  "",
                  "'Secrets':[{'SecretID':'" + ID + "'}],'Configs':[{'ConfigID':'" + ID + "'}]"),
              Map.of());
      assertThat(asked(resolved)).containsExactly("config:password", "secret:password");
      assertThat(written(resolved)).contains("SecretName", "ConfigName");
    }

    @Test
    void of_secrets_have_to_agree_with_themselves() {
      assertThat(asked(resolve(secret(ID, "password"), Map.of())))
          .containsExactly("secret:password");
      assertThatThrownBy(() -> resolve(secret(ID, "harmless"), Map.of()))
          .isInstanceOf(MalformedBody.class)
          .hasMessageContaining("is not called harmless");
    }

    @Test
    void by_less_than_the_full_id_are_refused() {
      ServiceSpec spec = ServiceSpec.parse(json(secret("vz8", "password")));
      assertThat(spec.references().swarm().secrets()).containsExactly("vz8");
      var swarm = new Resolution.Swarm(Map.of(), Map.of("vz8", SECRET), Map.of());
      assertThatThrownBy(() -> spec.resolved(new Resolution(Map.of(), Map.of(), Map.of(), swarm)))
          .isInstanceOf(MalformedBody.class)
          .hasMessageContaining("no full id");
    }

    @Test
    void of_binds_are_written_as_they_lead() {
      ServiceSpec resolved =
          ServiceSpec.parse(
                  json(
                      service("", "'Mounts':[{'Type':'bind','Source':'/srv/link','Target':'/x'}]")))
              .resolved(new Resolution(Map.of(), Map.of("/srv/link", "/etc"), Map.of()));
      assertThat(asked(resolved)).containsExactly("mount:/etc:rw");
      assertThat(written(resolved)).contains("\"/etc\"").doesNotContain("link");
    }
  }

  @Nested
  class Owners {
    private static final Map<String, String> MINE = Map.of(Resource.OWNER_LABEL, "me");

    @ParameterizedTest
    @ValueSource(strings = {"dev.cofferdam.owner", "DEV.Cofferdam.x"})
    void are_not_for_clients_to_say(String label) {
      String labels = "'Labels':{'" + label + "':'me'}";
      assertThatThrownBy(() -> container(labels))
          .isInstanceOf(MalformedBody.class)
          .hasMessageContaining("TaskTemplate.ContainerSpec.Labels." + label);
      assertThatThrownBy(() ->
              ServiceSpec.parse(json(service("", "").replaceFirst("\\{", "{" + labels + ","))))
          .isInstanceOf(MalformedBody.class)
          .hasMessageStartingWith("Labels." + label);
    }

    @Test
    void are_written_on_the_service_and_its_containers() {
      assertThat(written(container("").withLabels(MINE)))
          .isEqualTo(
              Bodies.text(
                  json(
                      "{'Name':'web','Labels':{'dev.cofferdam.owner':'me'},'TaskTemplate':"
                          + "{'ContainerSpec':{'Image':'foobar',"
                          + "'Labels':{'dev.cofferdam.owner':'me'}}}}")));
    }

    @Test
    void stay_when_a_service_is_updated_whatever_the_client_sends_back() {
      SpecUpdate bare = SpecUpdate.service(json(service("", "")));
      SpecUpdate full = SpecUpdate.service(container("").withLabels(MINE).write());
      assertThat(bare.keeping(MINE)).isEqualTo(full.keeping(MINE)).isEqualTo(full);
      assertThat(bare.keeping(MINE).withLabels(Map.of(Resource.OWNER_LABEL, "you")))
          .isEqualTo(full);
    }

    @Test
    void are_not_taken_over_by_an_update() {
      SpecUpdate full = SpecUpdate.service(container("").withLabels(MINE).write());
      for (Map<String, String> has :
          List.of(Map.of(Resource.OWNER_LABEL, "you"), Map.<String, String>of())) {
        assertThatThrownBy(() -> full.keeping(has))
            .isInstanceOf(MalformedBody.class)
            .hasMessageContaining("set by Cofferdam alone");
      }
    }
  }

  @Test
  void what_conditions_ask_for_is_that_of_its_containers() {
    ServiceSpec spec =
        ServiceSpec.parse(
            json(
                "{'Labels':{'team':'a'},'TaskTemplate':{'ContainerSpec':{'Image':'i','User':'7',"
                    + "'Command':['sh'],'Args':['-c'],'Env':['A=b'],'TTY':true,'ReadOnly':true},"
                    + "'RestartPolicy':{'Condition':'none'},'Resources':{'SwapBytes':2,"
                    + "'Limits':{'MemoryBytes':1000,'NanoCPUs':500000000,'Pids':9}}}}"));
    assertThat(
            Stream.of(
                    Fact.LABELS,
                    Fact.USER,
                    Fact.ENTRYPOINT,
                    Fact.COMMAND,
                    Fact.ENV_NAMES,
                    Fact.TTY,
                    Fact.READONLY_ROOTFS,
                    Fact.RESTART_POLICY,
                    Fact.MEMORY,
                    Fact.MEMORY_SWAP,
                    Fact.CPUS,
                    Fact.PIDS)
                .map(fact -> spec.fact(fact).orElseThrow()))
        .containsExactly(
            Map.of("team", "a"),
            "7",
            List.of("sh"),
            List.of("-c"),
            List.of("A"),
            true,
            true,
            "no",
            1000L,
            1002L,
            0.5,
            9L);
  }

  /** An update by someone who may not read secrets must not write over them. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "'Env':['PASSWORD=<hidden>']",
        "'Args':['--password','<hidden>']",
        "'Mounts':[{'Type':'volume','Target':'/x','VolumeOptions':"
            + "{'DriverConfig':{'Options':{'o':'<hidden>'}}}}]"
      })
  void what_was_hidden_is_not_written_back(String fields) {
    assertThatThrownBy(() -> SpecUpdate.service(json(service("", fields))))
        .isInstanceOf(MalformedBody.class)
        .hasMessageStartingWith("TaskTemplate.ContainerSpec.")
        .hasMessageContaining("secrets.read");
  }

  @Test
  void the_previous_spec_of_a_service_is_read_from_the_engines_answer() {
    String inspected =
        "{'ID':'x','Version':{'Index':13},'Spec':"
            + service("", "")
            + ",'PreviousSpec':"
            + service("", "'CapabilityAdd':['SYS_ADMIN'],'Labels':{'dev.cofferdam.owner':'me'}")
            + "}";
    assertThat(ServiceSpec.previousIn(json(inspected)))
        .get()
        .satisfies(previous -> assertThat(asked(previous)).containsExactly("cap:SYS_ADMIN"));
    assertThat(ServiceSpec.previousIn(json("{'ID':'x','Spec':" + service("", "") + "}"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'TaskTemplate':{'ContainerSpec':{}}}",
        "{'TaskTemplate':{'ContainerSpec':{'Image':'i','HealthCheck':{}}}}",
        "{'TaskTemplate':{'ContainerSpec':{'Image':'i','Privileged':true}}}",
        "{'TaskTemplate':{'ContainerSpec':{'Image':'i','Mounts':[{'Type':'npipe','Target':'/x'}]}}}",
        "{'TaskTemplate':{'ContainerSpec':{'Image':'i','Mounts':[{'Type':'bind','Source':'x','Target':'/x'}]}}}",
        "{'TaskTemplate':{'ContainerSpec':{'Image':'i','Secrets':[{'SecretName':'x'}]}}}",
        "{'TaskTemplate':{'ContainerSpec':{'Image':'i','Privileges':{'Seccomp':{'Profile':'?'}}}}}",
        "{'TaskTemplate':{'ContainerSpec':{'Image':'i','Privileges':{'Seccomp':{'Profile':'e30'}}}},'x':1}",
        "{'TaskTemplate':{'Networks':[{}]}}",
        "{'TaskTemplate':{'Runtime':'vm'}}",
        "{'tasktemplate':{}}",
        "{'Name':'a b'}",
      })
  void what_is_not_understood_is_refused(String body) {
    assertThatThrownBy(() -> ServiceSpec.parse(json(body))).isInstanceOf(MalformedBody.class);
  }
}
