package dev.cofferdam.audit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Syslog messages of RFC 5424: every field as a parameter of one structured data element, and a
 * sentence.
 *
 * <p>The facility is authpriv: Debian's rsyslog and most others keep it in a file that only
 * administrators read. The enterprise number is 32473, which RFC 5612 reserves for documentation:
 * the project has none of its own.
 */
final class Syslog implements DatagramFormat {
  static final int FACILITY = 10;
  static final String ELEMENT = "cofferdam@32473";

  /** rsyslog's default {@code maxMessageSize}; what is beyond it would be cut in the middle. */
  static final int LONGEST = 8192;

  /**
   * Bytes of one value after escaping, so that all fields at their longest stay below the limit.
   */
  private static final int VALUE = 192;

  private static final int LONG_VALUE = 900;
  private static final byte[] BOM = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private final String host;
  private final long pid = ProcessHandle.current().pid();

  Syslog() {
    this(hostname());
  }

  Syslog(String host) {
    this.host = host;
  }

  @Override
  public byte[] format(Entry entry) {
    Message message = begin(entry);
    EntryFields.visit(entry, message);
    if (message.cut) {
      message.parameter("cut", "true", VALUE);
    }
    return end(message, entry);
  }

  @Override
  public byte[] brief(Entry entry) {
    Message message = begin(entry);
    message.text("kind", EntryFields.kind(entry));
    message.text("id", entry.id());
    message.parameter("cut", "true", VALUE);
    return end(message, entry);
  }

  private Message begin(Entry entry) {
    Message message = new Message();
    message.ascii(
        "<%d>1 %s %s cofferdam %d %s [%s"
            .formatted(
                FACILITY * 8 + Sentence.severity(entry),
                Timestamps.format(entry.time()),
                host,
                pid,
                EntryFields.kind(entry),
                ELEMENT));
    return message;
  }

  /** Section 6.4: UTF-8 is announced by a BOM; plain ASCII needs none and reads better without. */
  private static byte[] end(Message message, Entry entry) {
    message.ascii("] ");
    byte[] sentence = Sentence.of(entry).getBytes(StandardCharsets.UTF_8);
    for (byte b : sentence) {
      if (b < 0) {
        message.out.writeBytes(BOM);
        break;
      }
    }
    int length = sentence.length;
    int most = LONGEST - message.out.size();
    if (length > most) {
      length = most;
      while (length > 0 && (sentence[length] & 0xc0) == 0x80) {
        length--; // not through a character
      }
    }
    message.out.write(sentence, 0, length);
    return message.out.toByteArray();
  }

  private static String hostname() {
    try {
      String name = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
      return name.matches("[!-~]{1,255}") ? name : "-";
    } catch (IOException _) {
      return "-";
    }
  }

  private static final class Message implements EntryVisitor {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
    private boolean cut;

    @Override
    public void text(String name, String value) {
      boolean roomy = name.equals("path") || name.equals("reason") || name.equals("message");
      parameter(name, value, roomy ? LONG_VALUE : VALUE);
    }

    @Override
    public void list(String name, List<String> values) {
      parameter(name, String.join(" ", values), LONG_VALUE);
    }

    @Override
    public void number(String name, long value) {
      parameter(name, Long.toString(value), VALUE);
    }

    /**
     * Section 6.3.3: {@code "}, {@code \} and {@code ]} are escaped; control characters made
     * visible.
     */
    private void parameter(String name, String value, int most) {
      ascii(" " + name + "=\"");
      String text = Characters.visible(value);
      int left = most;
      for (int i = 0; i < text.length(); ) {
        int point = text.codePointAt(i);
        byte[] bytes = Character.toString(point).getBytes(StandardCharsets.UTF_8);
        boolean escape = point == '"' || point == '\\' || point == ']';
        left -= bytes.length + (escape ? 1 : 0);
        if (left < 0) {
          cut = true;
          out.writeBytes("…[cut]".replace("]", "\\]").getBytes(StandardCharsets.UTF_8));
          break;
        }
        if (escape) {
          out.write('\\');
        }
        out.writeBytes(bytes);
        i += Character.charCount(point);
      }
      out.write('"');
    }

    private void ascii(String text) {
      out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }
  }
}
