package dev.cofferdam.docker;

import java.util.List;
import java.util.Map;

/**
 * What an object of a swarm shall be: the body that makes it, and the body that takes the place of
 * what it was.
 */
public sealed interface Spec extends RequestDocument permits ServiceSpec, StoredSpec {
  /** Empty where the client gave none. */
  String name();

  /** The labels with {@link Resource#RESERVED_PREFIX} that the client sent. */
  List<Reserved> reserved();

  /**
   * A label of the gateway's own, as a client sent it.
   *
   * @param path the JSON path, for messages
   */
  record Reserved(String path, String key, String value) {}

  @Override
  Spec resolved(Resolution resolution);

  @Override
  Spec withLabels(Map<String, String> labels);
}
