#!/bin/bash
# SPDX-License-Identifier: EUPL-1.2
# A collector that is not there costs nothing but time: respondents go on, and what they answered is
# sent and receipted when it comes.
. "$(dirname "$0")/lib.sh"

start_collector() {
    rm -f port
    svar-collector --db sqlite:collector.db --listen "127.0.0.1:$1" --key collector.key \
        --organizer keys/sign.pub --port-file port --log collector.log >/dev/null 2>&1 &
    collector=$!
    kiosks+=("$collector")
    await test -s port
}
stop_collector() { kill "$collector"; wait "$collector" 2>/dev/null; }
receipted() { asked '{"do":"figures"}' ".store.responses_receipted == $1" >/dev/null; }
refused_in_words() { ! ask '{"do":"sync"}' 2>err.txt && [ -s err.txt ] && ! grep -q 'no collector to' err.txt; }
synced() { asked '{"do":"sync"}' ".store.responses_receipted == $1 and .store.batches_waiting == 0"; }
plain() { grep -rqa 'Bra mix' state kiosk.log collector.db collector.log; }
# The courier is there while something is sent. The kiosk itself has nothing of the network in it, and
# no socket of it.
at_rest() { [ "$(family "$kiosk" | wc -l)" = 3 ]; }
family() { local pid=$1 child; echo "$pid"; for child in $(cat "/proc/$pid"/task/*/children); do family "$child"; done; }
in_memory() { grep -qE 'lib(curl|ssl|nghttp2)' "/proc/$1/maps"; }
courier() { named svar-courier; }
named() { family "$kiosk" | while read -r pid; do grep -qx "$1" "/proc/$pid/comm" && echo "$pid"; done; }
# Both at once: stopped first, so that neither makes the other anew.
porters_die() { local both; both="$(named svar-keeper) $(named svar-porter)"; kill -STOP $both && kill -KILL $both; }
has_courier() { [ -n "$(courier)" ]; }
by_courier() { in_memory "$(courier)" && ! in_memory "$kiosk"; }
dies() { kill -KILL "$(courier)"; }
ends_with_it() { local all pid; all=$(family "$kiosk"); kill -KILL "$kiosk"; wait "$kiosk"; for pid in $all; do await gone "$pid" || return 1; done; }
not_there() { ! has "$1" >/dev/null; }
gone() { ! [ -e "/proc/$1/maps" ] || [ -z "$(head -c 1 "/proc/$1/maps" 2>/dev/null)" ]; }
quickly() { local from=$SECONDS; stop_kiosk; [ $((SECONDS - from)) -le 6 ]; }

svar keygen --dir keys --no-passphrase >/dev/null || exit 1
start_collector 0 || exit 1
port=$(cat port)
key=$(svar-collector --key collector.key --print-key)
make_survey "$here/form.md" ".collector = {url: \"http://127.0.0.1:$port\", keys: [\"$key\"]} | .least_batch = 2" || exit 1
echo 2468 >pin.txt
svar survey pin survey --pin-file pin.txt >/dev/null 2>&1 && svar survey sign survey --sign-key keys/sign.key >/dev/null &&
    svar survey pack survey survey.svar >/dev/null &&
    svar survey publish survey.svar --sign-key keys/sign.key >/dev/null &&
    svar survey enrol survey --sign-key keys/sign.key >token || exit 1
stop_collector

printf '%s\n' '{"answers":{"q1":"1","q4":"Bra mix"}}' '{"answers":{"q1":"2"}}' \
    '{"answers":{"q1":"-1"}}' >answers.ndjson
check 'the kiosk starts without its collector' start_kiosk --size 800x480 --enrol @token
check 'respondents answer as ever' svar-robot --automation kiosk.sock --answers answers.ndjson
check 'a sync says that it could not' refused_in_words
check 'nothing is receipted' receipted 0
start_collector "$port" || exit 1
check 'when the collector comes, sync enrols and sends all' synced 3
check 'the next ones follow' svar-robot --automation kiosk.sock --answers answers.ndjson
check 'a full batch goes by itself' await receipted 5
check 'the rest goes when asked for' synced 6
check 'with nothing to send nothing of the network is there' await at_rest
kill -STOP "$collector" # so that sending takes as long as we want to look
svar-robot --automation kiosk.sock --answers answers.ndjson >/dev/null
check 'what sends is a program of its own' await has_courier
check 'nothing of the network is in the kiosk' await by_courier
check 'when that program dies' dies
kill -CONT "$collector"
check 'another one goes on' synced 9

# ---- what the staff see of it ----
still && gesture && code 2468
check 'the staff are told how many are receipted' says admin/receipted 9
check 'and when the last receipt came' says admin/last "$(date +%Y-%m)"
check 'nothing is wrong' not_there admin/network
touch_it admin/sync
check 'what they send by hand goes' await says admin/said 'Allt är skickat'
touch_it admin/close
not_plain() { ! plain; }
check 'no answer lies anywhere in plain text' not_plain

# ---- a newer survey ----
cp -r survey given
jq '.version = 2' survey/survey.json >new.json && mv new.json survey/survey.json
publish() { svar survey sign survey --sign-key keys/sign.key && svar survey publish survey --sign-key keys/sign.key; }
check 'a newer version is published' publish
stop_kiosk
check 'the kiosk starts with the old one' start_kiosk --size 800x480 --survey given
check 'and has fetched the newer one before long' await test -s state/survey-prov.svar
check 'which it says' await grep -q 'a newer version of the survey has come' kiosk.log
check 'it goes on with the old one' is_page attract
stop_kiosk
rm state/survey-prov.svar
# As systemd does.
bash -c 'SYSTEMD_EXEC_PID=$$ exec svar-kiosk --survey given --organizer keys/sign.pub --state state \
    --size 800x480 2>kiosk.log' &
kiosk=$!
kiosks+=("$kiosk")
newer() { grep -q 'ready: survey prov version 2' kiosk.log; }
check 'one that systemd runs takes it up by itself when nobody is there' await newer
porters_die
ended() { gone "$kiosk" && grep -q 'the kiosk ends to be started again' kiosk.log; }
check 'and ends to be started again when nothing reaches the network for it' await ended
wait "$kiosk"
check 'as what systemd starts again (RestartPreventExitStatus=0)' [ $? = 1 ]
check 'and begins with the newer one' start_kiosk --size 800x480 --survey given
check 'as it says' grep -q "survey's version 2" kiosk.log
head -c 700 state/survey-prov.svar >cut && mv cut state/survey-prov.svar
stop_kiosk
check 'one that is damaged is told' start_kiosk --size 800x480 --survey given
check 'in the log' grep -q 'cannot be used' kiosk.log
check 'respondents answer the one that was given' svar-robot --automation kiosk.sock --answers answers.ndjson
kill -KILL "$(named svar-porter)"
check 'when the process that reaches the network dies they answer on' svar-robot --automation kiosk.sock --answers answers.ndjson
check 'and another one sends it' synced 15
restart_logged() { still && grep -q 'restarts so far: 1' kiosk.log; } # asking makes the kiosk look
check 'which is in the log' await restart_logged
still && gesture && code 2468
check 'and the staff see how often' says admin/porter 1
touch_it admin/close
porters_die
check 'without both of the processes that reach it they answer on' svar-robot --automation kiosk.sock --answers answers.ndjson
check 'and a sync says what to do' refused_in_words
check 'in words' grep -q 'start the kiosk again' err.txt
stop_collector
check 'the kiosk ends though its collector is gone' quickly
stop_kiosk 2>/dev/null
check 'it starts once more' start_kiosk --size 800x480 --survey given
check 'a kiosk that is killed leaves nobody behind' ends_with_it
check 'it is still enrolled at the next start' test -e state/enrolled-prov
done_testing
