package dev.cofferdam.userns;

import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The ids that containers may be given, in slots of {@link Maps#IDS} that begin at a multiple of
 * that. A slot is one container's, so neighbours cannot overlap by a mistake in arithmetic, and the
 * upper 16 bits of an id name the container.
 *
 * <p>Never in a pool, whatever its span: ids from 2^31 on, which some file systems and programs
 * take for negative, and 2147352576–2147418111, which systemd takes for itself (its foreign
 * images).
 */
public final class Pool {
  /** What is used where nothing else is said; as systemd-nspawn's range of containers. */
  public static final IdRange DEFAULT_SPAN = IdRange.between(524_288, 1_879_048_191);

  private static final long END_OF_SLOTS = 1L << 31;
  private static final IdRange FOREIGN = IdRange.between(2_147_352_576L, 2_147_418_111L);

  private final IdRange span;
  private final long firstSlot;
  private final int slots;
  private final List<Claim> claims;
  private final BitSet claimed = new BitSet();

  private Pool(IdRange span, List<Claim> claims) {
    this.span = span;
    this.claims =
        claims.stream().sorted(Comparator.comparingLong(claim -> claim.ids().first())).toList();
    this.firstSlot = Math.ceilDiv(span.first(), Maps.IDS);
    this.slots = (int) Math.max(0, Math.min(span.end(), END_OF_SLOTS) / Maps.IDS - firstSlot);
    claim(FOREIGN);
    this.claims.forEach(claim -> claim(claim.ids()));
  }

  /**
   * @param claims what others have; slots that one of them touches are not given
   * @throws IllegalArgumentException if no slot is left
   */
  public static Pool of(IdRange span, List<Claim> claims) {
    Pool pool = new Pool(span, claims);
    if (pool.size() < 1) {
      throw new IllegalArgumentException(
          ("the pool of ids %s has no whole slot of %d ids that is nobody's; give it a span that"
                  + " nobody has ids in, below 2147352576")
              .formatted(span, Maps.IDS));
    }
    return pool;
  }

  private void claim(IdRange ids) {
    long from = Math.clamp(ids.first() / Maps.IDS - firstSlot, 0, slots);
    long to = Math.clamp(ids.last() / Maps.IDS - firstSlot + 1, 0, slots);
    claimed.set((int) from, (int) to);
  }

  public IdRange span() {
    return span;
  }

  /** How many containers can have a range at once. */
  public int size() {
    return slots - claimed.cardinality();
  }

  /** Who has ids of a range, if anyone. */
  public Optional<Claim> claimOn(IdRange range) {
    return claims.stream().filter(claim -> claim.ids().overlaps(range)).findFirst();
  }

  /** All slots, those that are claimed too. */
  int slots() {
    return slots;
  }

  boolean isClaimed(int slot) {
    return claimed.get(slot);
  }

  IdRange range(int slot) {
    return new IdRange((firstSlot + slot) * Maps.IDS, Maps.IDS);
  }

  /** The slots that a range touches, from and to (excluded); equal where it lies outside. */
  int slotAt(long id) {
    return Math.clamp(Math.floorDiv(id, Maps.IDS) - firstSlot, 0, slots);
  }
}
