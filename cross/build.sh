#!/usr/bin/env bash
# build.sh [--sdk IDENTIFIER] [--sdks FOLDER] [swift build's arguments]: builds for aarch64 with any Swift SDK.
#
# Without --sdk, the SDK that cross/debian-sdk.sh makes is used, and made first when it is not there. The programs stand in
# .build-aarch64/aarch64-unknown-linux-gnu/release, with Swift's runtime linked statically.
#   AGENT_ONLY=1 cross/build.sh --product edge-agent
#   cross/build.sh --sdk aarch64-swift-linux-musl --product edge-agent
#
# From the environment: CROSS_SDK_FOLDER, where the SDK is made (.build-sdk); CROSS_SUITE, bookworm or trixie;
# CROSS_SCRATCH, where to build; CROSS_LINKING=dynamic links Swift's runtime as shared libraries.
set -euo pipefail
cd "$(dirname "$0")/.."

sdk='' folder=''
while [ $# -gt 0 ]; do
    case $1 in
        --sdk) sdk=$2; shift 2 ;;
        --sdks) folder=$2; shift 2 ;;
        *) break ;;
    esac
done

if [ -z "$sdk" ]; then
    made=${CROSS_SDK_FOLDER:-$PWD/.build-sdk}
    suite=${CROSS_SUITE:-bookworm}
    cross/debian-sdk.sh "$made" "$suite"
    folder=$made/swift-sdks
    sdk=swift-$(cat "$made/version")-debian-$suite-aarch64
    # Without these, pkg-config answers with this machine's libraries.
    root=$made/sysroots/$suite
    export PKG_CONFIG_SYSROOT_DIR=$root PKG_CONFIG_PATH='' \
        PKG_CONFIG_LIBDIR=$root/usr/lib/aarch64-linux-gnu/pkgconfig:$root/usr/lib/pkgconfig
fi

linking=(--static-swift-stdlib)
[ "${CROSS_LINKING:-static}" = static ] || linking=()
swift build -c release "${linking[@]}" --scratch-path "${CROSS_SCRATCH:-.build-aarch64}" \
    ${folder:+--swift-sdks-path "$folder"} --swift-sdk "$sdk" "$@"
