#!/usr/bin/env bash
# test.sh [PACKAGE.deb...]: what becomes of a machine when the packages are installed, upgraded, removed and purged, tried in a
# clean Debian root of their architecture; and what the files beside this script have to fulfil. Needs root, mmdebstrap,
# lintian, promtool, kubectl, systemd-nspawn, and for a foreign architecture qemu-user-static.
#
# With no packages it takes those in out/packages.
set -euo pipefail
cd "$(dirname "$0")/.."
peers=.venv-peers/bin # scripts/peers/install.sh makes it
pictures=out/walk # what the dashboard looks like there
failures=0

check() { # check "what holds" COMMAND...
    local name=$1 output
    shift
    if output=$("$@" 2>&1); then
        printf 'ok    %s\n' "$name"
    else
        printf 'FAIL  %s\n%s\n' "$name" "$(printf '%s' "$output" | tail -n 20 | sed 's/^/      /')"
        failures=$((failures + 1))
    fi
}

[ $# -gt 0 ] || set -- out/packages/*.deb
scratch=$(mktemp -d)
trap 'rm -rf --one-file-system "$scratch"' EXIT

# --- the packages as such
clean() { lintian --allow-root --tag-display-limit 0 --fail-on error,warning "$1"; }
for package in "$@"; do check "$(basename "$package") is lintian-clean" clean "$package"; done

# --- the units
exposed_little() { # exposed_little UNIT: an exposure of 2.0 at most
    local exposure
    exposure=$(systemd-analyze security --offline=true "$1" | sed -n 's/.*exposure level[^:]*: \([0-9.]*\).*/\1/p')
    echo "exposure ${exposure:-unknown}"
    awk -v exposure="$exposure" 'BEGIN { exit !(exposure != "" && exposure <= 2.0) }'
}
for unit in pi-cluster/*/*.service; do check "$unit is exposed little" exposed_little "$unit"; done

# --- what others read
schemas_hold() { # schemas_hold FOLDER: what kustomize makes of it is what the API of Kubernetes takes
    local manifests=$scratch/manifests.yaml
    kubectl kustomize "$1" >"$manifests" || return
    "$peers/kubernetes-validate" --strict "$manifests"
}
check 'Prometheus takes its configurations' promtool check config \
    pi-cluster/prometheus/{profiling,selected}.yml pi-cluster/kubernetes/{profiling,selected}.yml
for folder in pi-cluster/kubernetes pi-cluster/kubernetes/streams pi-cluster/examples/cassandra-ring; do
    check "Kubernetes takes $folder" schemas_hold "$folder"
done

applies_twice() { # the guide's commands for a cluster, and again, which is to change nothing
    local commands
    commands=$(scripts/guide-blocks.py cluster) && "$peers/python3" Tests/Kubernetes/api_server.py bash -c "$commands"$'\n'"$commands"
}
check "Kubernetes takes what the guide applies" applies_twice
check "Grafana knows every field of its dashboards" "$peers/python3" Tests/Grafana/known_fields.py pi-cluster/grafana/dashboards/*.json

# --- a clean root
make_root() {
    local tools=bash # what the guide needs besides
    [ "$arch" != "$(dpkg --print-architecture)" ] || tools=curl,sqlite3,sudo
    mmdebstrap --quiet --variant=minbase --skip=check/qemu,cleanup/apt --architectures="$arch" --include=systemd,adduser,man-db,procps,$tools \
        bookworm "$root" && printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d" && chmod 755 "$root/usr/sbin/policy-rc.d"
}
# The kernel hands programs for arm64 to qemu, whatever root they are in.
emulate() {
    local formats=/proc/sys/fs/binfmt_misc
    mountpoint -q "$formats" || mount -t binfmt_misc binfmt_misc "$formats"
    [ -e "$formats/qemu-aarch64" ] || printf '%s' ':qemu-aarch64:M:0:\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02'\
'\x00\xb7\x00:\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff:/usr/bin/qemu-aarch64-static:F' \
        >"$formats/register"
}
# Swift programs read their command line from /proc.
inside() { # inside COMMAND...
    timeout 600 unshare --mount --propagation private bash -c 'mount -t proc proc "$0/proc" && exec chroot "$0" "$@"' \
        "$root" env DEBIAN_FRONTEND=noninteractive LC_ALL=C "$@"
}
install() { # install PACKAGE.deb...
    local names=()
    for package in "$@"; do
        cp "$package" "$root/tmp/"
        names+=("/tmp/$(basename "$package")")
    done
    inside apt-get install -q -y --no-install-recommends "${names[@]}"
}
# The same package with a later version.
later() { # later PACKAGE.deb
    local tree=$scratch/later
    rm -rf "$tree"
    dpkg-deb -R "$1" "$tree" && sed -i 's/^Version: .*/&+later/' "$tree/DEBIAN/control"
    dpkg-deb --root-owner-group -Zgzip -b "$tree" "$root/tmp/later.deb" && inside apt-get install -q -y /tmp/later.deb
}
name_of() { dpkg-deb -f "$1" Package; }

# --- the same root, booted: its own systemd starts what was installed
machine='' host=''
boot() { # in a mount namespace, so that this machine's control groups stay as they are
    local nspawn=(systemd-nspawn --directory="$root" --boot --keep-unit --register=no --private-network
        --capability=CAP_SYS_TIME --system-call-filter=@clock)
    # shellcheck disable=SC2016
    unshare --mount --cgroup --propagation private bash -c 'mount -t tmpfs tmpfs /run && umount -R /sys/fs/cgroup &&
        mount -t cgroup2 cgroup2 /sys/fs/cgroup && SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 exec "$@"' boot "${nspawn[@]}" \
        </dev/null >"$scratch/boot.log" 2>&1 &
    host=$!
    for _ in $(seq 100); do
        machine=$(pgrep -P "$host" | head -n 1) || true
        [ -z "$machine" ] || ! booted systemctl is-active multi-user.target >/dev/null 2>&1 || return 0
        kill -0 "$host" 2>/dev/null || break
        sleep 0.2
    done
    cat "$scratch/boot.log"
}
booted() { timeout 60 nsenter --target "$machine" --all -- "$@"; } # booted COMMAND...: there
asked() { nsenter --target "$machine" --net curl -fsS --max-time 10 "$@"; }  # asked URL...: from there
eventually() { for _ in $(seq 100); do "$@" >/dev/null 2>&1 && return; sleep 0.1; done; "$@"; }
says() { asked "$1" | grep -q "$2"; } # says URL TEXT
comes_back() { # comes_back UNIT PROGRAM: after the program was killed
    local before
    before=$(booted systemctl show --value --property MainPID "$1")
    kill -9 "$(pgrep --ns "$machine" --nslist pid -x "$2")"
    eventually booted sh -c "systemctl is-active $1 && [ \$(systemctl show --value --property MainPID $1) != $before ]"
}
takes_slices() { # the example, whose boards are all this machine, and a small one
    echo "127.0.0.1 localhost $(hostname) cassandra-1 cassandra-2 cassandra-3 cassandra-4 cassandra-5" >"$root/etc/hosts"
    {
        cat "$root/usr/share/doc/slice-coordinator/examples/cassandra-ring.yaml"
        echo "  - {id: one, kpi: {name: R_99}, sla: {upper: 50}, targets: ['http://127.0.0.1:9100/metrics'],"
        echo "     horizons: [1, 5], window: 10, inputs: 5, flavors: [{id: low}]}"
    } >"$root/etc/slice-coordinator/coordinator.yaml"
    booted systemctl reload slice-coordinator && eventually says http://127.0.0.1:13131/api/v1/slices/one '"up":true' &&
        eventually says http://127.0.0.1:13131/api/v1/slices/cassandra '"up":true'
}
sends() { # sends NUMBER: a row of the KPI to each, as a tenant does each second
    local slice
    for slice in one cassandra; do
        printf 'timestamp,R_99\n%s,%s\n' "$(date +%s)" $((20 + $1 % 20)) |
            asked -H 'Content-Type: text/csv' --data-binary @- "http://127.0.0.1:13131/api/v1/slices/$slice/kpi" || return
    done
    sleep 1
}
forecasts() { # from a profile of 90 s to a forecast of the seconds after it
    local number
    for number in $(seq 90); do sends "$number" || return; done
    asked -X POST http://127.0.0.1:13131/api/v1/slices/one/flavors/low/train
    for number in $(seq 30); do
        sends "$number"
        if says http://127.0.0.1:13131/api/v1/slices/one '"violationProbability"'; then return; fi
    done
    asked http://127.0.0.1:13131/api/v1/slices/one && return 1
}
on_screen() { # while the KPI goes on: the dashboard, in a browser on that machine's network
    local number tenant status=0
    for number in $(seq 120); do sends "$number" || break; done >/dev/null 2>&1 &
    tenant=$!
    nsenter --target "$machine" --net "$peers/python3" Tests/Browser/dashboard.py http://127.0.0.1:13131 one "$pictures" \
        glance detail || status=$?
    kill "$tenant" 2>/dev/null || true
    wait "$tenant" 2>/dev/null || true
    return "$status"
}
in_time() { [ $((SECONDS - $1)) -lt 900 ]; } # in_time START: in under 15 minutes
guide() { # the guide's commands for a machine on which the packages are
    mkdir -p "$root/root/out/packages" && cp "$@" "$root/root/out/packages/"
    scripts/guide-blocks.py installed >"$root/root/guide.sh" && booted sh -c 'cd /root && bash guide.sh'
}
ends_well() { booted systemctl stop "$1" && [ "$(booted systemctl show --value --property Result "$1")" = success ]; }
work() { # work PACKAGE.deb...: the packages at work under systemd
    boot
    check 'booted: the machine is up' booted systemctl is-active multi-user.target
    check 'booted: the agent is at work' eventually booted systemctl is-active edge-agent
    check 'booted: the agent answers' eventually says http://127.0.0.1:9100/metrics '^node_load1 '
    check 'booted: the agent may read the state of the clock' says http://127.0.0.1:9100/metrics '^node_timex_offset_seconds '
    check 'booted: the coordinator is ready' eventually asked http://127.0.0.1:13131/readyz
    check 'booted: a reload brings slices, whose agents answer' takes_slices
    check 'booted: a profile of 90 s becomes forecasts' forecasts
    check "booted: they are on the dashboard (pictures in $pictures)" on_screen
    check "booted: from the packages to the screen it took $((SECONDS - begin)) s" in_time "$begin"
    check 'booted: a killed agent comes back' comes_back edge-agent edge-agent
    check 'booted: a killed coordinator comes back' comes_back slice-coordinator coordinator
    check "booted: the guide's commands" guide "$@"
    for unit in edge-agent slice-coordinator; do check "booted: $unit ends well" ends_well "$unit"; done
    booted systemctl poweroff >/dev/null 2>&1 || true
    for _ in $(seq 100); do kill -0 "$host" 2>/dev/null || break; sleep 0.1; done
    kill -9 "$host" 2>/dev/null || true
    wait "$host" 2>/dev/null || true
}

live() { # live ARCHITECTURE PACKAGE.deb...: what they do to a machine
    arch=$1 root=$scratch/$1
    shift
    if [ "$arch" != "$(dpkg --print-architecture)" ]; then check "$arch: this machine emulates it" emulate; fi
    check "$arch: a clean Debian root is made" make_root
    [ -d "$root/tmp" ] || return 0
    local begin=$SECONDS
    check "$arch: the packages are installed" install "$@"
    local package name configuration state program file
    if [ "$arch" = "$(dpkg --print-architecture)" ] && [ $# -eq 2 ]; then work "$@"; fi
    for package in "$@"; do
        name=$(name_of "$package")
        configuration=/etc/$name state=/var/lib/$name
        check "$arch $name: its user is there" inside getent passwd "$name"
        check "$arch $name: its unit is enabled" test -L "$root/etc/systemd/system/multi-user.target.wants/$name.service"
        case $name in
            edge-agent)
                program=edge-agent file=$configuration/flags
                check "$arch $name: runs with what is installed" inside edge-agent --version
                ;;
            slice-coordinator)
                program=coordinator file=$configuration/coordinator.yaml
                check "$arch $name: runs with what is installed" inside coordinator --version
                check "$arch $name: its configuration is valid" inside coordinator validate --config "$file"
                check "$arch $name: the example is valid" inside coordinator validate \
                    --config /usr/share/doc/slice-coordinator/examples/cassandra-ring.yaml
                check "$arch $name: nobody else reads its configuration" inside sh -c \
                    "[ \"\$(stat -c %a:%U:%G $file)\" = 640:root:slice-coordinator ]"
                check "$arch $name: serves as its user" inside sh -c "SLICE_FORECAST_LISTEN=127.0.0.1:0 timeout 10 setpriv \
                    --reuid $name --regid $name --init-groups coordinator serve --config $file 2>&1 | grep 'API. listening'"
                ;;
        esac
        check "$arch $name: systemd can use its units" inside sh -c \
            "systemd-analyze verify --man=no \$(dpkg -L $name | grep '\\.service\$') 2>&1 | grep -v 'etc/systemd' | { ! grep .; }"
        check "$arch $name: its manual page is there" inside sh -c "dpkg -L $name | grep -q man1/$program.1.gz"

        inside mkdir -p "$state"
        echo 'kept' >"$root$state/kept"
        echo '# kept' >>"$root$file"
        check "$arch $name: is upgraded" later "$package"
        check "$arch $name: an upgrade keeps the changed configuration" grep -q '^# kept' "$root$file"
        check "$arch $name: is removed" inside apt-get remove -q -y "$name"
        check "$arch $name: its program is gone" test ! -e "$root/usr/bin/$program"
        check "$arch $name: removal leaves the data" test -e "$root$state/kept"
        check "$arch $name: removal leaves the configuration" grep -q '^# kept' "$root$file"
        check "$arch $name: is purged" inside apt-get purge -q -y "$name"
        check "$arch $name: purge leaves no data" test ! -e "$root$state"
        check "$arch $name: purge leaves no configuration" test ! -e "$root$configuration"
    done
}
for arch in $(for package in "$@"; do dpkg-deb -f "$package" Architecture; done | sort -u); do
    of_it=()
    for package in "$@"; do
        if [ "$(dpkg-deb -f "$package" Architecture)" = "$arch" ]; then of_it+=("$package"); fi
    done
    live "$arch" "${of_it[@]}"
done

[ "$failures" -eq 0 ] || { echo "pi-cluster: $failures check(s) failed"; exit 1; }
