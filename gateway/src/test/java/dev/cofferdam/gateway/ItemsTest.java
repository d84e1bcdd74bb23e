package dev.cofferdam.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cofferdam.docker.Resource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stays of the engine's lists. */
class ItemsTest {
  private static String list(String answer, JsonEdit.Item item) {
    return new String(
        JsonEdit.list(answer.getBytes(StandardCharsets.UTF_8), item, -1), StandardCharsets.UTF_8);
  }

  @Nested
  class A_container {
    private final List<Resource.Container> asked = new ArrayList<>();

    private String web(String answer) {
      return list(
          answer,
          new ContainerItem(
              found -> {
                asked.add(found);
                return found.name().startsWith("web-");
              },
              found -> true));
    }

    @Test
    void is_not_owned_by_whom_another_label_names() {
      web(
          """
          [{"Names":["/a"],"Labels":{"x":"\\",\\"dev.cofferdam.owner\\":\\"eve\\"","y":"}"}},
           {"Names":["/b"],"Labels":{"x":{"dev.cofferdam.owner":"eve"}}},
           {"Names":["/c"],"dev.cofferdam.owner":"eve"},
           {"Names":["/d"],"Labels":{"dev.cofferdam\\u002eowner":"adam"}}]\
          """);
      assertThat(asked)
          .extracting(container -> container.owner().orElse(""))
          .containsExactly("", "", "", "adam");
    }

    @Test
    void that_is_linked_to_does_not_tell_by_whom() {
      assertThat(web("[{\"Names\":[\"/secret/db\",\"/web-1\"],\"X\":1}]"))
          .isEqualTo("[{\"Names\":[\"/web-1\"],\"X\":1}]\n");
    }

    @Test
    void stays_as_it_came_wherever_it_stands_and_a_comma_is_between_any_two() {
      String one = "{\"Names\":[\"/web-1\"], \"X\": 1.0e1}";
      String two = "{\"Names\":[\"/web-2\"]}";
      String none = "{\"Names\":[\"/db-1\"]}";
      String both = "[" + one + "," + two + "]\n";
      assertThat(web("[" + one + "," + two + "]")).isEqualTo(both);
      assertThat(web(" [ " + one + " ,\n" + two + " ] ")).isEqualTo(both);
      assertThat(web("[" + one + "," + none + "," + two + "]")).isEqualTo(both);
      assertThat(web("[" + none + "," + one + "," + two + "," + none + "]")).isEqualTo(both);
    }

    @Test
    void that_follows_another_of_which_a_part_is_replaced_stays_whole() {
      JsonEdit.Item hiding = new ContainerItem(found -> true, found -> false);
      assertThat(
              list("[{\"Command\":\"a b\"},{\"Command\":\"a\"},{\"Command\":\"c\\\" d\"}]", hiding))
          .isEqualTo(
              "[{\"Command\":\"a <hidden>\"},{\"Command\":\"a\"},{\"Command\":\"c\\\" <hidden>\"}]\n");
    }

    @Test
    void with_a_name_in_escapes_is_decided_on_by_what_they_mean() {
      assertThat(web("[{\"N\\u0061mes\":[\"\\/web\\u002d1\"]}]")).contains("web");
      assertThat(web("[{\"Names\":[\"/web-1\"],\"N\\u0061mes\":[\"/db\"]}]")).isEqualTo("[]\n");
    }
  }

  @Nested
  class An_image {
    private static String foobar(String answer) {
      return list(
          answer,
          new ImageItem(found -> found.names().contains("docker.io/library/foobar:latest")));
    }

    @Test
    void shows_only_the_names_that_the_caller_may_see() {
      assertThat(
              foobar(
                  """
                  [{"Id":"sha256:1","RepoDigests":["foobar@sha256:d","secret@sha256:d"],\
                  "RepoTags":["secret:1","foobar:latest"],"Size":1.50}]\
                  """))
          .isEqualTo(
              """
              [{"Id":"sha256:1","RepoDigests":["foobar@sha256:d"],\
              "RepoTags":["foobar:latest"],"Size":1.50}]
              """);
    }

    @Test
    void goes_with_the_last_of_its_names() {
      assertThat(foobar("[{\"Id\":\"sha256:1\",\"RepoTags\":[\"secret:1\"]}]")).isEqualTo("[]\n");
      assertThat(foobar("[{\"Id\":\"foobar\",\"RepoTags\":null},{}]")).isEqualTo("[]\n");
    }

    @Test
    void without_a_name_is_asked_for_by_its_id() {
      JsonEdit.Item item = new ImageItem(found -> found.names().equals(List.of("sha256:1")));
      String dangling =
          "{\"Id\":\"sha256:1\",\"RepoTags\":[\"<none>:<none>\"],\"RepoDigests\":[\"<none>@<none>\"]}";
      assertThat(list("[" + dangling + ",{\"Id\":\"sha256:2\"}]", item))
          .isEqualTo("[" + dangling + "]\n");
      String named = "{\"Id\":\"sha256:1\",\"RepoTags\":[\"x:1\"]}";
      assertThat(list("[" + named + "]", item)).isEqualTo("[]\n");
    }
  }

  @Nested
  class A_volume {
    private static String own(String answer) {
      JsonEdit edit = new JsonEdit(answer.getBytes(StandardCharsets.UTF_8));
      VolumeList.take(
          edit,
          new VolumeItem(found -> found.owner().equals(Optional.of("me")), found -> true),
          false);
      return new String(edit.finish(), StandardCharsets.UTF_8);
    }

    @Test
    void stays_if_it_is_the_callers_own_and_warnings_do_not() {
      String mine = "{\"Name\":\"a\",\"Labels\":{\"dev.cofferdam.owner\":\"me\"}}";
      assertThat(
              own(
                  "{\"Volumes\":[{\"Name\":\"b\",\"Labels\":null},"
                      + mine
                      + "],\"Warnings\":[\"b\"]}"))
          .isEqualTo("{\"Volumes\":[" + mine + "],\"Warnings\":null}\n");
      assertThat(own("{\"Volumes\":null,\"Warnings\":null}"))
          .isEqualTo("{\"Volumes\":null,\"Warnings\":null}\n");
    }
  }

  @Nested
  class A_network {
    private static String seen(String answer) {
      return list(answer, new NetworkItem(found -> found.name().equals("n"), "c1"::equals, false));
    }

    @Test
    void names_only_the_containers_that_the_caller_may_see() {
      assertThat(
              seen(
                  """
                  [{"Name":"n","Containers":{"c0":{"Name":"db"},"c1":{"Name":"web"},"c2":{}},"X":1,\
                  "Services":{"db":{}}},{"Name":"other","Containers":{"c1":{}}}]\
                  """))
          .isEqualTo(
              "[{\"Name\":\"n\",\"Containers\":{\"c1\":{\"Name\":\"web\"}},\"X\":1,\"Services\":null}]\n");
      assertThat(
              seen(
                  "[{\"Name\":\"n\",\"Containers\":{\"c0\":{}}},{\"Name\":\"n\",\"Containers\":{}}]"))
          .isEqualTo("[{\"Name\":\"n\",\"Containers\":{}},{\"Name\":\"n\",\"Containers\":{}}]\n");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "[",
        "[{}",
        "[{}]x",
        "[{},]",
        "[{}}",
        "{}",
        "[{\"Names\":[\"/web\"]]",
        "[1]",
        "[{]}]",
        "[{\"a\" 1}]",
        "[{\"a\":01}]",
        "[{\"a\":1.}]",
        "[{\"a\":\"\\x\"}]",
        "[{\"a\":\"\\u00g0\"}]",
        "[{\"a\":nul}]",
        "[{\"a\":\"\n\"}]",
        "[{a:1}]",
        "[{\"a\":[}]}]",
        "[{\"a\":{\"b\"}}]",
        "[{}] []"
      })
  void what_is_no_list_of_objects_is_not_passed_on(String answer) {
    assertThatThrownBy(() -> list(answer, new ContainerItem(found -> true, found -> true)))
        .isInstanceOf(UnreadableAnswer.class);
  }

  @Test
  void what_is_nested_beyond_measure_is_not_passed_on() {
    String deep = "[{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}]";
    assertThatThrownBy(() -> list(deep, new ContainerItem(found -> true, found -> true)))
        .isInstanceOf(UnreadableAnswer.class);
  }
}
