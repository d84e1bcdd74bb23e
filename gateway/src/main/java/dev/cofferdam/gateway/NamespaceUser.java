package dev.cofferdam.gateway;

import dev.cofferdam.docker.ContainerCreate;
import dev.cofferdam.identity.Identity;
import dev.cofferdam.linux.Account;
import dev.cofferdam.linux.Kernel;
import dev.cofferdam.linux.KernelException;
import dev.cofferdam.userns.IdRange;
import dev.cofferdam.userns.Maps;
import dev.cofferdam.userns.Maps.Ids;
import java.util.Optional;

/**
 * Who a container in mode {@code user} is on the host: its creator. The accountable user, that is,
 * whom {@code sudo} does not change.
 */
final class NamespaceUser {
  /** What became of the question for maps. */
  sealed interface Answer {}

  /**
   * @param maps empty for a range of the container's own
   */
  record Found(Optional<Maps> maps) implements Answer {}

  /**
   * @param why a sentence
   */
  record None(String why) implements Answer {}

  private final EngineObjects objects;
  private final Kernel kernel;

  NamespaceUser(EngineObjects objects, Kernel kernel) {
    this.objects = objects;
    this.kernel = kernel;
  }

  Answer maps(Identity identity, ContainerCreate create) throws EngineException {
    String user = create.user().isEmpty() ? objects.userOfImage(create.image()) : create.user();
    Optional<Ids> inside = inside(user);
    if (inside.isEmpty()) {
      return new None(
          "who is \""
              + user
              + "\" in the image is not known outside of it; give its numbers with --user UID:GID");
    }
    Optional<Ids> outside = outside(identity);
    if (outside.isEmpty()) {
      return new None("it is not known which uid and gid " + identity.user() + " has here");
    }
    if (outside.get().uid() == 0 || outside.get().gid() == 0) {
      return new None(
          "a container of one user cannot be root's, and %s has uid %d and gid %d"
              .formatted(identity.user(), outside.get().uid(), outside.get().gid()));
    }
    return new Found(Optional.of(Maps.user(inside.get(), outside.get())));
  }

  /** Names are the image's business; all but root's, which is the same everywhere. */
  static Optional<Ids> inside(String user) {
    String[] parts = user.split(":", -1);
    if (parts.length > 2) {
      return Optional.empty();
    }
    Optional<Long> uid = id(parts[0]);
    boolean root = uid.equals(Optional.of(0L));
    Optional<Long> gid =
        parts.length == 2 ? id(parts[1]) : root ? Optional.of(0L) : Optional.empty();
    return uid.isPresent() && gid.isPresent()
        ? Optional.of(new Ids(uid.get(), gid.get()))
        : Optional.empty();
  }

  private static Optional<Long> id(String text) {
    if (text.isEmpty() || text.equals("root")) {
      return Optional.of(0L);
    }
    return text.matches("[0-9]{1,10}")
        ? Optional.of(Long.parseLong(text)).filter(id -> id < IdRange.END_OF_IDS)
        : Optional.empty();
  }

  private Optional<Ids> outside(Identity identity) throws EngineException {
    if (identity.peer().isEmpty()) {
      return Optional.empty();
    }
    Identity.Peer peer = identity.peer().get();
    long uid = peer.loginUid().orElse(peer.uid());
    if (uid == peer.uid()) {
      return Optional.of(new Ids(uid, peer.gid()));
    }
    try {
      return kernel.accountByUid(uid).map(NamespaceUser::ids);
    } catch (KernelException unknown) {
      Log.warn("the user database does not say which group uid " + uid + " has", unknown);
      return Optional.empty();
    }
  }

  private static Ids ids(Account account) {
    return new Ids(account.uid(), account.gid());
  }
}
