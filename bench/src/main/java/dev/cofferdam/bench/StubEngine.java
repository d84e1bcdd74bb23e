package dev.cofferdam.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.StringJoiner;

/** Configuration and canned answers of the nginx that stands in for an engine. */
final class StubEngine {
  private static final int RUNNING = 100;
  private static final int ALL = 1_000;

  private StubEngine() {}

  static void write(Path directory) throws IOException {
    Files.writeString(
        directory.resolve("stub.conf"), CONFIG.replace("@DIRECTORY@", directory.toString()));
    Files.writeString(directory.resolve("list.json"), list(RUNNING));
    Files.writeString(directory.resolve("list1.json"), list(ALL));
    Files.writeString(directory.resolve("image.json"), IMAGE);
    Files.writeString(directory.resolve("version.json"), VERSION);
  }

  /** As long as an engine's: about 1 KB for each container. */
  private static String list(int containers) {
    StringJoiner items = new StringJoiner(",", "[", "]\n");
    for (int i = 0; i < containers; i++) {
      items.add(item(i, (i % 2 == 0 ? "web-" : "db-") + i));
    }
    return items.toString();
  }

  private static String item(int number, String name) {
    return """
    {"Id":"%s","Names":["/%s"],"Image":"foobar","ImageID":"sha256:%s","Command":"sleep %d",\
    "Created":%d,"Ports":[{"IP":"0.0.0.0","PrivatePort":80,"PublicPort":8080,"Type":"tcp"}],\
    "Labels":{"com.example.service":"front","com.example.stage":"production",\
    "org.opencontainers.image.title":"foobar"},"State":"running","Status":"Up 3 hours",\
    "HostConfig":{"NetworkMode":"default"},"NetworkSettings":{"Networks":{"bridge":\
    {"IPAMConfig":null,"Links":null,"Aliases":null,"NetworkID":"","EndpointID":"",\
    "Gateway":"172.17.0.1","IPAddress":"172.17.0.2","IPPrefixLen":16,"IPv6Gateway":"",\
    "GlobalIPv6Address":"","GlobalIPv6PrefixLen":0,"MacAddress":"02:42:ac:11:00:02",\
    "DriverOpts":null}}},"Mounts":[{"Type":"volume","Name":"data","Source":"",\
    "Destination":"/data","Driver":"local","Mode":"z","RW":true,"Propagation":""}]}
    """
        .formatted(id(number), name, id(1000 + number), number, 1_700_000_000 + number)
        .strip();
  }

  private static String id(int number) {
    return String.format(Locale.ROOT, "%064x", number);
  }

  private static final String IMAGE =
      """
      {"Id":"sha256:%s","RepoTags":["foobar:latest"],"RepoDigests":[],"Parent":"","Comment":"",\
      "Created":"2024-01-01T00:00:00Z","Container":"","DockerVersion":"","Author":"",\
      "Config":{"Hostname":"","User":"","Env":null,"Cmd":["sh"],"Image":"","Labels":null},\
      "Architecture":"amd64","Os":"linux","Size":1000000,"VirtualSize":1000000,\
      "RootFS":{"Type":"layers","Layers":[]},"Metadata":{"LastTagTime":"0001-01-01T00:00:00Z"}}
      """
          .formatted("ab".repeat(32));

  private static final String VERSION =
      """
      {"Version":"20.10.24","ApiVersion":"1.41","MinAPIVersion":"1.12","Os":"linux","Arch":"amd64","KernelVersion":"6.1.0"}
      """;

  private static final String CONFIG =
      """
      daemon off;
      user root;
      worker_processes auto;
      error_log stub.err warn;
      pid stub.pid;
      events { worker_connections 4096; }
      http {
        access_log off;
        keepalive_requests 1000000000;
        keepalive_timeout 1h;
        client_body_temp_path stub-body;
        proxy_temp_path stub-proxy;
        fastcgi_temp_path stub-fastcgi;
        uwsgi_temp_path stub-uwsgi;
        scgi_temp_path stub-scgi;
        default_type application/json;
        sendfile on;
        open_file_cache max=16;
        add_header Api-Version 1.41 always;
        add_header Ostype linux always;
        server {
          listen unix:@DIRECTORY@/stub.sock backlog=4096;
          location = /_ping { default_type text/plain; return 200 "OK"; }
          location = /version { root @DIRECTORY@; try_files /version.json =404; }
          location = /info {
            return 200 '{"Runtimes":{"runc":{"path":"runc"}},"DefaultRuntime":"runc"}';
          }
          location ~ ^/v[0-9.]+/version$ { root @DIRECTORY@; try_files /version.json =404; }
          location ~ ^/v[0-9.]+/_ping$ { default_type text/plain; return 200 "OK"; }
          location ~ ^/v[0-9.]+/containers/json$ { root @DIRECTORY@; try_files /list$arg_all.json =404; }
          location ~ ^/v[0-9.]+/images/foobar/json$ { root @DIRECTORY@; try_files /image.json =404; }
          location ~ ^/v[0-9.]+/images/big/get$ { root @DIRECTORY@; try_files /big.tar =404; }
          location ~ ^/v[0-9.]+/containers/create$ {
            return 201 '{"Id":"0000000000000000000000000000000000000000000000000000000000000007","Warnings":[]}';
          }
        }
      }
      """;
}
