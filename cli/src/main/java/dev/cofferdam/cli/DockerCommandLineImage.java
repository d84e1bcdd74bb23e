package dev.cofferdam.cli;

import dev.cofferdam.docker.BadRequest;
import dev.cofferdam.docker.ImageReference;
import dev.cofferdam.docker.Resource;
import java.util.List;
import java.util.regex.Pattern;

/** Images as they are written on the docker client's command line. */
final class DockerCommandLineImage {
  private static final Pattern FULL_ID = Pattern.compile("(sha256:)?[0-9a-f]{64}");

  private DockerCommandLineImage() {}

  static Resource.Image resource(String asked) {
    return new Resource.Image(asked, List.of(normalised(asked)));
  }

  /** Everything written out, {@code docker.io/library/foobar:latest}; an id as it is. */
  static String normalised(String asked) {
    if (FULL_ID.matcher(asked).matches()) {
      return asked;
    }
    try {
      return ImageReference.parse(asked).normalised();
    } catch (BadRequest e) {
      throw new DockerCommandLineException(String.valueOf(e.getMessage()), e);
    }
  }
}
