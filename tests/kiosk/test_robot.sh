#!/bin/bash
# SPDX-License-Identifier: EUPL-1.2
# A robot answers on a real kiosk (SDL's dummy driver); what it answered is stored, and only sealed.
. "$(dirname "$0")/lib.sh"

cat >answers.ndjson <<'ANSWERS'
{"answers":{"q1":"1","q2":"food talks","q3":"7","q4":"Mer av allt"}}
{"answers":{"q1":"-1","q4":"Åh, så bra! Öppet."},"typing":"screen"}
{"answers":{},"consent":"no"}
{"language":"en","answers":{"q1":"2","q2":"other","q4":"Jag pratade med Anna Svensson\nom det."}}
ANSWERS

responses() {
    ask '{"do":"figures"}' | jq '.store | .responses_open + .responses_waiting'
}
have_responses() { [ "$(responses)" = "$1" ] || { echo "there are $(responses)"; return 1; }; }
report_says() { jq -e "$1" report.json || { cat report.json; return 1; }; }
is_png() { [ "$(head -c 4 "$1" | tail -c 3)" = PNG ]; }
pictures() { for f in pictures/*.png; do is_png "$f" || return 1; done; ls pictures | grep -qE -- '-(sv|en)-q4-warning'; }
no_plain_text() { ! grep -rqa 'Mer av allt' state kiosk.log; }

check 'a survey is made and signed' make_survey "$here/form.md"
check 'the kiosk starts' start_kiosk --size 1280x800
check 'the robot comes to the end' svar-robot --automation kiosk.sock --answers answers.ndjson \
    --screenshots pictures --report report.json --form "$here/form.md"
check 'three answered, one said no' report_says '.respondents == 3 and .declined == 1'
check 'one name was warned about' report_says '.warnings == 1'
check 'empty answers were hinted at' report_says '.hints == 3'
check 'nothing went wrong' report_says '.problems == []'
check 'there are pictures of the pages' pictures
check 'three responses are stored' have_responses 3
check 'who said no is counted' test "$(ask '{"do":"figures"}' | jq .store.declined)" = 1
check 'no answer is on the disk in plain text' no_plain_text
check 'a seed gives a livelier respondent' svar-robot --automation kiosk.sock \
    --answers answers.ndjson --seed 7

echo '{"answers":{"q3":"12"}}' >wrong.ndjson
fails_with() { local words=$1; shift; ! "$@" 2>err.txt && grep -q "$words" err.txt || { cat err.txt; return 1; }; }
check 'a broken constraint is said in its words' fails_with 'Högst nio' \
    svar-robot --automation kiosk.sock --answers wrong.ndjson
check 'after that the kiosk is at its first page' is_page attract
echo '{"answers":{"q1":"9"}}' >wrong.ndjson
check 'a choice that is not there is said' fails_with 'no choice "9"' \
    svar-robot --automation kiosk.sock --answers wrong.ndjson
check 'the form finds it before the first touch' fails_with 'no choice "9"' \
    svar-robot --automation kiosk.sock --answers wrong.ndjson --form "$here/form.md"
echo '{"answers":{"q1":1}}' >wrong.ndjson
check 'a wrong answers file is named with its line' fails_with 'wrong.ndjson:.*1' \
    svar-robot --automation kiosk.sock --answers wrong.ndjson
check 'a kiosk that is not there is said' fails_with 'no kiosk listens' \
    svar-robot --automation nowhere.sock --answers answers.ndjson
check 'sync without a collector is refused in words' fails_with 'collector' ask '{"do":"sync"}'
check 'the kiosk ends when asked' stop_kiosk
check 'the batch is in the store for the next start' start_kiosk --size 800x480
check 'and the same answers fit a small screen' svar-robot --automation kiosk.sock \
    --answers answers.ndjson
stop_kiosk

# ---- a form that chance does not fit by itself ----
cat >narrow.md <<'FORM'
| survey |
| | type | name | label::Svenska (sv) | constraint | constraint_message::Svenska (sv) |
| | integer | n1 | Hur många? | . = 4 or . = 7 | Fyra eller sju. |
| | text | n2 | Vilken bokstav? | regex(., '^[A-Z]$') | En bokstav. |
| settings |
| | form_title | form_id | default_language |
| | Prov | narrow | Svenska (sv) |
FORM
rm -rf survey state
check 'a survey of narrow questions' make_survey narrow.md 'del(.title.en) | .languages = ["sv"]'
check 'and its kiosk' start_kiosk --size 800x480
check 'what chance drew wrong is drawn anew' svar-robot --automation kiosk.sock --random 12 --seed 5 --report report.json
check 'and everybody comes to the end' report_says '.redrawn > 5 and .respondents == 12 and .problems == []'
stop_kiosk
done_testing
