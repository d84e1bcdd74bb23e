package dev.cofferdam.systemtest;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The module graph and the invariants of ARCHITECTURE.md: a rule on paper rots. */
class ArchitectureTest {
  /** Taking an address apart is no I/O; looking one up is. */
  private static final String LITERAL_ADDRESSES = "java\\.net\\.(InetAddress|Inet[46]Address)";

  private static final int MOST_LINES = 500;

  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.cofferdam");

  @Test
  void every_module_is_looked_at() {
    assertThat(PRODUCT.stream().map(type -> type.getPackageName()).distinct())
        .contains(
            "dev.cofferdam.linux",
            "dev.cofferdam.seccomp",
            "dev.cofferdam.userns",
            "dev.cofferdam.state",
            "dev.cofferdam.docker",
            "dev.cofferdam.policy",
            "dev.cofferdam.identity",
            "dev.cofferdam.audit",
            "dev.cofferdam.runtime",
            "dev.cofferdam.gateway",
            "dev.cofferdam.cli");
  }

  @Test
  void modules_depend_on_one_another_as_drawn() {
    Architectures.layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("linux")
        .definedBy("dev.cofferdam.linux")
        .layer("seccomp")
        .definedBy("dev.cofferdam.seccomp")
        .layer("userns")
        .definedBy("dev.cofferdam.userns")
        .layer("state")
        .definedBy("dev.cofferdam.state")
        .layer("docker")
        .definedBy("dev.cofferdam.docker")
        .layer("policy")
        .definedBy("dev.cofferdam.policy")
        .layer("identity")
        .definedBy("dev.cofferdam.identity")
        .layer("audit")
        .definedBy("dev.cofferdam.audit")
        .layer("runtime")
        .definedBy("dev.cofferdam.runtime")
        .layer("gateway")
        .definedBy("dev.cofferdam.gateway")
        .layer("cli")
        .definedBy("dev.cofferdam.cli")
        .whereLayer("runtime")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("gateway")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("cli")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("identity")
        .mayOnlyBeAccessedByLayers("gateway")
        .whereLayer("audit")
        .mayOnlyBeAccessedByLayers("gateway", "cli")
        .whereLayer("policy")
        .mayOnlyBeAccessedByLayers("gateway", "cli")
        .whereLayer("docker")
        .mayOnlyBeAccessedByLayers("policy", "gateway", "cli")
        .whereLayer("seccomp")
        .mayOnlyBeAccessedByLayers("docker", "gateway", "cli")
        .whereLayer("userns")
        .mayOnlyBeAccessedByLayers("state", "docker", "policy", "runtime", "gateway", "cli")
        .whereLayer("state")
        .mayOnlyBeAccessedByLayers("runtime", "gateway", "cli")
        .whereLayer("linux")
        .mayOnlyBeAccessedByLayers("identity", "audit", "runtime", "gateway", "cli")
        .check(PRODUCT);
  }

  @Test
  void no_module_depends_on_itself_by_way_of_another() {
    slices().matching("dev.cofferdam.(*)..").should().beFreeOfCycles().check(PRODUCT);
  }

  @Test
  void a_module_is_one_flat_package() {
    assertThat(PRODUCT.stream().map(type -> type.getPackageName()).distinct())
        .allSatisfy(name -> assertThat(name).matches("dev\\.cofferdam\\.[a-z]+"));
  }

  @Test
  void only_linux_calls_foreign_functions() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.cofferdam.linux")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.lang.foreign..")
        .check(PRODUCT);
  }

  @Test
  void only_the_gateway_knows_netty() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.cofferdam.gateway")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.netty..")
        .check(PRODUCT);
  }

  @Test
  void only_conditions_know_their_language() {
    noClasses()
        .that()
        .haveNameNotMatching("dev\\.cofferdam\\.policy\\.Cel.*")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.cel..", "com.google..", "org.antlr..")
        .check(PRODUCT);
  }

  @Test
  void docker_policy_seccomp_and_userns_do_no_input_or_output() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.cofferdam.docker",
            "dev.cofferdam.policy",
            "dev.cofferdam.seccomp",
            "dev.cofferdam.userns")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.nio.file..", "java.nio.channels..")
        .orShould()
        .dependOnClassesThat(
            resideInAPackage("java.net..").and(not(nameMatching(LITERAL_ADDRESSES))))
        .orShould()
        .callMethodWhere(
            target(nameMatching("getByName|getAllByName|getLocalHost|isReachable"))
                .and(target(owner(nameMatching(LITERAL_ADDRESSES)))))
        .orShould()
        .dependOnClassesThat()
        .haveNameMatching("java\\.io\\.(File.*|RandomAccessFile|PrintStream|Console)")
        .orShould()
        .dependOnClassesThat()
        .haveNameMatching("java\\.lang\\.(Process|ProcessBuilder|Runtime)")
        .check(PRODUCT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".*Utils?",
        ".*Helper",
        ".*Manager",
        ".*Impl",
        "Abstract[A-Z].*",
        "Default[A-Z].*"
      })
  void no_class_has_a_name_that_says_nothing(String name) {
    noClasses().should().haveNameMatching("dev\\.cofferdam\\.[a-z]+\\." + name).check(PRODUCT);
  }

  @Test
  void no_reflection() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.lang.reflect..")
        .check(PRODUCT);
  }

  @Test
  void no_file_written_by_hand_is_too_long() throws IOException {
    try (Stream<Path> files = Files.walk(Policies.repository())) {
      List<String> tooLong =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> !file.toString().contains("/target/"))
              .filter(file -> lines(file) > MOST_LINES)
              .map(Path::toString)
              .toList();
      assertThat(tooLong).isEmpty();
    }
  }

  private static long lines(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
