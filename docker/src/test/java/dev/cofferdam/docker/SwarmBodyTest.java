package dev.cofferdam.docker;

import static dev.cofferdam.docker.Bodies.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bodies of a swarm, of what it keeps, and of plugins. */
class SwarmBodyTest {
  private static RequestDocument parse(Operation operation, String body) {
    return RequestDocuments.parse(operation, json(body));
  }

  /** What the docker command of 20.10 sends, as an operation and a body, null for nothing. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          SWARM_INIT     | {'ListenAddr':'0.0.0.0:2377','AdvertiseAddr':'','DataPathAddr':'','DataPathPort':0,'ForceNewCluster':false,'Spec':{'Labels':{},'Orchestration':{},'Raft':{'ElectionTick':0,'HeartbeatTick':0},'Dispatcher':{},'CAConfig':{},'TaskDefaults':{},'EncryptionConfig':{'AutoLockManagers':false}},'AutoLockManagers':false,'Availability':'active','SubnetSize':24}
          SWARM_JOIN     | {'ListenAddr':'0.0.0.0:2377','AdvertiseAddr':'','DataPathAddr':'','RemoteAddrs':['10.0.0.1:2377'],'JoinToken':'SWMTKN-1-topsecret','Availability':'active'}
          SWARM_UPDATE   | {'Name':'default','Labels':{},'Orchestration':{'TaskHistoryRetentionLimit':5},'Raft':{'SnapshotInterval':10000,'KeepOldSnapshots':0,'LogEntriesForSlowFollowers':500,'ElectionTick':10,'HeartbeatTick':1},'Dispatcher':{'HeartbeatPeriod':5000000000},'CAConfig':{'NodeCertExpiry':7776000000000000,'ExternalCAs':[{'Protocol':'cfssl','URL':'https://ca','CACert':'x'}],'SigningCAKey':'topsecret'},'TaskDefaults':{'LogDriver':{'Name':'local'}},'EncryptionConfig':{'AutoLockManagers':true}}
          SWARM_UNLOCK   | {'UnlockKey':'SWMKEY-1-topsecret'}
          NODE_UPDATE    | {'Name':'n','Labels':{'a':'b'},'Role':'manager','Availability':'drain'}
          SECRET_CREATE  | {'Name':'s1','Labels':{},'Data':'dG9wc2VjcmV0','Templating':{'Name':'golang'}}
          SECRET_UPDATE  | {'Name':'s1','Labels':{'a':'b'},'Driver':{'Name':'vault','Options':{'a':'b'}}}
          CONFIG_CREATE  | {'Name':'c1','Labels':{},'Data':'dG9wc2VjcmV0'}
          CONFIG_UPDATE  | {'Name':'c1','Labels':{'a':'b'}}
          PLUGIN_PULL    | [{'Name':'network','Description':'topsecret','Value':['host']}]
          PLUGIN_UPGRADE | []
          PLUGIN_SET     | ['TOKEN=topsecret']
          """)
  void is_understood_and_written_again_without_telling_its_contents(
      Operation operation, String body) {
    RequestDocument parsed = parse(operation, body);
    assertThat(Bodies.text(parsed.write())).isEqualTo(body.replace('\'', '"'));
    assertThat(RequestDocuments.parse(operation, parsed.write()))
        .isEqualTo(parsed)
        .hasSameHashCodeAs(parsed);
    assertThat(parsed.toString()).doesNotContain("topsecret", "dG9w");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          SWARM_JOIN    | {'JoinToken':['SWMTKN-1-topsecret']}
          SWARM_JOIN    | {'JoinToken':'topsecret','JoinToken':'topsecret'}
          SWARM_JOIN    | {'JoinToken':'topsecret'}}
          SWARM_UNLOCK  | {'unlockkey':'topsecret'}
          SECRET_CREATE | {'Name':'topsecret?','Data':'topsecret'}
          SECRET_CREATE | {'Name':'s','Data':{'topsecret':1}}
          SWARM_INIT    | {'Spec':{'Labels':{'dev.cofferdam.owner':'topsecret'}}}
          SWARM_UPDATE  | {'Labels':{'dev.cofferdam.owner':'topsecret'}}
          NODE_UPDATE   | {'Labels':{'Dev.Cofferdam.owner':'topsecret'}}
          SECRET_CREATE | {'Name':'s','Labels':{'dev.cofferdam.owner':'topsecret'}}
          CONFIG_CREATE | {'Name':'s','Labels':{'dev.cofferdam.owner':'topsecret'}}
          CONFIG_CREATE | {'Name':'s','Driver':{'Name':'x'}}
          PLUGIN_SET    | {'TOKEN':'topsecret'}
          PLUGIN_PULL   | [{'Name':'x','name':'topsecret'}]
          PLUGIN_PULL   | [null]
          """)
  void is_refused_by_its_place_without_telling_its_contents(Operation operation, String body) {
    assertThatThrownBy(() -> parse(operation, body))
        .isInstanceOf(MalformedBody.class)
        .message()
        .doesNotContain("topsecret");
  }

  @Test
  void no_privileges_of_a_plugin_may_be_null_as_go_writes_it() {
    assertThat(Bodies.text(parse(Operation.PLUGIN_PULL, "null").write())).isEqualTo("[]");
  }

  @Test
  void every_privilege_of_a_plugin_is_named() {
    assertThat(
            parse(
                    Operation.PLUGIN_PULL,
                    "[{'Name':'network','Value':['host']},{'Name':'mount','Value':['/','/etc']},"
                        + "{'Name':'allow-all-devices','Value':[]}]")
                .privileges(HostFacts.standard()))
        .containsExactly(
            new Privilege("plugin-privilege:allow-all-devices", Confinement.SUPER_PRIVILEGED),
            new Privilege("plugin-privilege:mount=/,/etc", Confinement.SUPER_PRIVILEGED),
            new Privilege("plugin-privilege:network=host", Confinement.SUPER_PRIVILEGED));
  }

  @Test
  void the_owner_of_a_secret_is_written_when_it_is_made_and_kept_when_it_is_updated() {
    Map<String, String> mine = Map.of(Resource.OWNER_LABEL, "me");
    RequestDocument made =
        parse(Operation.SECRET_CREATE, "{'Name':'s','Data':'eA=='}").withLabels(mine);
    assertThat(Bodies.text(made.write())).contains("\"dev.cofferdam.owner\":\"me\"");
    SpecUpdate update = SpecUpdate.secret(json("{'Name':'s','Labels':{'a':'b'}}"));
    assertThat(Bodies.text(update.keeping(mine).write()))
        .contains("\"dev.cofferdam.owner\":\"me\"", "\"a\":\"b\"");
    assertThatThrownBy(() -> SpecUpdate.config(made.write()).keeping(Map.of()))
        .isInstanceOf(MalformedBody.class);
  }
}
