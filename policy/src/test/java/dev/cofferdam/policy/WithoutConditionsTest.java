package dev.cofferdam.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Conditions cost half a second and some megabytes: only those who use them pay. */
class WithoutConditionsTest {
  /** Decides by a policy in a process of its own; the argument is a condition or nothing. */
  static final class Deciding {
    private Deciding() {}

    public static void main(String[] conditions) {
      String when = conditions.length == 0 ? "" : ", when: \"" + conditions[0] + "\"";
      Policy policy = Policies.ofRules("allow: [container.create]" + when);
      Ask ask = Ask.creating("u", "web-1", "foobar").saying("{\"Image\":\"foobar\"}");
      System.out.println(ask.of(policy));
    }
  }

  private static String classesLoaded(String... conditions) throws Exception {
    ProcessBuilder java =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xlog:class+load",
            "-Xshare:auto",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Deciding.class.getName());
    java.command().addAll(List.of(conditions));
    Process process = java.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said).contains("Allow[rule=Optional[r/1]");
    return said;
  }

  @Test
  void a_policy_without_a_condition_loads_nothing_of_the_language() throws Exception {
    assertThat(classesLoaded()).doesNotContain("dev.cel.", "com.google.protobuf", "org.antlr.");
    assertThat(classesLoaded("request.memory > 3")).contains("dev.cel.");
  }
}
