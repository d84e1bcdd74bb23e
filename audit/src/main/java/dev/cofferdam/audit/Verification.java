package dev.cofferdam.audit;

/** What {@link AuditLog#verify} found. */
public sealed interface Verification {
  /**
   * The chain holds from its first record to its last.
   *
   * @param firstSeq number of the first record that is there: above 1 where older files were
   *     removed as configured, which the log itself then says; 0 where there is no record
   * @param lastSeq number of the last record
   * @param lastHash the chain's end: whoever keeps it elsewhere can tell later whether the log was
   *     cut short or written anew
   */
  record Intact(int files, long records, long firstSeq, long lastSeq, String lastHash)
      implements Verification {}

  /**
   * The chain breaks; what comes before this place holds.
   *
   * @param line counted from 1, 0 where the file as a whole is meant
   * @param seq of the record at that place, or that should be there
   * @param message one sentence
   */
  record Broken(String file, long line, long seq, Kind kind, String message)
      implements Verification {}

  /** In which way a chain breaks. */
  enum Kind {
    /** The record's bytes are not those that its hash was made of. */
    CHANGED,
    /** Records are missing. */
    REMOVED,
    /** Records stand in another order, twice, or under another file's name. */
    REORDERED,
    /** The last line has no end: a crash, which the next start of the gateway repairs. */
    TORN_TAIL,
    /** A file that no gateway wrote. */
    FOREIGN_FILE
  }
}
