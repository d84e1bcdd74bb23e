package dev.cofferdam.systemtest;

import static dev.cofferdam.systemtest.Hostile.BODY;
import static dev.cofferdam.systemtest.Hostile.CREATE;
import static dev.cofferdam.systemtest.Hostile.bites;
import static dev.cofferdam.systemtest.Hostile.harmlessHere;
import static dev.cofferdam.systemtest.Hostile.post;
import static dev.cofferdam.systemtest.Hostile.utf8;

import java.util.List;
import java.util.stream.Stream;

/** The table: F is framing, P paths and queries, J JSON. */
final class HostileRequests {
  private static final String HEAD = RawHttp.head("POST", CREATE);
  private static final String JSON = "Content-Type: application/json\r\n";
  private static final String LENGTH = "Content-Length: " + BODY.length() + "\r\n";
  private static final String CHUNKED =
      Integer.toHexString(BODY.length()) + "\r\n" + BODY + "\r\n0\r\n\r\n";

  private HostileRequests() {}

  static Stream<Hostile> all() {
    return Stream.of(framing(), paths(), json()).flatMap(List::stream);
  }

  static Stream<Hostile> seen() {
    return all().filter(Hostile::seen);
  }

  static List<Hostile> framing() {
    return List.of(
        harmlessHere("F1 HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        bites(
            "F2 length and chunks",
            HEAD + JSON + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n" + CHUNKED),
        harmlessHere("F3 two lengths", HEAD + JSON + LENGTH + "Content-Length: 4\r\n\r\n" + BODY),
        bites("F3 the same length twice", HEAD + JSON + LENGTH + LENGTH + "\r\n" + BODY),
        bites(
            "F3 two content types",
            HEAD + JSON + "Content-Type: text/plain\r\n" + LENGTH + "\r\n" + BODY),
        harmlessHere(
            "F3 two transfer encodings",
            HEAD
                + JSON
                + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n"
                + CHUNKED),
        harmlessHere("F3 two hosts", HEAD + "Host: other\r\n" + JSON + LENGTH + "\r\n" + BODY),
        bites("F5 absolute form", post("http://docker" + CREATE, "", BODY)),
        harmlessHere("F5 CONNECT", "CONNECT docker:80 HTTP/1.1\r\nHost: docker:80\r\n\r\n"),
        harmlessHere(
            "F5 lower-case method",
            "post " + CREATE + " HTTP/1.1\r\nHost: docker\r\n" + JSON + LENGTH + "\r\n" + BODY),
        harmlessHere("F6 no length", HEAD + JSON + "\r\n"),
        harmlessHere("F6 empty body", HEAD + JSON + "Content-Length: 0\r\n\r\n"),
        bites("F7 40 MiB of spaces in the body", post(CREATE, "", BODY + " ".repeat(40 << 20)))
            .answered(413),
        harmlessHere(
            "F no host", "POST " + CREATE + " HTTP/1.1\r\n" + JSON + LENGTH + "\r\n" + BODY),
        harmlessHere(
            "F folded header",
            HEAD
                + JSON
                + "X-A: b\r\n c\r\n"
                + "Content-Length : "
                + BODY.length()
                + "\r\n\r\n"
                + BODY),
        harmlessHere("F negative length", HEAD + JSON + "Content-Length: -1\r\n\r\n" + BODY),
        harmlessHere(
            "F signed length",
            HEAD + JSON + "Content-Length: +" + BODY.length() + "\r\n\r\n" + BODY),
        harmlessHere(
            "F chunk size with a sign",
            HEAD + JSON + "Transfer-Encoding: chunked\r\n\r\n+" + CHUNKED),
        harmlessHere(
            "F other transfer encoding",
            HEAD + JSON + "Transfer-Encoding: gzip, chunked\r\n\r\n" + CHUNKED),
        harmlessHere("F HTTP/0.9", "GET /_ping\r\n\r\n"),
        harmlessHere("F HTTP/3.0", "GET /_ping HTTP/3.0\r\nHost: d\r\n\r\n"));
  }

  static List<Hostile> paths() {
    return List.of(
        bites("P1 encoded slash", post("/v1.41/containers%2Fcreate?name=hostile", "", BODY)),
        harmlessHere(
            "P1 encoded backslash", post("/v1.41/containers%5Ccreate?name=hostile", "", BODY)),
        harmlessHere(
            "P1 encoded line feed", post("/v1.41/containers/create%0a?name=hostile", "", BODY)),
        harmlessHere("P1 encoded NUL", post("/v1.41/containers/create%00?name=hostile", "", BODY)),
        harmlessHere(
            "P1 broken encoding", post("/v1.41/containers/creat%6?name=hostile", "", BODY)),
        harmlessHere("P2 double slash", post("//v1.41/containers/create?name=hostile", "", BODY)),
        harmlessHere("P2 dot", post("/v1.41/./containers/create?name=hostile", "", BODY)),
        harmlessHere("P2 dots", post("/v1.41/x/../containers/create?name=hostile", "", BODY)),
        harmlessHere(
            "P2 encoded dots", post("/v1.41/x/%2e%2e/containers/create?name=hostile", "", BODY)),
        harmlessHere(
                "P2 slash at the end", post("/v1.41/containers/create/?name=hostile", "", BODY))
            .answered(400, 404),
        bites(
            "P3 zeros in the version", post("/v001.041/containers/create?name=hostile", "", BODY)),
        bites("P3 three-part version", post("/v1.41.0/containers/create?name=hostile", "", BODY)),
        harmlessHere(
            "P3 version before time", post("/v1.5/containers/create?name=hostile", "", BODY)),
        harmlessHere(
            "P3 version of the future", post("/v1.999/containers/create?name=hostile", "", BODY)),
        bites("P5 repeated parameter", post(CREATE + "&name=harmless", "", BODY)),
        bites("P5 unknown parameter", post(CREATE + "&nmae=harmless", "", BODY)),
        bites(
                "P7 a name like a short id",
                post("/v1.41/containers/create?name=0123456789ab", "", BODY))
            .answered(400, 403),
        bites(
                "P7 a name like a full id",
                post("/v1.41/containers/create?name=" + "a".repeat(64), "", BODY))
            .answered(400, 403),
        harmlessHere("P6 a form", body("application/x-www-form-urlencoded")).answered(415),
        harmlessHere("P6 text", body("text/plain")).answered(415),
        harmlessHere("P6 two types in one", body("text/plain, application/json")).answered(415),
        bites("P6 compressed", HEAD + JSON + "Content-Encoding: gzip\r\n" + LENGTH + "\r\n" + BODY),
        harmlessHere("P8 unknown route", RawHttp.head("GET", "/v1.41/nothing") + "\r\n")
            .answered(403, 404),
        harmlessHere("P8 unknown method", RawHttp.head("TRACE", "/v1.41/containers/json") + "\r\n")
            .answered(400, 403, 404, 405));
  }

  static List<Hostile> json() {
    String host = "\"HostConfig\":{\"Privileged\":true}";
    return List.of(
        create(
            true,
            "J1 lower-case key",
            "{\"Image\":\"foobar\",\"hostconfig\":{\"privileged\":true}}"),
        create(
            true,
            "J1 lower-case inner key",
            "{\"Image\":\"foobar\",\"HostConfig\":{\"privileged\":true}}"),
        create(
            true,
            "J2 long s",
            utf8("{\"Image\":\"foobar\",\"Ho\u017ftConfig\":{\"Privileged\":true}}")),
        create(true, "J2 Kelvin sign", utf8("{\"Image\":\"foobar\",\"Networ\u212aingConfig\":{}}")),
        create(
            true,
            "J2 escaped long s",
            "{\"Image\":\"foobar\",\"Ho\\u017ftConfig\":{\"Privileged\":true}}"),
        create(true, "J3 key twice", "{\"Image\":\"foobar\",\"HostConfig\":{}," + host + "}"),
        create(
            true,
            "J3 inner key twice",
            "{\"Image\":\"foobar\",\"HostConfig\":{\"Privileged\":false,\"Privileged\":true}}"),
        create(
            true,
            "J3 key twice by an escape",
            "{\"Image\":\"other\",\"Im\\u0061ge\":\"foobar\"," + host + "}"),
        create(true, "J4 bytes after the document", BODY + "x"),
        create(true, "J4 a second document", BODY + BODY),
        create(true, "J4 a closing bracket more", BODY + "}"),
        create(
            true, "J5 invalid UTF-8", "{\"Image\":\"foobar\",\"Labels\":{\"a\":\"\u00ff\u00fe\"}}"),
        create(
            true,
            "J5 overlong UTF-8",
            "{\"Image\":\"foobar\",\"Labels\":{\"a\":\"\u00c0\u00af\"}}"),
        create(false, "J5 byte order mark", "\u00ef\u00bb\u00bf" + BODY),
        create(
            true, "J5 unpaired surrogate", "{\"Image\":\"foobar\",\"Labels\":{\"a\":\"\\ud800\"}}"),
        create(false, "J5 NUL in a name", "{\"Image\":\"foo\\u0000bar\"}"),
        create(true, "J6 top-level Privileged", "{\"Image\":\"foobar\",\"Privileged\":true}"),
        create(true, "J6 top-level Binds", "{\"Image\":\"foobar\",\"Binds\":[\"/:/host\"]}"),
        create(true, "J6 top-level PidMode", "{\"Image\":\"foobar\",\"PidMode\":\"host\"}"),
        create(
            true, "J7 unknown key", "{\"Image\":\"foobar\",\"HostConfig\":{\"Privilege\":true}}"),
        create(
            false,
            "J8 depth",
            "{\"Image\":\"foobar\",\"Labels\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}"),
        create(false, "J8 huge number", "{\"Image\":\"foobar\",\"HostConfig\":{\"Memory\":1e999}}"),
        create(
            false,
            "J8 long number",
            "{\"Image\":\"foobar\",\"HostConfig\":{\"Memory\":" + "9".repeat(5000) + "}}"),
        create(false, "J not JSON", "Image=foobar"),
        create(false, "J an array", "[" + BODY + "]"),
        create(false, "J single quotes", "{'Image':'foobar'}"),
        create(false, "J comment", "{\"Image\":\"foobar\"/**/}"),
        create(false, "J trailing comma", "{\"Image\":\"foobar\",}"));
  }

  private static String body(String type) {
    return HEAD + "Content-Type: " + type + "\r\n" + LENGTH + "\r\n" + BODY;
  }

  private static Hostile create(boolean bites, String name, String body) {
    String request = post(CREATE, "", body);
    return bites ? bites(name, request) : harmlessHere(name, request);
  }
}
