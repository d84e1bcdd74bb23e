package dev.cofferdam.docker;

import dev.cofferdam.userns.Mode;

/**
 * Where a container is to run and for whom, as far as its user namespace depends on it.
 *
 * @param contain of the site
 * @param standard what the caller's containers have unless they ask for something else
 * @param told whether the site asked for containment in so many words: then its users are warned
 *     where there is none
 * @param wrapping what the engine has
 */
public record NamespaceHost(Contain contain, Mode standard, boolean told, Wrapping wrapping) {
  private static final NamespaceHost USUAL =
      new NamespaceHost(Contain.PREFERRED, Mode.PRIVATE, false, Wrapping.UNKNOWN);

  /** What an engine has of the runtime {@link ContainerNamespace#RUNTIME}. */
  public enum Wrapping {
    /** No engine was asked. */
    UNKNOWN,
    /** None of that name. */
    ABSENT,
    /** It has it, and takes another unless it is told. */
    PRESENT,
    /** It has it, and takes it for every container. */
    STANDARD,
    /** It maps the ids of every container by itself ({@code userns-remap}). */
    REMAPPED
  }

  /** For where no host is known. */
  public static NamespaceHost usual() {
    return USUAL;
  }

  public NamespaceHost with(Wrapping other) {
    return new NamespaceHost(contain, standard, told, other);
  }

  /** Why no container can have a user namespace there; empty where one can. */
  String obstacle() {
    if (contain == Contain.OFF) {
      return "the policy says contain: off";
    }
    return switch (wrapping) {
      case UNKNOWN, PRESENT, STANDARD -> "";
      case ABSENT ->
          "the engine has no runtime "
              + ContainerNamespace.RUNTIME
              + " (cofferdam install registers it)";
      case REMAPPED -> "the engine has userns-remap, which maps ids by itself";
    };
  }
}
