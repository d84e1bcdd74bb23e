package dev.cofferdam.gateway;

import dev.cofferdam.docker.Operation;
import java.io.ByteArrayOutputStream;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;

/** Where an answer of the engine has room for a warning, which docker's client prints. */
enum WarningField {
  /** A list of sentences. */
  LIST("Warnings"),
  /** One sentence, empty for none. */
  SENTENCE("Warning");

  private final String key;

  WarningField(String key) {
    this.key = key;
  }

  static Optional<WarningField> of(Operation operation) {
    return switch (operation) {
      case CONTAINER_CREATE, CONTAINER_UPDATE, SERVICE_CREATE, SERVICE_UPDATE -> Optional.of(LIST);
      case NETWORK_CREATE -> Optional.of(SENTENCE);
      default -> Optional.empty();
    };
  }

  /** The answer with one more warning; the same where it is no object, for it was done by then. */
  byte[] add(byte[] answer, String warning) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(answer.length + warning.length() + 64);
    try (JsonParser from = EngineJson.FACTORY.createParser(ObjectReadContext.empty(), answer);
        JsonGenerator to = EngineJson.FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
      if (from.nextToken() != JsonToken.START_OBJECT) {
        return answer;
      }
      to.writeStartObject();
      boolean added = false;
      while (from.nextToken() == JsonToken.PROPERTY_NAME) {
        boolean here = from.currentName().equals(key) && !added;
        to.writeName(from.currentName());
        from.nextToken();
        if (here) {
          addTo(from, to, warning);
          added = true;
        } else {
          to.copyCurrentStructure(from);
        }
      }
      if (!added) {
        to.writeName(key);
        write(to, "", warning);
      }
      to.writeEndObject();
    } catch (JacksonException unreadable) {
      return answer;
    }
    return out.toByteArray();
  }

  private void addTo(JsonParser from, JsonGenerator to, String warning) {
    if (this == LIST && from.currentToken() == JsonToken.START_ARRAY) {
      to.writeStartArray();
      while (from.nextToken() != JsonToken.END_ARRAY) {
        to.copyCurrentStructure(from);
      }
      to.writeString(warning);
      to.writeEndArray();
    } else {
      String present = from.currentToken() == JsonToken.VALUE_STRING ? from.getString() : "";
      from.skipChildren();
      write(to, present, warning);
    }
  }

  private void write(JsonGenerator to, String present, String warning) {
    switch (this) {
      case LIST -> {
        to.writeStartArray();
        to.writeString(warning);
        to.writeEndArray();
      }
      case SENTENCE -> to.writeString(present.isEmpty() ? warning : present + "; " + warning);
    }
  }
}
