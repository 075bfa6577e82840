#!/bin/bash
# SPDX-License-Identifier: EUPL-1.2
# Real programs in two network namespaces with a bad network between them: loss, delay, cuts, a
# collector that is killed. By tc netem, or by a relay of our own where the kernel has no netem.
# Every answer arrives once.
set -u
: "${SVAR_BUILD:?the build folder, for instance build/release}"
skip() { echo "1..0 # SKIP $1"; exit 0; }
if [ -z "${SVAR_NET_INSIDE:-}" ]; then
    command -v ip >/dev/null || skip 'there is no ip (iproute2)'
    user=; [ "$(id -u)" = 0 ] || user=-r
    unshare $user -n true 2>/dev/null || skip 'network namespaces cannot be made here'
    SVAR_NET_INSIDE=1 exec unshare $user -n "$0"
fi
. "$(dirname "$0")/../kiosk/lib.sh"

# ---- the network: this namespace is the kiosk's, another the collector's ----
ip link set lo up
unshare -n sleep 300 &
far=$!
kiosks+=("$far")
there() { nsenter -t "$far" -n "$@"; }
await there true || skip 'a second namespace cannot be entered'
there ip link set lo up
wire=relay
if ip link add near type veth peer name far netns "$far" 2>/dev/null &&
    tc qdisc add dev near root netem delay 1ms 2>/dev/null; then
    wire=netem
    there tc qdisc add dev far root netem delay 1ms
else
    ip link del near 2>/dev/null
    echo '0 1 0' >weather
    python3 "$here/../net/relay.py" "$work/weather" near far >relay.out 2>&1 &
    kiosks+=("$!")
    await grep -q ready relay.out || skip "neither netem nor tun devices here: $(tail -n 1 relay.out)"
    ip link set far netns "$far" || skip 'a tun device cannot be moved'
fi
ip addr add 10.77.0.1/24 dev near && ip link set near up
there ip addr add 10.77.0.2/24 dev far && there ip link set far up
network() { # loss in per cent, delay and jitter in milliseconds
    if [ $wire = netem ]; then
        tc qdisc change dev near root netem loss "$1%" delay "$2ms" "$3ms"
        there tc qdisc change dev far root netem loss "$1%" delay "$2ms" "$3ms"
    else
        echo "$1 $2 $3" >weather
    fi
}

# ---- the programs ----
start_collector() {
    rm -f port
    nsenter -t "$far" -n svar-collector --db sqlite:collector.db --listen 10.77.0.2:8080 --key collector.key \
        --organizer keys/sign.pub --port-file port --log collector.log --rate 0 >/dev/null 2>&1 &
    collector=$!
    kiosks+=("$collector")
    await test -s port
}
answers() { for _ in $(seq "$1"); do echo '{"answers":{"q1":"2","q4":"Bra mix"}}'; done >answers.ndjson
    svar-robot --automation kiosk.sock --answers answers.ndjson; }
receipted() { local answer; answer=$(ask '{"do":"figures"}') && [ -n "$answer" ] &&
    jq -e ".store.responses_receipted == $1" <<<"$answer" >/dev/null; }
# Back-off is random up to some seconds: a person presses the button meanwhile.
drains() { for _ in $(seq 40); do
        ask '{"do":"sync"}' >/dev/null 2>&1
        receipted "$1" && return 0
        sleep 0.1
    done; ask '{"do":"figures"}'; return 1; }
archive() { svar pull --survey survey --archive a.db --sign-key keys/sign.key; }
opened() { [ "$(svar export --survey survey --archive a.db --key keys/identity.age --out - | tail -n +2 | wc -l)" = "$1" ]; }

svar keygen --dir keys --no-passphrase >/dev/null || exit 1
check "the network stands ($wire)" true
check 'the collector starts in its namespace' start_collector
key=$(svar-collector --key collector.key --print-key)
make_survey "$here/form.md" ".collector = {url: \"http://10.77.0.2:8080\", keys: [\"$key\"]}" || exit 1
publish() { svar survey publish survey --sign-key keys/sign.key && svar survey enrol survey --sign-key keys/sign.key >token; }
check 'the survey is published over it' publish
check 'the kiosk starts' start_kiosk --size 800x480 --enrol @token
network 0 20 10
check 'answers are given' answers 6
check 'over a slow network they arrive' drains 6
network 10 20 20
check 'more of them' answers 6
check 'one packet in ten lost, each way: they arrive' drains 12
network 100 0 0
check 'the wire is cut: respondents go on' answers 4
sent() { # packets, what netem drops among them
    if [ $wire = netem ]; then
        tc -s -j qdisc show dev near | jq '[.[] | .packets + .drops] | add'
    else
        ip -s -j link show near | jq '.[0].stats64.tx.packets'
    fi
}
before=$(sent)
tries() { [ "$(sent)" -gt "$before" ]; }
check 'the kiosk tries' await tries
check 'nothing is receipted meanwhile' receipted 12
network 2 10 5
check 'it is mended: all arrives' drains 16
before=$(sent)
answers 4 >/dev/null 2>&1
await tries
kill -9 "$collector" # in the middle of it, or a little later: both must be borne
wait "$collector" 2>/dev/null
check 'the collector, killed meanwhile, starts again' start_collector
check 'all arrives' drains 20
network 5 20 10
check 'the organizer pulls over it' archive
check 'every answer once' opened 20
check 'and the chain verifies' svar verify --survey survey --archive a.db
stop_kiosk
done_testing
