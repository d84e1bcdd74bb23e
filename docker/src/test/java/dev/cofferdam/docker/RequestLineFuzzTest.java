package dev.cofferdam.docker;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/**
 * Fuzz targets for what comes first from a client. A seed's first line is the method, the second
 * the request target; of an image reference, the whole text.
 */
final class RequestLineFuzzTest {
  @FuzzTest
  void a_request_line(byte[] input) {
    String text = new String(input, StandardCharsets.ISO_8859_1);
    int end = text.indexOf('\n');
    RoundTrip.attempt(end < 0 ? "GET" : text.substring(0, end), text.substring(end + 1));
  }

  @FuzzTest
  void an_image_reference(byte[] input) {
    String text = new String(input, StandardCharsets.ISO_8859_1);
    ImageReferenceTest.check(text);
    try {
      ImagePattern.parse(text).matches(ImageReference.parse("foobar"));
    } catch (BadRequest refused) {
      // expected of most inputs
    }
  }
}
