package dev.cofferdam.policy;

import dev.cofferdam.docker.Contain;

/**
 * What a policy says of user namespaces for all: {@code userns: {contain: required, default:
 * private}}.
 *
 * @param contain whether containers have one
 * @param standard which one those of a caller have whose roles say nothing of it
 * @param said whether the policy says anything of it
 */
record Containment(Contain contain, UsualNamespace standard, boolean said) {
  /** Of a policy that says nothing. */
  static final Containment UNSAID =
      new Containment(Contain.PREFERRED, UsualNamespace.PRIVATE, false);
}
