package dev.cofferdam.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Readers of both datagram formats, written from their specifications: the tests' oracles. */
final class Datagrams {
  record Field(String name, String value) {}

  record Message(String header, Map<String, String> parameters, String message) {}

  private Datagrams() {}

  static List<Field> journal(byte[] bytes) {
    List<Field> fields = new ArrayList<>();
    int at = 0;
    while (at < bytes.length) {
      int end = at;
      while (bytes[end] != '=' && bytes[end] != '\n') {
        end++;
      }
      String name = new String(bytes, at, end - at, StandardCharsets.US_ASCII);
      assertThat(name).matches("[A-Z][A-Z0-9_]*");
      int from = end + 1;
      int length = 0;
      if (bytes[end] == '=') {
        while (bytes[from + length] != '\n') {
          length++;
        }
      } else {
        length = (int) ByteBuffer.wrap(bytes, from, 8).order(ByteOrder.LITTLE_ENDIAN).getLong();
        from += 8;
      }
      fields.add(new Field(name, new String(bytes, from, length, StandardCharsets.UTF_8)));
      assertThat(bytes[from + length]).isEqualTo((byte) '\n');
      at = from + length + 1;
    }
    return fields;
  }

  static Message syslog(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    int at = text.indexOf('[');
    String header = text.substring(0, at);
    assertThat(header).matches("<[0-9]{1,3}>1 \\S+ \\S+ cofferdam [0-9]+ [a-z]+ ");
    at = text.indexOf(' ', at);
    Map<String, String> parameters = new LinkedHashMap<>();
    while (text.charAt(at) == ' ') {
      int equals = text.indexOf('=', at);
      String name = text.substring(at + 1, equals);
      assertThat(name).matches("[a-z_]{1,32}");
      assertThat(text.charAt(equals + 1)).isEqualTo('"');
      StringBuilder value = new StringBuilder();
      for (at = equals + 2; text.charAt(at) != '"'; at++) {
        char c = text.charAt(at);
        assertThat(c).isNotEqualTo(']');
        if (c == '\\' && "\"\\]".indexOf(text.charAt(at + 1)) >= 0) {
          c = text.charAt(++at);
        }
        value.append(c);
      }
      assertThat(parameters.put(name, value.toString())).isNull();
      at++;
    }
    assertThat(text.substring(at)).startsWith("] ");
    return new Message(header, parameters, text.substring(at + 2));
  }
}
