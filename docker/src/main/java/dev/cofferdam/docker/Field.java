package dev.cofferdam.docker;

import tools.jackson.core.io.SerializedString;

/**
 * One field of an object of the Engine API.
 *
 * <p>A field is made by {@link #harmless}, {@link #weighed} or {@link #ignored}: there is no field
 * that nobody has thought about.
 *
 * @param key the name as it is written
 * @param since the minor number of the first API version that has it, 0 where that is older than
 *     1.24
 * @param until the minor number of the last API version that has it, 0 while it lives
 */
record Field(SerializedString key, Type type, Bearing bearing, int since, int until) {
  /** What a field means to a decision. */
  enum Bearing {
    /** Concerns the container alone, whatever its value. */
    HARMLESS,
    /** Its value can be a privilege or names another object: {@link Privileges} looks at it. */
    WEIGHED,
    /** Read and checked, but not passed on: the engine would ignore it, or should. */
    IGNORED
  }

  static Field harmless(String name, Type type) {
    return new Field(new SerializedString(name), type, Bearing.HARMLESS, 0, 0);
  }

  static Field weighed(String name, Type type) {
    return new Field(new SerializedString(name), type, Bearing.WEIGHED, 0, 0);
  }

  static Field ignored(String name, Type type) {
    return new Field(new SerializedString(name), type, Bearing.IGNORED, 0, 0);
  }

  /** An object whose fields are classified one by one. */
  static Field part(String name, Shape shape) {
    return weighed(name, new Type.Struct(shape));
  }

  Field since(int minor) {
    return new Field(key, type, bearing, minor, until);
  }

  Field until(int minor) {
    return new Field(key, type, bearing, since, minor);
  }

  String name() {
    return key.getValue();
  }
}
