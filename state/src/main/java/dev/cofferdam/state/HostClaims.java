package dev.cofferdam.state;

import dev.cofferdam.userns.AccountIds;
import dev.cofferdam.userns.Claim;
import dev.cofferdam.userns.SubordinateIds;
import dev.cofferdam.userns.UsernsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The ids that a host's files give to somebody: {@code subuid}, {@code subgid}, {@code passwd} and
 * {@code group}. Accounts of a directory are in none of them; who knows those adds them.
 */
public final class HostClaims {
  private HostClaims() {}

  /**
   * @param etc {@code /etc}
   * @throws StateException if a list is not understood, with its line
   */
  public static List<Claim> read(Path etc) throws StateException {
    List<Claim> claims = new ArrayList<>();
    for (String name : List.of("subuid", "subgid")) {
      Path file = etc.resolve(name);
      try {
        claims.addAll(SubordinateIds.parse(text(file), file.toString()).claims(file.toString()));
      } catch (UsernsException e) {
        throw new StateException(String.valueOf(e.getMessage()), e);
      }
    }
    for (String name : List.of("passwd", "group")) {
      Path file = etc.resolve(name);
      claims.addAll(AccountIds.claims(text(file), file.toString()));
    }
    return claims;
  }

  private static String text(Path file) throws StateException {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      return "";
    } catch (IOException e) {
      throw new StateException("the list of ids %s cannot be read: %s".formatted(file, e), e);
    }
  }
}
