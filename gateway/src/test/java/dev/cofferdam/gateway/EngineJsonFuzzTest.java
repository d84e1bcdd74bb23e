package dev.cofferdam.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class EngineJsonFuzzTest {
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
}
