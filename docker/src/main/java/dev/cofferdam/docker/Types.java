package dev.cofferdam.docker;

import java.util.Set;

/** The types that many fields have, and short ways to write others in tables. */
final class Types {
  static final Type BOOL = new Type.Bool();
  static final Type INT64 = new Type.Int(Long.MIN_VALUE, Long.MAX_VALUE);
  static final Type UINT64 = new Type.Int(0, Long.MAX_VALUE);
  static final Type UINT32 = new Type.Int(0, 0xffff_ffffL);
  static final Type UINT16 = new Type.Int(0, 0xffff);
  static final Type INT32 = new Type.Int(Integer.MIN_VALUE, Integer.MAX_VALUE);
  static final Type TEXT = new Type.Text(Set.of());
  static final Type TEXTS = new Type.Items(TEXT, Limits.ITEMS);
  static final Type TEXT_BY_NAME = new Type.Entries(TEXT, Limits.ITEMS);

  private Types() {}

  static Type oneOf(String... allowed) {
    return new Type.Text(Set.of(allowed));
  }

  static Type list(Type element) {
    return new Type.Items(element, Limits.ITEMS);
  }

  static Type list(Shape element) {
    return list(new Type.Struct(element));
  }

  static Type byName(Type value) {
    return new Type.Entries(value, Limits.ITEMS);
  }
}
