package dev.cofferdam.identity;

/** Finds out who is calling. Safe for use by any number of threads, virtual ones too. */
public interface Identifier {
  /** May wait for the user database; never throws for what the other end has done. */
  Identification identify(Evidence evidence);
}
