#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# svar convert: round trips that change nothing, and what cannot be converted.
set -u
. "$(dirname "$0")/lib.sh"

cat >odd.md <<'MD'
| survey |
| | type      | name | label                   | hint |
| | note      | n1   | A \| pipe, \\| too      | _x0041_ & <b>"q"</b> |
| | text      | t1   | Åäö 漢字 🙂             |  |
| | | | | |
| | select_one l | s1 | -                     | --- |
| choices |
| | list_name | name | label |
| | l         | 1    | 1     |
| | l         | 01   | TRUE  |
MD
# Prose aside, a form of the repository is its tables.
trip() { # FORM: md → xlsx → md
    "$svar" convert "$1" --to md --out one.md && "$svar" convert one.md --to xlsx --out two.xlsx &&
        "$svar" convert two.xlsx --to md --out three.md && cmp one.md three.md &&
        "$svar" convert three.md --to xlsx --out four.xlsx && cmp two.xlsx four.xlsx
}
for form in "$root"/forms/*.md; do
    check "round trip of $(basename "$form")" trip "$form"
    check "and still the same form" sh -c '"$0" check three.md && "$0" check four.xlsx' "$svar"
done
check 'round trip of odd text' trip odd.md
check 'pipes and back-slashes stay' grep -qF 'A \| pipe, \\| too' three.md
check 'text that looks like an escape stays' grep -qF '_x0041_ & <b>"q"</b>' three.md
check 'a row of dashes is a row' sh -c 'printf "choices,,,\n,list_name,name,label\n,-,-,---\n" >dash.csv && "$0" convert dash.csv --to md >dash.md && "$0" convert dash.md --to md | cmp - dash.md && grep -qF -- --- dash.md' "$svar"
check 'the md is what pyxform reads: sheet, header, rows' sh -c 'sed -n 1p three.md | grep -qx "| survey |" && sed -n 2p three.md | grep -q "^| | type "'
check 'standard output' sh -c '"$0" convert odd.md --to md | cmp - one.md' "$svar"
check 'the .xlsx is a whole zip' unzip -tq two.xlsx
if command -v xmllint >/dev/null; then
    check 'its parts are well-formed' sh -c 'mkdir x && cd x && unzip -q ../two.xlsx && find . -type f -exec xmllint --noout {} +'
else
    skip 'its parts are well-formed' 'no xmllint'
fi
check 'no date of making stands in it' sh -c '! unzip -l two.xlsx | grep -q 202'
check '.csv is read' sh -c 'printf "survey,,,\n,type,name,label\n,text,a,\"Line, one\"\n" >f.csv && "$0" convert f.csv --to md | grep -qF "| Line, one |"' "$svar"
check 'a line break becomes a space, and it is said' sh -c 'printf "survey,,,\n,type,name,label\n,text,a,\"One\ntwo\"\n" >b.csv && "$0" convert b.csv --to md >b.md 2>said && grep -qF "| One two |" b.md && grep -q "1 line break" said' "$svar"
check 'but not in .xlsx' sh -c '"$0" convert b.csv --to xlsx >b.xlsx && unzip -p b.xlsx xl/worksheets/sheet1.xml | grep -A1 One | grep -q two' "$svar"

check 'no --to' fails 2 '--to' "$svar" convert odd.md
check 'a format that is not there' fails 2 'no format "pdf"' "$svar" convert odd.md --to pdf
check 'a file that is not there' fails 2 nope.md "$svar" convert nope.md --to md
check 'half a workbook' sh -c 'head -c 700 two.xlsx >half.xlsx; ! "$0" convert half.xlsx --to md >made 2>said && [ ! -s made ] && grep -q half.xlsx said' "$svar"
check 'a folder that is not there' fails 2 'cannot write' "$svar" convert odd.md --to md --out no/where.md
echo "1..$number"
