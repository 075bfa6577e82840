#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# Forms as KoboToolbox and SurveyCTO make them: their own columns mean nothing and are no mistake,
# ratings and rankings work, and what cannot be done here says what to do instead.
set -u
. "$(dirname "$0")/lib.sh"
cat >scto.md <<'MD'
| survey |
| | type | name | label | label:swedish | hint:swedish | appearance | constraint | constraint message | constraint message:swedish | relevance | disabled | required | required message | read only | calculation | repeat_count | media:image | choice_filter | note | response_note | publishable | minimum_seconds |
| | start | starttime | | | | | | | | | | | | | | | | | | | | |
| | subscriberid | subscriberid | | | | | | | | | | | | | | | | | | | | |
| | caseid | caseid | | | | | | | | | | | | | | | | | | | | |
| | text audit | audit1 | | | | p=100 | | | | | | | | | | | | | | | | |
| | audio audit | audit2 | | | | p=10;s=0-60 | | | | | | | | | | | | | | | | |
| | speed violations count | fast | | | | | | | | | | | | | | | | | | | | |
| | sensor_statistic movement | moved | | | | | | | | | | | | | | | | | | | | |
| | comments | comments | | | | | | | | | | | | | | | | | | | | |
| | calculate_here | year | | | | | | | | | | | | | once(format-date-time(now(), '%Y')) | | | | | | | |
| | integer | age | Age? | Ålder? | i år | | . >= 0 | Not below 0 | Inte under 0 | | | | | | | | age.png | | for the office | x | yes | 5 |
| | select_one yesno | ok | Good? | Bra? | | quick | | | | ${age} > 3 | | | | | | | | | | | yes | |
| | text | gone | Gone? | Borta? | | | | | | | yes | | | | | | | | | | yes | |
| choices |
| | list_name | value | label | label:swedish | image | filter |
| | yesno | 1 | Yes | Ja | | |
| | yesno | 0 | No | Nej | | |
| settings |
| | form_title | form_id | version | public_key | submission_url | default_language |
| | Template | t | 1 | | | english |
MD
check 'a form of SurveyCTO has no mistakes' sh -c '"$0" check scto.md --json >said && jq -e ".errors == 0" said' "$svar"
check 'its own columns are passed over' sh -c '! grep -q "is not known" said'
check 'what it records of the interview stays empty, and is said to' same 7 jq '[.problems[].text | select(test("is always empty here"))] | length' said
printf 'set /data/age -1\nset /data/age 5\nlang swedish\ndump\n' | "$svar" drive scto.md --now 2026-11-22T10:00:00Z >said
dumped() { sed -n "$1p" said | jq -e "$2"; }
check 'single colons name languages, and messages follow them' dumped 4 '.nodes[] | select(.path == "/data/ok") | .relevant and .label == "Bra?" and .choices[0].label == "Ja"'
check 'calculate_here is computed' dumped 4 '.nodes[] | select(.path == "/data/year") | .value == "2026"'
check 'a disabled row is left out' dumped 4 '[.nodes[] | select(.path == "/data/gone")] == []'
instead() { # CALL TEXT
    printf '| survey |\n| | type | name | label | calculation |\n| | integer | age | A | |\n| | calculate | c | | %s |\n' "$1" >function.md
    fails 1 "function.md:survey:3:4: error: $2" "$svar" check function.md
}
check 'count-if() says what to write' instead 'count-if(${age}, ${age} > 17)' 'count-if() is a function of SurveyCTO’s own. Put the condition in brackets behind the question, as in count(${age}[. > 17])'
check 'empty() too' instead 'if(empty(${age}), 1, 2)' "empty() is a function of SurveyCTO’s own. Compare with nothing: \${age} = ''"
check 'and duration()' instead 'duration()' 'duration() is a function of SurveyCTO’s own. Each response’s paradata say how long it took'
check 'in Swedish' fails 1 'duration() är en funktion som bara SurveyCTO har. Varje svars paradata säger hur lång tid det tog' "$svar" check function.md --lang sv
cat >kobo.md <<'MD'
| survey |
| | type | name | label::English (en) | label::Svenska (sv) | required | relevant | $autoname | $kuid | $qpath | $xpath | select_from_list_name | _or_other | kobo--score-choices | kobo--rank-items | kobo--rank-constraint-message | kobo--matrix_list | kobo--locking-profile | hxl | tags |
| | start | start | | | | | start | a1 | start | start | | | | | | | | | |
| | select_one yn | q1 | One? | Ett? | false | | q1 | a2 | q1 | q1 | yn | | | | | | lock | #x | t |
| | select_one yn or_other | q2 | Two? | Två? | false | | q2 | a3 | q2 | q2 | yn | true | | | | | | | |
| | begin_score | sc | How good? | Hur bra? | | ${q1} = '1' | sc | a4 | sc | sc | | | yn | | | | | | |
| | score__row | r1 | Food | Maten | false | | r1 | a5 | sc/r1 | sc/r1 | | | | | | | | | |
| | score__row | r2 | Room | Rummet | false | | r2 | a6 | sc/r2 | sc/r2 | | | | | | | | | |
| | end_score | | | | | | | a7 | | | | | | | | | | | |
| | begin_rank | rk | Put in order | Ordna | | | rk | a8 | rk | rk | | | | tops | Each once only | | | | |
| | rank__level | l1 | First | Första | false | | l1 | a9 | | | | | | | | | | | |
| | rank__level | l2 | Second | Andra | false | | l2 | b1 | | | | | | | | | | | |
| | rank__level | l3 | Third | Tredje | false | | l3 | b2 | | | | | | | | | | | |
| | end_rank | | | | | | | b3 | | | | | | | | | | | |
| choices |
| | list_name | name | label::English (en) | label::Svenska (sv) | $autovalue | $kuid |
| | yn | 1 | Yes | Ja | 1 | c1 |
| | yn | 0 | No | Nej | 0 | c2 |
| | tops | a | A | A | a | c3 |
| | tops | b | B | B | b | c4 |
| | tops | c | C | C | c | c5 |
| settings |
| | style | default_language | id_string |
| | theme-grid | English (en) | x |
MD
check 'a form of KoboToolbox has no mistakes' sh -c '"$0" check kobo.md --json >said && jq -e ".errors == 0" said' "$svar"
check 'its own columns are passed over as well' sh -c '! grep -q "is not known" said'
printf 'set /data/q1 1\nset /data/sc/r1 0\nset /data/rk/l1 a\nset /data/rk/l2 a\ndump\nset /data/rk/l2 b\nset /data/rk/l3 a\ndump\n' | "$svar" drive kobo.md --lang en >said
check 'a rating is a table of select_one' dumped 5 '[.nodes[] | select(.path | test("^/data/sc/r[12]$")) | [.label, .value, .relevant, (.choices | map(.name) | join(" "))]] == [["Food", "0", true, "1 0 other"], ["Room", "", true, "1 0 other"]]'
check 'a choice taken twice in a ranking is told, in its own words' dumped 5 '.nodes[] | select(.path == "/data/rk/l2") | .violates == {"condition": "constraint", "message": "Each once only"}'
check 'and with all levels before' dumped 8 '[.nodes[] | select(.violates) | .path] == ["/data/rk/l3"]'
"$svar" convert kobo.md --to xform --out kobo.xml 2>err.txt
check 'converted, it is the standard’s' sh -c 'grep -q "constraint=\" *\. != */data/rk/l1 *and *\. != */data/rk/l2 *\"" kobo.xml && grep -q "<select1 appearance=\"list-nolabel\"[^>]*/data/sc/r1\|<select1 ref=\"/data/sc/r1\" appearance=\"list-nolabel\"" kobo.xml && ! grep -q score__row kobo.xml'
cat >matrix.md <<'MD'
| survey |
| | type | name | label | kobo--matrix_list |
| | begin_kobomatrix | km | Matrix | yn |
| | integer | n | Number | |
| | end_kobomatrix | | | |
| choices |
| | list_name | name | label |
| | yn | 1 | Yes |
MD
check 'a matrix says what to write instead' fails 1 'matrix.md:survey:2:1: error: the type “begin_kobomatrix” cannot be used here. Write a group with the appearance table-list and a select_one for each row of the matrix.' "$svar" check matrix.md
printf '| survey |\n| | type | name | label |\n| | begin_score | s | S |\n| | score__row | r | R |\n| | end_score | | |\n' >nolist.md
check 'a rating without its choices is told with its row' fails 1 'nolist.md:survey:3:1: error: ' "$svar" check nolist.md
printf '| survey |\n| | type | name | label |\n| | begin_rank | s | S |\n| | rank__level | r | R |\n' >open.md
check 'so is one that does not end' fails 1 'open.md:survey:2:1: error: ' "$svar" check open.md
printf '| survey |\n| | type | name | label |\n| | score__row | r | R |\n| | end_rank | | |\n' >stray.md
check 'and one that never began' fails 1 'stray.md:survey:2:1: error: the type “score__row” is not known' "$svar" check stray.md
cat >own.md <<'MD'
| survey |
| | type | name | label | instance::db-doc | bind::x:y |
| | text | q | Q | true | z |
| settings |
| | namespaces |
| | x="urn:x" |
MD
check 'attributes of one’s own are no mistake' same '{"errors":0,"warnings":0,"problems":[]}' sh -c '"$0" check own.md --json | jq -c "{errors, warnings, problems}"' "$svar"
echo "1..$number"
