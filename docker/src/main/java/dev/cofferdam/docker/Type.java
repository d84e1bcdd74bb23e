package dev.cofferdam.docker;

import java.util.Set;

/**
 * What a JSON value may be. Every type admits {@code null} where Go's decoder takes it for "not
 * given": as the value of an object's field, never as an element of a list.
 */
sealed interface Type {

  record Bool() implements Type {}

  /** An integer without fraction and exponent: Go refuses {@code 1.0} and {@code 1e3} as well. */
  record Int(long least, long greatest) implements Type {}

  /** A finite number. */
  record Decimal() implements Type {}

  /**
   * A string.
   *
   * @param allowed the only values, or empty for any
   */
  record Text(Set<String> allowed) implements Type {}

  /** A list of strings, or one string that stands for a list of one (Go type {@code StrSlice}). */
  record Words() implements Type {}

  record Items(Type element, int most) implements Type {}

  /** An object whose keys are data: labels, ports, network names. */
  record Entries(Type value, int most) implements Type {}

  /** An object whose keys are data and differ in case: strings, and null for what has no value. */
  record Variables() implements Type {}

  record Struct(Shape shape) implements Type {}

  /** A key that clients write though it means nothing: only {@code null} is let through. */
  record NullOnly() implements Type {}

  /** Whether it is one value with one way to compare it. */
  default boolean isScalar() {
    return switch (this) {
      case Bool _, Int _, Text _ -> true;
      case Decimal _, Words _, Items _, Entries _, Variables _, Struct _, NullOnly _ -> false;
    };
  }

  /** What an error message calls it. */
  default String expected() {
    return switch (this) {
      case Bool _ -> "true or false";
      case Int(long least, long greatest) ->
          least == Long.MIN_VALUE && greatest == Long.MAX_VALUE
              ? "a 64-bit integer"
              : "an integer from " + least + " to " + greatest;
      case Decimal _ -> "a finite number";
      case Text(Set<String> allowed) ->
          allowed.isEmpty()
              ? "a string"
              : "one of " + allowed.stream().sorted().map(v -> '"' + v + '"').toList();
      case Words _ -> "a list of strings or a string";
      case Items(Type element, int most) ->
          "a list (at most " + most + ") of " + element.expected();
      case Entries(Type value, int most) ->
          "an object (at most " + most + " keys) with values that are " + value.expected();
      case Variables _ -> "an object (at most " + Limits.ITEMS + " keys) with strings or nulls";
      case Struct(Shape shape) -> "an object (" + shape.name() + ")";
      case NullOnly _ -> "null or nothing at all";
    };
  }
}
