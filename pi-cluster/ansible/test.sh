#!/usr/bin/env bash
# test.sh: lints the playbook, runs it against a clean Debian root, and once more: the second run changes nothing. Needs root,
# ansible, mmdebstrap and the agent's package for this machine in out/packages; ansible-lint comes from PyPI into .venv-lint.
set -euo pipefail
cd "$(dirname "$0")"

scratch=$(mktemp -d)
root=$scratch/root
cleanup() {
    if mountpoint -q "$root/proc"; then umount "$root/proc"; fi
    rm -rf --one-file-system "$scratch"
}
trap cleanup EXIT

package=$(ls "$PWD"/../../out/packages/edge-agent_*_"$(dpkg --print-architecture)".deb | tail -n 1)
lint=$PWD/../../.venv-lint
if [ ! -x "$lint/bin/ansible-lint" ]; then
    python3 -m venv "$lint"
    "$lint/bin/python3" -m pip install --quiet --disable-pip-version-check ansible-lint==24.12.2 ansible-core==2.17.14
fi
# The modules that the playbook uses are those of Debian's ansible.
PATH=$lint/bin:$PATH ANSIBLE_COLLECTIONS_PATH=/usr/lib/python3/dist-packages ansible-lint --offline -q .
echo 'ok    the playbook is free of lint'

mmdebstrap --quiet --variant=minbase --skip=cleanup/apt --include=systemd,python3,python3-apt,adduser,procps bookworm "$root"
printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
chmod 755 "$root/usr/sbin/policy-rc.d"
mount -t proc proc "$root/proc"
cat >"$scratch/inventory.yml" <<YAML
all:
  vars: {node_coordinator: 192.0.2.10, node_agent_package: $package, node_is_running: false}
  children:
    nodes:
      hosts:
        cassandra-1:
          ansible_connection: community.general.chroot
          ansible_host: $root
          ansible_python_interpreter: /usr/bin/python3
YAML

run() { # run NUMBER: how the playbook ends
    # A folder of this machine is none in the root.
    env -u TMPDIR ansible-playbook -i "$scratch/inventory.yml" site.yml >"$scratch/run.$1" 2>&1 \
        || { tail -n 40 "$scratch/run.$1" >&2; exit 1; }
    grep -E '^cassandra-1 +:' "$scratch/run.$1"
}
has() { # has FILE TEXT
    grep -q -- "$2" "$root/$1" || { echo "FAIL  /$1 says nothing of '$2'"; exit 1; }
}
first=$(run 1)
echo "ok    first run: ${first#*: }"
has etc/hostname cassandra-1
has etc/chrony/chrony.conf 'server 192.0.2.10'
has etc/nftables.conf 'saddr 192.0.2.10 tcp dport 9100 accept'
unshare --net chroot "$root" nft -c -f /etc/nftables.conf || { echo 'FAIL  the firewall is not one'; exit 1; }
for unit in chrony nftables edge-agent; do
    find "$root/etc/systemd/system" -name "$unit.service" | grep -q . || { echo "FAIL  $unit is not enabled"; exit 1; }
done
echo 'ok    name, clock, firewall and agent are there'
second=$(run 2)
echo "      second run: ${second#*: }"
case $second in
    *' changed=0 '*' failed=0 '*) echo 'ok    the second run changes nothing' ;;
    *) grep -B1 -A3 '^changed' "$scratch/run.2"; echo 'FAIL  the second run changes something'; exit 1 ;;
esac
