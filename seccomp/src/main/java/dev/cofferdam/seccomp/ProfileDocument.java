package dev.cofferdam.seccomp;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A seccomp profile as JSON has it: {@code linux.seccomp} of the OCI runtime specification, with
 * what moby's profiles have beyond it ({@code archMap}, {@code includes}, {@code excludes}).
 *
 * @param architectures OCI's names, also of architectures that the table does not have
 * @param archMap an architecture of a host, and those it may use besides; moby's alternative to
 *     {@code architectures}
 * @param listenerPath the socket of the agent that decides on notified calls
 * @param rules of which the strictest that applies wins
 */
public record ProfileDocument(
    Action defaultAction,
    List<String> architectures,
    Map<String, List<String>> archMap,
    Set<Flag> flags,
    Optional<String> listenerPath,
    Optional<String> listenerMetadata,
    List<DocumentRule> rules) {
  public ProfileDocument {
    architectures = List.copyOf(architectures);
    archMap = Collections.unmodifiableMap(new LinkedHashMap<>(archMap));
    flags = Set.copyOf(flags);
    rules = List.copyOf(rules);
  }

  /**
   * Reads a document, at most 1 MiB of UTF-8.
   *
   * @throws SeccompException naming the place of the first mistake
   */
  public static ProfileDocument read(byte[] json) throws SeccompException {
    return DocumentReader.document(Json.read(json));
  }

  /**
   * What the document means for a container that will run there.
   *
   * @throws SeccompException when a rule can never hold, or is beyond what a filter can have
   */
  public Profile resolve(Environment environment) throws SeccompException {
    return DocumentResolution.resolve(this, environment);
  }

  /** Whether it leaves any call to an agent. */
  public boolean notifies() {
    return listenerPath.isPresent()
        || Stream.concat(Stream.of(defaultAction), rules.stream().map(DocumentRule::action))
            .anyMatch(action -> action.kind() == Action.Kind.USER_NOTIF);
  }

  /**
   * A document that means the same as a profile on this host, for a runtime that is given JSON.
   *
   * <p>A call that the runtime's libseccomp is too old to know is left out there, without a word: a
   * filter that denies a few calls denies fewer. What the compiler makes has no such gap.
   *
   * @throws SeccompException when no document can say it
   */
  public static ProfileDocument of(Profile profile, Architecture host) throws SeccompException {
    return DocumentComposition.compose(profile, host);
  }

  /** As JSON that the OCI runtime specification describes and the engine takes. */
  public byte[] write() {
    return DocumentWriter.write(this);
  }
}
