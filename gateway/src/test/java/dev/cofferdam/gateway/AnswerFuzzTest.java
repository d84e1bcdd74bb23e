package dev.cofferdam.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.cofferdam.docker.Operation;
import dev.cofferdam.docker.Subject;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;

/**
 * Whatever the engine answers, either it is refused as unreadable, or what is passed on is JSON and
 * has nothing of what is not to be seen.
 */
class AnswerFuzzTest {
  private static final String HIDDEN = "hush";

  private static Optional<byte[]> edited(byte[] answer, JsonEdit.Item item) {
    try {
      return Optional.of(JsonEdit.list(answer, item, -1));
    } catch (UnreadableAnswer refused) {
      assertThat(refused.getMessage()).startsWith("the engine's answer ");
      return Optional.empty();
    }
  }

  private static boolean isText(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException binary) {
      return false;
    }
  }

  private static void assertJson(byte[] bytes) {
    try (JsonParser json = EngineJson.FACTORY.createParser(ObjectReadContext.empty(), bytes)) {
      assertThat(json.nextToken()).isNotNull();
      json.skipChildren();
      assertThat(json.nextToken()).isNull();
    }
  }

  @FuzzTest
  void a_list_is_refused_or_passed_on_as_json(byte[] answer) {
    if (isText(answer)) {
      edited(answer, new ContainerItem(found -> true, found -> false))
          .ifPresent(AnswerFuzzTest::assertJson);
      edited(answer, new ImageItem(found -> true)).ifPresent(AnswerFuzzTest::assertJson);
      edited(
              answer,
              new SwarmItem(
                  Subject.CONFIG, found -> true, found -> false, Secrets.in(Operation.CONFIG_LIST)))
          .ifPresent(AnswerFuzzTest::assertJson);
      edited(answer, new NetworkItem(found -> true, "c"::equals, false))
          .ifPresent(AnswerFuzzTest::assertJson);
    }
  }

  @FuzzTest
  void a_container_that_is_not_seen_leaves_no_trace(byte[] answer) {
    byte[] item = JsonScan.utf8("{\"Names\":[\"/hush\"],\"Labels\":{\"hush\":\"" + "}\"}}");
    byte[] list = new byte[answer.length + item.length + 3];
    ByteBuffer.wrap(list).put((byte) '[').put(item).put((byte) ',').put(answer).put((byte) ']');
    boolean mentioned = new String(answer, StandardCharsets.ISO_8859_1).contains(HIDDEN);
    edited(list, new ContainerItem(found -> !found.name().equals(HIDDEN), found -> false))
        .filter(passed -> !mentioned)
        .ifPresent(passed ->
            assertThat(new String(passed, StandardCharsets.ISO_8859_1)).doesNotContain(HIDDEN));
  }

  @FuzzTest
  void secrets_are_hidden_or_the_answer_refused(byte[] answer) {
    if (!isText(answer)) {
      return;
    }
    for (Operation operation : Operation.values()) {
      Secrets.in(operation)
          .flatMap(fields -> hidden(answer, fields))
          .ifPresent(AnswerFuzzTest::assertJson);
    }
  }

  /** Whatever else stands in a configuration, and in whatever escapes. */
  @FuzzTest
  void an_environment_value_leaves_no_trace(byte[] before) {
    byte[] env =
        JsonScan.utf8(
            ",\"Config\":{\"Env\":[\"A=hush\",\"\\u0042\\u003dhush=\"],\"\\u0043md\":[\"hush\"]}}");
    byte[] answer = new byte[before.length + env.length + 5];
    ByteBuffer.wrap(answer).put(JsonScan.utf8("{\"X\":")).put(before).put(env);
    boolean mentioned = new String(before, StandardCharsets.ISO_8859_1).contains(HIDDEN);
    hidden(answer, Secrets.in(Operation.CONTAINER_INSPECT).orElseThrow())
        .filter(passed -> !mentioned)
        .ifPresent(passed ->
            assertThat(new String(passed, StandardCharsets.ISO_8859_1)).doesNotContain(HIDDEN));
  }

  private static Optional<byte[]> hidden(byte[] answer, SecretFields fields) {
    try {
      JsonEdit edit = new JsonEdit(answer);
      fields.hide(edit);
      return Optional.of(edit.finish());
    } catch (UnreadableAnswer refused) {
      assertThat(refused.getMessage()).startsWith("the engine's answer ");
      return Optional.empty();
    }
  }

  @FuzzTest
  void disk_usage_is_refused_or_passed_on_as_json(byte[] answer) {
    if (!isText(answer)) {
      return;
    }
    for (boolean part : new boolean[] {true, false}) {
      DiskUsage usage =
          new DiskUsage(
              new ImageItem(found -> true),
              new ContainerItem(found -> true, found -> false),
              new VolumeItem(found -> true, found -> false),
              part);
      try {
        assertJson(usage.of(answer));
      } catch (UnreadableAnswer refused) {
        assertThat(refused.getMessage()).startsWith("the engine's answer ");
      }
    }
  }

  @FuzzTest
  void a_stream_is_cut_into_objects_that_are_read_the_same_however_it_arrives(byte[] stream) {
    assertThat(pieces(stream, 1)).isEqualTo(pieces(stream, stream.length + 1));
  }

  private static List<String> pieces(byte[] stream, int step) {
    List<String> found = new ArrayList<>();
    JsonObjects objects =
        new JsonObjects(piece -> found.add(new String(piece.json(), StandardCharsets.ISO_8859_1)));
    try {
      for (int i = 0; i < stream.length; i += step) {
        objects.feed(Arrays.copyOfRange(stream, i, Math.min(stream.length, i + step)));
      }
    } catch (UnreadableAnswer refused) {
      found.add("refused");
    }
    return found;
  }

  @FuzzTest
  void an_event_is_refused_or_tells_no_command(byte[] bytes) {
    if (!isText(bytes)) {
      return;
    }
    try {
      JsonEdit edit = new JsonEdit(bytes);
      EngineEvent.take(edit.scan()).hideCommand(edit);
      byte[] passed = edit.finish();
      assertJson(passed);
      assertThat(EngineEvent.take(new JsonScan(passed)).event().action())
          .doesNotMatch("(?s)exec_.*:.*");
    } catch (UnreadableAnswer refused) {
      assertThat(refused.getMessage()).startsWith("the engine's answer ");
    }
  }
}
