package dev.cofferdam.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerUpdateTest {
  private static List<String> asked(String fields) {
    return ContainerUpdate.parse(Bodies.json("{" + fields + "}"))
        .privileges(HostFacts.standard())
        .stream()
        .map(Privilege::name)
        .toList();
  }

  private static String written(String fields) {
    return Bodies.text(ContainerUpdate.parse(Bodies.json("{" + fields + "}")).write());
  }

  @Test
  void a_quota_without_its_period_says_nothing_of_cpus() {
    assertThat(cpus("'CpuQuota':100000")).isEmpty();
    assertThat(cpus("'CpuPeriod':1000")).isEmpty();
    assertThat(cpus("'CpuQuota':100000,'CpuPeriod':1000")).contains(100.0);
    assertThat(cpus("'CpuQuota':-1")).contains(Double.POSITIVE_INFINITY);
    assertThat(cpus("'NanoCpus':1500000000")).contains(1.5);
  }

  private static Optional<Object> cpus(String fields) {
    return ContainerUpdate.parse(Bodies.json("{" + fields + "}")).fact(Fact.CPUS);
  }

  @Test
  void new_limits_and_another_restart_policy_are_no_privilege() {
    assertThat(asked("'Memory':1073741824,'CpuQuota':0,'MemorySwap':0,'PidsLimit':null")).isEmpty();
    assertThat(asked("'RestartPolicy':{'Name':'always'}")).isEmpty();
  }

  @Test
  void what_is_a_privilege_of_a_new_container_is_one_of_an_update_by_the_same_name() {
    for (String field :
        List.of(
            "'CgroupParent':'/other'",
            "'OomKillDisable':true",
            "'CpuRealtimeRuntime':1000",
            "'Ulimits':[{'Name':'rtprio','Soft':99,'Hard':99}]",
            "'Devices':[{'PathOnHost':'/dev/sda','CgroupPermissions':'rwm'}]",
            "'DeviceCgroupRules':['b 8:* rwm']",
            "'DeviceRequests':[{'Driver':'nvidia','Count':-1,'Capabilities':[['gpu']]}]")) {
      assertThat(asked(field)).isNotEmpty().isEqualTo(Bodies.asked(Bodies.host(field)));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Memory", "MemorySwap", "MemoryReservation", "CpuQuota", "NanoCpus", "CpuShares"})
  void a_limit_that_is_taken_away_is_a_privilege(String limit) {
    assertThat(asked("'" + limit + "':-1")).containsExactly("limit-lifted:" + limit);
    assertThat(asked("'" + limit + "':0")).isEmpty();
  }

  @Test
  void a_limit_of_processes_is_lifted_by_zero_as_well() {
    assertThat(asked("'PidsLimit':0")).containsExactly("limit-lifted:PidsLimit", "pids:unlimited");
    assertThat(asked("'PidsLimit':-1")).containsExactly("limit-lifted:PidsLimit", "pids:unlimited");
    assertThat(asked("'PidsLimit':10")).isEmpty();
  }

  @Test
  void what_only_a_new_container_may_be_told_is_refused() {
    assertThatThrownBy(() -> asked("'Privileged':true"))
        .isInstanceOf(MalformedBody.class)
        .hasMessageStartingWith("Privileged: not a field of ContainerUpdate");
    assertThatThrownBy(() -> asked("'memory':1"))
        .hasMessageContaining("case-sensitive here, write \"Memory\"");
    assertThatThrownBy(() -> asked("'Memory':1,'Memory':-1")).hasMessageContaining("given twice");
  }

  @Test
  void it_is_written_without_what_means_nothing() {
    assertThat(written("'Init':true,'RestartPolicy':{'Name':''},'Memory':5,'Devices':null"))
        .isEqualTo("{\"RestartPolicy\":{\"Name\":\"\"},\"Memory\":5}");
  }
}
