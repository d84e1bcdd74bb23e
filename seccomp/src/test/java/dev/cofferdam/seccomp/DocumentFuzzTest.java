package dev.cofferdam.seccomp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Whatever comes in, either it is refused with a sentence, or it keeps its meaning. */
class DocumentFuzzTest {
  @FuzzTest
  void any_document_is_refused_or_written_with_the_same_meaning(byte[] json) {
    Environment host = Environments.x86("CAP_SYS_ADMIN");
    try {
      ProfileDocument document = ProfileDocument.read(json);
      Profile profile = document.resolve(host);
      assertThat(ProfileDocument.read(document.write()).resolve(host)).isEqualTo(profile);
      byte[] written = ProfileDocument.of(profile, Architecture.X86_64).write();
      Profile again = ProfileDocument.read(written).resolve(host);
      new SampledCalls(new Random(1)).assertSame(again, profile, profile.architectures().keySet());
    } catch (SeccompException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }

  /** One option a line. */
  @FuzzTest
  void any_options_are_refused_or_applied_the_same_again(byte[] lines) {
    List<String> texts = new String(lines, StandardCharsets.UTF_8).lines().toList();
    try {
      Options options = Options.parse(texts);
      assertThat(texts).allMatch(Options::isOne);
      Tailored tailored = options.tailor(Base.DEFAULT, Environments.x86());
      assertThat(Options.parse(texts).tailor(Base.DEFAULT, Environments.x86())).isEqualTo(tailored);
      List<String> privileges =
          tailored.privileges().stream().filter(each -> !each.startsWith("seccomp:base:")).toList();
      assertThat(Options.parse(privileges).changes()).hasSize(privileges.size());
    } catch (SeccompException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }
}
