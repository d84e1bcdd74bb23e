package dev.cofferdam.identity;

import dev.cofferdam.linux.Account;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

/** A user as policies name it, with its groups. */
record User(String name, Set<String> groups) {
  private static final int LONGEST_NAME = 256;

  User {
    groups = Set.copyOf(groups);
  }

  /**
   * A uid that the user database does not know: no name can look like this one, nor has it groups.
   */
  static User nameless(long uid) {
    return new User("uid:" + uid, Set.of());
  }

  /** Groups whose names nobody should rely on are left out: no policy can mean them. */
  static User of(Account account, Collection<String> groups) throws Unproved {
    if (!isSound(account.name())) {
      throw new Unproved(
          "the name of uid " + account.uid() + " has characters that no user name should have");
    }
    return new User(
        account.name(), groups.stream().filter(User::isSound).collect(Collectors.toSet()));
  }

  /**
   * Directories may hold any text. Refused are what could forge a line of a log or look like
   * another name (control, format and undecodable characters), and the colon, which keeps {@code
   * uid:1234} apart and which passwd(5) cannot hold either.
   */
  private static boolean isSound(String name) {
    return !name.isBlank()
        && name.strip().equals(name)
        && name.length() <= LONGEST_NAME
        && name.codePoints().allMatch(User::isSound);
  }

  private static boolean isSound(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> character != ':' && character != '\uFFFD';
    };
  }
}
