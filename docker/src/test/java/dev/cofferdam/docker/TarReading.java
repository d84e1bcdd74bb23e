package dev.cofferdam.docker;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** All that {@link TarReader} gives of an archive. */
final class TarReading implements TarReader.Contents {
  record Read(TarEntry entry, List<Byte> content) {}

  private final List<TarEntry> entries = new ArrayList<>();
  private final List<ByteArrayOutputStream> contents = new ArrayList<>();

  static List<Read> of(byte[] archive) {
    return of(archive, Math.max(1, archive.length));
  }

  /**
   * @param step bytes at a time
   */
  static List<Read> of(byte[] archive, int step) {
    TarReading reading = new TarReading();
    TarReader reader = new TarReader(reading);
    for (int at = 0; at < archive.length; at += step) {
      reader.feed(ByteBuffer.wrap(archive, at, Math.min(step, archive.length - at)));
    }
    reader.end();
    return reading.all();
  }

  private List<Read> all() {
    List<Read> all = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      List<Byte> content = new ArrayList<>();
      for (byte b : contents.get(i).toByteArray()) {
        content.add(b);
      }
      all.add(new Read(entries.get(i), content));
    }
    return all;
  }

  @Override
  public void entry(TarEntry entry) {
    entries.add(entry);
    contents.add(new ByteArrayOutputStream());
  }

  @Override
  public void content(ByteBuffer part) {
    while (part.hasRemaining()) {
      contents.getLast().write(part.get());
    }
  }
}
