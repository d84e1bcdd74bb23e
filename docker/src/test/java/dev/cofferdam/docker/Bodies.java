package dev.cofferdam.docker;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Short ways to write bodies: single quotes stand for double ones. */
final class Bodies {
  private Bodies() {}

  static byte[] json(String text) {
    return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }

  /** A container with these fields beside its image. */
  static ContainerCreate container(String fields) {
    return ContainerCreate.parse(
        json("{'Image':'foobar'" + (fields.isEmpty() ? "" : "," + fields) + "}"));
  }

  /** A container with these fields in HostConfig. */
  static ContainerCreate host(String fields) {
    return container("'HostConfig':{" + fields + "}");
  }

  /** The names of all privileges, without the three that an ordinary container has. */
  static List<String> asked(ContainerCreate create) {
    return Privileges.of(create).stream()
        .map(Privilege::name)
        .filter(name -> !List.of("cap:default", "new-privileges", "user:root").contains(name))
        .toList();
  }

  static String text(byte[] json) {
    return new String(json, StandardCharsets.UTF_8);
  }
}
