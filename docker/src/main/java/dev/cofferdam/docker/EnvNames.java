package dev.cofferdam.docker;

import java.util.List;

/** The names of environment variables in a body. */
final class EnvNames {
  private EnvNames() {}

  static List<String> of(Node.Struct struct) {
    return struct.texts("Env").stream().map(EnvNames::name).distinct().toList();
  }

  private static String name(String variable) {
    int equals = variable.indexOf('=');
    return equals < 0 ? variable : variable.substring(0, equals);
  }
}
