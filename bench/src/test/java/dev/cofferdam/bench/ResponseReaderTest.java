package dev.cofferdam.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ResponseReaderTest {
  private static final String SIZED = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
  private static final String CHUNKED =
      "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n10\r\n0123456789abcdef\r\n0\r\n\r\n";

  private final ResponseReader reader = new ResponseReader();

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Nested
  class The_end_is_found {
    @Test
    void by_a_length() throws IOException {
      assertThat(reader.take(bytes(SIZED))).isTrue();
      assertThat(reader.status()).isEqualTo(200);
      assertThat(reader.bodyBytes()).isEqualTo(5);
    }

    @Test
    void by_the_last_chunk() throws IOException {
      assertThat(reader.take(bytes(CHUNKED))).isTrue();
      assertThat(reader.status()).isEqualTo(201);
      assertThat(reader.bodyBytes()).isEqualTo(21);
      assertThat(reader.kept()).isEqualTo("hello0123456789abcdef");
    }

    @Test
    void wherever_the_bytes_are_cut() throws IOException {
      for (String response : new String[] {SIZED, CHUNKED}) {
        reader.reset();
        ByteBuffer all = bytes(response);
        for (int i = 0; i < all.capacity() - 1; i++) {
          assertThat(reader.take(all.slice(i, 1))).isFalse();
        }
        assertThat(reader.take(all.slice(all.capacity() - 1, 1))).isTrue();
      }
    }

    @Test
    void at_the_head_where_there_is_no_body() throws IOException {
      assertThat(reader.take(bytes("HTTP/1.1 204 No Content\r\n\r\n"))).isTrue();
    }

    @Test
    void before_what_follows_it() throws IOException {
      ByteBuffer two = bytes(SIZED + CHUNKED);
      assertThat(reader.take(two)).isTrue();
      assertThat(two.remaining()).isEqualTo(CHUNKED.length());
      reader.reset();
      assertThat(reader.take(two)).isTrue();
      assertThat(reader.bodyBytes()).isEqualTo(21);
    }

    @Test
    void before_the_bytes_of_another_protocol() throws IOException {
      ByteBuffer upgraded = bytes("HTTP/1.1 101 Switching Protocols\r\nUpgrade: tcp\r\n\r\nraw");
      assertThat(reader.take(upgraded)).isTrue();
      assertThat(upgraded.remaining()).isEqualTo(3);
    }
  }

  @Test
  void a_body_can_be_kept_in_a_file() throws IOException {
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    reader.into(Channels.newChannel(kept));
    reader.take(bytes(CHUNKED));
    assertThat(kept.toString(StandardCharsets.US_ASCII)).isEqualTo("hello0123456789abcdef");
  }

  @Test
  void an_answer_without_an_end_is_an_error() {
    assertThatThrownBy(() -> reader.take(bytes("HTTP/1.1 200 OK\r\nServer: x\r\n\r\n")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("without a length");
  }

  @Test
  void what_is_no_http_is_an_error() {
    assertThatThrownBy(() -> reader.take(bytes("SSH-2.0-x\r\n\r\n")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no HTTP answer");
  }
}
