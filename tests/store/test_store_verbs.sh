#!/bin/bash
# SPDX-License-Identifier: EUPL-1.2
# svar store check, rescue, end and certificate on what a real kiosk left: sound, damaged, ended.
. "$(dirname "$0")/../kiosk/lib.sh"

answer() {
    touch_it start && touch_it info/next && touch_it consent/yes && touch_it q1/1 &&
        touch_it nav/next && touch_it q2/food && touch_it nav/next && touch_it nav/next &&
        touch_it nav/next && touch_it q4/field && ask '{"do":"text","text":"Hej"}' >/dev/null &&
        touch_it nav/next && touch_it thanks/again
}
ends() { # CODE COMMAND…
    local want=$1
    shift
    "$@" >said 2>&1
    local got=$?
    [ "$got" -eq "$want" ] || { echo "ended with $got, not $want"; cat said; return 1; }
}
says() { grep -qF -- "$1" said || { cat said; return 1; }; }
same() { [ "$(cd "$1" && find . -type f ! -name '*-shm' -exec sha256sum {} + | sort)" = "$2" ]; }
prints() { (cd "$1" && find . -type f ! -name '*-shm' -exec sha256sum {} + | sort); }

make_survey "$here/form.md" '.least_batch = 100' || exit 1
start_kiosk --size 800x480 || exit 1
answer && answer
check 'a store in use is left alone' ends 2 svar store check state
check 'and it says why' says 'a kiosk is using'
stop_kiosk
start_kiosk --size 800x480 || exit 1 # closes the batch that was open
answer
stop_kiosk

before=$(prints state)
umask 077
check 'a sound store is sound' ends 0 svar store check state
check 'in Swedish' says '3 svar väntar, 0 har kvitto: allt är helt'
check 'and English' says '3 responses wait, 0 have a receipt: all is whole'
check 'for programs too' sh -c 'svar store check --json state | jq -e ".faults == 0 and .files[0].responses_waiting == 2 and .files[0].responses_open == 1"'
check 'a folder without a store is said' ends 2 svar store check keys
check 'a missing folder too' ends 2 svar store check nowhere
check 'without a folder it is refused' ends 2 svar store check

check 'all is rescued from a sound store' ends 0 svar store rescue state --out saved
check 'it says how much' says '1 batches with 2 responses (0 receipted) and 1 responses of an open batch'
check 'and once more, into the same folder' ends 0 svar store rescue state --out saved
check 'nothing in the store was changed' same state "$before"
check 'what is rescued is imported' ends 0 svar import --survey survey --archive archive.db saved
check 'and opens' sh -c '[ "$(svar open --survey survey --archive archive.db --key keys/identity.age --out - 2>/dev/null | wc -l)" = 2 ]'
check 'an open response opens as an age file' sh -c 'svar age decrypt -i keys/identity.age saved/open-batch/*.age | jq -e .answers'

cp -r state damaged
printf '\377' | dd of=damaged/store/store-1.sqlite bs=1 seek=40000 conv=notrunc 2>/dev/null
dd if=/dev/zero of=damaged/store/store-1.sqlite bs=4096 count=1 conv=notrunc 2>/dev/null
before=$(prints damaged)
svar store check damaged >said 2>&1
check 'a lost beginning is told, and read past' says 'the rest was read all the same'
svar store rescue damaged >said 2>&1
check 'everything is rescued all the same' says '1 batches with 2 responses'
check 'beside the folder, where nothing else is said' test -d damaged-rescued/svar-stick/batches
check 'nothing in the damaged one was changed' same damaged "$before"

cp -r state newer # one bit of the format's number
printf '\102' | dd of=newer/store/store-1.sqlite bs=1 seek=63 conv=notrunc 2>/dev/null
check 'a changed number of the format is no newer version' ends 0 svar store check newer
check 'but damage to the beginning' says 'the rest was read all the same'
head -c 5000 /dev/urandom >damaged/store/store-1.sqlite
rm -f damaged/store/store-1.sqlite-wal
check 'rubbish is a fault' ends 1 svar store check damaged
check 'said in Swedish' says 'fel: store-1.sqlite'
check 'and rescued of nothing' ends 1 svar store rescue damaged --out nothing

check 'nothing ends while answers wait' ends 2 svar store end state
check 'it says what to do' says 'send them first'
check 'and nothing is gone' ends 0 svar store check state
rm -rf state
start_kiosk --size 800x480 || exit 1
stop_kiosk
check 'a device without answers can end' ends 0 svar store end state
check 'its key is gone' sh -c '! test -e state/device.key'
check 'its store too' sh -c '! ls state/store/store-* 2>/dev/null'
certificate=$(echo state/store/ended-*.certificate)
check 'its certificate is genuine' ends 0 svar store certificate "$certificate"
device=$(jq -r .device <<<"$(head -n 1 "$certificate")")
check 'and that of this device' ends 0 svar store certificate --device "$device" "$certificate"
check 'of no other' ends 1 svar store certificate --device "${device//[0-9]/a}" "$certificate"
check 'the check knows that it ended' ends 0 svar store check state
check 'ending twice does no harm' ends 0 svar store end state
sed 's/"day":"20/"day":"19/' "$certificate" >altered
check 'an altered certificate is noticed' ends 1 svar store certificate altered
check 'something else is no certificate' ends 2 svar store certificate keys/recipient.txt
done_testing
