#!/bin/sh
# A day's work with docker-compose: compose-day.sh DIRECTORY SOCKET
export DOCKER_HOST="unix://$2" HOME="$PWD" COMPOSE_PROJECT_NAME=day DOCKER_BUILDKIT=0
cp -r "$1/compose/." .

compose() {
  docker-compose --ansi never "$@"
}

step() {
  printf '== %s\n' "$*"
  "$@" 2>&1
  printf -- '-> %s\n' "$?"
}

# What it does at once it reports in any order.
sorted() {
  "$@" 2>&1 | tr -s ' ' | sort
}

step compose version --short
step compose config --services
step compose build app
step sorted compose up --detach
step sorted compose ps
step compose logs app
step compose logs --tail 1 --timestamps app
step sorted compose images
step compose exec -T app cat /q
step compose exec -T -e A=b -w /bin app sh -c 'echo "$A"; pwd; exit 5'
step compose run --rm -T alone echo run
step compose run --rm -T --no-deps --entrypoint sh --name named -v data:/data alone -c 'ls /data; exit 6'
step compose top alone
step compose port app 80
step sorted compose up --detach --scale alone=2 --no-recreate
step sorted compose pause app
step sorted compose unpause app
step sorted compose restart --timeout 1 other
step sorted compose kill -s KILL other
step sorted compose start other
step sorted compose stop --timeout 1
step sorted compose ps --all
step sorted compose up --no-start --force-recreate other
step sorted compose rm --force --stop -v alone
step compose pull absent
step compose up --exit-code-from alone alone
step sorted compose down --volumes --timeout 1 --remove-orphans
step sorted compose ps --all
step compose exec -T app true
step compose down --rmi local
