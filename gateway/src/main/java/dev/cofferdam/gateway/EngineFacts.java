package dev.cofferdam.gateway;

import dev.cofferdam.docker.HostFacts;
import dev.cofferdam.docker.NamespaceHost;
import dev.cofferdam.docker.SeccompBase;
import dev.cofferdam.docker.SeccompHost;

/** What a request is weighed by: the site, and the host of the engine. */
final class EngineFacts {
  private final HostFacts site;
  private final EngineVersion version;

  /**
   * @param site with the engine's and the gateway's own paths among the sensitive ones
   */
  EngineFacts(HostFacts site, EngineVersion version) {
    this.site = site;
    this.version = version;
  }

  HostFacts of(Exchange exchange) throws EngineException {
    return site.withSeccomp(version.seccompHost(exchange.policy().seccompBase()))
        .withNamespaces(namespaces(exchange).with(version.runtimes().get()));
  }

  /** For what is put on record or needs no filter, so that no engine has to be asked. */
  HostFacts asKnown(Exchange exchange) {
    SeccompBase base = exchange.policy().seccompBase();
    HostFacts known = site.withNamespaces(namespaces(exchange).with(version.runtimes().asKnown()));
    try {
      return known.withSeccomp(
          version.isKnown() ? version.seccompHost(base) : SeccompHost.standard().withBase(base));
    } catch (EngineException unknownHost) {
      return known.withSeccomp(SeccompHost.standard().withBase(base));
    }
  }

  private static NamespaceHost namespaces(Exchange exchange) {
    return exchange.policy().namespaces(Decide.caller(exchange.identity()));
  }
}
