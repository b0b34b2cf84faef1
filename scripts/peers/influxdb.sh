#!/usr/bin/env bash
# Starts InfluxDB 1.x on 127.0.0.1:PORT with its files in DIRECTORY, and stays in the foreground.
#
#   scripts/peers/influxdb.sh PORT DIRECTORY
set -euo pipefail
port=${1:?usage: influxdb.sh PORT DIRECTORY}
directory=${2:?usage: influxdb.sh PORT DIRECTORY}
peers=$(cd "$(dirname "$0")/../.." && pwd)/.venv-peers
[ -x "$peers/bin/influxd" ] || { echo "influxdb.sh: $peers/bin/influxd is not there; run scripts/peers/install.sh" >&2; exit 69; }
mkdir -p "$directory"
cat >"$directory/influxdb.conf" <<CONF
reporting-disabled = true
bind-address = "127.0.0.1:0"
[meta]
  dir = "$directory/meta"
[data]
  dir = "$directory/data"
  wal-dir = "$directory/wal"
  query-log-enabled = false
[http]
  bind-address = "127.0.0.1:$port"
  log-enabled = false
[logging]
  level = "warn"
CONF
exec "$peers/bin/influxd" -config "$directory/influxdb.conf"
