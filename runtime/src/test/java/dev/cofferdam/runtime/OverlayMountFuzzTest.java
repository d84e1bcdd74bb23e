package dev.cofferdam.runtime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.cofferdam.linux.Name;
import java.util.List;

/** Whatever a line of mountinfo holds, it is an overlay or it is refused with a sentence. */
final class OverlayMountFuzzTest {
  private static final String LINE = "49 42 0:39 / /merged rw,relatime - overlay overlay ";

  @FuzzTest
  void any_line_is_an_overlay_or_none(byte[] bytes) {
    String text = new String(bytes, ISO_8859_1);
    for (String line : List.of(text, LINE + text)) {
      try {
        OverlayMount overlay = OverlayMount.of(MountEntry.parse(line));
        assertThat(overlay.lowers()).isNotEmpty().noneMatch(Name::isEmpty);
        OverlayMount absolute = overlay.below(Name.of("/engine"));
        assertThat(absolute.relative()).isEmpty();
        assertThat(absolute.lowers()).hasSameSizeAs(overlay.lowers());
      } catch (RuntimeFailure e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
  }

  /** A name is written as the kernel and an engine write it, and read back the same. */
  @FuzzTest
  void any_name_of_a_layer_is_read_back(byte[] bytes) throws Exception {
    StringBuilder shown = new StringBuilder("/");
    StringBuilder meant = new StringBuilder("/");
    for (byte each : bytes) {
      char c = (char) (each & 0xFF);
      if (c == 0) {
        continue;
      }
      meant.append(c);
      shown.append(c == ':' || c == '\\' ? octal('\\') : "");
      shown.append(" \t\n\\,=#\"".indexOf(c) >= 0 ? octal(c) : c);
    }
    Name layer = Name.of(meant.toString().getBytes(ISO_8859_1));
    OverlayMount overlay =
        OverlayMount.of(MountEntry.parse(LINE + "rw,lowerdir=/first:" + shown + ",xino=off"));
    assertThat(overlay.lowers()).containsExactly(Name.of("/first"), layer);
  }

  private static String octal(char c) {
    return "\\" + (c >> 6) + ((c >> 3) & 7) + (c & 7);
  }
}
