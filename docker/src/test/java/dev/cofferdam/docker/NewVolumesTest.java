package dev.cofferdam.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The volumes that come into being with a container have its labels. */
class NewVolumesTest {
  private static ContainerCreate create(String rest) {
    return ContainerCreate.parse(Bodies.json("{'Image':'a'," + rest + "}"));
  }

  private static String labelled(String rest) {
    return Bodies.text(create(rest).withLabels(Map.of(Resource.OWNER_LABEL, "ann")).write())
        .replace('"', '\'');
  }

  private static final String OWNED = "'VolumeOptions':{'Labels':{'dev.cofferdam.owner':'ann'}}";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'HostConfig':{'Mounts':[{'Type':'volume','Source':'v','Target':'/v'}]}",
        "'HostConfig':{'Mounts':[{'Type':'volume','Target':'/v'}]}",
        "'Volumes':{'/v/':{}}",
        "'Volumes':{'/v':{}},'HostConfig':{'Binds':['x:/x']}",
      })
  void a_volume_that_the_engine_makes_is_labelled(String asked) {
    assertThat(labelled(asked)).contains("'Target':'/v'," + OWNED + "}]");
  }

  @Test
  void what_a_mount_says_of_its_volume_stays() {
    assertThat(
            labelled(
                "'HostConfig':{'Mounts':[{'Type':'volume','Target':'/v','VolumeOptions':"
                    + "{'NoCopy':true,'Labels':{'a':'b'}}}]}"))
        .contains("{'NoCopy':true,'Labels':{'a':'b','dev.cofferdam.owner':'ann'}}");
  }

  @Test
  void an_anonymous_volume_has_the_driver_of_all_and_stays_where_images_are_made_of_it() {
    assertThat(labelled("'Volumes':{'/v':{}},'HostConfig':{'VolumeDriver':'far'}"))
        .contains("'DriverConfig':{'Name':'far'}")
        .contains("'Volumes':{'/v':{}}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'Volumes':{'/v':{}},'HostConfig':{'Binds':['x:/v/']}",
        "'Volumes':{'/v':{}},'HostConfig':{'Tmpfs':{'/v':''}}",
        "'Volumes':{'/v':{}},'HostConfig':{'VolumesFrom':['other']}",
        "'HostConfig':{'Binds':['/srv:/v']}",
      })
  void what_may_be_something_else_is_left_to_the_engine(String asked) {
    assertThat(labelled(asked)).doesNotContain("'Mounts'");
  }

  @Test
  void a_bind_mount_gets_no_options_of_a_volume() {
    assertThat(labelled("'HostConfig':{'Mounts':[{'Type':'bind','Source':'/s','Target':'/t'}]}"))
        .doesNotContain("VolumeOptions");
  }

  @Test
  void volumes_that_binds_name_are_to_be_made_as_the_engine_would() {
    assertThat(
            create(
                    "'HostConfig':{'VolumeDriver':'far','Binds':['b:/b','/srv:/s','b:/c','a:/a:ro'],"
                        + "'Mounts':[{'Type':'volume','Source':'m','Target':'/m'}]}")
                .boundVolumes())
        .extracting(volume -> Bodies.text(volume.write()))
        .containsExactly(
            "{\"Name\":\"b\",\"Driver\":\"far\"}", "{\"Name\":\"a\",\"Driver\":\"far\"}");
  }

  @Test
  void a_container_that_was_made_so_is_understood_when_it_is_joined() {
    assertThat(
            ExistingContainer.of(
                    Bodies.json(
                        "{'Mounts':[{'Type':'volume','Source':'v','Target':'/v'," + OWNED + "}]}"))
                .shared(HostFacts.standard()))
        .extracting(Privilege::name)
        .containsExactly("volume:v:rw");
  }
}
