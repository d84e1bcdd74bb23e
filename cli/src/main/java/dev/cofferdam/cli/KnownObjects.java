package dev.cofferdam.cli;

import dev.cofferdam.docker.Resource;
import dev.cofferdam.policy.CaseFile;
import java.util.List;
import java.util.Optional;

/** What references mean where no engine is asked. */
interface KnownObjects {
  /**
   * @param reference a name, a full id or the beginning of one
   */
  Resource.Container container(String reference);

  Resource.Volume volume(String name);

  Resource.Network network(String reference);

  Resource.Image image(String reference);

  /**
   * The objects of a case. What is not among them is nobody's, and a container's image is not
   * known: so it is to a rule as well.
   */
  static KnownObjects of(CaseFile.Existing existing) {
    return new KnownObjects() {
      @Override
      public Resource.Container container(String reference) {
        return existing.containers().stream()
            .filter(it -> it.name().equals(reference) || isId(it.id(), reference))
            .findFirst()
            .orElseGet(() -> new Resource.Container("", reference, Optional.empty(), ""));
      }

      @Override
      public Resource.Volume volume(String name) {
        return existing.volumes().stream()
            .filter(it -> it.name().equals(name))
            .findFirst()
            .orElseGet(() -> new Resource.Volume(name, Optional.empty()));
      }

      @Override
      public Resource.Network network(String reference) {
        return existing.networks().stream()
            .filter(it -> it.name().equals(reference) || isId(it.id(), reference))
            .findFirst()
            .orElseGet(() -> new Resource.Network("", reference, Optional.empty()));
      }

      @Override
      public Resource.Image image(String reference) {
        String name = DockerCommandLineImage.normalised(reference);
        List<String> names =
            existing.images().stream()
                .map(Resource.Image::names)
                .filter(each -> each.contains(name) || each.contains("sha256:" + reference))
                .findFirst()
                .orElse(List.of(name));
        return new Resource.Image(reference, names);
      }

      private boolean isId(String id, String reference) {
        return !reference.isEmpty() && id.startsWith(reference);
      }
    };
  }

  /**
   * Every object is this person's.
   *
   * @param owner empty for nobody
   * @param image of containers, written out, or empty
   */
  static KnownObjects all(Optional<String> owner, String image) {
    return new KnownObjects() {
      @Override
      public Resource.Container container(String reference) {
        return new Resource.Container("", reference, owner, image);
      }

      @Override
      public Resource.Volume volume(String name) {
        return new Resource.Volume(name, owner);
      }

      @Override
      public Resource.Network network(String reference) {
        return new Resource.Network("", reference, owner);
      }

      @Override
      public Resource.Image image(String reference) {
        return DockerCommandLineImage.resource(reference);
      }
    };
  }
}
