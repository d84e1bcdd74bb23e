package dev.cofferdam.policy;

import java.util.Optional;

/**
 * What a role says of its members' containers, as far as these do not say it themselves; each empty
 * where it says nothing.
 */
record ContainerDefaults(Optional<UsualNamespace> namespace, Optional<Capabilities> capabilities) {
  static final ContainerDefaults NONE = new ContainerDefaults(Optional.empty(), Optional.empty());
}
