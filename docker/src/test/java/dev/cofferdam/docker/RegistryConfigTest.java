package dev.cofferdam.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Credentials go to the registry that they are for, and to no other. */
class RegistryConfigTest {
  private static String field(String json) {
    return Base64.getUrlEncoder().encodeToString(Bodies.json(json));
  }

  private static Optional<String> auth(String json, String image) {
    return RegistryConfig.parse(field(json))
        .authFor(ImageReference.parse(image))
        .map(text -> new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource({
    "registry.example:5000, registry.example:5000/a/b:1",
    "https://registry.example/v2/, registry.example/a",
    "http://registry.example, registry.example/a",
    "https://index.docker.io/v1/, debian:12",
    "https://index.docker.io/v1/, docker.io/team/a",
  })
  void credentials_are_found_by_the_registry(String key, String image) {
    String json = "{'other.example':{'username':'no'},'" + key + "':{'username':'u'}}";
    assertThat(auth(json, image)).contains("{\"username\":\"u\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'registry.example':{'username':'u'}}",
        "{'registry.example:5000.evil.example':{'username':'u'}}",
        "{'docker.io':{'username':'u'}}",
        "{}",
        "[]",
      })
  void credentials_of_another_registry_are_not_sent(String json) {
    assertThat(auth(json, "registry.example:5000/a")).isEmpty();
    assertThat(auth(json, "debian")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "!", "e30", "bnVsbA==", "eyJhIjp7fSwiYSI6e319"})
  void what_is_unreadable_holds_no_credentials(String field) {
    assertThat(RegistryConfig.parse(field).authFor(ImageReference.parse("a/b"))).isEmpty();
  }

  @Test
  void both_alphabets_of_base64_are_read_and_nothing_is_told() {
    byte[] json = Bodies.json("{'r.example':{'password':'>>>???'}}");
    String plain = Base64.getEncoder().withoutPadding().encodeToString(json);
    assertThat(plain).containsPattern("[+/]");
    RegistryConfig config = RegistryConfig.parse(plain);
    assertThat(config.authFor(ImageReference.parse("r.example/a"))).isPresent();
    assertThat(config.toString()).doesNotContain(">");
  }

  @FuzzTest
  void any_field_has_credentials_that_can_be_sent_or_none(byte[] bytes) {
    String field = new String(bytes, StandardCharsets.ISO_8859_1);
    RegistryConfig.parse(field)
        .authFor(ImageReference.parse("a.b/c"))
        .ifPresent(auth -> {
          assertThat(auth).matches("[A-Za-z0-9_=-]+");
          byte[] json = Base64.getUrlDecoder().decode(auth);
          assertThat(CanonicalJson.write(StrictJson.read(json))).isEqualTo(json);
        });
  }
}
