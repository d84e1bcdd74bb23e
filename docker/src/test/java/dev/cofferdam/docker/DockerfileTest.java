package dev.cofferdam.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class DockerfileTest {
  private static Set<String> images(String text) {
    return Dockerfile.images(text.getBytes(StandardCharsets.UTF_8), Optional.empty());
  }

  private static Set<String> images(String text, String arguments) {
    return Dockerfile.images(text.getBytes(StandardCharsets.UTF_8), Optional.of(arguments));
  }

  private static void refused(String text, String why) {
    assertThatExceptionOfType(MalformedBody.class)
        .isThrownBy(() -> images(text))
        .withMessageContaining(why);
  }

  @Nested
  class Images {
    @Test
    void of_every_stage_but_not_the_stages_themselves() {
      String text =
          """
          FROM --platform=linux/amd64 one AS Build
          RUN x
          FROM build
          FROM two:2
          COPY --from=0 a b
          COPY --from=build a b
          COPY --chown=1 --from=three a b
          FROM scratch
          """;
      assertThat(images(text)).containsExactly("one", "two:2", "three");
    }

    @Test
    void in_any_case_over_several_lines_and_in_onbuild() {
      String text =
          "  from \\\n# comment\n\n  one\n\tOnBuild Copy \\\n  --from=two a b\nFR\\\nOM three\n";
      assertThat(images(text)).containsExactly("one", "two", "three");
    }

    @Test
    void after_two_dashes_that_end_the_flags() {
      assertThat(images("FROM -- one\n")).containsExactly("one");
    }

    @Test
    void that_are_mounted() {
      String text =
          "FROM scratch\nRUN --mount=type=bind,FROM=one,source=/ --mount=type=cache,target=/x y\n";
      assertThat(images(text)).containsExactly("one");
    }

    @Test
    void a_syntax_line_is_a_comment_to_the_classic_builder() {
      assertThat(images("# syntax=docker/dockerfile:1\nFROM one\n")).containsExactly("one");
    }

    @Test
    void a_comment_with_an_indent_may_or_may_not_interrupt_a_line() {
      assertThat(images("FROM one\nRUN x \\\n  # comment\nFROM two\n"))
          .containsExactly("one", "two");
    }

    @Test
    void a_stage_that_may_be_text_hides_no_image() {
      String text = "FROM one\nRUN x \\\nFROM one AS secret\nFROM secret\n";
      assertThat(images(text)).contains("secret");
      String heredoc = "FROM one\nRUN <<EOF\nFROM one AS secret\nEOF\nFROM secret\n";
      assertThat(images(heredoc)).contains("secret");
    }

    @Test
    void text_that_only_looks_like_an_instruction_is_none() {
      assertThat(images("FROM one\nRUN python -c '\\\nfrom two import three'\n"))
          .containsExactly("one");
    }
  }

  @Nested
  class Variables {
    @Test
    void are_what_the_build_gives_or_the_file_declares() {
      String text = "ARG V=1\nARG BASE=\"one\"\nFROM ${BASE}:$V\n";
      assertThat(images(text)).containsExactly("one:1");
      assertThat(images(text, "{\"V\":\"2\"}")).containsExactly("one:2");
    }

    @Test
    void may_be_anything_that_is_declared_anywhere_or_nothing() {
      String text = "ARG V=-1\nFROM one$V\nARG V=-2\n";
      assertThat(images(text)).containsExactly("one", "one-1", "one-2");
    }

    @Test
    void have_defaults() {
      assertThat(images("FROM ${V:-one}\n")).containsExactly("one");
      assertThat(images("FROM one${V:+:1}\n")).containsExactly("one", "one:1");
    }

    @Test
    void in_other_forms_are_refused() {
      for (String base : new String[] {"${V#x}", "$TARGETARCH", "${V", "$", "$1", "${V:-$W}"}) {
        refused("ARG V=1\nFROM " + base + "\n", "not understood");
      }
      refused("ARG V='a$b'\nFROM $V\n", "not understood");
      refused("ARG A=$A\nFROM $A\n", "not understood");
    }

    @Test
    void are_refused_where_engines_do_not_expand_them() {
      refused("FROM one\nCOPY --from=$V a b\n", "neither an image nor a stage");
    }
  }

  @Nested
  class Refused {
    @Test
    void another_escape_character() {
      refused("# escape=`\nFROM one\n", "escape character");
      refused("#\tESCAPE =`x\nFROM one\n", "escape character");
      assertThat(images("# escape=\\\nFROM one\n")).containsExactly("one");
    }

    @Test
    void quotes_and_escapes_in_what_counts() {
      refused("FROM \"one\"\n", "quotes");
      refused("FROM one\nCOPY --fr\"om\"=two a b\n", "quotes");
      refused("FROM one\nCOPY --chown=1\u00a0--from=two a b\n", "quotes");
      refused("FROM one a\u017f two\n", "quotes");
      refused("FROM one\nRUN --mount=\"type=bind,from=two\" x\n", "quotes");
    }

    @Test
    void what_engines_end_lines_at_differently() {
      refused("FROM one\nRUN x \\\\\nFROM two\n", "two backslashes");
      refused("FROM one\rFROM two\n", "carriage return");
    }

    @Test
    void what_is_no_text() {
      assertThatExceptionOfType(MalformedBody.class)
          .isThrownBy(() -> Dockerfile.images(new byte[] {(byte) 0xff}, Optional.empty()));
    }

    @Test
    void lines_without_end() {
      refused("RUN \\\n".repeat(40_000), "too many lines");
    }
  }
}
