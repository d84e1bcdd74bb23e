#!/bin/sh
# Stands in for invoke-rc.d while Cofferdam installs an engine: no service is started or stopped.
exit 0
