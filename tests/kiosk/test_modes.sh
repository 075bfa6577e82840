#!/bin/bash
# SPDX-License-Identifier: EUPL-1.2
# A one-tap terminal as it stands: the faces' question at once, one tap, thanks that cannot be pressed
# away, and the question again; killed half-way in an interview nothing unfinished comes back.
. "$(dirname "$0")/lib.sh"

cat >tap.md <<'FORM'
| survey |
| | type | name | label::Svenska (sv) | label::English (en) |
| | select_one yn | q1 | Var det bra? | Was it good? |
| choices |
| | list_name | name | label::Svenska (sv) | label::English (en) |
| | yn | 1 | Ja | Yes |
| | yn | 2 | Nej | No |
| settings |
| | form_title | form_id | version | default_language |
| | Prov | prov | 1 | Svenska (sv) |
FORM
has_not() { ! has "$1"; }
responses() { [ "$(ask '{"do":"figures"}' | jq '.store | .responses_open + .responses_waiting')" = "$1" ]; }
chosen() { asked '{"do":"screen"}' 'any(.elements[]; .state | index("checked"))'; }
nothing_chosen() { ! chosen; }

check 'a survey of one question is made' make_survey tap.md
check 'the terminal starts' start_kiosk --size 800x480 --mode one-tap
still
check 'with the question' is_page question
check 'and a word on where its marks of rapid series will be missing' grep -q 'no column in exports' kiosk.log
check 'a tap' touch_it q1/1
check 'is thanked for' is_page thanks
check 'and stored' responses 1
check 'the thanks cannot be pressed away' has_not thanks/again
check 'and then the question is there again' await is_page question
check 'with nothing chosen' nothing_chosen
stop_kiosk

rm -rf state
make_survey "$here/form.md" || exit 1
check 'an interview starts' start_kiosk --size 1280x800 --mode interviewer
still
check 'which says whose part it is' says interview 'fyll i åt den som svarar'
touch_it start && touch_it info/next && touch_it consent/yes && touch_it q1/1
check 'with an answer' chosen
kill -9 "$kiosk"
wait "$kiosk" 2>/dev/null
check 'after a crash it starts again' start_kiosk --size 1280x800 --mode interviewer
still
check 'at its beginning' is_page attract
check 'and has stored nothing' responses 0
touch_it start && touch_it info/next && touch_it consent/yes
check 'nor shows anything of it' nothing_chosen
stop_kiosk
done_testing
