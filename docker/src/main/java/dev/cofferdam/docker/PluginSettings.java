package dev.cofferdam.docker;

import org.jspecify.annotations.Nullable;

/** The body of {@code POST /plugins/{name}/set}: {@code NAME=VALUE}, which may be a secret. */
public final class PluginSettings implements RequestDocument {
  private final Node.Items list;

  private PluginSettings(Node.Items list) {
    this.list = list;
  }

  public static PluginSettings parse(byte[] json) {
    return new PluginSettings(StrictJson.readItems(json, Types.TEXTS));
  }

  @Override
  public byte[] write() {
    return CanonicalJson.write(list);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PluginSettings that && list.equals(that.list);
  }

  @Override
  public int hashCode() {
    return list.hashCode();
  }

  @Override
  public String toString() {
    return "PluginSettings[" + list.values().size() + "]";
  }
}
