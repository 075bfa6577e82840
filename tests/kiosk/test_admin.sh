#!/bin/bash
# SPDX-License-Identifier: EUPL-1.2
# The staff's page: five taps in a corner, the PIN, what the page says, and the way out.
. "$(dirname "$0")/lib.sh"

failures() { test "$(cat state/pin-failures)" = "$1"; }

check 'a survey without a PIN is made' make_survey "$here/form.md"
start_kiosk --size 1280x800
still && gesture
check 'without a PIN the taps do nothing' is_page attract
stop_kiosk

echo 2468 >pin.txt
check 'the survey gets a PIN' svar survey pin survey --pin-file pin.txt
no_pin_inside() { ! grep -rq 2468 survey/survey.json; }
check 'which does not stand in it' no_pin_inside
echo 24x8 >wrong.txt
refused() { ! svar survey pin survey --pin-file wrong.txt; }
check 'what is no PIN is refused' refused
check 'it is signed again' svar survey sign survey --sign-key keys/sign.key

rm -rf state
check 'the kiosk starts' start_kiosk --size 1280x800
still
for _ in 1 2 3 4; do tap 12 12; done; still
check 'four taps are too few' is_page attract
tap 640 60; tap 12 12; still
check 'a tap elsewhere begins anew' is_page attract
gesture
check 'five taps show the pad' is_page pin
touch_it admin/close
check 'which can be left' is_page attract
gesture && code 1111
check 'a wrong code is told' says pin/line 'stämde inte'
check 'and counted on the disk' failures 1
code 2468
check 'the right one opens' is_page admin
check 'and clears the count' failures 0
check 'the page counts' says admin/responses ': 0'
check 'and tells the disk' says admin/disk MB
staff admin/test
check 'a test response can be sealed' says admin/said 'gick att låsa'
staff admin/sync
check 'without a collector it says so' says admin/said 'inte över nätet'
touch_it admin/close
check 'and it can be left' is_page attract

touch_it start && touch_it info/next && touch_it consent/yes
gesture
check 'it opens over a question too' is_page pin
touch_it admin/close
check 'which is there again afterwards' is_page question
gesture && code 1111 && code 1112 && code 1113
check 'three wrong codes make wait' says pin/line 'Vänta'
check 'and are counted' failures 3
stop_kiosk
check 'the kiosk starts again' start_kiosk --size 1280x800
still && gesture
check 'the wait survives that' says pin/line 'Vänta'
stop_kiosk
echo 0 >state/pin-failures
start_kiosk --size 800x480
still && gesture && code 2468
check 'a small screen has it too' is_page admin
ask '{"do":"touch","id":"admin/leave"}' >/dev/null
left() { wait "$kiosk"; }
check 'leaving ends the kiosk in order' left

# ---- damage is told ----
rm -rf state
printf '%s\n' '{"answers":{"q1":"1"}}' '{"answers":{"q1":"2"}}' >answers.ndjson
answered() { start_kiosk --size 1280x800 && svar-robot --automation kiosk.sock --answers answers.ndjson && stop_kiosk; }
check 'two respondents answer' answered
check 'their batch is closed by the next start' start_kiosk --size 1280x800
stop_kiosk
rm state/store/store-1.sqlite*
check 'the kiosk starts though its database is gone' start_kiosk --size 1280x800
still && gesture && code 2468
check 'and tells the staff how many responses that has taken' says admin/lost 'gått förlorade här, efter ett fel på disken: 2.'
check 'and whom to tell' says admin/lost 'arrangören'
touch_it admin/close
check 'it asks on' svar-robot --automation kiosk.sock --answers answers.ndjson
stop_kiosk
done_testing
