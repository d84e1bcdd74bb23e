package dev.cofferdam.docker;

import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;

/**
 * The body of {@code update} of a service, secret or config. It takes the place of all that the
 * object was, and clients send back what they read: the gateway's own labels have to come as they
 * are, and stay if they do not come at all.
 */
public record SpecUpdate(Spec spec) implements RequestDocument {
  public static SpecUpdate service(byte[] json) {
    return new SpecUpdate(ServiceSpec.changed(json));
  }

  public static SpecUpdate secret(byte[] json) {
    return new SpecUpdate(StoredSpec.read(json, SwarmShapes.SECRET));
  }

  public static SpecUpdate config(byte[] json) {
    return new SpecUpdate(StoredSpec.read(json, SwarmShapes.CONFIG));
  }

  /**
   * A copy with the reserved labels that the object has.
   *
   * @param reserved all labels of the object with {@link Resource#RESERVED_PREFIX}
   * @throws MalformedBody if the body has others, or other values
   */
  public SpecUpdate keeping(Map<String, String> reserved) {
    for (Spec.Reserved label : spec.reserved()) {
      if (!label.value().equals(reserved.get(label.key()))) {
        throw MalformedBody.at(
            label.path(),
            "labels that start with "
                + Resource.RESERVED_PREFIX
                + " are set by Cofferdam alone: send them as they were or leave them out");
      }
    }
    return new SpecUpdate(spec.withLabels(reserved));
  }

  @Override
  public byte[] write() {
    return spec.write();
  }

  @Override
  public SortedSet<Privilege> privileges(HostFacts facts) {
    return spec.privileges(facts);
  }

  @Override
  public Optional<Object> fact(Fact fact) {
    return spec.fact(fact);
  }

  @Override
  public References references() {
    return spec.references();
  }

  @Override
  public SpecUpdate resolved(Resolution resolution) {
    return new SpecUpdate(spec.resolved(resolution));
  }
}
