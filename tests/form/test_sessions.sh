#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# Sessions in tests/form/sessions have the same course here as in ODK Web Forms' engine: values,
# relevance, what is required and violated, labels and choices after every step. They keep away from
# where ODK's two engines differ (sums and counts over what is not relevant).
set -u
. "$(dirname "$0")/lib.sh"
peer=$root/build/peers/odk
here=$root/tests/form
dumped() { # FORM COMMANDS JQ: of the last dump
    printf '%b\ndump\n' "$2" | "$svar" drive "$here/sessions/$1.md" | tail -n 1 | jq -e "$3"
}
check 'a table has its label in a note, as pyxform writes it' dumped table 'set /data/x a' '[.nodes[] | select(.path | startswith("/data/t")) | [.path, .label]] == [["/data/t", null], ["/data/t/generated_table_list_label_3", "Table"], ["/data/t/reserved_name_for_field_list_labels_4", " "], ["/data/t/a", "A"], ["/data/t/b", "B"]]'
check 'and its labels above the first select' dumped table 'clear /data/x' '.nodes[] | select(.path == "/data/u/reserved_name_for_field_list_labels_8") | .kind == "select_multiple" and .relevant and (.choices | length) == 2'
check 'they follow the table’s relevance' dumped table 'clear /data/x' '[.nodes[] | select(.path | startswith("/data/t")) | .relevant] | any | not'
check 'the submission has them too' sh -c 'printf "set /data/x a\nsubmit\n" | "$0" drive "$1" | tail -n 1 | jq -r .xml | grep -qF "<t><generated_table_list_label_3/><reserved_name_for_field_list_labels_4/><a/><b/></t><u><reserved_name_for_field_list_labels_8/><c/>"' "$svar" "$here/sessions/table.md"
check 'an index into a repeat, and positions, after one is removed' dumped nested 'add /data/kid\nset /data/kid[2]/who b\nadd /data/kid\nset /data/kid[3]/who c\nremove /data/kid[1]' '[.nodes[] | select(.path | test("full|name2")) | .value] == ["b-1-2", "c-2-2", "c"]'
set --
for form in "$here"/sessions/*.md; do set -- "$@" "$form" "${form%.md}.txt"; done
if [ -d "$peer/node_modules/@getodk/xforms-engine" ] && command -v node >/dev/null && command -v python3 >/dev/null; then
    check 'the sessions have the same course in ODK Web Forms' python3 "$here/same_session.py" "$svar" "$peer" "$@"
else
    skip 'the sessions have the same course in ODK Web Forms' 'scripts/peer-odk fetches it'
fi
echo "1..$number"
