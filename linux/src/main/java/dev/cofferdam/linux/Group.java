package dev.cofferdam.linux;

import java.util.List;

/**
 * A group in the group database, group(5).
 *
 * @param members who is listed; those who have it as their primary group usually are not
 */
public record Group(String name, long gid, List<String> members) {
  public Group {
    members = List.copyOf(members);
  }
}
