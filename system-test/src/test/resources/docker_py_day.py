"""A day's work with docker-py: docker_py_day.py SOCKET

Every step prints its name and what came of it. What it makes it removes.
"""

import io
import itertools
import json
import os
import socket as sockets
import sys
import tarfile
import time

import docker
from docker.types import EndpointConfig, Healthcheck, IPAMConfig, IPAMPool, LogConfig, Mount, Ulimit

client = docker.DockerClient(base_url="unix://" + sys.argv[1], version="auto", timeout=30)
api = client.api
SERVICE = ["sh", "-c", "echo out; trap exit TERM; while :; do sleep 0.1; done"]


def step(name, work):
    print("==", name)
    try:
        came = work()
    except (docker.errors.DockerException, ValueError) as failed:
        came = type(failed).__name__ + ": " + str(getattr(failed, "explanation", None) or failed)
    if isinstance(came, bytes):
        came = came.decode(errors="replace")
    print(came if isinstance(came, str) else json.dumps(came, default=str, sort_keys=True))
    sys.stdout.flush()
    return came


def archive(**files):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        for name, text in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(text)
            entry.mtime = 1700000000
            tar.addfile(entry, io.BytesIO(text.encode()))
    return packed.getvalue()


def await_that(condition):
    for _ in range(400):
        if condition():
            return
        time.sleep(0.05)


def reads(stream):
    """All that comes out of an attached stream's socket; requests hides where it keeps it."""
    raw = getattr(stream, "_sock", stream)
    taken = b""
    while chunk := raw.recv(65536):
        taken += chunk
    return taken.hex()


# The engine
step("ping", lambda: client.ping())
step("version", lambda: {k: client.version()[k] for k in ("Version", "ApiVersion", "MinAPIVersion")})
step("info", lambda: {k: client.info()[k] for k in ("Containers", "Images", "Driver", "OSType")})
step("df", lambda: sorted(client.df()))
step("login", lambda: client.login("me", "secret", registry="127.0.0.1:1"))
step("search", lambda: client.images.search("127.0.0.1:1/absent"))
step("pull", lambda: client.images.pull("127.0.0.1:1/absent", tag="1"))
step("push", lambda: client.images.push("127.0.0.1:1/absent"))
step("registry data", lambda: client.images.get_registry_data("127.0.0.1:1/absent"))

# Containers
step("run", lambda: client.containers.run("foobar", "echo hi", remove=True, network_mode="none"))
step("run that fails", lambda: client.containers.run("foobar", ["sh", "-c", "echo no >&2; exit 3"],
                                                     remove=True, network_mode="none"))
step("run of an absent image", lambda: client.containers.run("127.0.0.1:1/absent", network_mode="none"))
one = client.containers.run(
    "foobar", SERVICE, detach=True, name="one", network_mode="none", labels={"x": "y"},
    environment={"K": "v"}, mem_limit="64m", cpu_shares=100, nano_cpus=500000000,
    volumes={"data": {"bind": "/data", "mode": "rw"}}, tmpfs={"/scratch": "size=1m"},
    extra_hosts={"there": "10.1.1.1"}, ulimits=[Ulimit(name="nofile", soft=90, hard=99)],
    log_config=LogConfig(type="json-file", config={"max-size": "1m"}), hostname="host",
    restart_policy={"Name": "on-failure", "MaximumRetryCount": 2}, stop_signal="SIGTERM",
    healthcheck=Healthcheck(test=["CMD", "true"], interval=100000000), init=True, user="0",
    cap_drop=["NET_RAW"], security_opt=["no-new-privileges"], shm_size="1m", working_dir="/tmp",
    mounts=[Mount("/mounted", "more", type="volume")], pids_limit=50, stdin_open=True)
step("inspect", lambda: api.inspect_container(one.id)["HostConfig"])
step("config", lambda: {k: v for k, v in api.inspect_container(one.id)["Config"].items()})
step("list", lambda: [(c.name, c.status) for c in client.containers.list(filters={"label": "x=y"})])
step("list of all", lambda: sorted(c["Names"][0] for c in api.containers(all=True, size=True, trunc=True)))
step("list since", lambda: [c["Names"] for c in api.containers(limit=1, quiet=False)])
step("exec", lambda: one.exec_run(["sh", "-c", "echo in; exit 5"], environment={"A": "b"}, workdir="/bin"))
step("exec demuxed", lambda: one.exec_run(["sh", "-c", "echo in; echo no >&2"], demux=True))
step("exec detached", lambda: one.exec_run("true", detach=True).output)
step("exec stream", lambda: b"".join(one.exec_run("echo streamed", stream=True).output))
running = api.exec_create(one.id, "cat", stdin=True)
attached = api.exec_start(running["Id"], socket=True)
raw = getattr(attached, "_sock", attached)
raw.sendall(b"typed\n")
raw.shutdown(sockets.SHUT_WR)
step("exec socket", lambda: reads(attached))
step("exec inspect", lambda: api.exec_inspect(running["Id"])["ExitCode"])
step("exec of an absent program", lambda: one.exec_run("absent"))
await_that(lambda: one.logs())
step("logs", lambda: one.logs(stdout=True, stderr=True, tail=10))
step("logs since", lambda: one.logs(since=1500000000, until=1500000001))
step("logs followed", lambda: next(one.logs(stream=True, follow=True)))
step("top", lambda: one.top(ps_args="-o pid,comm")["Titles"])
step("stats", lambda: sorted(one.stats(stream=False)))
step("stats stream", lambda: sorted(next(one.stats(decode=True, stream=True))))
step("update", lambda: one.update(mem_limit="96m", memswap_limit="96m", restart_policy={"Name": "no"}))
step("rename", lambda: one.rename("two"))
step("pause", lambda: one.pause())
step("unpause", lambda: one.unpause())
step("resize", lambda: one.resize(10, 20))
step("put archive", lambda: one.put_archive("/tmp", archive(packed="hello")))
step("get archive", lambda: {k: v for k, v in one.get_archive("/tmp/packed")[1].items() if k != "mtime"})
step("get archive that is absent", lambda: one.get_archive("/absent"))
step("diff", lambda: sorted(change["Path"] for change in one.diff()))
step("export", lambda: len(b"".join(one.export())) > 100000)
step("commit", lambda: one.commit("made", "1", message="why", author="me", changes="ENV A=1").tags)
step("restart", lambda: one.restart(timeout=1))
step("kill", lambda: one.kill("SIGUSR1"))
step("wait", lambda: one.wait())
step("start", lambda: one.start())
step("stop", lambda: one.stop(timeout=1))
step("prune", lambda: client.containers.prune()["ContainersDeleted"] == [one.id])
step("remove what is absent", lambda: client.containers.get("absent"))
typed = api.create_container("foobar", "cat", stdin_open=True, host_config=api.create_host_config(network_mode="none"))
stream = api.attach_socket(typed["Id"], params={"stdin": 1, "stdout": 1, "stream": 1})
api.start(typed["Id"])
raw = getattr(stream, "_sock", stream)
raw.sendall(b"attached\n")
step("attach socket", lambda: raw.recv(100).hex())
stream.close()
step("remove by force", lambda: api.remove_container(typed["Id"], force=True, v=True))

# Images
step("images", lambda: sorted(tag for image in client.images.list() for tag in image.tags))
step("image ids", lambda: len(api.images(quiet=True, all=True)) > 2)
step("image", lambda: client.images.get("made:1").attrs["Config"]["Env"])
step("history", lambda: [layer["Comment"] for layer in client.images.get("made:1").history()])
step("tag", lambda: client.images.get("made:1").tag("made", "2"))
saved = b"".join(client.images.get("made:1").save(named=True))
step("remove an image", lambda: client.images.remove("made:1"))
step("load", lambda: client.images.load(saved)[0].tags)
step("import", lambda: "sha256" in api.import_image_from_data(archive(file="x"), repository="packed", tag="1"))
built = archive(Dockerfile="FROM foobar\nARG Q=1\nRUN echo $Q > /q\nLABEL a=b\n")
step("build", lambda: [line.get("stream", "")[:5] for line in client.images.build(
    fileobj=io.BytesIO(built), custom_context=True, tag="built:1", buildargs={"Q": "7"}, rm=True,
    network_mode="none", labels={"l": "m"}, nocache=True, extra_hosts={"there": "10.1.1.1"},
    container_limits={"memory": 67108864})[1]])
step("build without a context", lambda: client.images.build(
    fileobj=io.BytesIO(b"FROM other\nLABEL c=d\n"), tag="built:2", rm=True)[0].tags)
step("build that fails", lambda: client.images.build(fileobj=io.BytesIO(b"FROM foobar\nRUN exit 7\n"),
                                                     network_mode="none", forcerm=True))
os.makedirs("context", exist_ok=True)
for name, text in (("Dockerfile", "FROM foobar\nCOPY . /c\nRUN ls /c\n"), ("kept", "x"), ("left", "x"),
                   (".dockerignore", "left\n")):
    with open("context/" + name, "w") as file:
        file.write(text)
step("build of a directory", lambda: [line.get("stream", "") for line in client.images.build(
    path="context", tag="built:3", network_mode="none", gzip=True, rm=True)[1] if "kept" in line.get("stream", "")])
for name in ("built:1", "built:2", "built:3", "made:1", "made:2", "packed:1"):
    step("remove " + name, lambda: client.images.remove(name, force=True))
step("prune images", lambda: sorted(client.images.prune(filters={"dangling": True})))
step("prune builds", lambda: sorted(api.prune_builds()))

# Volumes
step("volume", lambda: client.volumes.create("named", driver="local", labels={"a": "b"}).attrs["Labels"]["a"])
step("volumes", lambda: sorted(volume.name for volume in client.volumes.list()))
step("volume filter", lambda: [volume.name for volume in client.volumes.list(filters={"label": "a=b"})])
step("volume inspect", lambda: client.volumes.get("named").attrs["Driver"])
step("volume remove", lambda: client.volumes.get("named").remove(force=True))
step("volume prune", lambda: sorted(client.volumes.prune()["VolumesDeleted"] or []))
step("volume absent", lambda: client.volumes.get("named"))

# Networks
net = client.networks.create(
    "pynet", driver="bridge", labels={"a": "b"}, check_duplicate=True, internal=False,
    options={"com.docker.network.bridge.name": "cf-test-76"}, attachable=True,
    ipam=IPAMConfig(pool_configs=[IPAMPool(subnet="10.213.76.0/24", gateway="10.213.76.1")]))
step("network", lambda: [net.attrs[k] for k in ("Driver", "IPAM", "Options", "Attachable")])
step("networks", lambda: sorted(n.name for n in client.networks.list()))
step("network filter", lambda: [n.name for n in client.networks.list(filters={"label": "a=b"}, greedy=True)])
joined = client.containers.create("foobar", "sleep 100", name="joined", network_mode="none", ports={"80/tcp": ("127.0.0.1", 18976)})
step("disconnect from none", lambda: client.networks.get("none").disconnect(joined))
step("connect", lambda: net.connect(joined, aliases=["also"], ipv4_address="10.213.76.9"))
step("start", lambda: joined.start())
step("endpoint", lambda: api.inspect_container("joined")["NetworkSettings"]["Networks"]["pynet"]["IPAddress"])
step("disconnect", lambda: net.disconnect(joined, force=True))
step("remove", lambda: joined.remove(force=True))
direct = api.create_container(
    "foobar", "true", networking_config=api.create_networking_config(
        {"pynet": api.create_endpoint_config(aliases=["one"], ipv4_address="10.213.76.8")}),
    host_config=api.create_host_config(network_mode="pynet"))
step("start on it", lambda: api.start(direct["Id"]))
step("wait", lambda: api.wait(direct["Id"]))
step("remove", lambda: api.remove_container(direct["Id"]))
step("network remove", lambda: net.remove())
step("network prune", lambda: client.networks.prune())

# Events
begun = int(time.time()) - 1
client.containers.run("foobar", "true", remove=True, name="seen", network_mode="none")
await_that(lambda: not client.containers.list(all=True, filters={"name": "seen"}))
step("events", lambda: [event["Action"] for event in itertools.takewhile(
    lambda event: True, client.events(since=begun, until=int(time.time()) + 1, decode=True,
                                      filters={"container": "seen", "type": "container"}))])
step("swarm", lambda: client.swarm.reload())
step("services", lambda: client.services.list())
step("plugins", lambda: client.plugins.list())
step("what is left", lambda: [len(client.containers.list(all=True)), len(client.volumes.list()), len(client.images.list())])
