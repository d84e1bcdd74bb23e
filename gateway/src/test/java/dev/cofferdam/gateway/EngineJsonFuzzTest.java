package dev.cofferdam.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.cofferdam.docker.Subject;
import dev.cofferdam.policy.Measure;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EngineJsonFuzzTest {
  private static final Volumes NONE = new Volumes(Map.of(), List.of());

  @FuzzTest
  void garbage_has_empty_fields_and_throws_nothing(byte[] bytes) {
    EngineJson.Fields fields = EngineJson.Fields.read(bytes);
    assertThat(fields.text("Id")).isNotNull();
    assertThat(fields.list("Names")).isNotNull();
    assertThat(EngineJson.message(new String(bytes, StandardCharsets.UTF_8)).length())
        .isLessThanOrEqualTo(513);
  }

  @Test
  void a_document_that_breaks_off_has_no_fields_at_all() {
    byte[] cut = "{\"Id\":\"x\",\"Name\"".getBytes(StandardCharsets.UTF_8);
    assertThat(EngineJson.text(cut, "Id")).isEmpty();
  }

  @FuzzTest
  void a_list_of_containers_is_counted_whole_or_not_at_all(byte[] bytes) {
    try {
      assertThat(OwnContainers.ids(bytes)).allMatch(id -> id.length() == 64);
    } catch (EngineException refused) {
      assertThat(refused).hasMessageStartingWith("its list ");
    }
  }

  @FuzzTest
  void what_a_container_may_use_is_no_negative_amount(byte[] bytes) {
    try {
      Use use = OwnContainers.own(bytes).use();
      for (Measure measure : Measure.values()) {
        assertThat(use.of(measure)).isNotNegative();
        assertThat(use.plus(use).of(measure)).isGreaterThanOrEqualTo(use.of(measure));
      }
    } catch (EngineException refused) {
      assertThat(refused).hasMessageStartingWith("its description ");
    }
  }

  @FuzzTest
  void what_is_mounted_is_absolute_or_the_answer_refused(byte[] bytes) {
    try {
      Volumes volumes = MountingReader.volumes(bytes);
      assertThat(volumes.paths().values()).allSatisfy(EngineJsonFuzzTest::assertAbsolute);
    } catch (EngineException refused) {
      assertThat(refused).hasMessageStartingWith("what it says of mounts ");
    }
    for (Subject kind : List.of(Subject.CONTAINER, Subject.SERVICE)) {
      try {
        for (Mounting mounting : MountingReader.list(kind, bytes, NONE)) {
          assertAbsolute(mounting.sources().stream().map(Mounting.Source::path).toList());
        }
      } catch (EngineException refused) {
        assertThat(refused).hasMessageStartingWith("what it says of mounts ");
      }
    }
  }

  private static void assertAbsolute(List<String> paths) {
    assertThat(paths).allMatch(path -> path.startsWith("/"));
  }
}
