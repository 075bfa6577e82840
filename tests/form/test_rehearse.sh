#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# svar rehearse: faults that only show when a form is walked through, and forms without any.
set -u
. "$(dirname "$0")/lib.sh"

cat >bad.md <<'MD'
| survey |
| | type          | name | label | relevant | constraint | required | choice_filter | appearance |
| | integer       | age  | Age   |          | . >= 0 and . <= 120 | | | |
| | text          | old  | Old   | ${age} > 130 | | | | |
| | integer       | teen | Teen  | ${age} >= 13 and ${age} < 20 | . > ${age} and . < ${age} | | | |
| | integer       | won  | Lock  | ${age} = 77 | . > 200 and . < 100 | yes | | |
| | begin_group   | g    | Group | ${age} = 'x' | | | | field-list |
| | text          | a    | A     | | | | | |
| | text          | b    | B     | | | | | |
| | end_group     |      |       | | | | | |
| | select_one l  | pick | Pick  | | | | ${age} > 10 and name != 'z' | |
| | text          | end  | End   | | | | | |
| | text          | never | Never | 1 = 2 | | | | |
| choices |
| | list_name | name | label |
| | l         | x    | X     |
| | l         | y    | Y     |
| | l         | z    | Z     |
MD
cat >good.md <<'MD'
| survey |
| | type          | name | label | relevant | constraint | required | calculation |
| | integer       | age  | Age   |          | . >= 0 and . <= 120 | yes | |
| | calculate     | twice |      |          |            |          | ${age} + 0 |
| | text          | rare | Rare  | ${twice} = 74 | | | |
| | date          | day  | Day   |          | . > '2020-02-28' and . < '2020-03-02' | yes | |
| | decimal       | half | Half  |          | . > 4 and . < 5 | yes | |
| | begin_repeat  | kid  | Kid   |          |            |          | |
| | text          | who  | Who   |          |            |          | |
| | end_repeat    |      |       |          |            |          | |
MD
found() { # KIND NODE: among the findings of bad.json
    jq -e --arg kind "$1" --arg node "$2" '.findings | any(.kind == $kind and .node == $node)' bad.json || { jq .findings bad.json; return 1; }
}
"$svar" rehearse bad.md --runs 400 --json >bad.json
check 'faults end with 1' fails 1 '8 things to mend' "$svar" rehearse bad.md --runs 400
check 'relevant against a constraint' found contradiction /data/old
check 'which names both' fails 1 'nobody got to see “old”: its relevant asks for answers to “age” that the constraint there refuses' "$svar" rehearse bad.md --runs 200
check 'what no constraint is to blame for' found unreachable /data/never
check 'a constraint against itself' found never-accepted /data/teen
check 'a page that cannot be left' found dead-end /data/won
check 'a page that nobody sees, once and not by question' found page-never-seen /data/g
check 'nothing to choose from' found no-choices /data/pick
check 'a choice that is never offered' found choice-never-offered /data/pick
check 'and nothing else' same 8 jq '.findings | length' bad.json
check 'each with its row' same 3 jq '.findings[0].row' bad.json
check 'places are lines that editors find' sh -c '"$0" rehearse bad.md | grep -q "^bad.md:4: "' "$svar"

check 'a form without faults ends with 0' "$svar" rehearse good.md --runs 600
check 'edges are found by what the form compares with' sh -c '"$0" rehearse good.md --runs 600 --json | jq -e ".findings == [] and .finished == 600"' "$svar"
check 'expected questions and time' sh -c '"$0" rehearse good.md --json | jq -e ".expected.questions >= 4 and .expected.seconds > 10"' "$svar"
check 'routes add up' sh -c '"$0" rehearse "$1" --json | jq -e "([.routes[].share] | add) > 0.999 and .runs == 1000 and ([.routes[].runs] | add) == 500"' "$svar" "$root/forms/q-sam-mall.md"
check 'a route says what it leaves out' sh -c '"$0" rehearse "$1" | grep -q "route 1:.*without .*m2"' "$svar" "$root/forms/q-sam-mall.md"
"$svar" keygen --dir keys --no-passphrase >/dev/null
signed() { # NAME: a survey of that form with the settings beside it, checked and signed
    "$svar" survey new "$1" --form "$root/forms/$1.md" --settings "$root/forms/$1.survey.json" --id "$1" \
        --recipient @keys/recipient.txt --sign-key-pub keys/sign.pub &&
        "$svar" check "$1/form.md" && "$svar" survey sign "$1" --sign-key keys/sign.key &&
        "$svar" survey verify "$1" --key keys/sign.pub
}
for form in "$root"/forms/*.md; do
    shipped=$(basename "$form" .md)
    check "$shipped.md can be walked through" "$svar" rehearse "$form"
    check "$shipped and its settings become a survey" signed "$shipped"
done
check 'a seed repeats every walk' sh -c '"$0" rehearse bad.md --seed 7 --json >a; "$0" rehearse bad.md --seed 7 --json >b; cmp a b' "$svar"
check 'another seed walks otherwise' sh -c '"$0" rehearse bad.md --seed 8 --json >c; ! cmp -s a c' "$svar"
printf '| survey |\n| | type | name | label | constraint | required |\n| | text | code | Code | regex(., "^[A-Z]{3}-[0-9]{7}$") | yes |\n| | text | last | Last | | |\n' >pattern.md
check 'a pattern that chance cannot guess is a note' sh -c '"$0" rehearse pattern.md | grep -q "note: chance found no text"' "$svar"
check 'and does not stop the walk' sh -c '"$0" rehearse pattern.md --json | jq -e ".finished == .runs and (.findings | map(.fault)) == [false]"' "$svar"
printf '| survey |\n| | type | name | label | constraint | relevant |\n| | text | code | Code | regex(., "^[A-Z]{3}-[0-9]{7}$") | |\n| | text | after | After | | ${code} != "" |\n' >hidden.md
check 'what stands behind it is no contradiction' sh -c '"$0" rehearse hidden.md --json | jq -e "[.findings[].kind] | sort == [\"behind-not-guessed\", \"not-guessed\"]"' "$svar"
printf '| survey |\n| | type | name | label | constraint | repeat_count |\n| | integer | n | N | . <= 5 | |\n| | begin repeat | r | R | | ${n} |\n| | text | t | T | | |\n| | end repeat | | | | |\n' >many.md
check 'an answer that is refused does no harm' "$svar" rehearse many.md
printf '| survey |\n| | type | name | label | relevant |\n| | text | a | A | 1 = 2 |\n' >empty.md
check 'a form that shows nothing' fails 1 'shown nothing at all' "$svar" rehearse empty.md --runs 10

printf '| survey |\n| | type | name | label |\n| | txet | a | A |\n' >wrong.md
check 'a form with mistakes' fails 2 'wrong.md:survey:2:1: error' "$svar" rehearse wrong.md
check 'a form that is not there' fails 2 nope.md "$svar" rehearse nope.md
check 'no respondents' fails 2 '--runs must be' "$svar" rehearse good.md --runs 0
check 'a seed that is no number' fails 2 '--seed must be' "$svar" rehearse good.md --seed x
echo "1..$number"
