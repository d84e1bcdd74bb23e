package dev.cofferdam.gateway;

import dev.cofferdam.docker.ApiCall;
import dev.cofferdam.docker.Subject;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a client called the container that the engine was asked of by its id.
 *
 * <p>In some of its errors the engine repeats the path's reference: there the client finds its own.
 * In others it names the container by its id, whatever it was called; those stay. Sometimes both
 * are in one message ({@code Cannot kill container: web: Container 4f… is not running}). The places
 * are those of moby 20.10 to 28: daemon/archive, attach, checkpoint, container, delete, exec,
 * export, kill, restart, stop.
 */
record AskedName(String id, String reference) {
  private static final String BEFORE =
      "(?:Could not find the file [^\\n]{0,4096} in container |[Cc]annot (?:kill|stop) container: "
          + "|[Cc]annot (?:restart|checkpoint) container |[Ee]rror exporting container "
          + "|No such container: |removal of container )";
  private static final String AFTER = "(?= is paused, unpause the container before)";

  /** Of a call that has become another one; empty where its container is called as it was. */
  static Optional<AskedName> of(ApiCall asked, ApiCall become) {
    if (become.route().subject() != Subject.CONTAINER) {
      return Optional.empty();
    }
    String reference = asked.subject().orElseThrow();
    String id = become.subject().orElseThrow();
    return reference.equals(id) ? Optional.empty() : Optional.of(new AskedName(id, reference));
  }

  /** The engine's error with the client's word for the container; bytes that are no text stay. */
  byte[] in(byte[] error) {
    String text = new String(error, StandardCharsets.ISO_8859_1);
    String quoted = Pattern.quote(id);
    return Pattern.compile("(" + BEFORE + ")" + quoted + "|" + quoted + AFTER)
        .matcher(text)
        .replaceAll(found ->
            Matcher.quoteReplacement((found.group(1) == null ? "" : found.group(1)) + reference))
        .getBytes(StandardCharsets.ISO_8859_1);
  }
}
