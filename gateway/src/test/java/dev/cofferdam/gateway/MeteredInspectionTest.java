package dev.cofferdam.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cofferdam.docker.ArchiveUpload;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MeteredInspectionTest {
  /** An entry of which the extension header is the most. */
  private static final byte[] WHOLE = whole();

  private static final byte[] BEGUN = Arrays.copyOf(WHOLE, 512 + 30_000);

  private final MemoryBudget budget = new MemoryBudget(200_000, 0);
  private final MemoryBudget.Share memory = budget.share(1);
  private final MeteredInspection inspection = new MeteredInspection(new ArchiveUpload(), memory);

  private static byte[] whole() {
    String record = "40000 comment=" + "x".repeat(40_000 - 15) + "\n";
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(TestTar.header("PaxHeader", 'x', record.length()));
    out.writeBytes(Arrays.copyOf(record.getBytes(StandardCharsets.US_ASCII), 40_448));
    out.writeBytes(new TestTar().file("f", "text").bytes());
    return out.toByteArray();
  }

  private void read(byte[] bytes) {
    inspection.feed(ByteBuffer.wrap(bytes));
    while (inspection.next().hasRemaining()) {
      // nothing of it goes anywhere
    }
  }

  @Test
  void what_it_holds_is_taken_and_given_back() {
    read(BEGUN);
    assertThat(budget.held()).isEqualTo(60_000);
    read(Arrays.copyOfRange(WHOLE, BEGUN.length, WHOLE.length));
    inspection.end();
    assertThat(budget.held()).isZero();
  }

  @Test
  void what_it_still_holds_at_the_end_is_the_requests() {
    read(BEGUN);
    memory.close();
    assertThat(budget.held()).isZero();
  }

  @Test
  void what_there_is_no_room_for_is_refused() {
    MemoryBudget.Share others = budget.share(1);
    assertThat(others.tryTake(50_000)).isTrue();
    assertThatExceptionOfType(MeteredInspection.NoRoom.class)
        .isThrownBy(() -> read(BEGUN))
        .withMessage(MemoryBudget.NO_ROOM);
    assertThat(budget.held()).isEqualTo(50_000);
  }
}
