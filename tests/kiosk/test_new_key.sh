#!/bin/bash
# SPDX-License-Identifier: EUPL-1.2
# A device changes its key by being enrolled anew: the old key vouches for the new one, the chain goes
# on under it, svar verify says so and finds nothing wrong, and svar open opens both.
. "$(dirname "$0")/lib.sh"

start_collector() { # PORT
    rm -f port
    svar-collector --db sqlite:collector.db --listen "127.0.0.1:$1" --key collector.key \
        --organizer keys/sign.pub --port-file port --log collector.log >/dev/null 2>&1 &
    collector=$!
    kiosks+=("$collector")
    await test -s port
}
stop_collector() { kill "$collector"; wait "$collector" 2>/dev/null; }
synced() {
    ask '{"do":"sync"}' >figures.json &&
        jq -es ".[0].store | .responses_receipted == $1 and .batches_waiting == 0" figures.json ||
        { cat figures.json kiosk.log; return 1; }
}
answer() { svar-robot --automation kiosk.sock --answers answers.ndjson; }
pulled() { svar pull --survey survey --sign-key keys/sign.key --archive pulled.db; }
verified() { svar verify --survey survey --archive pulled.db "$@" >said; }
says() { grep -q "$1" said || { cat said; return 1; }; }
public() { od -An -v -tx1 -j40 -N8 state/device.key | tr -d ' \n'; }

svar keygen --dir keys --no-passphrase >/dev/null || exit 1
start_collector 0 || exit 1
port=$(cat port)
key=$(svar-collector --key collector.key --print-key)
make_survey "$here/form.md" ".collector = {url: \"http://127.0.0.1:$port\", keys: [\"$key\"]}" || exit 1
svar survey pack survey survey.svar >/dev/null &&
    svar survey publish survey.svar --sign-key keys/sign.key >/dev/null || exit 1
svar survey enrol survey --sign-key keys/sign.key >token1
svar survey enrol survey --sign-key keys/sign.key >token2
printf '%s\n' '{"answers":{"q1":"1"}}' '{"answers":{"q1":"2"}}' >answers.ndjson

check 'a device is enrolled' start_kiosk --enrol @token1
check 'two answer' answer
check 'they are with the collector' synced 2
stop_kiosk
first=$(public)

stop_collector
check 'it starts without its collector' start_kiosk
check 'two more answer' answer
stop_kiosk
waits() {
    timeout 10 svar-kiosk --survey survey --organizer keys/sign.pub --state state --new-key \
        --enrol @token2 --automation kiosk.sock 2>err.txt && return 1
    grep -q 'send them' err.txt || { cat err.txt; return 1; }
}
check 'then the key cannot be changed' waits
check 'and is the same' test "$(public)" = "$first"
check 'the device is still enrolled' test -e state/enrolled-prov
start_collector "$port" || exit 1
check 'it starts again' start_kiosk
check 'they are sent' synced 4
stop_kiosk

check 'now it starts with a new key' start_kiosk --new-key --enrol @token2
check 'which is another one' test "$(public)" != "$first"
check 'the key file says whose it follows' grep -qa '^svarkey2' state/device.key
check 'nobody else may read it' test "$(stat -c %a state/device.key)" = 600
check 'two more answer' answer
check 'they are with the collector too' synced 6
stop_kiosk
check 'it starts with that key' start_kiosk
check 'two more' answer
check 'go the same way' synced 8
stop_kiosk

check 'all of it is pulled' pulled
check 'and verifies' verified
check 'the change is told in Swedish' says "obs: enhet $(public), bunt .*: härifrån har enheten en ny nyckel, som den gamla intygar: den gamla är $first"
check 'and in English' says "  note: device $(public), batch .*: from here the device has a new key, which the old one vouches for: the old one is $first"
check 'the chain has no gap' says 'every chain is whole'
check 'inside nothing is wrong either' verified --key keys/identity.age
check 'all of it opens' svar open --survey survey --archive pulled.db --key keys/identity.age --out answers.out
check 'eight responses' test "$(wc -l <answers.out)" = 8
done_testing
