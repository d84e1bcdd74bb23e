package dev.cofferdam.docker;

import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /plugins/pull} and {@code /plugins/{name}/upgrade}: what the plugin is
 * given on the host. The engine refuses it unless it is exactly what the plugin asks for.
 */
public final class PluginPrivileges implements RequestDocument {
  private final Node.Items list;

  private PluginPrivileges(Node.Items list) {
    this.list = list;
  }

  public static PluginPrivileges parse(byte[] json) {
    return new PluginPrivileges(StrictJson.readItems(json, PluginShapes.PRIVILEGES));
  }

  @Override
  public byte[] write() {
    return CanonicalJson.write(list);
  }

  @Override
  public SortedSet<Privilege> privileges(HostFacts facts) {
    Findings found = new Findings();
    for (Node item : list.values()) {
      Node.Struct privilege = (Node.Struct) item;
      PluginRules.asked(privilege.text("Name"), privilege.texts("Value"), found);
    }
    return found.all();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PluginPrivileges that && list.equals(that.list);
  }

  @Override
  public int hashCode() {
    return list.hashCode();
  }

  @Override
  public String toString() {
    return "PluginPrivileges[" + list.values().size() + "]";
  }
}
