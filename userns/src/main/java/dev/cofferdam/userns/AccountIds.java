package dev.cofferdam.userns;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The ids in {@code /etc/passwd} or {@code /etc/group}, whose third field they are in both. A line
 * that is not understood gives nobody an id: libc skips it too.
 */
public final class AccountIds {
  private AccountIds() {}

  /**
   * Each of them as what is not for containers.
   *
   * @param file what the text is of, for messages
   */
  public static List<Claim> claims(String text, String file) {
    List<Claim> claims = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      String[] fields = line.split(":", -1);
      if (fields.length > 2 && !line.startsWith("#")) {
        OptionalLong id = Decimal.parse(fields[2]);
        if (id.isPresent() && id.getAsLong() < IdRange.END_OF_IDS) {
          claims.add(
              new Claim(
                  IdRange.only(id.getAsLong()),
                  "%s (%s)".formatted(Printable.shown(fields[0]), file)));
        }
      }
    }
    return claims;
  }
}
