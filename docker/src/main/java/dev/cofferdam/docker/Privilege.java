package dev.cofferdam.docker;

import java.util.Comparator;

/**
 * One thing that a request asks for beyond the most confined container there is, by a stable name:
 * {@code privileged}, {@code cap:SYS_ADMIN}, {@code namespace:pid=host}, {@code mount:/etc:rw},
 * {@code device:/dev/kvm:rwm}, {@code seccomp:unconfined}.
 *
 * @param name what policies grant and records show; kind, colon, value
 * @param tier the least confinement under which it is given without a grant of its own
 */
public record Privilege(String name, Confinement tier) implements Comparable<Privilege> {
  private static final Comparator<Privilege> ORDER =
      Comparator.comparing(Privilege::tier).reversed().thenComparing(Privilege::name);

  /** Widest tier first, then by name: the order of records and messages. */
  @Override
  public int compareTo(Privilege other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return name;
  }
}
