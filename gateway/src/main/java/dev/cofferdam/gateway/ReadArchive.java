package dev.cofferdam.gateway;

import dev.cofferdam.docker.ApiCall;
import dev.cofferdam.docker.ArchiveUpload;
import dev.cofferdam.docker.BodyInspection;
import dev.cofferdam.docker.BuildContext;
import dev.cofferdam.docker.Dockerfile;
import dev.cofferdam.docker.MalformedBody;
import dev.cofferdam.docker.Query;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;

/**
 * The beginning of an archive that streams: as much of it as a decision needs is kept back until
 * there is one. The rest is inspected when it comes.
 */
final class ReadArchive {
  /** A Dockerfile has to come within so much; what is before it waits in memory. */
  static final int MOST_KEPT = 8 * 1024 * 1024;

  RequestModel read(Exchange exchange) throws BodyException, InterruptedException {
    ApiCall call = exchange.call();
    if (!exchange.hasBody()) {
      return new RequestModel.Archive();
    }
    return switch (call.operation()) {
      case CONTAINER_ARCHIVE_WRITE -> upload(exchange);
      case IMAGE_BUILD ->
          isClassic(call.query()) ? build(exchange, call) : new RequestModel.Archive();
      default -> new RequestModel.Archive();
    };
  }

  private static RequestModel upload(Exchange exchange) throws BodyException, InterruptedException {
    ArchiveUpload upload = new ArchiveUpload();
    exchange.atEnd(upload::close);
    BodyInspection metered = metered(exchange, upload);
    boolean whole = beginning(exchange, metered);
    if (!whole && !upload.knowsEnough()) {
      throw new MalformedBody("archive: its first entry does not begin where one has to");
    }
    if (!upload.isCompressed()) {
      return new RequestModel.InspectedArchive(metered);
    }
    ArchiveUpload fromTheStart = new ArchiveUpload();
    exchange.atEnd(fromTheStart::close);
    return new RequestModel.CompressedArchive(metered(exchange, fromTheStart));
  }

  private static BodyInspection metered(Exchange exchange, BodyInspection inspection) {
    return new MeteredInspection(inspection, exchange.memory());
  }

  /** The others are privileges of their own: from elsewhere, or by BuildKit. */
  private static boolean isClassic(Query query) {
    return !query.has("remote") && query.text("version").filter(v -> !v.equals("1")).isEmpty();
  }

  private static RequestModel build(Exchange exchange, ApiCall call)
      throws BodyException, InterruptedException {
    BuildContext context = new BuildContext(call.query().text("dockerfile").orElse(""));
    exchange.atEnd(context::close);
    BodyInspection metered = metered(exchange, context);
    try {
      beginning(exchange, metered);
      Optional<byte[]> dockerfile = context.dockerfile();
      if (dockerfile.isEmpty()) {
        return new RequestModel.UnknownBuild(
            "there is no Dockerfile in the first "
                + (MOST_KEPT >> 20)
                + " MiB of the archive: leave out by .dockerignore what the build does not need");
      }
      Set<String> images = Dockerfile.images(dockerfile.get(), call.query().text("buildargs"));
      return new RequestModel.Build(images, Dockerfile.privileges(dockerfile.get()), metered);
    } catch (MalformedBody unknown) {
      return new RequestModel.UnknownBuild(String.valueOf(unknown.getMessage()));
    }
  }

  /**
   * Feeds the inspection until it knows enough, the body ends or too much would be kept.
   *
   * @return whether that was all of the body
   */
  private static boolean beginning(Exchange exchange, BodyInspection inspection)
      throws BodyException, InterruptedException {
    long kept = 0;
    boolean last = false;
    while (!last && !inspection.knowsEnough() && kept < MOST_KEPT) {
      RequestBody.Part part = exchange.connection().read(RequestBody::keep);
      last = part.last();
      kept += part.bytes().length;
      inspect(inspection, part);
    }
    return last;
  }

  private static void inspect(BodyInspection inspection, RequestBody.Part part)
      throws BodyException {
    try {
      inspection.feed(ByteBuffer.wrap(part.bytes()));
      while (inspection.next().hasRemaining()) {
        // what goes on in place of the part is asked for again when it does
      }
      if (part.last()) {
        inspection.end();
      }
    } catch (MeteredInspection.NoRoom full) {
      throw new BodyException(503, String.valueOf(full.getMessage()));
    }
  }
}
