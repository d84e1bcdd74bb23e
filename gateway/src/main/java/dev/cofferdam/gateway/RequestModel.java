package dev.cofferdam.gateway;

import dev.cofferdam.docker.BodyInspection;
import dev.cofferdam.docker.Privilege;
import dev.cofferdam.docker.RequestDocument;
import java.util.Set;
import java.util.SortedSet;

/** What the body of a request is, once parsed. */
sealed interface RequestModel {
  /** No body, or none that means anything. */
  record Empty() implements RequestModel {}

  /** An archive that is streamed, not inspected: what is in it decides nothing. */
  record Archive() implements RequestModel {}

  /** An archive that is inspected as it goes on. */
  record InspectedArchive(BodyInspection inspection) implements RequestModel {}

  /**
   * An archive that goes on decompressed.
   *
   * @param inspection that has seen none of it yet
   */
  record CompressedArchive(BodyInspection inspection) implements RequestModel {}

  /**
   * What a build is made from.
   *
   * @param images that the build uses, as its Dockerfile names them
   * @param privileges what the Dockerfile asks for beside
   */
  record Build(Set<String> images, SortedSet<Privilege> privileges, BodyInspection inspection)
      implements RequestModel {}

  /**
   * What a build is made from, where the gateway cannot tell which images it uses.
   *
   * @param why in a sentence
   */
  record UnknownBuild(String why) implements RequestModel {}

  /** A JSON document. */
  record Document(RequestDocument document) implements RequestModel {}
}
