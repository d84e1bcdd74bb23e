package dev.cofferdam.audit;

import java.util.List;

/** What a format does with each field of an entry, in the order of docs/audit.md. */
interface EntryVisitor {
  void text(String name, String value);

  void list(String name, List<String> values);

  void number(String name, long value);
}
