package dev.cofferdam.gateway;

import dev.cofferdam.gateway.Forwarding.Treatment;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The engine's answer to one request on its way to the client. On the client's event loop only. */
final class ResponseRelay {
  /** Told when the last byte of the answer was handed to the client's socket. */
  interface Done {
    void responded(ResponseRelay relay);
  }

  /**
   * An answer that has to be changed or noted is held whole; a list of 10 000 containers is about
   * 20 MB.
   */
  private static final int MAX_HELD = 64 * 1024 * 1024;

  /** Where the engine does not say how long its answer is. */
  private static final long UNKNOWN_HELD = 16 * 1024;

  /** What is rewritten in less time than a change of threads takes: some hundred containers. */
  private static final int MAX_AT_ONCE = 256 * 1024;

  /** Of an error message, for the record. */
  private static final int MAX_NOTED = 16 * 1024;

  /** One answer for every reason: another would tell of objects that are not to be seen. */
  private static final String HUSHED =
      "cofferdam: the engine did not answer this list; check its filters";

  private static final List<AsciiString> HOP_BY_HOP =
      List.of(
          HttpHeaderNames.CONNECTION,
          AsciiString.cached("keep-alive"),
          AsciiString.cached("proxy-connection"),
          HttpHeaderNames.TE,
          HttpHeaderNames.TRAILER,
          HttpHeaderNames.UPGRADE);

  private final Channel client;
  private final Treatment treatment;
  private final Optional<Warning> warning;
  private final Optional<AskedName> name;
  private final boolean headOnly;
  private final boolean closeAfter;
  private final Done done;
  private @Nullable HttpResponse head;
  private @Nullable ByteBuf held;
  private @Nullable EventRelay events;
  private boolean holding;
  private int status;
  private long bytesOut;
  private String noted = "";
  private String created = "";
  private boolean complete;

  ResponseRelay(
      Channel client, Forwarding forwarding, boolean headOnly, boolean closeAfter, Done done) {
    this.client = client;
    this.treatment = forwarding.treatment();
    this.warning = forwarding.warning();
    this.name = forwarding.name();
    this.headOnly = headOnly;
    this.closeAfter = closeAfter;
    this.done = done;
  }

  boolean begun() {
    return head != null;
  }

  /** Whether the engine has sent all of it; the client may still be reading. */
  boolean complete() {
    return complete;
  }

  int status() {
    return status;
  }

  long bytesOut() {
    return bytesOut;
  }

  /** The engine's message where it refused or failed. */
  String message() {
    return noted.isEmpty() ? "" : EngineJson.message(noted);
  }

  /** Id of what was created, where the answer names one. */
  String created() {
    return created;
  }

  /** Whether the engine's connection can carry another request after this answer. */
  boolean engineKeepsAlive() {
    HttpResponse answered = head;
    return answered != null && HttpUtil.isKeepAlive(answered);
  }

  void head(HttpResponse fromEngine) {
    head = fromEngine;
    status = fromEngine.status().code();
    holding =
        switch (treatment) {
          case Treatment.Relay _ -> namesInError();
          case Treatment.Events(EventView view) -> {
            events = status < 300 ? new EventRelay(client, view, this::passed, this::end) : null;
            yield false;
          }
          case Treatment.NoteCreated _ -> true;
          case Treatment.Rewrite(var rewriting, var errors) ->
              status < 300
                  || (status >= 400 && errors == Treatment.Errors.HUSHED)
                  || namesInError();
        };
    if (holding) {
      long length = HttpUtil.getContentLength(fromEngine, UNKNOWN_HELD);
      held = client.alloc().buffer((int) Math.min(length, MAX_HELD));
    } else {
      client.write(clientHead(fromEngine), client.voidPromise());
    }
  }

  /** Whether the answer is an error that may call a container otherwise than the client did. */
  private boolean namesInError() {
    return status >= 400 && !headOnly && name.isPresent();
  }

  /** The head as the client gets it: the connection's own fields are the gateway's affair. */
  private HttpResponse clientHead(HttpResponse fromEngine) {
    HttpResponse answer = new DefaultHttpResponse(HttpVersion.HTTP_1_1, fromEngine.status());
    HttpHeaders headers = answer.headers().set(fromEngine.headers());
    HOP_BY_HOP.forEach(headers::remove);
    warning.ifPresent(told -> told.addTo(headers));
    if (events != null) {
      headers.remove(HttpHeaderNames.CONTENT_LENGTH);
    }
    boolean sized = headers.contains(HttpHeaderNames.CONTENT_LENGTH);
    boolean empty = headOnly || status == 204 || status == 304;
    headers.remove(HttpHeaderNames.TRANSFER_ENCODING);
    if (!empty && !sized) {
      headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }
    if (closeAfter) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
    return answer;
  }

  /** Takes the next part and its reference. */
  void content(HttpContent part) {
    boolean last = part instanceof LastHttpContent;
    complete |= last;
    if (status >= 400 && noted.length() < MAX_NOTED) {
      noted += part.content().toString(StandardCharsets.UTF_8);
    }
    if (holding) {
      hold(part, last);
      return;
    }
    EventRelay each = events;
    if (each != null) {
      each.feed(part.content(), last);
      part.release();
      return;
    }
    passed(part.content().readableBytes());
    if (last) {
      passLast(part);
    } else {
      client.write(part, client.voidPromise());
    }
  }

  private void passLast(HttpContent part) {
    if (part.content().isReadable()) {
      client.write(new DefaultHttpContent(part.content()), client.voidPromise());
    } else {
      part.release();
    }
    end();
  }

  private void passed(int bytes) {
    bytesOut += bytes;
  }

  private void end() {
    client.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT).addListener(this::sent);
  }

  /** A client that went away before its last byte is dealt with where its channel ends. */
  private void sent(Future<? super Void> written) {
    if (written.isSuccess()) {
      done.responded(this);
    }
  }

  private void hold(HttpContent part, boolean last) {
    ByteBuf into = held;
    if (into == null) {
      part.release();
      return;
    }
    into.writeBytes(part.content());
    part.release();
    if (into.readableBytes() > MAX_HELD) {
      client.close(); // rather no answer than an unfiltered one
    } else if (last) {
      byte[] bytes = ByteBufUtil.getBytes(into);
      release();
      switch (treatment) {
        case Treatment.Relay _, Treatment.Events _ -> sendHeld(named(bytes));
        case Treatment.NoteCreated note -> {
          String id = status < 300 ? EngineJson.id(bytes) : "";
          if (id.isEmpty() || note.completing().isEmpty()) {
            sendCreated(note, id, bytes);
          } else {
            Thread.ofVirtual().start(() -> complete(note, note.completing().get(), id, bytes));
          }
        }
        case Treatment.Rewrite rewrite -> {
          if (status >= 400 && rewrite.errors() == Treatment.Errors.HUSHED) {
            sendInstead(HttpResponseStatus.BAD_REQUEST.code(), HUSHED);
          } else if (status >= 400) {
            sendHeld(named(bytes));
          } else if (bytes.length <= MAX_AT_ONCE) {
            rewrite(rewrite, bytes, Runnable::run);
          } else {
            Thread.ofVirtual()
                .start(() -> rewrite(rewrite, bytes, task -> client.eventLoop().execute(task)));
          }
        }
      }
    }
  }

  private byte[] named(byte[] bytes) {
    return status >= 400 && name.isPresent() ? name.get().in(bytes) : bytes;
  }

  private void rewrite(Treatment.Rewrite rewrite, byte[] bytes, Executor onEventLoop) {
    try {
      byte[] changed = rewrite.rewriting().apply(bytes);
      onEventLoop.execute(() -> sendHeld(changed));
    } catch (UnreadableAnswer unreadable) {
      onEventLoop.execute(() -> sendInstead(unreadable));
    } catch (RuntimeException broken) {
      Log.unexpected("rewriting an answer", broken);
      onEventLoop.execute(client::close);
    }
  }

  /** The client is not told of what is not whole. */
  private void complete(
      Treatment.NoteCreated note, Treatment.Completing completing, String id, byte[] bytes) {
    Optional<String> failure;
    try {
      failure = completing.complete(id);
    } catch (RuntimeException broken) {
      Log.unexpected("completing what was created", broken);
      failure = Optional.of("the gateway failed; its log says why");
    }
    Optional<String> failed = failure;
    client
        .eventLoop()
        .execute(() ->
            failed.ifPresentOrElse(
                why -> sendFailed(note, why), () -> sendCreated(note, id, bytes)));
  }

  private void sendFailed(Treatment.NoteCreated note, String why) {
    note.known().accept("");
    status = HttpResponseStatus.INTERNAL_SERVER_ERROR.code();
    noted = why;
    sendInstead(status, "cofferdam: " + why);
  }

  private void sendCreated(Treatment.NoteCreated note, String id, byte[] bytes) {
    created = id;
    note.known().accept(id);
    try {
      sendHeld(status < 300 ? note.changing().apply(bytes) : named(bytes));
    } catch (UnreadableAnswer unreadable) {
      sendInstead(unreadable);
    }
  }

  private void sendInstead(UnreadableAnswer unreadable) {
    status = HttpResponseStatus.BAD_GATEWAY.code();
    noted = String.valueOf(unreadable.getMessage());
    sendInstead(status, "cofferdam: " + noted + ", so it is not passed on");
  }

  /** Instead of what is held. */
  private void sendInstead(int code, String message) {
    byte[] bytes = Answer.body(message);
    HttpResponse answer =
        new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(code));
    answer.headers().set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON);
    send(answer, bytes);
  }

  private void sendHeld(byte[] bytes) {
    HttpResponse fromEngine = head;
    if (fromEngine == null) {
      return;
    }
    HttpResponse answer = clientHead(fromEngine);
    answer.headers().remove(HttpHeaderNames.TRANSFER_ENCODING);
    send(answer, bytes);
  }

  private void send(HttpResponse answer, byte[] bytes) {
    if (closeAfter) {
      answer.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
    answer.headers().set(HttpHeaderNames.CONTENT_LENGTH, bytes.length);
    passed(bytes.length);
    client.write(answer, client.voidPromise());
    client.write(new DefaultHttpContent(Unpooled.wrappedBuffer(bytes)), client.voidPromise());
    end();
  }

  /** Lets go of what is held when a side has gone. */
  void release() {
    ByteBuf holdingStill = held;
    held = null;
    if (holdingStill != null) {
      holdingStill.release();
    }
  }
}
