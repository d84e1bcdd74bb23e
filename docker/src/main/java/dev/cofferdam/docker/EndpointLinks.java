package dev.cofferdam.docker;

import java.util.ArrayList;
import java.util.List;

/** The containers named in {@link NetworkConnect}. */
final class EndpointLinks {
  private EndpointLinks() {}

  static void check(Node.Struct endpoint) {
    var _ = containers(endpoint.texts("Links"), new ArrayList<>());
  }

  static List<References.Joined> containers(Node.Struct root, String container) {
    List<References.Joined> all = new ArrayList<>();
    all.add(new References.Joined(container, "Container"));
    return List.copyOf(containers(root.struct("EndpointConfig").texts("Links"), all));
  }

  private static List<References.Joined> containers(
      List<String> links, List<References.Joined> into) {
    for (int i = 0; i < links.size(); i++) {
      String path = "EndpointConfig.Links[" + i + "]";
      into.add(new References.Joined(ContainerReference.ofLink(links.get(i), path), path));
    }
    return into;
  }

  static Node.Struct resolve(Node.Struct root, String container, Resolution to) {
    Node.Struct resolved = root.with("Container", Node.Text.of(to.container(container)));
    Node.Struct endpoint = root.struct("EndpointConfig");
    List<String> links = endpoint.texts("Links");
    if (links.isEmpty()) {
      return resolved;
    }
    List<String> full =
        links.stream()
            .map(l ->
                ContainerReference.link(l, to.container(ContainerReference.ofLink(l, "Links"))))
            .toList();
    return resolved.with("EndpointConfig", endpoint.with("Links", Node.ofTexts(full)));
  }
}
