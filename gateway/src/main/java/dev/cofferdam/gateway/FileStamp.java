package dev.cofferdam.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;

/**
 * What tells one state of a file from the next without reading it: which inode it is, its size, its
 * times, its owner and mode. Symbolic links are followed, so that a link that is turned to another
 * file is another state.
 *
 * @param facts empty for a file that is not there
 */
record FileStamp(String facts) {
  /** {@code ctime} moves with every change, of what is in it and of who may write it. */
  private static final String ATTRIBUTES = "unix:dev,ino,size,lastModifiedTime,ctime,mode,uid,gid";

  private static final FileStamp ABSENT = new FileStamp("");

  static FileStamp of(Path file) {
    try {
      return new FileStamp(new TreeMap<>(Files.readAttributes(file, ATTRIBUTES)).toString());
    } catch (IOException absent) {
      return ABSENT;
    }
  }
}
