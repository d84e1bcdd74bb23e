package dev.cofferdam.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class HttpAnswerTest {
  private static Optional<HttpAnswer> parse(String text, boolean ended) throws IOException {
    return HttpAnswer.parse(text.getBytes(StandardCharsets.UTF_8), ended);
  }

  @Nested
  final class A_complete_answer {
    @Test
    void has_a_body_of_the_stated_length_in_bytes() throws IOException {
      assertThat(parse("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n€more", false))
          .map(HttpAnswer::body)
          .contains("€");
    }

    @Test
    void may_come_in_chunks() throws IOException {
      assertThat(
              parse(
                  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n1;x=y\r\nd\r\n0\r\n\r\n",
                  false))
          .map(HttpAnswer::body)
          .contains("abcd");
    }

    @Test
    void ends_with_the_connection_where_no_length_is_stated() throws IOException {
      assertThat(parse("HTTP/1.1 200 OK\r\n\r\nab", false)).isEmpty();
      assertThat(parse("HTTP/1.1 200 OK\r\n\r\nab", true)).map(HttpAnswer::body).contains("ab");
    }

    @Test
    void has_headers_in_any_case() throws IOException {
      assertThat(parse("HTTP/1.1 200 OK\r\nAPI-version:  1.41\r\n\r\n", true))
          .flatMap(answer -> answer.header("Api-Version"))
          .contains("1.41");
    }
  }

  @Nested
  final class A_broken_answer {
    @Test
    void that_ends_early_is_not_taken_for_a_whole_one() {
      assertThatThrownBy(() -> parse("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab", true))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("broke off in its body");
      assertThatThrownBy(() -> parse("HTTP/1.1 200 OK\r\n", true))
          .hasMessageContaining("broke off before its body");
      assertThatThrownBy(
              () -> parse("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab", true))
          .hasMessageContaining("broke off in its body");
    }

    @Test
    void with_a_length_that_is_no_number_is_refused() {
      assertThatThrownBy(() -> parse("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", true))
          .hasMessageContaining("Content-Length");
    }

    @Test
    void in_an_unknown_coding_is_refused() {
      assertThatThrownBy(() -> parse("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", true))
          .hasMessageContaining("gzip");
    }
  }

  @FuzzTest
  void any_bytes_are_an_answer_or_an_io_error(byte[] bytes) {
    try {
      assertThat(HttpAnswer.parse(bytes, true)).isPresent();
    } catch (IOException e) {
      assertThat(e).hasMessageStartingWith("the answer ");
    }
  }
}
