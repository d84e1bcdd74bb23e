package dev.cofferdam.docker;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The fields that an object of the Engine API may have, in the order in which they are written. */
final class Shape {
  private final String name;
  private final Field[] fields;
  private final Map<String, Integer> slots;
  private final Map<String, Integer> slotsByFold;

  private Shape(String name, List<Field> fields) {
    this.name = name;
    this.fields = fields.toArray(Field[]::new);
    Map<String, Integer> bySpelling = HashMap.newHashMap(fields.size());
    Map<String, Integer> byFold = HashMap.newHashMap(fields.size());
    for (int slot = 0; slot < this.fields.length; slot++) {
      String key = this.fields[slot].name();
      bySpelling.put(key, slot);
      if (byFold.put(key.toLowerCase(Locale.ROOT), slot) != null) {
        throw new IllegalArgumentException(name + " has two fields " + key);
      }
    }
    this.slots = bySpelling;
    this.slotsByFold = byFold;
  }

  static Shape of(String name, Field... fields) {
    return new Shape(name, List.of(fields));
  }

  /** The fields of {@code base} follow those given, as with an embedded struct of Go. */
  static Shape extending(Shape base, String name, Field... fields) {
    List<Field> all = new ArrayList<>(List.of(fields));
    Collections.addAll(all, base.fields);
    return new Shape(name, all);
  }

  String name() {
    return name;
  }

  List<Field> fields() {
    return List.of(fields);
  }

  int size() {
    return fields.length;
  }

  Field field(int slot) {
    return fields[slot];
  }

  /** The place of a field, or -1 if there is no field of exactly this name. */
  int find(String key) {
    Integer slot = slots.get(key);
    return slot == null ? -1 : slot;
  }

  /** The place of a field of this name but for the case of its letters, or -1; ASCII only. */
  int findInAnyCase(String key) {
    return slotsByFold.getOrDefault(key.toLowerCase(Locale.ROOT), -1);
  }

  /** The place of a field that is known to exist; anything else is a mistake of ours. */
  int slot(String key) {
    int slot = find(key);
    if (slot < 0) {
      throw new IllegalArgumentException(name + " has no field " + key);
    }
    return slot;
  }

  /** Why a key is refused, with the right spelling where only the case is wrong. */
  String refusal(String key) {
    int slot = findInAnyCase(key);
    return slot < 0
        ? "not a field of " + name + " in any known API version (1.24 to 1.56)"
        : "field names are case-sensitive here, write \"" + fields[slot].name() + '"';
  }

  @Override
  public String toString() {
    return name;
  }
}
