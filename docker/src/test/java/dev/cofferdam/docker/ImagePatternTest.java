package dev.cofferdam.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ImagePatternTest {
  private static final String DIGEST = "sha256:" + Samples.ID;

  private static boolean matches(String pattern, String reference) {
    String name = reference.replace("DIGEST", DIGEST);
    boolean one = ImagePattern.parse(pattern).matches(ImageReference.parse(name));
    List<String> known = List.of("<none>@<none>", ImageReference.parse(name).normalised());
    assertThat(ImagePattern.parse(pattern).matches(known)).isEqualTo(one);
    return one;
  }

  @ParameterizedTest
  @CsvSource({
    "foobar,foobar",
    "foobar,docker.io/library/foobar:latest",
    "index.docker.io/foobar,foobar",
    "foobar:1.2,foobar:1.2",
    "foobar:*,foobar",
    "foobar:*,foobar:1.2",
    "foobar:1.*,foobar:1.2",
    "foobar@*,foobar@DIGEST",
    "foobar@*,foobar:1@DIGEST",
    "foobar:1@*,foobar:1@DIGEST",
    "team/*,team/app",
    "team/*,team/app:7",
    "team/*,team/app@DIGEST",
    "team/web-*,team/web-1",
    "team/*:v1,team/app:v1",
    "registry.example:5000/team/*,registry.example:5000/team/app:1",
    "registry.example:5000/**,registry.example:5000/a/b/c",
    "*.example.com/app,eu.example.com/app",
    "docker.io/**,foobar",
    "docker.io/**,a/b",
    "**/app,x.y/team/app",
    "**/app,team/app",
    "a/**/z,a/b/c/z",
    "*,foobar:3",
    "**,x.y/z@DIGEST"
  })
  void it_covers(String pattern, String reference) {
    assertThat(matches(pattern, reference)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "foobar,foobar:1.2",
    "foobar,foobar@DIGEST",
    "foobar,foobar:latest@DIGEST",
    "foobar,foobar2",
    "foobar,team/foobar",
    "foobar,evil.example/library/foobar",
    "foobar,evil.example/docker.io/library/foobar",
    "foobar:*,foobar@DIGEST",
    "foobar:*,foobar:1@DIGEST",
    "foobar:1.*,foobar:2.1",
    "foobar@*,foobar",
    "foobar:1@*,foobar:1",
    "foobar:1@*,foobar:2@DIGEST",
    "team/*,team/a/b",
    "team/*,x.y/team/app",
    "team/*,team2/app",
    "team/*:v1,team/app",
    "team/*:v1,team/app:v1@DIGEST",
    "registry.example:5000/team/*,registry.example/team/app",
    "registry.example:5000/**,registry.example:50001/a",
    "*.example.com/app,example.com/app",
    "*.example.com/app,evil.org/x.example.com/app",
    "a/**/z,a/z",
    "*,team/app"
  })
  void it_does_not_cover(String pattern, String reference) {
    assertThat(matches(pattern, reference)).isFalse();
  }

  @Test
  void a_whole_digest_is_that_reference_or_that_image() {
    assertThat(matches("foobar@" + DIGEST, "foobar@DIGEST")).isTrue();
    assertThat(matches("foobar@" + DIGEST, "foobar@sha256:" + "0".repeat(64))).isFalse();
    assertThat(matches("foobar@" + DIGEST, "foobar")).isFalse();
    assertThat(matches("foobar:1@" + DIGEST, "foobar:1")).isFalse();
    assertThat(ImagePattern.parse(DIGEST).matches(List.of("a.b/c:1", DIGEST))).isTrue();
    assertThat(ImagePattern.parse(DIGEST).matches(List.of("a.b/c:1"))).isFalse();
    assertThat(matches(DIGEST, "foobar@DIGEST")).isFalse();
  }

  @Test
  void only_two_stars_cover_an_image_without_a_name() {
    List<String> unnamed = List.of("<none>@<none>", DIGEST);
    assertThat(ImagePattern.parse("**").matches(unnamed)).isTrue();
    assertThat(ImagePattern.parse("**").matches(List.of())).isTrue();
    assertThat(ImagePattern.parse("*").matches(unnamed)).isFalse();
    assertThat(ImagePattern.parse("docker.io/**").matches(unnamed)).isFalse();
  }

  @Test
  void one_fitting_name_of_several_is_enough() {
    assertThat(
            ImagePattern.parse("foobar")
                .matches(List.of("a.b/c:1", "docker.io/library/foobar:latest")))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Foobar",
        "a//b",
        "a/",
        "/a",
        "foobar:",
        "foobar@",
        "foobar@sha256:abc",
        "a/b**",
        "***",
        "a b",
        "foobar:a b",
        "foobar:*@x",
        "../a",
        "a..b",
        "X.y/*",
        "**:v1/a"
      })
  void a_mistake_in_a_pattern_is_refused(String text) {
    assertThatThrownBy(() -> ImagePattern.parse(text))
        .isInstanceOf(BadRequest.class)
        .hasMessageContaining("is no image pattern");
  }

  @Test
  void a_pattern_remembers_how_it_was_written() {
    assertThat(ImagePattern.parse("team/*")).hasToString("team/*");
    assertThat(ImagePattern.parse("team/*")).isEqualTo(ImagePattern.parse("team/*"));
  }
}
