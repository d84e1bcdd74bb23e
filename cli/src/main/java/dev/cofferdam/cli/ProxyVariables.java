package dev.cofferdam.cli;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * What a socket proxy is told: the variables of its environment, and what else is on its command
 * line.
 *
 * @param all by name; a flag {@code -allowGET=…} stands as the variable that means the same
 * @param image of the container that has them, empty where it is not known
 */
record ProxyVariables(Map<String, String> all, String image) {
  private static final Pattern ASSIGNMENT =
      Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)=(.*)", Pattern.DOTALL);
  private static final Pattern FLAG = Pattern.compile("--?allow([A-Za-z]+)=(.*)", Pattern.DOTALL);
  private static final Pattern SHOWS_PROXY =
      Pattern.compile("SP_ALLOW.*|CONTAINERS|IMAGES|POST|ALLOW_(START|STOP|RESTARTS)");
  private static final int DEEPEST = 32;
  private static final LoadSettings SETTINGS =
      LoadSettings.builder().setCodePointLimit(1024 * 1024).setAllowDuplicateKeys(false).build();

  ProxyVariables {
    all = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(all));
  }

  /**
   * @param words {@code NAME=VALUE} or {@code -allowGET=…}, later ones win
   * @throws IllegalArgumentException with a sentence
   */
  static ProxyVariables ofWords(List<String> words) {
    Map<String, String> all = new LinkedHashMap<>();
    Map<String, Integer> flags = new TreeMap<>();
    for (String word : words) {
      Matcher flag = FLAG.matcher(word);
      Matcher assignment = ASSIGNMENT.matcher(word);
      if (flag.matches()) {
        all.put(variable(flag.group(1), flags), flag.group(2));
      } else if (assignment.matches()) {
        all.put(assignment.group(1), assignment.group(2));
      } else {
        throw new IllegalArgumentException(
            "\""
                + StatusText.printable(word)
                + "\" is neither NAME=VALUE nor -allowGET=EXPRESSION");
      }
    }
    return new ProxyVariables(all, "");
  }

  /** A flag may be given several times. */
  private static String variable(String method, Map<String, Integer> flags) {
    if (method.equalsIgnoreCase("bindmountfrom")) {
      return "SP_ALLOWBINDMOUNTFROM";
    }
    if (!method.equals(method.toUpperCase(java.util.Locale.ROOT))) {
      return "SP_ALLOW" + method.toUpperCase(java.util.Locale.ROOT);
    }
    int count = flags.merge(method, 1, Integer::sum);
    return "SP_ALLOW_" + method + (count == 1 ? "" : "_FLAG" + count);
  }

  /** A file as {@code docker run --env-file} takes it; quotes around a value are taken off. */
  static ProxyVariables ofEnvFile(String text, String file) {
    List<String> words = new ArrayList<>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      String plain = line.strip().replaceFirst("^export +", "");
      if (plain.isEmpty() || plain.startsWith("#")) {
        continue;
      }
      Matcher assignment = ASSIGNMENT.matcher(plain);
      if (!assignment.matches()) {
        throw new IllegalArgumentException(
            file + ":" + number + ": no line of an environment file: write NAME=VALUE");
      }
      words.add(assignment.group(1) + "=" + unquoted(assignment.group(2)));
    }
    return ofWords(words);
  }

  private static String unquoted(String value) {
    boolean quoted =
        value.length() > 1
            && (value.charAt(0) == '"' || value.charAt(0) == '\'')
            && value.charAt(value.length() - 1) == value.charAt(0);
    return quoted ? value.substring(1, value.length() - 1) : value;
  }

  /**
   * The service of a compose file that is a socket proxy.
   *
   * @param service its name; empty where there is only one that can be meant
   */
  static ProxyVariables ofCompose(String text, String file, Optional<String> service) {
    Map<String, Map<?, ?>> services = services(text, file);
    Map<String, ProxyVariables> proxies = new LinkedHashMap<>();
    services.forEach((name, fields) -> {
      boolean wanted = service.map(name::equals).orElse(true);
      ProxyVariables variables = wanted ? ofService(fields) : new ProxyVariables(Map.of(), "");
      boolean proxy =
          variables.image().contains("socket-proxy")
              || variables.all().keySet().stream().anyMatch(n -> SHOWS_PROXY.matcher(n).matches());
      if (wanted && (service.isPresent() || proxy)) {
        proxies.put(name, variables);
      }
    });
    if (proxies.size() != 1) {
      throw new IllegalArgumentException(
          service.isPresent()
              ? file + ": no service \"" + service.get() + "\""
              : file
                  + (proxies.isEmpty()
                      ? ": no service has the variables of a socket proxy: name it with --service"
                      : ": several services can be meant, name one with --service: "
                          + String.join(", ", proxies.keySet())));
    }
    return proxies.values().iterator().next();
  }

  private static Map<String, Map<?, ?>> services(String text, String file) {
    Object root;
    try {
      checkDepth(text, file);
      root = new Load(SETTINGS).loadFromString(text);
    } catch (YamlEngineException | ClassCastException e) {
      throw new IllegalArgumentException(file + ": no valid YAML: " + e.getMessage(), e);
    }
    if (!(root instanceof Map<?, ?> fields)
        || !(fields.get("services") instanceof Map<?, ?> services)) {
      throw new IllegalArgumentException(file + ": no compose file: it has no \"services\"");
    }
    Map<String, Map<?, ?>> found = new LinkedHashMap<>();
    services.forEach((name, value) -> {
      if (value instanceof Map<?, ?> service) {
        found.put(String.valueOf(name), service);
      }
    });
    return found;
  }

  /** Loading recurses; events do not. */
  private static void checkDepth(String text, String file) {
    Iterator<Event> events = new Parse(SETTINGS).parseString(text).iterator();
    int depth = 0;
    while (events.hasNext()) {
      switch (events.next()) {
        case CollectionStartEvent _ -> {
          if (++depth > DEEPEST) {
            throw new IllegalArgumentException(file + ": nested too deeply");
          }
        }
        case CollectionEndEvent _ -> depth--;
        default -> {} // Event is not sealed
      }
    }
  }

  /** Values are texts, numbers and truths in YAML; the container gets texts. */
  private static ProxyVariables ofService(Map<?, ?> fields) {
    List<String> words = new ArrayList<>();
    switch (fields.get("environment")) {
      case Map<?, ?> map -> map.forEach((name, value) -> words.add(name + "=" + text(value)));
      case List<?> list -> list.forEach(item -> words.add(String.valueOf(item)));
      case null, default -> {}
    }
    for (String key : List.of("command", "entrypoint")) {
      if (fields.get(key) instanceof List<?> list) {
        list.stream()
            .map(String::valueOf)
            .filter(word -> FLAG.matcher(word).matches())
            .forEach(words::add);
      } else if (fields.get(key) instanceof String line) {
        Pattern.compile(" +")
            .splitAsStream(line)
            .filter(word -> FLAG.matcher(word).matches())
            .forEach(words::add);
      }
    }
    words.removeIf(word -> word.indexOf('=') < 0); // taken from the host's environment
    String image = fields.get("image") instanceof String name ? name : "";
    return new ProxyVariables(ofWords(words).all(), image);
  }

  private static String text(@org.jspecify.annotations.Nullable Object value) {
    return value == null ? "" : String.valueOf(value);
  }

  /** The same with more; the others win. */
  ProxyVariables and(ProxyVariables more) {
    Map<String, String> both = new LinkedHashMap<>(all);
    both.putAll(more.all);
    return new ProxyVariables(both, image);
  }
}
