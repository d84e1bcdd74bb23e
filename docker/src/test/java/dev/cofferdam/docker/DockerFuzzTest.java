package dev.cofferdam.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.List;

/**
 * Whatever comes in, either it is refused as malformed, or it means the same when written again.
 */
class DockerFuzzTest {
  @FuzzTest
  void any_document_is_refused_or_written_stably(byte[] body) {
    try {
      byte[] written = CanonicalJson.write(StrictJson.read(body));
      assertThat(CanonicalJson.write(StrictJson.read(written))).isEqualTo(written);
    } catch (MalformedBody e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }

  /** The first byte says of which operation the rest is the body. */
  @FuzzTest
  void any_body_is_refused_or_keeps_its_meaning_when_written(byte[] bytes) {
    if (bytes.length == 0) {
      return;
    }
    List<Operation> operations = List.copyOf(RequestDocuments.operations());
    Operation operation = operations.get((bytes[0] & 0xff) % operations.size());
    RequestDocument document;
    try {
      document = RequestDocuments.parse(operation, Arrays.copyOfRange(bytes, 1, bytes.length));
    } catch (MalformedBody e) {
      assertThat(e.getMessage()).isNotEmpty();
      return;
    }
    RequestDocument again = RequestDocuments.parse(operation, document.write());
    assertThat(again.write()).isEqualTo(document.write());
    assertThat(again.privileges(HostFacts.standard()))
        .isEqualTo(document.privileges(HostFacts.standard()));
    assertThat(again.references()).isEqualTo(document.references());
  }

  @FuzzTest
  void a_container_is_refused_or_keeps_its_privileges_when_written(byte[] body) {
    ContainerCreate create;
    try {
      create = ContainerCreate.parse(body);
    } catch (MalformedBody e) {
      assertThat(e.getMessage()).isNotEmpty();
      return;
    }
    ContainerCreate again = ContainerCreate.parse(create.write());
    assertThat(again).isEqualTo(create);
    assertThat(Privileges.of(again)).isEqualTo(Privileges.of(create));
    assertThat(again.references()).isEqualTo(create.references());
  }

  @FuzzTest
  void a_bind_is_refused_or_rendered_with_the_same_meaning(byte[] bytes) {
    String text = Bodies.text(bytes);
    try {
      BindSpec spec = BindSpec.parse(text, "b");
      assertThat(BindSpec.parse(spec.render(), "b")).isEqualTo(spec);
    } catch (MalformedBody e) {
      assertThat(e.getMessage()).startsWith("b: ");
    }
  }

  @FuzzTest
  void a_security_option_is_refused_or_understood(byte[] bytes) {
    String text = Bodies.text(bytes);
    try {
      SecurityOption option = SecurityOption.parse(text, "s");
      assertThat(SecurityOption.parse(text, "s")).isEqualTo(option);
    } catch (MalformedBody e) {
      assertThat(e.getMessage()).startsWith("s: ");
    }
  }
}
