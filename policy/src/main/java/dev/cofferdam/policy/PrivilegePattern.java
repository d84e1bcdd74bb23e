package dev.cofferdam.policy;

import dev.cofferdam.docker.NamespacePrivileges;
import dev.cofferdam.docker.SeccompPrivileges;
import java.util.Optional;
import java.util.Set;

/**
 * A pattern for the names of privileges: {@code cap:NET_ADMIN}, {@code mount:/srv/data/**:ro}.
 *
 * <p>{@code :rw} is more than {@code :ro} of the same path: who may have the first may have the
 * second, who may not have the second may not have the first.
 */
final class PrivilegePattern {
  private static final String READ = ":ro";
  private static final String WRITE = ":rw";

  private final Glob glob;
  private final Optional<Glob> less;
  private final Optional<Glob> more;

  /** The system calls of {@code seccomp:allow:@mount}: a request asks for them one by one. */
  private final Set<String> members;

  PrivilegePattern(String text) {
    this.glob = new Glob(text);
    this.less = twin(text, WRITE, READ);
    this.more = twin(text, READ, WRITE);
    this.members = SeccompPrivileges.ofGroup(text);
  }

  private static Optional<Glob> twin(String text, String from, String to) {
    return text.endsWith(from)
        ? Optional.of(new Glob(text.substring(0, text.length() - from.length()) + to))
        : Optional.empty();
  }

  /** Whether a grant of this gives the privilege. */
  boolean covers(String privilege) {
    if (!glob.isLiteral() && hasLooseSegment(privilege)) {
      return false;
    }
    return glob.covers(privilege)
        || NamespacePrivileges.alias(privilege).filter(glob::covers).isPresent()
        || members.contains(privilege)
        || (less.isPresent() && less.get().covers(privilege));
  }

  /** Whether a denial of this denies the privilege. */
  boolean touches(String privilege) {
    return glob.touches(privilege)
        || NamespacePrivileges.alias(privilege).filter(glob::touches).isPresent()
        || members.contains(privilege)
        || (more.isPresent() && more.get().touches(privilege))
        || (kind(glob.toString()).equals(kind(privilege)) && hasLooseSegment(privilege));
  }

  private static String kind(String privilege) {
    return privilege.substring(0, Math.max(0, privilege.indexOf(':')));
  }

  /**
   * Whether a path was not cleaned: {@code mount:/srv/../etc:rw} looks as if it were below {@code
   * /srv}.
   */
  private static boolean hasLooseSegment(String privilege) {
    if (privilege.indexOf(":/") < 0) {
      return false;
    }
    for (int i = privilege.indexOf('/'); i >= 0; i = privilege.indexOf('/', i + 1)) {
      int end = i + 1;
      while (end < privilege.length() && privilege.charAt(end) == '.') {
        end++;
      }
      boolean ends = end == privilege.length() || "/:".indexOf(privilege.charAt(end)) >= 0;
      boolean doubled = end == i + 1 && end < privilege.length() && privilege.charAt(end) == '/';
      boolean dots = end == i + 2 || end == i + 3;
      if (doubled || (dots && ends)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return glob.toString();
  }
}
