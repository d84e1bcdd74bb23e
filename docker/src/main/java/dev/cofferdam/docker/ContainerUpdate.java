package dev.cofferdam.docker;

import java.util.Optional;
import java.util.SortedSet;

/** The body of {@code POST /containers/{id}/update}. */
public final class ContainerUpdate implements RequestDocument {
  private final Node.Struct root;

  private ContainerUpdate(Node.Struct root) {
    this.root = root;
  }

  public static ContainerUpdate parse(byte[] json) {
    Node.Struct root = StrictJson.read(json, ContainerShapes.UPDATE);
    CreateChecks.devices(root, "");
    return new ContainerUpdate(root);
  }

  @Override
  public byte[] write() {
    return CanonicalJson.write(root);
  }

  @Override
  public SortedSet<Privilege> privileges(HostFacts facts) {
    return Privileges.of(this);
  }

  @Override
  public Optional<Object> fact(Fact fact) {
    return switch (fact) {
      // What stays as it was is not said: a condition on it is about this request.
      case MEMORY -> said("Memory").map(LimitFacts::memory);
      case MEMORY_SWAP ->
          said("MemorySwap").map(swap -> LimitFacts.memorySwap(root.number("Memory"), swap));
      case CPUS ->
          said("NanoCpus")
              .or(() -> said("CpuQuota").filter(this::isOfKnownPeriod))
              .map(any ->
                  LimitFacts.cpus(
                      root.number("NanoCpus"), root.number("CpuQuota"), root.number("CpuPeriod")));
      case PIDS ->
          root.has("PidsLimit")
              ? Optional.of(LimitFacts.pids(root.number("PidsLimit")))
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  /** A quota is of the period that the container has, which may be any, where none is given. */
  private boolean isOfKnownPeriod(long quota) {
    return quota < 0 || root.number("CpuPeriod") != 0;
  }

  private Optional<Long> said(String limit) {
    long number = root.number(limit);
    return number == 0 ? Optional.empty() : Optional.of(number);
  }

  Node.Struct root() {
    return root;
  }
}
