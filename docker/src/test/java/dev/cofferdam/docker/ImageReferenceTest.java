package dev.cofferdam.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ImageReferenceTest {
  private static final String DIGEST = "sha256:" + Samples.ID;

  @ParameterizedTest
  @CsvSource({
    "foobar,docker.io/library/foobar:latest,foobar",
    "foobar:latest,docker.io/library/foobar:latest,foobar",
    "foobar:1.2,docker.io/library/foobar:1.2,foobar:1.2",
    "library/foobar,docker.io/library/foobar:latest,foobar",
    "docker.io/foobar,docker.io/library/foobar:latest,foobar",
    "docker.io/library/foobar,docker.io/library/foobar:latest,foobar",
    "index.docker.io/foobar,docker.io/library/foobar:latest,foobar",
    "index.docker.io/team/app,docker.io/team/app:latest,team/app",
    "team/app,docker.io/team/app:latest,team/app",
    "library/a/b,docker.io/library/a/b:latest,library/a/b",
    "localhost/app,localhost/app:latest,localhost/app",
    "localhost,docker.io/library/localhost:latest,localhost",
    "localhost:5000/app,localhost:5000/app:latest,localhost:5000/app",
    "registry.example:5000/team/app:v1,registry.example:5000/team/app:v1,registry.example:5000/team/app:v1",
    "a.b/c,a.b/c:latest,a.b/c",
    "a--b/c__d/e.f,docker.io/a--b/c__d/e.f:latest,a--b/c__d/e.f",
    "docker.io/localhost/x,docker.io/localhost/x:latest,docker.io/localhost/x",
    "[2001:db8::1]:5000/app,[2001:db8::1]:5000/app:latest,[2001:db8::1]:5000/app",
    "foobar:A_b.-c..d,docker.io/library/foobar:A_b.-c..d,foobar:A_b.-c..d",
    "docker.io/sha256:abc,docker.io/library/sha256:abc,docker.io/library/sha256:abc",
    "foobar:5000,docker.io/library/foobar:5000,foobar:5000",
    "cafe,docker.io/library/cafe:latest,cafe"
  })
  void a_reference_has_one_normal_form_and_a_short_one(
      String text, String normalised, String familiar) {
    ImageReference reference = ImageReference.parse(text);
    assertThat(reference.normalised()).isEqualTo(normalised);
    assertThat(reference.familiar()).isEqualTo(familiar);
    assertThat(ImageReference.parse(normalised)).isEqualTo(reference).hasSameHashCodeAs(reference);
    assertThat(ImageReference.parse(familiar)).isEqualTo(reference);
  }

  @Test
  void a_digest_stands_alone_or_beside_a_tag() {
    assertThat(ImageReference.parse("foobar@" + DIGEST).normalised())
        .isEqualTo("docker.io/library/foobar@" + DIGEST);
    ImageReference both = ImageReference.parse("foobar:1@" + DIGEST);
    assertThat(both.tag()).isEqualTo("1");
    assertThat(both.digest()).isEqualTo(DIGEST);
    assertThat(both.familiar()).isEqualTo("foobar:1@" + DIGEST);
    assertThat(ImageReference.parse("a/b@sha512:" + "0".repeat(128)).tag()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "Foobar",
        "foo bar",
        "foobar:",
        "foobar@",
        "foobar:-a",
        "foobar:a:b",
        ":latest",
        "/foobar",
        "foobar/",
        "a//b",
        "a/../b",
        "../a",
        "a..b",
        "a___b",
        "-a",
        "a-",
        "a._b",
        "foobar@sha256:abc",
        "foobar@md5:0123456789abcdef0123456789abcdef",
        "Team/app",
        "DOCKER.IO/library/foobar",
        "Registry.example/app",
        "docker.io./library/foobar",
        "docker.io/",
        "docker.io:x/a",
        "docker.io:/a",
        "-x.y/a",
        "[::1/a",
        "[zz]/a",
        "<none>:<none>",
        "http://docker.io/foobar",
        "fööbar",
        "foobar\n"
      })
  void what_breaks_the_grammar_is_refused(String text) {
    assertThatThrownBy(() -> ImageReference.parse(text))
        .isInstanceOf(BadRequest.class)
        .hasMessageContaining("is no image reference");
  }

  @Test
  void lengths_have_limits() {
    assertThat(ImageReference.parse("a:" + "t".repeat(128))).isNotNull();
    assertThatThrownBy(() -> ImageReference.parse("a:" + "t".repeat(129)))
        .isInstanceOf(BadRequest.class);
    assertThat(ImageReference.parse("x.y/" + "a".repeat(251))).isNotNull();
    assertThatThrownBy(() -> ImageReference.parse("x.y/" + "a".repeat(252)))
        .hasMessageContaining("longer than 255");
  }

  @Test
  void an_id_is_no_name() {
    for (String id : List.of(Samples.ID, DIGEST, "sha256:abc")) {
      assertThat(ImageReference.mayBeId(id)).isTrue();
      assertThatThrownBy(() -> ImageReference.parse(id)).hasMessageContaining("id, not a name");
    }
    assertThatThrownBy(() -> ImageReference.parse(Samples.ID + ":latest"))
        .hasMessageContaining("are an id");
  }

  @Test
  void short_hexadecimal_text_may_be_either() {
    assertThat(ImageReference.mayBeId("cafe")).isTrue();
    assertThat(ImageReference.mayBeId("cafes")).isFalse();
    assertThat(ImageReference.mayBeId("CAFE")).isFalse();
    assertThat(ImageReference.mayBeId("")).isFalse();
    assertThat(ImageReference.mayBeId("sha256:")).isFalse();
    assertThat(ImageReference.mayBeId("a".repeat(65))).isFalse();
  }

  @Test
  void a_pull_names_tag_or_digest_apart() {
    assertThat(ImageReference.parse("foobar", "1.2")).hasToString("docker.io/library/foobar:1.2");
    assertThat(ImageReference.parse("foobar:1", "2")).hasToString("docker.io/library/foobar:2");
    assertThat(ImageReference.parse("foobar", DIGEST))
        .hasToString("docker.io/library/foobar@" + DIGEST);
    assertThat(ImageReference.parse("foobar", "").nameOnly()).isTrue();
    assertThat(ImageReference.parse("foobar:latest", "").nameOnly()).isFalse();
    assertThatThrownBy(() -> ImageReference.parse("foobar", "a b")).isInstanceOf(BadRequest.class);
    assertThatThrownBy(() -> ImageReference.parse("foobar@" + DIGEST, "1"))
        .isInstanceOf(BadRequest.class);
  }

  @Test
  void what_is_taken_keeps_its_meaning_in_every_form() {
    Random random = new Random(20263);
    String alphabet = "aab0f.._-/://@A:é ";
    int taken = 0;
    for (int round = 0; round < 50_000; round++) {
      StringBuilder text = new StringBuilder();
      int length = 1 + random.nextInt(10);
      for (int i = 0; i < length; i++) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      taken += check(text.toString()) ? 1 : 0;
    }
    assertThat(taken).isGreaterThan(1_000);
  }

  /** Whether it is taken; anything thrown but a BadRequest fails the test. Used for fuzzing too. */
  static boolean check(String text) {
    ImageReference reference;
    try {
      reference = ImageReference.parse(text);
    } catch (BadRequest refused) {
      return false;
    }
    assertThat(ImageReference.parse(reference.normalised())).isEqualTo(reference);
    assertThat(ImageReference.parse(reference.familiar())).isEqualTo(reference);
    assertThat(reference.name())
        .doesNotMatch(".*[A-Z].*")
        .doesNotContain("//", "..", "%")
        .contains("/");
    assertThat(reference.normalised()).matches("[!-~]+");
    assertThat(ImagePattern.parse(reference.normalised()).matches(reference)).isTrue();
    assertThat(ImagePattern.parse("**").matches(reference)).isTrue();
    return true;
  }
}
