package dev.cofferdam.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cofferdam.seccomp.Program;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code cofferdam seccomp}. */
class SeccompCommandTest {
  @TempDir private Path directory = Path.of("");

  private record Said(int exit, String out, String err) {}

  private static Said run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = Cofferdam.commandLine();
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    String[] all = new String[arguments.length + 1];
    all[0] = "seccomp";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    int exit = line.execute(all);
    return new Said(exit, out.toString(), err.toString());
  }

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("profile.json"), text);
  }

  @Nested
  class Compile {
    @Test
    void writes_what_the_kernel_takes() throws IOException {
      Path program = directory.resolve("program");

      Said said = run("compile", "--arch", "x86_64", "--output", program.toString());

      assertThat(said.exit()).isEqualTo(ExitCode.OK);
      int size = Program.of(Files.readAllBytes(program)).size();
      assertThat(said.out()).contains(size + " instructions").contains("executed at most");
    }

    @Test
    void a_mistake_in_a_profile_is_shown_with_its_place_and_nothing_is_written()
        throws IOException {
      Path profile =
          file(
              """
              {
                "defaultAction": "SCMP_ACT_ERRNO",
                "syscalls": [{"names": ["getcwdd"], "action": "SCMP_ACT_ALLOW"}]
              }
              """);
      Path program = directory.resolve("program");

      Said said = run("compile", profile.toString(), "--output", program.toString());

      assertThat(said.exit()).isEqualTo(ExitCode.FAILURE);
      assertThat(said.err()).contains("line 3").contains("getcwdd").contains("getcwd");
      assertThat(program).doesNotExist();
    }

    @Test
    void a_large_file_is_refused() throws IOException {
      Path profile = file("[".repeat(5 << 20));

      Said said = run("compile", profile.toString(), "--output", directory + "/program");

      assertThat(said.exit()).isEqualTo(ExitCode.FAILURE);
      assertThat(said.err()).contains("5242880 bytes");
    }

    @Test
    void what_is_neither_base_nor_file_is_named() {
      Said said = run("compile", "defualt", "--output", directory + "/program");

      assertThat(said.exit()).isEqualTo(ExitCode.FAILURE);
      assertThat(said.err()).contains("defualt").contains("default, mission, none");
    }
  }

  @Nested
  class Disasm {
    @Test
    void names_calls_and_actions() {
      String program = directory.resolve("program").toString();
      run("compile", "--arch", "x86_64", "mission", "--output", program);

      Said said = run("disasm", program);

      assertThat(said.out()).contains("ld nr").contains("kexec_load").contains("ret ERRNO(1)");
    }

    @Test
    void what_is_no_program_is_refused() throws IOException {
      Said said = run("disasm", file("seven b").toString());

      assertThat(said.exit()).isEqualTo(ExitCode.FAILURE);
      assertThat(said.err()).contains("7 bytes");
    }
  }

  @Nested
  class Simulate {
    private static String action(String... arguments) {
      String[] all = new String[arguments.length + 3];
      all[0] = "simulate";
      all[1] = "--kernel";
      all[2] = "6.12";
      System.arraycopy(arguments, 0, all, 3, arguments.length);
      Said said = run(all);
      assertThat(said.exit()).as(said.err()).isEqualTo(ExitCode.OK);
      return said.out().strip();
    }

    @Test
    void prints_the_action() {
      assertThat(action("--arch", "x86_64", "getcwd")).isEqualTo("ALLOW");
      assertThat(action("--arch", "x86_64", "bpf")).isEqualTo("ERRNO(1)");
      assertThat(action("--arch", "x86_64", "clone3")).isEqualTo("ERRNO(38)");
    }

    @Test
    void arguments_are_taken_at_the_width_of_the_kernel() {
      assertThat(action("--arch", "x86_64", "socket", "0x100000028")).isEqualTo("ERRNO(1)");
      assertThat(action("--arch", "x86_64", "socket", "0x100000001")).isEqualTo("ALLOW");
    }

    @Test
    void options_apply_from_left_to_right() {
      assertThat(action("-o", "seccomp.deny=all", "-o", "seccomp.allow=getcwd", "getcwd"))
          .isEqualTo("ALLOW");
      assertThat(action("-o", "seccomp.allow=getcwd", "-o", "seccomp.deny=all", "getcwd"))
          .isEqualTo("ERRNO(1)");
    }

    @Test
    void a_capability_opens_what_it_is_for() {
      assertThat(action("mount")).isEqualTo("ERRNO(1)");
      assertThat(action("--cap-add", "SYS_ADMIN", "mount")).isEqualTo("ALLOW");
      assertThat(action("chroot")).isEqualTo("ALLOW");
      assertThat(action("--cap-drop", "ALL", "chroot")).isEqualTo("ERRNO(1)");
    }

    @Test
    void a_number_is_a_call_too() {
      assertThat(action("--arch", "x86_64", "79")).isEqualTo("ALLOW");
      assertThat(action("--arch", "x86_64", "0x3e8")).isEqualTo("ERRNO(38)");
    }

    @Test
    void a_call_of_another_architecture_is_refused() {
      Said said = run("simulate", "--arch", "x86_64", "socketcall");

      assertThat(said.exit()).isEqualTo(ExitCode.FAILURE);
      assertThat(said.err()).contains("socketcall").contains("x86_64");
    }
  }

  @Test
  void explain_names_the_option_that_decided() {
    Said said = run("explain", "bpf", "--arch", "x86_64", "-o", "seccomp.allow=bpf");

    assertThat(said.out()).contains("ALLOW").contains("seccomp.allow=bpf");
  }

  @Test
  void diff_shows_what_an_option_lets_through() {
    Said same = run("diff", "default", "default");
    Said other = run("diff", "default", "default", "-o", "seccomp.allow=bpf");

    assertThat(same.exit()).isEqualTo(ExitCode.OK);
    assertThat(other.exit()).isEqualTo(ExitCode.FAILURE);
    assertThat(other.out()).contains("bpf");
  }

  @Test
  void surface_prints_how_much_is_gone() {
    Said said = run("surface", "--arch", "x86_64", "--kernel", "6.12");

    assertThat(said.out()).containsPattern("[5-9][0-9] % of the surface is gone");
  }

  @Test
  void surface_is_a_picture_too() {
    Said said = run("surface", "--format", "svg");

    assertThat(said.out()).startsWith("<").contains("<svg").endsWith("</svg>\n");
  }

  @Test
  void surface_of_a_container_says_when_nobody_is_there_to_ask() {
    Said said = run("surface", "web-1", "--socket", directory + "/no.sock");

    assertThat(said.exit()).isEqualTo(ExitCode.FAILURE);
    assertThat(said.err()).contains("cofferdam: ");
  }
}
