#!/bin/bash
# SPDX-License-Identifier: EUPL-1.2
# When the store fails nobody is thanked, nothing is lost, and all goes on by itself when it works
# again. What was thanked for outlives kill -9.
. "$(dirname "$0")/lib.sh"

stored() { ask '{"do":"figures"}' | jq '.store | .responses_open + .responses_waiting'; }
is_stored() { local n; n=$(stored); [ "$n" = "$1" ] || { echo "stored: $n, thanked: $1"; return 1; }; }
says_so() { asked '{"do":"screen"}' 'any(.elements[]; .name | test("inte sparade"))'; }
shows_no_answer() { ! ask '{"do":"screen"}' | grep -q 'Hemligt svar'; }

# Answers as one respondent, up to the page after the last Next.
answer() {
    touch_it start && touch_it info/next && touch_it consent/yes && touch_it q1/1 &&
        touch_it nav/next && touch_it q2/food && touch_it nav/next && touch_it nav/next &&
        touch_it nav/next && touch_it q4/field && ask '{"do":"text","text":"Hemligt svar"}' >/dev/null &&
        touch_it nav/next
}

make_survey "$here/form.md" '.usual_bytes = 20000 | .least_batch = 100' || exit 1
start_kiosk --size 800x480 || exit 1
answer
check 'a response is thanked for' is_page thanks
touch_it thanks/again
thanked=1

# From here no file of the kiosk may grow past what the store has now.
largest=$(find state -type f -printf '%s\n' | sort -n | tail -n 1)
prlimit --pid "$kiosk" --fsize=$((largest + 30000)):unlimited
for _ in 1 2 3 4 5 6; do
    answer
    [ "$(page)" = thanks ] || break
    thanked=$((thanked + 1))
    touch_it thanks/again
done
check 'a store that cannot write is told' is_page error
check 'in plain words' says_so
check 'without showing the answers' shows_no_answer
sleep 1
check 'nobody is thanked meanwhile' is_page error
prlimit --pid "$kiosk" --fsize=unlimited:unlimited
check 'when it works again the respondent is thanked' await is_page thanks
thanked=$((thanked + 1))
check 'every response that was thanked for is stored' is_stored "$thanked"
touch_it thanks/again

answer
thanked=$((thanked + 1))
kill -9 "$kiosk"
wait "$kiosk" 2>/dev/null
start_kiosk --size 800x480 || exit 1
check 'what was thanked for outlives kill -9' is_stored "$thanked"
check 'and the next respondent begins at the beginning' is_page attract
stop_kiosk

# The start of a table's page, in the middle of what the store has on the disk.
printf '\377\377\377\377' | dd of=state/store/store-1.sqlite bs=1 seek=8192 conv=notrunc status=none
start_kiosk --size 800x480 || exit 1
check 'a damaged store does not stop the kiosk' is_page attract
check 'and stands in its log' grep -q 'the store: ' kiosk.log
stop_kiosk
check 'no answer is in the files' sh -c '! grep -rqa "Hemligt svar" state kiosk.log'
done_testing
