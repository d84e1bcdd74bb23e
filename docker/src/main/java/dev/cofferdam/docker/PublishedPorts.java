package dev.cofferdam.docker;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * How many ports of the host a container takes.
 *
 * @param bindings the number of bindings of each container port ({@code 80/tcp}, {@code
 *     8000-8010/udp})
 * @param exposed the ports that are published where {@code all} is set and they have no binding
 * @param all what {@code docker run -P} asks for
 */
public record PublishedPorts(Map<String, Integer> bindings, Set<String> exposed, boolean all) {
  public PublishedPorts {
    bindings = Map.copyOf(bindings);
    exposed = Set.copyOf(exposed);
  }

  public static PublishedPorts of(ContainerCreate create) {
    Map<String, Integer> bindings = new HashMap<>();
    create
        .host()
        .entries("PortBindings")
        .forEach((port, list) ->
            bindings.put(port, list instanceof Node.Items(var values) ? values.size() : 0));
    return new PublishedPorts(
        bindings,
        create.root().entries("ExposedPorts").keySet(),
        create.host().flag("PublishAllPorts"));
  }

  /** Each range with as many ports as it has. */
  public long count() {
    long count = 0;
    for (Map.Entry<String, Integer> binding : bindings.entrySet()) {
      count += size(binding.getKey()) * binding.getValue();
    }
    if (all) {
      for (String port : exposed) {
        count += bindings.getOrDefault(port, 0) == 0 ? size(port) : 0;
      }
    }
    return count;
  }

  private static long size(String port) {
    int slash = port.indexOf('/');
    String numbers = slash < 0 ? port : port.substring(0, slash);
    int dash = numbers.indexOf('-');
    return dash < 0
        ? 1
        : Math.max(1, number(numbers.substring(dash + 1)) - number(numbers.substring(0, dash)) + 1);
  }

  /** Whatever is no port counts as if the range went over all of them. */
  private static long number(String text) {
    return text.matches("[0-9]{1,5}") ? Long.parseLong(text) : 65_535;
  }
}
