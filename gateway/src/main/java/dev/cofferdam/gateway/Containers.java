package dev.cofferdam.gateway;

import java.util.Optional;

/** What has to be done beside the engine when containers come and go. */
final class Containers {
  private final ContainerPlans plans;
  private final EngineObjects objects;
  private final Runnable mayHaveGone;

  /**
   * @param mayHaveGone must not wait
   */
  Containers(ContainerPlans plans, EngineObjects objects, Runnable mayHaveGone) {
    this.plans = plans;
    this.objects = objects;
    this.mayHaveGone = mayHaveGone;
  }

  void mayHaveGone() {
    mayHaveGone.run();
  }

  /**
   * Has a new container contained as it was decided; may wait.
   *
   * @return why that is not possible, after which there is no such container
   */
  Optional<String> contain(String id, NamespaceDraft draft) {
    Optional<String> failure = plans.write(id, draft);
    if (failure.isEmpty()) {
      return failure;
    }
    try {
      objects.unmakeContainer(id);
      plans.forget(id);
      return failure.map(why -> "the container was not created: " + why);
    } catch (EngineException left) {
      Log.warn("the container " + id + " is left behind by a create that failed", left);
      return failure.map(
          why -> "the container cannot be contained and could not be removed: " + why);
    }
  }
}
