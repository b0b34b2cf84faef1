#!/usr/bin/env bash
# build-packages.sh [--arch amd64|arm64] [--version VERSION] [--programs FOLDER] [PACKAGE...]: makes Debian packages.
#
# The packages (edge-agent, slice-coordinator; both unless named) go to out/packages. Without --programs the programs are
# built first, with Swift's runtime linked statically: in .build-packages for this machine, by cross/build.sh for arm64. What
# an arm64 program needs of the system cannot be read off here without its libraries, and is listed below.
set -euo pipefail
cd "$(dirname "$0")/.."

arch=$(dpkg --print-architecture) version='' programs=''
while [ $# -gt 0 ]; do
    case $1 in
        --arch) arch=$2; shift 2 ;;
        --version) version=$2; shift 2 ;;
        --programs) programs=$2; shift 2 ;;
        -*) echo "build-packages: unknown option $1" >&2; exit 64 ;;
        *) break ;;
    esac
done
packages=("$@")
[ ${#packages[@]} -gt 0 ] || packages=(edge-agent slice-coordinator)
[ -n "$version" ] || version=$(sed -n 's/.*number = "\(.*\)"/\1/p' Sources/EdgeAgent/Main/Version.swift)
native=$(dpkg --print-architecture)

program_of() { [ "$1" = edge-agent ] && echo edge-agent || echo coordinator; }

build() { # build PROGRAM
    if [ "$arch" = "$native" ]; then
        swift build -c release --static-swift-stdlib --scratch-path .build-packages --product "$1"
    elif [ "$1" = edge-agent ]; then
        AGENT_ONLY=1 cross/build.sh --product "$1"
    else
        cross/build.sh --product "$1"
    fi
}

if [ -z "$programs" ]; then
    for package in "${packages[@]}"; do build "$(program_of "$package")" >&2; done
    programs=.build-packages/release
    [ "$arch" = "$native" ] || programs=.build-aarch64/aarch64-unknown-linux-gnu/release
fi

# The tools that write manual pages and completions from the programs run those of this machine.
runs() { # runs PROGRAM ARGUMENTS...
    local program=$1
    shift
    if [ "$arch" = "$native" ]; then
        "$programs/$program" "$@"
    elif [ -x ".build/release/$program" ]; then
        ".build/release/$program" "$@"
    else
        ".build-packages/release/$program" "$@"
    fi
}

strip_program() { # strip_program FROM TO
    if [ "$arch" = "$native" ]; then strip -o "$2" "$1"; else llvm-objcopy --strip-all "$1" "$2"; fi
    chmod 755 "$2"
}

scratch=$(mktemp -d)
tree=$scratch/slice-forecast
mkdir "$tree"
trap 'rm -rf "$scratch"' EXIT
cp -r pi-cluster/debian "$tree/debian"
mkdir "$tree/man" "$tree/completions" "$tree/examples"
chmod 755 "$tree/debian/rules"
seconds=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}
export SOURCE_DATE_EPOCH=$seconds
maintainer=$(sed -n 's/^Maintainer: //p' pi-cluster/debian/control)
cat >"$tree/debian/changelog" <<TEXT
slice-forecast ($version) unstable; urgency=medium

  * Made from the project's own release; see its CHANGELOG.md.

 -- $maintainer  $(date -u -R -d "@$seconds")
TEXT

for package in "${packages[@]}"; do
    program=$(program_of "$package")
    strip_program "$programs/$program" "$tree/$program"
    case $package in
        edge-agent)
            cp pi-cluster/edge-agent/flags pi-cluster/edge-agent/shaper-flags.example "$tree"
            cp pi-cluster/edge-agent/edge-agent.1 "$tree/man"
            cp pi-cluster/edge-agent/edge-agent.service "$tree/debian/edge-agent.service"
            cp pi-cluster/edge-agent/edge-agent-shaper.service "$tree/debian/edge-agent.edge-agent-shaper.service"
            runs edge-agent --help | pi-cluster/completions.py "$tree/completions"
            ;;
        slice-coordinator)
            cp pi-cluster/coordinator/coordinator.yaml "$tree"
            cp pi-cluster/coordinator/coordinator.yaml.5 "$tree/man"
            cp pi-cluster/examples/cassandra-ring/cassandra-ring.yaml "$tree/examples"
            cp pi-cluster/coordinator/slice-coordinator.service "$tree/debian/slice-coordinator.service"
            runs coordinator --experimental-dump-help | pi-cluster/man-page.py "$version" >"$tree/man/coordinator.1"
            runs coordinator --generate-completion-script bash | sed 1d >"$tree/completions/coordinator"
            runs coordinator --generate-completion-script zsh >"$tree/completions/_coordinator"
            runs coordinator --generate-completion-script fish >"$tree/completions/coordinator.fish"
            ;;
        *) echo "build-packages: there is no package $package" >&2; exit 64 ;;
    esac
done

libraries=''
if [ "$arch" != "$native" ]; then
    case ${packages[*]} in
        edge-agent) libraries='libc6 (>= 2.35), libgcc-s1, libstdc++6, zlib1g' ;;
        slice-coordinator)
            libraries='libc6 (>= 2.35), libcurl4, libgcc-s1, libhiredis0.14, librdkafka1, libsnappy1v5, libsqlite3-0, libstdc++6, libxgboost0'
            ;;
        *) echo "build-packages: for $arch make one package at a time" >&2; exit 64 ;;
    esac
fi

mkdir -p out/packages
(
    cd "$tree"
    DEB_HOST_ARCH=$arch DEB_RULES_REQUIRES_ROOT=no dpkg-architecture -a"$arch" -c \
        env PACKAGES="${packages[*]}" LIBRARY_DEPENDS="$libraries" DEB_RULES_REQUIRES_ROOT=no debian/rules binary
) >"$tree/log" 2>&1 || { tail -n 40 "$tree/log" >&2; exit 1; }
for package in "${packages[@]}"; do
    mv "$scratch/${package}_${version}_${arch}.deb" out/packages/
    echo "out/packages/${package}_${version}_${arch}.deb"
done
