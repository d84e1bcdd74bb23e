package dev.cofferdam.audit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * journald's native protocol (systemd, "Native Journal Protocol"): {@code KEY=value} and a line
 * feed, or, for a value in which a line feed or another control character could stand, {@code KEY},
 * a line feed, the length as 64 bits little-endian, the bytes, a line feed. A value never begins a
 * field.
 *
 * <p>Lists become one field for each item, so that {@code journalctl
 * COFFERDAM_PRIVILEGES=cap:SYS_ADMIN} finds it.
 */
final class Journal implements DatagramFormat {
  /** Bytes that the items of one list may take, so that a datagram stays well below 64 KiB. */
  private static final int LIST_BYTES = 6 << 10;

  @Override
  public byte[] format(Entry entry) {
    Message message = begin(entry);
    message.field("COFFERDAM_TS", Timestamps.format(entry.time()));
    EntryFields.visit(entry, message);
    return message.out.toByteArray();
  }

  @Override
  public byte[] brief(Entry entry) {
    Message message = begin(entry);
    message.text("kind", EntryFields.kind(entry));
    message.text("id", Characters.shorten(entry.id(), EntryFields.NAME));
    message.text("shortened", "all");
    return message.out.toByteArray();
  }

  private static Message begin(Entry entry) {
    Message message = new Message();
    message.field("MESSAGE", Sentence.of(entry));
    message.field("PRIORITY", Integer.toString(Sentence.severity(entry)));
    message.field("SYSLOG_IDENTIFIER", "cofferdam");
    return message;
  }

  private static final class Message implements EntryVisitor {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(2048);

    @Override
    public void text(String name, String value) {
      field("COFFERDAM_" + name.toUpperCase(Locale.ROOT), value);
    }

    @Override
    public void list(String name, List<String> values) {
      int begin = out.size();
      for (int i = 0; i < values.size(); i++) {
        if (out.size() - begin > LIST_BYTES) {
          text(name, "…[" + (values.size() - i) + " more]");
          return;
        }
        text(name, values.get(i));
      }
    }

    @Override
    public void number(String name, long value) {
      text(name, Long.toString(value));
    }

    private void field(String key, String value) {
      byte[] bytes = utf8(value);
      out.writeBytes(key.getBytes(StandardCharsets.US_ASCII));
      if (value.chars().anyMatch(c -> c < 0x20 || c == 0x7f)) {
        out.write('\n');
        out.writeBytes(
            ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(bytes.length).array());
      } else {
        out.write('=');
      }
      out.writeBytes(bytes);
      out.write('\n');
    }

    /** As {@link String#getBytes}, which would write a question mark for an unpaired surrogate. */
    private static byte[] utf8(String value) {
      return Characters.paired(value).getBytes(StandardCharsets.UTF_8);
    }
  }
}
