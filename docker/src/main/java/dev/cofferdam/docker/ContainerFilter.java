package dev.cofferdam.docker;

import java.util.List;

/**
 * The filter of system calls that a container gets.
 *
 * @param options what stands for it in {@code HostConfig.SecurityOpt}: nothing for the engine's
 *     own, else the filter, and with it perhaps {@code no-new-privileges}
 * @param label what it was made from, in a line: {@code default seccomp.allow=bpf}
 * @param notes what the client is told, sentences; none where he asked for nothing
 */
public record ContainerFilter(List<String> options, String label, List<String> notes) {
  /** The label of containers that says what their filter was made from. */
  public static final String LABEL = Resource.RESERVED_PREFIX + "seccomp";

  public ContainerFilter {
    options = List.copyOf(options);
    notes = List.copyOf(notes);
  }
}
