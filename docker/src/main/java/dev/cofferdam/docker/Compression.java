package dev.cofferdam.docker;

/**
 * What the engine takes the first bytes of an archive for, whatever its content type says: it
 * decompresses what begins so (moby, {@code pkg/archive}, DetectCompression). A file whose name
 * begins with {@code BZh} makes a perfect tar header that the engine never reads as one.
 */
enum Compression {
  NONE,
  GZIP,
  BZIP2,
  XZ,
  ZSTD;

  /** Enough bytes to tell. */
  static final int LENGTH = 6;

  /**
   * @param first bytes of the archive, {@link #LENGTH} or all there are
   */
  static Compression of(byte[] first) {
    if (begins(first, 0x1f, 0x8b)) {
      return GZIP;
    }
    if (begins(first, 'B', 'Z', 'h')) {
      return BZIP2;
    }
    if (begins(first, 0xfd, '7', 'z', 'X', 'Z', 0)) {
      return XZ;
    }
    if (begins(first, 0x28, 0xb5, 0x2f, 0xfd) || isSkippableFrame(first)) {
      return ZSTD;
    }
    return NONE;
  }

  /** RFC 8878, section 3.1.2: a zstd stream may begin with frames that are skipped. */
  private static boolean isSkippableFrame(byte[] first) {
    return first.length >= 4
        && (first[0] & 0xf0) == 0x50
        && first[1] == 0x2a
        && first[2] == 0x4d
        && first[3] == 0x18;
  }

  private static boolean begins(byte[] first, int... magic) {
    if (first.length < magic.length) {
      return false;
    }
    for (int i = 0; i < magic.length; i++) {
      if ((first[i] & 0xff) != magic[i]) {
        return false;
      }
    }
    return true;
  }
}
