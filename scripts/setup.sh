#!/usr/bin/env bash
# Installs what is missing from Debian's packages, and says what and why. Does nothing when all is there.
set -euo pipefail
cd "$(dirname "$0")/.."

# package | why it is needed
needed() {
    cat <<'LIST'
pkg-config               finds the C libraries below while building
libcurl4-openssl-dev     HTTP client of the coordinator
libhiredis-dev           Redis protocol of the load generator
librdkafka-dev           Kafka client of the coordinator
libsnappy-dev            blocks of Prometheus's remote read and write
libproc2-dev             process table of the edge agent
libsqlite3-dev           the coordinator's embedded store
libxgboost-dev           boosted trees
zlib1g-dev               gzip in the edge agent
redis-server             the service that the demo and the tests put under load
iproute2                 network namespaces and traffic control of the demo and the tests
openssl                  certificates for the tests of TLS
curl                     talks to the programs in tests and in the guide
prometheus               promtool and a real Prometheus for the tests
prometheus-node-exporter the agent's peer in tests and benchmarks
golang-github-prometheus-procfs-dev  kernels that were recorded elsewhere, which both have to read alike
iperf3                   measures shaped links in the tests
librsvg2-bin             pictures in PNG of the command plot
influxdb                 a real InfluxDB for the tests
debhelper                makes the Debian packages
lintian                  judges them
mmdebstrap               a clean Debian root to install them in
patchelf                 lets a newer Debian's compiler run here, for building for aarch64
qemu-user-static         runs what was built for aarch64
strace                   shows what the agent reads, in the tests
systemd                  judges the units of the services
systemd-container        boots such a root, to see them at work
buildah                  makes the container images of the Kubernetes manifests
ansible                  provisioning of nodes, tried in such a root
kubernetes-client        what kustomize makes of the manifests
libjs-chart.js           the charts of the dashboard, served by the coordinator
chromium                 the browser in which the dashboard is tested
chromium-driver          drives that browser
python3-venv             scikit-learn and other peers of the benchmarks, in an environment of their own
LIST
}

toolchain() {
    if ! command -v swift >/dev/null 2>&1; then
        cat >&2 <<'TEXT'
setup: no Swift toolchain found (looked for `swift` in PATH).
       This project needs Swift 6.2 or newer. Install it from https://www.swift.org/install/linux/ (or with `swiftly
       install latest`), put its usr/bin into PATH, and run this command again.
TEXT
        exit 1
    fi
    local said version
    said=$(swift --version 2>&1) || true
    version=$(sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' <<<"$said" | head -n 1)
    if [ -z "$version" ]; then
        echo "setup: \`swift --version\` ($(command -v swift)) does not tell its version; it says: $(head -n 1 <<<"$said")" >&2
        exit 1
    fi
    if [ "$(printf '%s\n6.2\n' "$version" | sort -V | head -n 1)" != 6.2 ]; then
        echo "setup: found Swift $version at $(command -v swift); 6.2 or newer is needed." >&2
        exit 1
    fi
}

# Kubernetes' own package has the same program as Debian's, and does not go together with it.
installed() {
    [ "$1" != kubernetes-client ] || ! command -v kubectl >/dev/null 2>&1 || return 0
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

toolchain
if ! command -v dpkg-query >/dev/null 2>&1; then
    echo "setup: this is not a Debian system; install the equivalents of these packages by hand:" >&2
    needed >&2
    exit 1
fi

missing=()
while read -r package why; do
    installed "$package" && continue
    printf 'setup: %-26s %s\n' "$package" "$why"
    missing+=("$package")
done < <(needed)
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null 2>&1; then
        echo "setup: not root and no sudo; as root run: apt-get install --no-install-recommends ${missing[*]}" >&2
        exit 1
    fi
    as_root=(sudo)
fi

# Debian starts a service as soon as it is installed; here they are started by those who need them, on ports of their own.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    trap '"${as_root[@]}" rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
    "${as_root[@]}" chmod 755 "$policy"
fi

log=$(mktemp)
install() {
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" >"$log" 2>&1
}
echo "setup: installing ${#missing[@]} package(s) with apt-get"
if ! install; then
    "${as_root[@]}" apt-get update -q >"$log" 2>&1 && install || {
        tail -n 20 "$log" >&2
        echo "setup: apt-get could not install: ${missing[*]} (whole log: $log)" >&2
        exit 1
    }
fi
rm -f "$log"
