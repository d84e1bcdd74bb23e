package dev.cofferdam.gateway;

/** What a request holds until the engine has answered it, or will not be asked. */
interface Held {
  boolean isOver();

  /** Any number of times, by any thread. */
  void giveBack();
}
