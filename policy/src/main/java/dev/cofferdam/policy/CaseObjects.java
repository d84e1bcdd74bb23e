package dev.cofferdam.policy;

import dev.cofferdam.docker.BadRequest;
import dev.cofferdam.docker.ImageReference;
import dev.cofferdam.docker.Resource;
import dev.cofferdam.policy.CaseFile.Existing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads what an engine is taken to have. */
final class CaseObjects {
  private static final List<String> KEYS = List.of("containers", "volumes", "networks", "images");
  private static final String ID = "[0-9a-f]{64}";

  private final Problems problems;

  CaseObjects(Problems problems) {
    this.problems = problems;
  }

  /** What is there already stays, behind what is read. */
  Existing read(Node node, Existing before) {
    Optional<Fields> fields = Fields.of(node, "\"exists\"", problems);
    if (fields.isEmpty()) {
      return before;
    }
    fields.get().onlyKeys(KEYS, problems);
    return new Existing(
        all(fields.get(), "containers", this::container, before.containers()),
        all(fields.get(), "volumes", this::volume, before.volumes()),
        all(fields.get(), "networks", this::network, before.networks()),
        all(fields.get(), "images", this::image, before.images()));
  }

  private <T> List<T> all(
      Fields fields, String key, Function<Node, Optional<T>> read, List<T> before) {
    List<T> all = new ArrayList<>();
    Optional<Node> list = fields.get(key);
    for (Node item : list.map(node -> Fields.list(node, key, problems)).orElse(List.of())) {
      read.apply(item).ifPresent(all::add);
    }
    all.addAll(before);
    return all;
  }

  /** The fields of one object; a text alone is its name. */
  private final class Properties {
    private final Node at;
    private final Optional<Fields> fields;

    Properties(Node at, String what, List<String> keys) {
      this.at = at;
      this.fields = at instanceof MappingNode ? Fields.of(at, what, problems) : Optional.empty();
      fields.ifPresent(f -> f.onlyKeys(keys, problems));
    }

    Optional<String> name() {
      if (fields.isEmpty()) {
        return Fields.text(at, "a name", problems);
      }
      if (fields.get().get("name").isEmpty()) {
        problems.error(at, "the key \"name\" is missing");
      }
      return text("name");
    }

    Optional<String> text(String key) {
      return fields
          .flatMap(f -> f.get(key))
          .flatMap(node -> Fields.text(node, Text.quoted(key), problems));
    }

    /** A full id; where none is given, one that nothing else has. */
    String id(String name) {
      Optional<String> id = text("id");
      if (id.isPresent() && !id.get().matches(ID)) {
        problems.error(at, "an id is 64 hexadecimal digits");
      }
      return id.orElseGet(() -> "%064x".formatted(name.hashCode() & 0xffff_ffffL));
    }
  }

  private Optional<Resource.Container> container(Node node) {
    Properties of = new Properties(node, "a container", List.of("name", "id", "image", "owner"));
    String image = of.text("image").flatMap(text -> normalised(node, text)).orElse("");
    return of.name()
        .map(name -> new Resource.Container(of.id(name), name, of.text("owner"), image));
  }

  private Optional<Resource.Volume> volume(Node node) {
    Properties of = new Properties(node, "a volume", List.of("name", "owner"));
    return of.name().map(name -> new Resource.Volume(name, of.text("owner")));
  }

  private Optional<Resource.Network> network(Node node) {
    Properties of = new Properties(node, "a network", List.of("name", "id", "owner"));
    return of.name().map(name -> new Resource.Network(of.id(name), name, of.text("owner")));
  }

  private Optional<Resource.Image> image(Node node) {
    Properties of = new Properties(node, "an image", List.of("name", "id"));
    Optional<String> name = of.name();
    return name.flatMap(text -> normalised(node, text))
        .map(normalised ->
            new Resource.Image(
                name.orElseThrow(), List.of("sha256:" + of.id(normalised), normalised)));
  }

  private Optional<String> normalised(Node at, String image) {
    try {
      return Optional.of(ImageReference.parse(image).normalised());
    } catch (BadRequest e) {
      problems.error(at, Text.plain(e.message()));
      return Optional.empty();
    }
  }
}
