#!/usr/bin/env bash
# Starts a Kafka broker on 127.0.0.1:PORT that keeps everything in memory, and stays in the foreground.
#
#   scripts/peers/kafka.sh PORT
#
# To test against a Kafka of your own instead, give its address to the tests: KAFKA_BROKERS=host:9092 make test
set -euo pipefail
port=${1:?usage: kafka.sh PORT}
peers=$(cd "$(dirname "$0")/../.." && pwd)/.venv-peers
[ -x "$peers/bin/tansu" ] || { echo "kafka.sh: $peers/bin/tansu is not there; run scripts/peers/install.sh" >&2; exit 69; }
exec "$peers/bin/tansu" broker \
    --listener-url "tcp://127.0.0.1:$port" \
    --advertised-listener-url "tcp://127.0.0.1:$port" \
    --storage-engine memory://tansu/
