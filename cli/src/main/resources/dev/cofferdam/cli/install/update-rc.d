#!/bin/sh
# Stands in for update-rc.d while Cofferdam installs an engine: the links are made so that the
# service does not start at boot.
for argument in "$@"; do
  shift
  [ "$argument" != defaults ] || argument=defaults-disabled
  set -- "$@" "$argument"
done
exec /usr/sbin/update-rc.d "$@"
