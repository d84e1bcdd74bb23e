package dev.cofferdam.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstructionRulesTest {
  private static List<String> names(Collection<Privilege> privileges) {
    return privileges.stream().map(Privilege::name).toList();
  }

  private static List<String> asked(String dockerfile) {
    return names(Dockerfile.privileges(dockerfile.getBytes(UTF_8)));
  }

  @Nested
  class Labels {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "LABEL traefik.enable=true",
          "label a=b \"traefik.enable\"=true",
          "LABEL a=b\u00a0traefik.enable=true",
          "LABEL \\\n  a='b c' \\\n  # comment\n  traefik.enable=true",
          "ONBUILD LABEL traefik.enable=true",
          "LABEL traefik.enable true",
          "LABEL tra\\efik.enable=true",
        })
    void are_those_of_whatever_runs_the_image(String line) {
      assertThat(asked("FROM one\n" + line + "\n")).containsExactly("trusted-label:traefik.enable");
    }

    @Test
    void without_orders_to_anybody_are_no_privilege() {
      String text =
          """
          FROM one
          LABEL description="a traefik.enable is $5 or more" version=$VERSION caddys='$x y'
          LABEL maintainer somebody with $x
          RUN echo \\
            label $x=y
          """;
      assertThat(asked(text)).containsExactly("trusted-label:caddys");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "LABEL $x=y",
          "LABEL a='b c' tr${x}fik.enable=y",
          "LABEL a='\\' $x=b'",
          "LABEL $x y",
        })
    void whose_names_are_variables_cannot_be_told(String line) {
      assertThatExceptionOfType(MalformedBody.class)
          .isThrownBy(() -> asked("FROM one\n" + line))
          .withMessageContaining("a variable in the name of a label");
    }

    @Test
    void of_the_gateway_are_set_by_it_alone() {
      assertThatExceptionOfType(MalformedBody.class)
          .isThrownBy(() -> asked("FROM one\nLABEL \"dev.coffer\"dam.owner=x"))
          .withMessageContaining("by Cofferdam alone");
    }
  }

  @Nested
  class Sources {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "ADD http://127.0.0.1/x /x",
          "add --chown=1 a HTTPS://host/x /",
          "ADD \"http://127.0.0.1/x\" /x",
          "ADD [\"a\", \"\\u0068ttp://127.0.0.1/x\", \"/x\"]",
          "ADD $URL /x",
          "ADD ht${x}tp://127.0.0.1/x /x",
          "ADD [broken http://a /",
          "ONBUILD ADD http://127.0.0.1/x /x",
        })
    void that_the_engine_fetches_are_as_a_context_that_it_fetches(String line) {
      assertThat(asked("FROM one\n" + line + "\n")).containsExactly("build:remote");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "ADD http $HOME/",
          "ADD dir/$NAME x-$y /",
          "ADD [\"a b\", \"/http://x\"]",
          "RUN apk \\\n  add $PACKAGES more",
          "COPY http://host/x /",
        })
    void of_the_context_are_no_privilege(String line) {
      assertThat(asked("FROM one\n" + line + "\n")).isEmpty();
    }
  }

  /** Nobody looks at them again when somebody builds from the image. */
  @Nested
  class Triggers {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "COPY --from=secret / /",
          "COPY --from=0 / /",
          "RUN --mount=from=secret,target=/x cp -r /x /y",
          "LABEL $x=y",
        })
    void that_take_of_images_are_a_build_that_nobody_looked_into(String trigger) {
      ImageCommit commit =
          ImageCommit.parse(("{\"OnBuild\":[\"" + trigger + "\"]}").getBytes(UTF_8));
      assertThat(names(Privileges.of(commit))).containsExactly("build:uninspected");
      assertThat(Bodies.asked(Bodies.container("'OnBuild':['" + trigger + "']")))
          .contains("build:uninspected");
      StringBuilder target = new StringBuilder("/commit?container=a&changes=");
      Query.escape("CMD x\nONBUILD " + trigger, target);
      assertThat(names(Privileges.of(Samples.post(target.toString()))))
          .containsExactly("build:uninspected");
    }

    @Test
    void that_do_what_any_dockerfile_may_are_no_privilege() {
      ImageCommit commit =
          ImageCommit.parse("{\"OnBuild\":[\"COPY . /\",\"RUN make\"]}".getBytes(UTF_8));
      assertThat(Privileges.of(commit)).isEmpty();
    }

    @Test
    void know_no_stage_of_the_dockerfile_that_they_are_written_in() {
      String text = "FROM scratch AS secret\nFROM one\nONBUILD COPY --from=secret a b\n";
      assertThat(Dockerfile.images(text.getBytes(UTF_8), Optional.empty()))
          .containsExactly("one", "secret");
    }
  }
}
