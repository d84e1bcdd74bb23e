package dev.cofferdam.seccomp;

/**
 * Where something stands in a document, for whoever has to correct it.
 *
 * @param path by names and indexes: {@code syscalls[3].args[0].op}; empty for the whole document
 * @param line from 1
 * @param column from 1
 */
record Place(String path, int line, int column) {
  /** Of what was made and not read. */
  static final Place NONE = new Place("", 1, 1);

  SeccompException refuse(String problem) {
    String what = path.isEmpty() ? "the profile" : path;
    return new SeccompException(
        "line %d, column %d: %s: %s".formatted(line, column, what, problem));
  }
}
