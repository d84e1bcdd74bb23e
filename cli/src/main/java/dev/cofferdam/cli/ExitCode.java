package dev.cofferdam.cli;

/** What a command's end says to the program that started it; the README lists these. */
final class ExitCode {
  static final int OK = 0;
  static final int FAILURE = 1;
  static final int USAGE = 2;

  /** Of {@code status}, as of init scripts in the Linux Standard Base: the program is not there. */
  static final int NOT_RUNNING = 3;

  private ExitCode() {}
}
