#!/usr/bin/env bash
# debian-sdk.sh DEST [bookworm|trixie]: makes a Swift SDK for aarch64 Linux out of Debian's packages alone.
#
# What stands in DEST afterwards:
#   swift-VERSION-host/   sid's Swift compiler for this machine, with the libraries that it needs beside it
#   swift-sdks/           what `swift build --swift-sdks-path` reads
#   sysroots/SUITE        the Debian arm64 files to link against, and to run under qemu
#
# The bookworm sysroot gives programs for Raspberry Pi OS 12 and 13 (glibc 2.36; a shim covers what Swift's runtime, built
# against a newer glibc, expects); the trixie one gives programs for Raspberry Pi OS 13 only.
#
# Needs root, because mmdebstrap unpacks with the owners that the packages say.
set -euo pipefail

destination=${1:?usage: debian-sdk.sh DEST [bookworm|trixie]}
suite=${2:-bookworm}
case $suite in
    bookworm) gcc=12 ;;
    trixie) gcc=14 ;;
    *) echo "debian-sdk: '$suite' is not a suite this script knows (bookworm, trixie)" >&2; exit 64 ;;
esac

# What the two programs link against; keep in step with Package.swift.
libraries=libc6-dev,linux-libc-dev,libgcc-$gcc-dev,libstdc++-$gcc-dev,zlib1g-dev,libxml2-dev
libraries+=,libproc2-dev,libcurl4-openssl-dev,libsqlite3-dev,libhiredis-dev,libxgboost-dev,librdkafka-dev,libsnappy-dev

packages=()
for tool in mmdebstrap patchelf qemu-user-static; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' $tool 2>/dev/null)" = installed ] || packages+=("$tool")
done
if [ ${#packages[@]} -gt 0 ]; then
    echo "debian-sdk: installing ${packages[*]}"
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${packages[@]}" >/dev/null
fi

mirror=${MIRROR:-$(sed -n 's/^URIs: *//p' /etc/apt/sources.list.d/debian.sources 2>/dev/null | head -n 1)}
mirror=${mirror:-http://deb.debian.org/debian}
mkdir -p "$destination"
destination=$(realpath "$destination")

# sid's Release file is valid for a week; on a mirror that lags, only the date check is off: the signature over Release, and
# with it the checksum of every package, is still checked by apt.
undated='Acquire::Check-Valid-Until "false"'

unpack() { # unpack ARCHITECTURE SUITE PACKAGES FOLDER
    local log
    log=$(mktemp)
    if ! mmdebstrap --mode=root --variant=extract --aptopt="$undated" --architectures="$1" --include="$3" \
        "$2" "$4" "$mirror" >"$log" 2>&1; then
        tail -n 20 "$log" >&2
        echo "debian-sdk: could not unpack $3 ($1) from $2" >&2
        exit 1
    fi
    rm -f "$log"
}

# The compiler: sid's, with its own loader and C library, so that it runs on an older Debian.
host_compiler() {
    [ ! -e "$destination/host.done" ] || return 0
    echo "debian-sdk: compiler for this machine (sid)"
    local root=$destination/sid tools library name
    rm -rf "$root" "$destination"/swift-*-host
    unpack amd64 sid swiftlang,libc6,libgcc-s1,libstdc++6 "$root"
    tools=$root/usr/libexec/swift
    local to=$destination/swift-host
    rm -rf "$to"
    mkdir -p "$to"/{bin,rt,lib/clang} "$to"/lib/swift/{linux,host}
    for name in clang clang++ clang-17 lld ld.lld llvm-ar llvm-objcopy swift-autolink-extract swift-driver swiftc \
        swift-frontend swift-plugin-server; do
        mv "$tools/bin/$name" "$to/bin/"
    done
    mv "$tools"/lib/swift/linux/*.so "$to/lib/swift/linux/"
    mv "$tools"/lib/swift/host/{compiler,plugins} "$tools"/lib/swift/host/*.so "$to/lib/swift/host/"
    mv "$tools"/lib/swift/{shims,apinotes} "$to/lib/swift/"
    mv "$tools/lib/clang/17" "$to/lib/clang/"
    rm -rf "$to/lib/clang/17/lib"
    ln -s ../clang/17 "$to/lib/swift/clang"
    for library in ld-linux-x86-64.so.2 libc.so.6 libm.so.6 libpthread.so.0 libdl.so.2 librt.so.1 libresolv.so.2 \
        libstdc++.so.6 libgcc_s.so.1 libuuid.so.1 libz.so.1 libzstd.so.1 libncurses.so.6 libtinfo.so.6 libsqlite3.so.0 \
        libxml2.so.16; do
        cp -L "$root/usr/lib/x86_64-linux-gnu/$library" "$to/rt/"
    done
    for name in "$to"/bin/*; do
        [ -L "$name" ] || patchelf --set-interpreter "$to/rt/ld-linux-x86-64.so.2" --force-rpath \
            --set-rpath "\$ORIGIN/../rt:$(patchelf --print-rpath "$name")" "$name"
    done
    # Its libraries carry search paths of their own; named first, these come from rt/.
    patchelf --add-needed libm.so.6 --add-needed libstdc++.so.6 --add-needed libgcc_s.so.1 "$to/bin/swift-plugin-server"
    rm -rf "$root"
    "$to/bin/swiftc" --version 2>&1 | sed -n 's/.*Swift version \([0-9.]*\).*/\1/p' >"$destination/version"
    touch "$destination/host.done"
}

# Swift's runtime and modules for arm64, from the same version's package.
target_runtime() {
    local to=$destination/swift-arm64
    [ ! -e "$to/.done" ] || return 0
    echo "debian-sdk: Swift runtime for arm64 (sid)"
    local apt=$destination/apt package
    rm -rf "$apt" "$to"
    mkdir -p "$apt"/{lists/partial,cache/archives/partial,packages} "$to"
    : >"$apt/status"
    echo "deb [arch=arm64 signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror sid main" >"$apt/sources.list"
    cat >"$apt/apt.conf" <<CONF
$undated;
APT::Architecture "arm64";
APT::Architectures "arm64";
Dir::Etc::SourceList "$apt/sources.list";
Dir::Etc::SourceParts "-";
Dir::State "$apt";
Dir::State::Lists "$apt/lists";
Dir::State::status "$apt/status";
Dir::Cache "$apt/cache";
APT::Sandbox::User "root";
CONF
    APT_CONFIG=$apt/apt.conf apt-get -qq update
    (cd "$apt/packages" && APT_CONFIG=$apt/apt.conf apt-get -qq download swiftlang libswiftlang)
    for package in "$apt"/packages/swiftlang_*; do
        dpkg-deb --fsys-tarfile "$package" | tar -x -C "$to" --strip-components=5 --wildcards \
            --exclude='*/swift/host' --exclude='*/swift/embedded' --exclude='*/swift_static/embedded' \
            --exclude='*/swift/pm' --exclude='*/swift/FrameworkABIBaseline' './usr/libexec/swift/lib/swift/*' \
            './usr/libexec/swift/lib/swift_static/*' './usr/libexec/swift/lib/clang/*'
    done
    for package in "$apt"/packages/libswiftlang_*; do
        dpkg-deb --fsys-tarfile "$package" | tar -x -C "$to" --strip-components=5 --wildcards \
            './usr/libexec/swift/lib/swift/linux/*'
    done
    rm -rf "$apt"
    touch "$to/.done"
}

# glibc 2.38 gave `strtol` and its kin new names, and the string functions of BSD a home; bookworm's 2.36 has neither.
compatibility_object() { # compatibility_object SYSROOT OUTPUT
    local source=$2.c
    cat >"$source" <<'C'
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
long strtol(const char *, char **, int);
long long strtoll(const char *, char **, int);
unsigned long strtoul(const char *, char **, int);
unsigned long long strtoull(const char *, char **, int);
int vsscanf(const char *, const char *, va_list);
#define HIDDEN __attribute__((visibility("hidden")))
HIDDEN long __isoc23_strtol(const char *s, char **e, int b) { return strtol(s, e, b); }
HIDDEN long long __isoc23_strtoll(const char *s, char **e, int b) { return strtoll(s, e, b); }
HIDDEN unsigned long __isoc23_strtoul(const char *s, char **e, int b) { return strtoul(s, e, b); }
HIDDEN unsigned long long __isoc23_strtoull(const char *s, char **e, int b) { return strtoull(s, e, b); }
HIDDEN int __isoc23_sscanf(const char *s, const char *f, ...) {
    va_list a;
    va_start(a, f);
    int r = vsscanf(s, f, a);
    va_end(a);
    return r;
}
HIDDEN size_t strlcpy(char *d, const char *s, size_t n) {
    size_t l = strlen(s);
    if (n) {
        size_t k = l < n - 1 ? l : n - 1;
        memcpy(d, s, k);
        d[k] = 0;
    }
    return l;
}
HIDDEN size_t strlcat(char *d, const char *s, size_t n) {
    size_t l = strnlen(d, n);
    return l == n ? n + strlen(s) : l + strlcpy(d + l, s, n - l);
}
C
    "$destination/swift-host/bin/clang" --target=aarch64-linux-gnu --sysroot="$1" -O2 -fPIC -fno-builtin -std=gnu11 \
        -c "$source" -o "$2"
}

sdk_bundle() {
    local version identifier bundle variant root link='"path": "ld.lld"'
    version=$(cat "$destination/version")
    identifier=swift-$version-debian-$suite-aarch64
    [ ! -e "$destination/$identifier.done" ] || return 0
    echo "debian-sdk: sysroot of $suite and SDK bundle $identifier"
    bundle=$destination/$identifier.artifactbundle
    variant=$bundle/$identifier/aarch64-unknown-linux-gnu
    root=$variant/$suite.sdk
    rm -rf "$bundle"
    mkdir -p "$variant" "$destination/sysroots"
    unpack arm64 "$suite" "$libraries" "$root"
    [ -e "$root/lib" ] || ln -s usr/lib "$root/lib" # a merged /usr leaves no link behind when only unpacked
    rm -rf "$root"/{var,etc,dev,tmp} "$root"/usr/{share,sbin,bin,libexec,games}
    find "$root" -type l -lname '/*' | while read -r link; do ln -snfr "$root$(readlink "$link")" "$link"; done
    cp -al "$destination"/swift-arm64/{swift,swift_static,clang} "$root/usr/lib/"
    # Debian leaves out the library that this overlay of Testing would link.
    rm -rf "$root"/usr/lib/swift/linux/{Testing.swiftcrossimport,_Testing_Foundation.swiftmodule}
    if [ "$suite" = bookworm ]; then
        compatibility_object "$root" "$variant/glibc-compatibility.o"
        link+=", \"extraCLIOptions\": [\"$variant/glibc-compatibility.o\"]"
    fi
    cat >"$bundle/info.json" <<JSON
{ "schemaVersion": "1.0", "artifacts": { "$identifier": { "type": "swiftSDK", "version": "$version", "variants": [
  { "path": "$identifier/aarch64-unknown-linux-gnu", "supportedTriples": ["x86_64-unknown-linux-gnu"] } ] } } }
JSON
    cat >"$variant/swift-sdk.json" <<JSON
{ "schemaVersion": "4.0", "targetTriples": { "aarch64-unknown-linux-gnu": {
  "sdkRootPath": "$suite.sdk", "swiftResourcesPath": "$suite.sdk/usr/lib/swift",
  "swiftStaticResourcesPath": "$suite.sdk/usr/lib/swift_static", "toolsetPaths": ["toolset.json"] } } }
JSON
    cat >"$variant/toolset.json" <<JSON
{ "schemaVersion": "1.0", "rootPath": "$destination/swift-host/bin",
  "swiftCompiler": { "path": "swiftc", "extraCLIOptions": ["-use-ld=lld"] },
  "cCompiler": { "path": "clang" }, "cxxCompiler": { "path": "clang++" }, "librarian": { "path": "llvm-ar" },
  "linker": { $link } }
JSON
    rm -rf "$destination/swift-sdks/$identifier.artifactbundle"
    swift sdk install --swift-sdks-path "$destination/swift-sdks" "$bundle"
    rm -rf "$destination/sysroots/$suite"
    ln -s "$root" "$destination/sysroots/$suite"
    touch "$destination/$identifier.done"
}

host_compiler
target_runtime
sdk_bundle
echo "swift-$(cat "$destination/version")-debian-$suite-aarch64"
