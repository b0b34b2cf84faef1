#!/usr/bin/env bash
# images.sh [--arch amd64|arm64]: makes the container images that the manifests name, from the packages in out/packages.
#
# They go to out/images as archives, which a node's containerd takes with
#   ctr -n k8s.io images import edge-agent_0.1.0_arm64.tar        (k3s: k3s ctr images import ...)
# An image is a Debian 12 with the package in it and its program as the entry point. Needs root, mmdebstrap and buildah; for
# a foreign architecture qemu-user-static, with the kernel told to use it (as Debian's binfmt-support does).
set -euo pipefail
cd "$(dirname "$0")/../.."

arch=$(dpkg --print-architecture)
case ${1:-} in
    --arch) arch=$2 ;;
    '') ;;
    *) echo "images: unknown option $1" >&2; exit 64 ;;
esac
for tool in mmdebstrap buildah; do
    command -v "$tool" >/dev/null || { echo "images: $tool is missing: apt-get install $tool" >&2; exit 1; }
done

scratch=$(mktemp -d)
export STORAGE_DRIVER=vfs CONTAINERS_STORAGE_CONF=$scratch/storage.conf
printf '[storage]\ndriver = "vfs"\nrunroot = "%s/run"\ngraphroot = "%s/images"\n' "$scratch" "$scratch" >"$CONTAINERS_STORAGE_CONF"
trap 'rm -rf --one-file-system "$scratch"' EXIT
mkdir -p out/images

make_image() { # make_image PACKAGE PROGRAM USER
    local package version container archive
    package=$(ls "$PWD/out/packages/$1"_*_"$arch".deb 2>/dev/null | tail -n 1)
    [ -n "$package" ] || { echo "images: no package $1 for $arch in out/packages: pi-cluster/build-packages.sh makes it" >&2; exit 1; }
    version=$(dpkg-deb -f "$package" Version)
    archive=out/images/$1_${version}_$arch.tar
    # The package brings a service, which nothing in a container starts.
    mmdebstrap --quiet --variant=apt --skip=check/qemu --architectures="$arch" --aptopt='APT::Install-Recommends "false"' \
        --customize-hook="copy-in '$package' /tmp" \
        --customize-hook="chroot \"\$1\" sh -c 'DEBIAN_FRONTEND=noninteractive apt-get install -q -y /tmp/*.deb >/tmp/log 2>&1 || { cat /tmp/log >&2; exit 1; }'" \
        --customize-hook='rm -rf "$1"/tmp/* "$1"/var/cache/apt "$1"/var/lib/apt/lists' \
        bookworm "$scratch/$1.tar"
    container=$(buildah from --arch "$arch" scratch)
    buildah add --quiet "$container" "$scratch/$1.tar" / >/dev/null
    buildah config --arch "$arch" --entrypoint "[\"/usr/bin/$2\"]" --cmd '' --user "$3" "$container"
    buildah run --isolation chroot "$container" -- "/usr/bin/$2" --version >/dev/null
    rm -f "$archive"
    buildah commit --quiet --rm "$container" "oci-archive:$archive:$1:$version" >/dev/null
    rm -f "$scratch/$1.tar"
    echo "$archive"
}

make_image edge-agent edge-agent nobody
make_image slice-coordinator coordinator slice-coordinator
