#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# svar check: forms of every kind, both languages, exit codes, JSON, plugins.
set -u
. "$(dirname "$0")/lib.sh"
unset LC_ALL LC_MESSAGES LANG
cat >bad.md <<'MD'
| survey |
| | type          | name | label | relevant |
| | txet          | a    | A     |          |
| | text          | b    | B     | ${a} = 1 and slected(${c}, 'x') |
| | select_one l  | c    | Gillar du glass och/eller saft? | 1 = 2 |
| choices |
| | list_name | name | label |
| | l         | x    | X     |
MD
printf 'survey,,,\n,type,name,label\n,txet,a,A\n' >bad.csv
printf '| survey |\n| | type | name | label |\n| | text | a | A |\n' >good.md
said() { # TEXT COMMAND…: on standard output, whatever the exit code
    text=$1
    shift
    "$@" >said 2>&1
    grep -qF -- "$text" said || { cat said; return 1; }
}

check 'a good form ends with 0' fails 0 'good.md: nothing wrong' "$svar" check good.md
check 'errors end with 1' fails 1 'bad.md:survey:2:1: error: the type “txet” is not known. Did you mean “text”?' "$svar" check bad.md
check 'all at once' fails 1 'Did you mean “selected”?' "$svar" check bad.md
check 'and warnings among them' fails 1 'bad.md:survey:4:4: warning: “c” can never be shown' "$svar" check bad.md
check '.csv as well' fails 1 'bad.csv:survey:' "$svar" check bad.csv
check 'a form that is not there ends with 2' fails 2 'nope.md' "$svar" check nope.md
check 'several forms, the worst exit code' fails 2 'bad.csv:survey:' "$svar" check good.md nope.md bad.csv
check 'several good forms' "$svar" check good.md good.md
check 'no form at all' fails 2 'svar check' "$svar" check

check 'Swedish by LC_ALL' said 'typen ”txet” är okänd. Menade du ”text”?' env LC_ALL=sv_SE.UTF-8 "$svar" check bad.md
check 'Swedish by LANG' said 'kan aldrig visas' env LANG=sv "$svar" check bad.md
check 'Swedish by LC_MESSAGES, over LANG' said 'kan aldrig visas' env LANG=en_GB.UTF-8 LC_MESSAGES=sv_SE "$svar" check bad.md
check 'LC_ALL goes first' said 'can never be shown' env LC_ALL=C LC_MESSAGES=sv_SE "$svar" check bad.md
check 'an empty LC_ALL says nothing' said 'kan aldrig visas' env LC_ALL= LANG=sv_SE "$svar" check bad.md
check 'svk is not Swedish' said 'can never be shown' env LANG=svk "$svar" check bad.md
check '--lang goes before the locale' said 'kan aldrig visas' env LC_ALL=C "$svar" check bad.md --lang sv
check 'the words for programs stay' said 'bad.md:survey:2:1: error: typen' "$svar" check bad.md --lang sv
check 'no English is left in Swedish' sh -c '! "$0" check bad.md --lang sv | grep -E " (the|and|is|of|can|has) "' "$svar"
check 'the count is in Swedish' fails 0 'good.md: inget fel' "$svar" check good.md --lang sv

check 'JSON' sh -c '"$0" check bad.md --json >j; [ $? -eq 1 ] && jq -e ".errors == 2 and .warnings == 2 and (.problems | length) == 4" j' "$svar"
check 'JSON: each with place, text and suggestion' jq -e '.problems[0] | .severity == "error" and .file == "bad.md" and .sheet == "survey" and .row == 2 and .column == 1 and .suggestion == "Did you mean “text”?"' j
check 'JSON in Swedish' sh -c '"$0" check bad.md --json --lang sv | jq -e ".problems[0].suggestion == \"Menade du ”text”?\""' "$svar"
check 'JSON of several forms is one document' sh -c '"$0" check bad.md bad.csv good.md --json | jq -e "[.problems[].file] | unique == [\"bad.csv\", \"bad.md\"]"' "$svar"

for form in "$root"/forms/*.md "$root"/tests/kiosk/form.md "$root"/tests/form/forms/*.md; do
    check "$(basename "$form"): no false alarm" fails 0 'nothing wrong' "$svar" check "$form"
    "$svar" convert "$form" --to xlsx -o out.xlsx 2>err || "$svar" convert "$form" --to xlsx >out.xlsx
    check "$(basename "$form"): none as .xlsx either" fails 0 'nothing wrong' "$svar" check out.xlsx
done

cp "$SVAR_BUILD"/plugins/template.so . && chmod 755 . && chmod 644 template.so
check 'a plugin' fails 0 'plugin template' "$svar" check template.so
cp "$SVAR_BUILD"/plugins/conference.so . && chmod 644 conference.so
check 'a plugin and the forms that it brings' fails 0 'q-sam-mall.md: nothing wrong' "$svar" check conference.so
printf 'no plugin' >broken.so
check 'what is no plugin' fails 1 'broken.so' "$svar" check broken.so
printf '| survey |\n| | type | name | label | appearance |\n| | integer | a | A | template-thermo |\n' >thermo.md
check 'an appearance that a plugin brings is unknown without it' said 'template-thermo' "$svar" check thermo.md
check 'and known with it' fails 0 'thermo.md: nothing wrong' "$svar" check thermo.md --plugin template.so

# A form of 10 000 questions that hang on one another: seconds would be a fault.
awk 'BEGIN { print "| survey |\n| | type | name | label | relevant |"
    for (i = 1; i <= 10000; i++)
        printf("| | integer | q%d | Q | %s |\n", i, (i == 1) ? "" : "${q" (i - 1) "} > 3") }' >large.md
check 'a large form' fails 0 'large.md: nothing wrong' timeout 60 "$svar" check large.md
echo "1..$number"
