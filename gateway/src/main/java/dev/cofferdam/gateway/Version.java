package dev.cofferdam.gateway;

/** Cofferdam's own version. */
final class Version {
  static final String TEXT = "0.1.0";

  private Version() {}
}
