package dev.cofferdam.docker;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The check of a body's bytes before anything is parsed.
 *
 * <p>Jackson guesses UTF-16 and UTF-32 from zero bytes, skips a byte order mark, and decodes
 * overlong forms and encoded surrogates; Go replaces what is invalid by U+FFFD. So whatever is not
 * plain, shortest-form UTF-8 ends here.
 */
final class Utf8 {
  private Utf8() {}

  /** What the strings of a body can contain. */
  enum Alphabet {
    /** ASCII without a backslash anywhere: a decoded string is the bytes that were sent. */
    PLAIN,
    /** Non-ASCII characters or escapes: decoded strings need a look. */
    RICH
  }

  static Alphabet check(byte[] body) {
    int seen = 0;
    boolean plain = true;
    for (byte b : body) {
      seen |= b;
      plain &= b != '\\' && b != 0;
    }
    if (seen >= 0 && plain) {
      return Alphabet.PLAIN;
    }
    for (int i = 0; i < body.length; i++) {
      if (body[i] == 0) {
        throw new MalformedBody("body: byte " + i + " is zero; JSON in UTF-8 has no zero bytes");
      }
    }
    if (body.length >= 3
        && body[0] == (byte) 0xef
        && body[1] == (byte) 0xbb
        && body[2] == (byte) 0xbf) {
      throw new MalformedBody("body: starts with a byte order mark; send UTF-8 without one");
    }
    try {
      var _ = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
    } catch (CharacterCodingException e) {
      throw new MalformedBody("body: not valid UTF-8");
    }
    return Alphabet.RICH;
  }
}
