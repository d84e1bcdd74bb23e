#!/bin/sh
# A day's work with the docker client: docker-day.sh DOCKER SOCKET
#
# Every step prints its name, what the client wrote on both streams, and its exit status. What it
# makes it removes, so that the next day finds the engine as this one did.
program=$1
socket=$2
export DOCKER_BUILDKIT=0 DOCKER_CLI_HINTS=0 HOME="$PWD"

docker() {
  "$program" -H "unix://$socket" "$@"
}

step() {
  printf '== %s\n' "$*"
  "$@" 2>&1
  printf -- '-> %s\n' "$?"
}

sorted() {
  "$@" 2>&1 | sort
}

# Where the client's own words depend on which of two answers it sees first.
quietly() {
  "$@" 2> /dev/null
}

digest() {
  "$@" | sha256sum
}

until_it_says() {
  wanted=$1
  shift
  for _ in $(seq 200); do
    [ "$(docker "$@" 2>&1 | sort)" = "$wanted" ] && break
    sleep 0.05
  done
}

service='echo out; echo err >&2; trap exit TERM; while :; do sleep 0.1; done'

# Containers
step docker version --format '{{.Server.Version}} {{.Server.APIVersion}} {{.Client.APIVersion}}'
step docker info --format '{{.Driver}} {{.Containers}} {{.Images}} {{.Swarm.LocalNodeState}}'
step docker run --rm --network none foobar echo hi
step docker run -d --name one --label x=y --env K=v --tmpfs /scratch --volume data:/data \
  --workdir /tmp --hostname host --network none --log-opt max-size=1m --ulimit nofile=99 \
  --add-host there:10.1.1.1 --restart on-failure:2 --stop-timeout 1 --memory 64m --cpus 0.5 \
  --pids-limit 50 --read-only --cap-drop NET_RAW --security-opt no-new-privileges --init \
  --shm-size 1m --sysctl net.ipv4.ip_default_ttl=65 foobar sh -c "$service"
until_it_says 'err
out' logs one
step docker ps --all --format '{{.Names}} {{.Image}} {{.Command}} {{.Ports}} {{.Mounts}} {{.State}}'
step docker ps --quiet --filter label=x=y --filter status=running --no-trunc
step docker ps --last 1 --size --format '{{.Names}} {{.Size}}'
step docker inspect --size one
step docker exec one sh -c 'echo in; exit 3'
step sorted docker exec one sh -c 'echo in; echo more >&2'
echo typed | step docker exec -i one cat
step docker exec --detach one touch /scratch/there
until_it_says there exec one ls /scratch
step docker exec --env Q=1 --workdir /bin --user 0:0 one env
step docker top one -o comm,args
step sorted docker logs one
step docker logs --since 2020-01-01T00:00:00 --until 2020-01-02 one
step docker stats --no-stream --format '{{.Name}} {{.PIDs}}' one
step docker rename one two
step docker pause two
step docker ps --filter name=two --format '{{.State}}'
step docker exec two true
step docker attach two
step docker pause two
step docker unpause two
step docker unpause two
step docker update --memory 96m --memory-swap 96m --cpu-shares 100 --restart no two
step docker restart --time 1 two
step docker kill --signal USR1 two
until_it_says exited inspect --format '{{.State.Status}}' two
step docker start two
step docker stop --time 1 two
step docker wait two
step docker kill two
step docker exec two true
step docker rm --volumes two
step docker volume rm data
step docker create --name three --network none foobar sh -c 'echo created; exit 4'
step docker start --attach three
step docker start --attach --interactive three
step docker attach three
step docker logs --timestamps --details --tail 1 three
step docker wait three
step docker rm three
step docker run --rm --network none foobar sh -c 'exit 42'
step docker run --rm --network none 127.0.0.1:1/absent
step quietly docker run --rm --network none foobar absent
step docker rm absent
step docker inspect absent
printf 'a\nb\n' | step docker run --rm -i --network none foobar wc -l
step docker run --detach --name large --network none foobar sh -c 'yes abcdefgh | head -c 1000000'
until_it_says exited inspect --format '{{.State.Status}}' large
step digest docker logs large
step docker rm large

# A health check
step docker run --detach --name healthy --network none --health-cmd true --health-interval 100ms \
  foobar sleep 100
until_it_says healthy inspect --format '{{.State.Health.Status}}' healthy
step docker inspect --format '{{json .Config.Healthcheck}} {{.State.Health.Status}}' healthy
step docker rm --force healthy

# Files
mkdir -p files/below
echo hello > files/one
echo deep > files/below/two
step docker run --detach --name files --network none foobar sleep 100
step docker cp files/one files:/tmp/one
step docker cp files files:/tmp
step docker cp --archive files/below files:/tmp/renamed
tar --create --directory files . | step docker cp - files:/bin
step docker exec files sh -c 'cat /tmp/one /tmp/files/below/two /tmp/renamed/two /bin/one'
step docker cp files:/tmp/one fetched
step docker cp files:/tmp/files fetched-all
step cat fetched fetched-all/below/two
listed() {
  docker cp "$1" - | tar --list | sort
}
step listed files:/tmp/files
step quietly docker cp files:/absent nowhere
step docker cp files:/absent -
step quietly docker cp fetched files:/absent/deeper/
step sorted docker diff files

# Images
step docker commit --message why --author me --change 'ENV A=1' --change 'CMD ["true"]' files made:1
step docker image inspect made:1
step docker history --no-trunc --format '{{.CreatedBy}} {{.Comment}} {{.Size}}' made:1
step docker tag made:1 made:2
step sorted docker images --format '{{.Repository}} {{.Tag}} {{.Size}}'
step docker images --filter reference=made --quiet --no-trunc
step sorted docker images --filter label=made-as --all --format '{{.Repository}}'
step docker save --output saved.tar made:1 made:2
step docker rmi made:1 made:2
step docker load --input saved.tar
step docker load --quiet < saved.tar
step docker export --output exported.tar files
step docker import --change 'ENV X=1' --message imported exported.tar imported:1
step docker import - imported:2 < exported.tar
step docker rmi foobar
step docker rm --force files
step docker rmi imported:1 imported:2 made:1 made:2
step docker rmi absent
step docker login --username me --password-stdin 127.0.0.1:1 < files/one
step docker pull 127.0.0.1:1/absent
step docker tag foobar 127.0.0.1:1/foobar
step docker push 127.0.0.1:1/foobar
step docker rmi 127.0.0.1:1/foobar
step docker image prune --force

# Volumes
step docker volume create --label a=b named
step docker volume create --opt type=tmpfs --opt device=tmpfs --opt o=size=1m tmpfs
step docker volume inspect named tmpfs
step docker volume ls --format '{{.Driver}} {{.Name}}'
step docker volume ls --quiet --filter label=a=b
step docker run --rm --network none --mount type=volume,source=named,target=/v foobar touch /v/x
step docker run --rm --network none --volume named:/v:ro foobar ls /v
step docker run --rm --network none --mount type=bind,source="$PWD/files",target=/f,readonly \
  --mount type=tmpfs,target=/t,tmpfs-size=1m foobar cat /f/one
step docker run --name holder --network none --volume named:/v foobar true
step docker run --rm --network none --volumes-from holder foobar ls /v
step docker create --name bringing --network none --volume brought:/b --volume /anonymous \
  --mount type=volume,target=/c --mount type=volume,source=mounted,target=/m foobar true
step docker inspect --format '{{json .HostConfig.Binds}} {{json .Config.Volumes}}' bringing
step docker volume ls --quiet --filter name=brought --filter name=mounted
step docker rm --volumes bringing
step docker create --volume unmade:/b 127.0.0.1:1/absent
step docker volume rm brought mounted unmade
step docker volume rm named
step docker rm holder
step docker volume rm tmpfs
step docker volume prune --force --filter label=a=b
step docker volume inspect named

# Networks
step docker network create --subnet 10.213.77.0/24 --gateway 10.213.77.1 --label k=v \
  --opt com.docker.network.bridge.name=cf-test-77 first
step docker network create --internal --attachable --subnet 10.213.78.0/24 second
step docker network ls --format '{{.Name}} {{.Driver}} {{.Scope}}'
step docker run --detach --name joined --network first --network-alias also --ip 10.213.77.9 \
  foobar sleep 100
step docker network inspect first
step docker network connect --alias again --ip 10.213.78.9 second joined
step docker inspect --format '{{json .NetworkSettings.Networks}}' joined
step docker run --rm --network second foobar \
  sh -c 'ping -c 1 -W 5 10.213.78.9 > /dev/null && echo answered'
step docker run --rm --network container:joined foobar \
  sh -c 'ip -o -4 addr show dev eth0 | cut -d " " -f 2-'
step docker network disconnect --force second joined
step docker network rm first
step docker rm --force joined
step docker network rm first
step docker network prune --force --filter label=k=none
step docker network prune --force
step docker network inspect first
step docker run --detach --name open --publish 127.0.0.1:18977:80 --network none foobar sleep 100
step docker port open
step docker rm --force open

# The classic builder
mkdir -p build/sub
echo kept > build/kept
echo ignored > build/ignored
echo ignored > build/.dockerignore
cat > build/Dockerfile << 'END'
FROM foobar AS first
ARG Q=1
RUN echo "$Q" > /q
FROM foobar
COPY --from=first /q /q
COPY . /context
RUN ls /context && cat /q
HEALTHCHECK --interval=1s CMD true
EXPOSE 80/tcp
LABEL a=b
END
step docker build --network none --build-arg Q=7 --label l=m --tag built:1 --memory 64m build
step docker build --network none --build-arg Q=7 --label l=m --tag built:1 build
step docker image inspect built:1
tar --create --directory build . | step docker build --network none --rm=false --tag built:2 -
step docker build --tag built:3 - << 'END'
FROM foobar
END
mv build/Dockerfile elsewhere
step docker build --network none --no-cache --file elsewhere --tag built:4 build
step docker build --network none --quiet --target first --file elsewhere build
printf 'FROM foobar\nRUN exit 7\n' > build/Dockerfile
step docker build --network none --force-rm build
printf 'FROM 127.0.0.1:1/absent\n' > build/Dockerfile
step docker build build
printf 'NONSENSE\n' > build/Dockerfile
step docker build build
step docker rmi built:1 built:2 built:3 built:4
step docker builder prune --force
step docker container prune --force

# The engine
step docker system df
step docker system df --verbose --format '{{json .Volumes}} {{json .Containers}}'
step docker events --since 2020-01-01 --until 2020-01-02
printf '== events\n'
docker events --filter type=container --filter event=create --filter event=start \
  --filter event=die --filter event=destroy --format '{{.Type}} {{.Action}} {{.Actor.Attributes.name}}' > happened &
listening=$!
until grep -q create happened; do
  docker rm "$(docker create --name tried foobar)" > removed
done
docker run --rm --name seen --network none foobar true
until grep -q 'destroy seen' happened; do sleep 0.05; done
kill "$listening"
grep ' seen$' happened
step docker search 127.0.0.1:1/absent
step docker manifest inspect 127.0.0.1:1/absent
step docker plugin ls
step docker node ls
step docker service ls
step docker swarm ca
step docker secret ls
step docker checkpoint ls absent
step docker system prune --force
step docker ps --all --quiet
step sorted docker images --format '{{.Repository}} {{.Tag}}'
step docker volume ls --quiet
step docker network ls --format '{{.Name}}'
