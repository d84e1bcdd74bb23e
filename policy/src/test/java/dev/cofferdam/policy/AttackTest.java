package dev.cofferdam.policy;

import static dev.cofferdam.docker.Confinement.PRIVILEGED;
import static dev.cofferdam.docker.Confinement.RESTRICTED;
import static dev.cofferdam.docker.Confinement.SUPER_PRIVILEGED;
import static dev.cofferdam.policy.Ask.container;
import static dev.cofferdam.policy.Ask.creating;
import static dev.cofferdam.policy.Ask.image;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cofferdam.docker.Resource;
import dev.cofferdam.docker.Subject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that must not get through, each with the rules that they try to get around. */
class AttackTest {
  private static final String ALL = "allow: [\"*\"], confinement: super-privileged";
  private static final String WEB = "allow: [\"*\"], containers: [\"web-*\"]";
  private static final String FOO = "allow: [\"*\"], images: [foobar]";
  private static final String OWN = "allow: [\"*\"], owned: true";
  private static final String CREATE = "allow: [container.create]";
  private static final Resource.Container PROD = container("prod-1");

  private static Ask u(String operation) {
    return Ask.by("u", operation);
  }

  private static Ask start(String name) {
    return u("container.start").on(container(name));
  }

  private static Ask mount(String mount) {
    return creating("u", "x", "foobar").with(PRIVILEGED, mount);
  }

  private static Resource.Image images(String... names) {
    return new Resource.Image("asked", List.of(names));
  }

  private static Arguments row(String what, Ask ask, String... rules) {
    return Arguments.of(what, ask, rules);
  }

  static Stream<Arguments> attacks() {
    return Stream.of(names(), selectors(), owners(), denials(), privileges()).flatMap(s -> s);
  }

  private static Stream<Arguments> names() {
    return Stream.of(
        row("a path behind the star", start("web-/../x"), WEB),
        row("a colon behind the star", start("web-:x"), WEB),
        row("a line break behind the star", start("web-1\nprod"), WEB),
        row("a line break in front", start("x\nweb-1"), WEB),
        row("another case", start("Web-1"), WEB),
        row("the pattern within the name", start("prod-web-1"), WEB),
        row("a slash in front", start("/web-1"), WEB),
        row("a direction mark", start("web-\u202e1"), WEB),
        row("no name", start(""), WEB),
        row("a dot is no wildcard", start("webx1"), "allow: [\"*\"], containers: [web.1]"),
        row("a user in another case", Ask.by("U", "system.ping"), "allow: [system.ping]"),
        row("a group as a user", Ask.by("g", "system.ping"), "allow: [system.ping]"),
        row("a user as a group", Ask.by("x", "system.ping").inGroups("u"), "allow: [system.ping]"),
        row("another image's tag", u("image.remove").on(images("docker.io/library/foobar:2")), FOO),
        row(
            "another registry",
            u("image.remove").on(images("e.example/library/foobar:latest")),
            FOO),
        row("an image without names", u("image.remove").on(images()), FOO),
        row("an image by its id", u("image.remove").on(images("sha256:" + "a".repeat(64))), FOO));
  }

  private static Stream<Arguments> selectors() {
    Resource plugin = new Resource.Other(Subject.CONTAINER, "id", "web-1", Optional.of("u"));
    return Stream.of(
        row("containers, and an image", u("image.remove").on(image("web-1")), WEB),
        row("containers, and a volume", u("volume.remove").on(volume("web-1")), WEB),
        row("containers, and a network", u("network.remove").on(network("web-1")), WEB),
        row("containers, and a plugin", u("plugin.remove").on(plugin), WEB),
        row("containers, and a new one's image", creating("u", "web-1", "evil"), WEB),
        row(
            "containers, and a joined one",
            creating("u", "web-1", "foobar").on(PROD),
            WEB + ", images: [\"**\"]"),
        row("a new one without a name", creating("u", "", "foobar"), WEB + ", images: [foobar]"),
        row("images, and a container from another", start("x"), FOO),
        row("images, and a joined one from another", creating("u", "x", "foobar").on(PROD), FOO),
        row("images, and a plugin", u("plugin.remove").on(plugin), FOO),
        row("images, and a volume", u("volume.remove").on(volume("foobar")), FOO),
        row(
            "images with owned, and an image alone",
            u("image.remove").on(image("foobar")),
            FOO + ", owned: true"),
        row(
            "images with containers, and an image alone",
            u("image.remove").on(image("foobar")),
            FOO + ", containers: [\"*\"]"),
        row(
            "networks, and any container",
            u("network.connect").on(network("n"), PROD),
            "allow: [\"*\"], networks: [n]"),
        row("volumes, and any container", start("x"), "allow: [\"*\"], volumes: [\"*\"]"),
        row(
            "two rules are not one",
            creating("u", "web-1", "foobar").with(PRIVILEGED, "privileged"),
            CREATE + ", images: [foobar]",
            CREATE + ", confinement: privileged, images: [bar]"));
  }

  private static Stream<Arguments> owners() {
    return Stream.of(
        row(
            "somebody else's volume, used by one's own container",
            creating("u", "x", "foobar")
                .with(PRIVILEGED, "volume:data:rw")
                .with(RESTRICTED, "others-volume:data"),
            "allow: [container.create], owned: true, images: [foobar], confinement:"
                + " super-privileged"),
        row(
            "somebody else's network",
            creating("u", "x", "foobar")
                .with(PRIVILEGED, "network:back")
                .with(RESTRICTED, "others-network:back"),
            "allow: [container.create], owned: true, images: [foobar], networks: [back]"),
        row("another's container", u("container.kill").on(container("x", "v", "foobar")), OWN),
        row("nobody's container", start("x"), OWN),
        row("the owner in another case", u("container.kill").on(container("x", "U", "a")), OWN),
        row(
            "the group's name as owner",
            Ask.by("x", "container.kill").inGroups("g").on(container("x", "g", "a")),
            OWN),
        row(
            "an own one and another's",
            u("container.kill").on(container("a", "u", "a"), PROD),
            OWN),
        row("nobody's volume", u("volume.remove").on(volume("x")), OWN),
        row("an image has no owner", u("image.remove").on(image("foobar")), OWN),
        row(
            "own containers are no own volumes",
            u("volume.remove").on(new Resource.Volume("x", Optional.of("u"))),
            "allow: [\"*\"], owned: [containers]"),
        row(
            "an empty user owns nothing",
            Ask.by("", "container.kill").inGroups("g").on(container("x", "", "a")),
            OWN));
  }

  private static Stream<Arguments> denials() {
    return Stream.of(
        row("a deny after an allow", start("x"), ALL, "deny: [container.start]"),
        row("a deny before an allow", start("x"), "deny: [container.start]", ALL),
        row("a deny by a pattern", u("exec.start").on(PROD), ALL, "deny: [\"exec.*\"]"),
        row(
            "a deny of one of two",
            u("container.kill").on(container("a"), PROD),
            ALL,
            "deny: [\"*\"], containers: [\"prod-*\"]"),
        row(
            "a denied name with a line break",
            start("prod-\n"),
            ALL,
            "deny: [\"*\"], containers: [\"prod-*\"]"),
        row(
            "a denied image by another tag of its",
            creating("u", "x", "y")
                .on(images("docker.io/library/a:1", "docker.io/library/bad:latest")),
            ALL,
            "deny: [\"*\"], images: [bad]"),
        row(
            "a denied image by its id",
            creating("u", "x", "y").on(images("sha256:" + "a".repeat(64))),
            ALL,
            "deny: [\"*\"], images: [bad]"),
        row(
            "a denied image's container",
            u("container.start").on(container("x", "u", "bad")),
            ALL,
            "deny: [\"*\"], images: [bad]"),
        row(
            "a denied volume by a privilege",
            mount("volume:keys:ro"),
            ALL,
            "deny: [\"*\"], volumes: [\"k*\"]"),
        row(
            "a denied network by a privilege",
            mount("network:back"),
            ALL,
            "deny: [\"*\"], networks: [back]"),
        row(
            "a denied privilege",
            mount("cap:SYS_ADMIN"),
            ALL,
            "deny: [container.create], privileges: [\"cap:*\"]"),
        row(
            "a denied mount, deeper",
            mount("mount:/etc/ssl/x:ro"),
            ALL,
            "deny: [\"*\"], privileges: [\"mount:/etc*\"]"),
        row(
            "a denied mount, writable",
            mount("mount:/etc:rw"),
            ALL,
            "deny: [\"*\"], privileges: [\"mount:/etc:ro\"]"),
        row(
            "a denied mount, by a detour",
            mount("mount:/srv/../etc:ro"),
            ALL,
            "deny: [\"*\"], privileges: [\"mount:/etc:ro\"]"),
        row(
            "a deny on own objects",
            u("container.kill").on(container("x", "u", "a")),
            ALL,
            "deny: [container.kill], owned: true"));
  }

  private static Stream<Arguments> privileges() {
    String data =
        CREATE + ", images: [foobar], grant: [\"mount:/srv/data/**:ro\", \"mount:/opt/*:rw\"]";
    String use = CREATE + ", images: [foobar], volumes: [\"d-*\"], networks: [\"n-*\"]";
    return Stream.of(
        row("a detour", mount("mount:/srv/data/../../etc:ro"), data),
        row("a detour at the end", mount("mount:/srv/data/..:ro"), data),
        row("a point", mount("mount:/srv/data/./x:ro"), data),
        row("two slashes", mount("mount:/srv/data//x:ro"), data),
        row("writable instead of read-only", mount("mount:/srv/data/x:rw"), data),
        row("the parent", mount("mount:/srv/data:ro"), data),
        row("a sibling", mount("mount:/srv/database:ro"), data),
        row("two levels for one star", mount("mount:/opt/a/b:rw"), data),
        row("a colon for a star", mount("mount:/opt/a:b:rw"), data),
        row("more than the mode", mount("mount:/srv/data/x:ro,rshared"), data),
        row("a line break", mount("mount:/srv/data/x\ny:ro"), data),
        row("one granted, one not", mount("mount:/opt/a:rw").with(PRIVILEGED, "privileged"), data),
        row("another capability", mount("cap:NET_RAW"), CREATE + ", grant: [\"cap:NET_ADMIN\"]"),
        row("privileged by cap:*", mount("privileged"), CREATE + ", grant: [\"cap:*\"]"),
        row("another volume", mount("volume:e-1:ro"), use),
        row("another network", mount("network:back"), use),
        row(
            "a network that is the host's",
            creating("u", "x", "foobar").with(SUPER_PRIVILEGED, "network:n-1"),
            use),
        row("the default is baseline", mount("privileged"), "allow: [\"*\"]"));
  }

  private static Resource volume(String name) {
    return new Resource.Volume(name, Optional.empty());
  }

  private static Resource network(String name) {
    return new Resource.Network("f".repeat(64), name, Optional.empty());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("attacks")
  void is_denied_in_one_line(String what, Ask ask, String[] rules) {
    assertThat(ask.of(Policies.ofRules(rules)))
        .as(what)
        .isInstanceOfSatisfying(
            Verdict.Deny.class,
            deny -> {
              assertThat(deny.reason()).isNotBlank().doesNotContainPattern("\\p{Cntrl}");
              assertThat(deny.remedies())
                  .isNotEmpty()
                  .allSatisfy(remedy -> assertThat(remedy).doesNotContainPattern("\\p{Cntrl}"));
            });
  }
}
