package dev.cofferdam.gateway;

import dev.cofferdam.docker.ContainerCreate;
import dev.cofferdam.docker.ExecCreate;
import dev.cofferdam.docker.ExecStart;
import dev.cofferdam.docker.NetworkConnect;
import dev.cofferdam.docker.NetworkCreate;
import dev.cofferdam.docker.NetworkDisconnect;
import dev.cofferdam.docker.OpaqueJson;
import dev.cofferdam.docker.VolumeCreate;

/** What the body of a request is, once parsed. */
sealed interface RequestModel {
  /** No body, or none that means anything. */
  record Empty() implements RequestModel {}

  /** An archive that is streamed, not inspected. */
  record Archive() implements RequestModel {}

  record Container(ContainerCreate create) implements RequestModel {}

  record Exec(ExecCreate create) implements RequestModel {}

  record ExecStarting(ExecStart start) implements RequestModel {}

  record Volume(VolumeCreate create) implements RequestModel {}

  record Network(NetworkCreate create) implements RequestModel {}

  record Connect(NetworkConnect connect) implements RequestModel {}

  record Disconnect(NetworkDisconnect disconnect) implements RequestModel {}

  /** Well-formed JSON whose operation needs no look into it. */
  record Plain(OpaqueJson json) implements RequestModel {}
}
