package dev.cofferdam.gateway;

import dev.cofferdam.docker.RequestDocument;

/** What the body of a request is, once parsed. */
sealed interface RequestModel {
  /** No body, or none that means anything. */
  record Empty() implements RequestModel {}

  /** An archive that is streamed, not inspected. */
  record Archive() implements RequestModel {}

  /** A JSON document. */
  record Document(RequestDocument document) implements RequestModel {}
}
