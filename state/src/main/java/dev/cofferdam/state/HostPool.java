package dev.cofferdam.state;

import dev.cofferdam.userns.Claim;
import dev.cofferdam.userns.IdRange;
import dev.cofferdam.userns.Pool;
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
 * The ids of this host that containers may be given: the pool of the state directory without what
 * {@code /etc} says others have, subordinate ids and those of local users and groups.
 */
public final class HostPool {
  private HostPool() {}

  /**
   * @param etc usually {@code /etc}
   * @throws StateException if a file is not understood, or nothing is left
   */
  public static Pool of(Path stateDirectory, Path etc) throws StateException {
    ContainmentDefaults defaults = ContainmentDefaults.read(stateDirectory);
    List<Claim> claims = new ArrayList<>();
    for (String file : List.of("subuid", "subgid")) {
      claims.addAll(subordinate(etc.resolve(file)));
    }
    for (String file : List.of("passwd", "group")) {
      claims.addAll(local(etc.resolve(file), defaults.pool()));
    }
    try {
      return Pool.of(defaults.pool(), claims);
    } catch (IllegalArgumentException e) {
      throw new StateException(String.valueOf(e.getMessage()), e);
    }
  }

  private static List<Claim> subordinate(Path file) throws StateException {
    try {
      return SubordinateIds.parse(text(file), file.toString()).claims(file.toString());
    } catch (UsernsException e) {
      throw new StateException(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * The third field of a line is an id, passwd(5) and group(5); a line without one names nobody.
   */
  private static List<Claim> local(Path file, IdRange pool) throws StateException {
    List<Claim> claims = new ArrayList<>();
    for (String line : text(file).split("\n", -1)) {
      String[] fields = line.split(":", -1);
      if (fields.length > 3 && fields[2].matches("[0-9]{1,10}")) {
        long id = Long.parseLong(fields[2]);
        if (pool.contains(id)) {
          claims.add(new Claim(IdRange.only(id), "an account (%s)".formatted(file)));
        }
      }
    }
    return claims;
  }

  private static String text(Path file) throws StateException {
    try {
      // One byte one character: names may be in any encoding, and only numbers count.
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException nobody) {
      return "";
    } catch (IOException e) {
      throw new StateException("%s cannot be read: %s".formatted(file, e), e);
    }
  }
}
