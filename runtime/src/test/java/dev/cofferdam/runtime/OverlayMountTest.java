package dev.cofferdam.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cofferdam.linux.Mounts;
import dev.cofferdam.linux.Name;
import dev.cofferdam.runtime.OverlayMount.Setting;
import dev.cofferdam.runtime.OverlayMount.Writable;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class OverlayMountTest {
  private static OverlayMount of(String superOptions) throws RuntimeFailure {
    return of("rw,relatime", superOptions);
  }

  private static OverlayMount of(String options, String superOptions) throws RuntimeFailure {
    return OverlayMount.of(
        MountEntry.parse(
            "49 42 0:39 / /data/overlay2/id/merged %s shared:4 - overlay overlay %s"
                .formatted(options, superOptions)));
  }

  private static Name name(String text) {
    return Name.of(text);
  }

  @Test
  void the_engines_line_is_its_layers_from_the_top_and_where_it_writes() throws Exception {
    OverlayMount overlay =
        of("rw,lowerdir=/d/l/TOP:/d/l/BASE,upperdir=/d/id/diff,workdir=/d/id/work");
    assertThat(overlay.lowers()).containsExactly(name("/d/l/TOP"), name("/d/l/BASE"));
    assertThat(overlay.writable()).contains(new Writable(name("/d/id/diff"), name("/d/id/work")));
    assertThat(overlay.data()).isEmpty();
    assertThat(overlay.attributes()).isZero();
    assertThat(overlay.relative()).isEmpty();
  }

  @Test
  void names_with_escapes_are_those_of_the_files() throws Exception {
    OverlayMount overlay =
        of(
            "rw,lowerdir=/a\\040b/x\\134:y:/tab\\011/new\\012line/comma\\054/hash\\043,"
                + "upperdir=/u\\134\\054/diff,workdir=/u\\134\\054/work");
    assertThat(overlay.lowers())
        .containsExactly(name("/a b/x:y"), name("/tab\t/new\nline/comma,/hash#"));
    assertThat(overlay.writable()).contains(new Writable(name("/u,/diff"), name("/u,/work")));
  }

  @Test
  void a_backslash_that_is_none_of_the_kernels_escapes_is_one() throws Exception {
    assertThat(MountEntry.unescape("a\\9\\08\\777\\04")).isEqualTo(name("a\\9\\08\\777\\04"));
    assertThat(of("rw,lowerdir=/a\\134\\134b").lowers()).containsExactly(name("/a\\b"));
  }

  @Test
  void names_that_are_no_utf_8_keep_their_bytes() throws Exception {
    byte[] bytes = {'/', (byte) 0xFF, (byte) 0x80};
    String line = new String(bytes, StandardCharsets.ISO_8859_1);
    assertThat(of("rw,lowerdir=" + line).lowers()).containsExactly(Name.of(bytes));
  }

  @Test
  void layers_of_data_follow_two_colons_or_have_a_name_of_their_own() throws Exception {
    OverlayMount list = of("ro,lowerdir=/top:/base::/data1::/data2,redirect_dir=on,metacopy=on");
    assertThat(list.lowers()).containsExactly(name("/top"), name("/base"));
    assertThat(list.data()).containsExactly(name("/data1"), name("/data2"));
    assertThat(list.writable()).isEmpty();
    OverlayMount named = of("ro,lowerdir+=/top:of,lowerdir+=/base,datadir+=/data");
    assertThat(named.lowers()).containsExactly(name("/top:of"), name("/base"));
    assertThat(named.data()).containsExactly(name("/data"));
  }

  @Test
  void what_makes_a_difference_is_kept_and_an_index_never() throws Exception {
    OverlayMount overlay =
        of(
            "rw,seclabel,context=\"system_u:object_r:container_file_t:s0:c1,c2\",lowerdir=/l,"
                + "redirect_dir=nofollow,index=on,nfs_export=on,userxattr,xino=auto");
    assertThat(overlay.settings())
        .containsExactly(
            new Setting("index", name("off")),
            new Setting("context", name("system_u:object_r:container_file_t:s0:c1,c2")),
            new Setting("redirect_dir", name("nofollow")),
            new Setting("userxattr", Name.NONE),
            new Setting("xino", name("auto")));
  }

  @Test
  void the_mount_keeps_its_attributes() throws Exception {
    assertThat(of("ro,nosuid,nodev,noexec,noatime,nodiratime", "rw,lowerdir=/l").attributes())
        .isEqualTo(
            Mounts.ATTR_RDONLY
                | Mounts.ATTR_NOSUID
                | Mounts.ATTR_NODEV
                | Mounts.ATTR_NOEXEC
                | Mounts.ATTR_NOATIME
                | Mounts.ATTR_NODIRATIME);
    assertThat(of("rw", "rw,lowerdir=/l").attributes()).isEqualTo(Mounts.ATTR_STRICTATIME);
  }

  @Test
  void relative_names_start_where_the_engine_was() throws Exception {
    OverlayMount overlay = of("rw,lowerdir=l/TOP:l/BASE,upperdir=id/diff,workdir=id/work");
    assertThat(overlay.relative()).contains(name("l/TOP"));
    OverlayMount absolute = overlay.below(name("/d"));
    assertThat(absolute.lowers()).containsExactly(name("/d/l/TOP"), name("/d/l/BASE"));
    assertThat(absolute.writable()).contains(new Writable(name("/d/id/diff"), name("/d/id/work")));
    assertThat(of("rw,lowerdir=/l,upperdir=id/diff,workdir=id/work").relative())
        .contains(name("id/diff"));
  }

  @Test
  void an_overlay_that_is_not_whole_is_refused() {
    refused("rw,upperdir=/u,workdir=/w", "has no `lowerdir`");
    refused("rw,lowerdir=/a::", "a layer without a name");
    refused("rw,lowerdir=:/a", "a layer without a name");
    refused("rw,lowerdir=", "a layer without a name");
    refused("ro,lowerdir+=/a,lowerdir+", "a layer without a name");
    refused("ro,lowerdir+=/a,datadir+=", "a layer without a name");
    refused("rw,lowerdir=/a,upperdir=/u", "one of `upperdir` and `workdir` only");
    refused("rw,lowerdir=/a\\000b", "zero byte");
  }

  private static void refused(String options, String because) {
    assertThatExceptionOfType(RuntimeFailure.class)
        .isThrownBy(() -> of(options))
        .withMessageContaining(because);
  }

  @Test
  void a_line_that_is_none_is_refused() {
    for (String line : new String[] {"", "1 2 3", "x 42 0:39 / /m rw - overlay overlay rw"}) {
      assertThatExceptionOfType(RuntimeFailure.class)
          .isThrownBy(() -> MountEntry.parse(line))
          .withMessageContaining("line of mountinfo");
    }
  }

  @Test
  void every_mount_of_this_machine_is_read() throws Exception {
    assertThat(MountEntry.all())
        .anySatisfy(entry -> {
          assertThat(entry.mountPoint()).isEqualTo(name("/proc"));
          assertThat(entry.type()).isEqualTo("proc");
          assertThat(entry.isBelow(name("/"))).isTrue();
          assertThat(entry.isBelow(name("/pro"))).isFalse();
        });
  }
}
