#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# .xlsx in every writer's dialect: one form as Excel (Windows, Mac with its 1904 calendar), Google
# Sheets, LibreOffice, Excel's strict format and libraries write it gives one and the same table; and
# real files of these programs, from packages that ship some, are read as openpyxl reads them.
set -u
. "$(dirname "$0")/lib.sh"
here=$root/tests/form
python=$(command -v /usr/bin/python3 || command -v python3)
cat >wanted.md <<'MD'
| survey |
| | type     | name   | label::Svenska (sv) | relevant   | required | default             | constraint          |
| | integer  | age    | Hur gammal är du?   |            | TRUE     | 18                  | . >= 0 and . <= 120 |
| | date     | day    | Vilken dag & natt?  | ${age} > 3 | FALSE    | 2026-01-31          |                     |
| | dateTime | moment | När?                |            |          | 2026-01-31 13:30:00 |                     |
| | time     | clock  | Klockan?            |            |          | 13:30:00            |                     |
| | decimal  | half   | Rad ett rad två     |            |          | 0.30000000000000004 |                     |
| | text     | sum    | Emoji 😀 <b>         |            |          | 1500000             |                     |

| Anteckningar |
| | Summa   | Andel |
| | #DIV/0! |       |

| choices |
| | list_name | name | label::Svenska (sv) |
| | yn        | 1    | Ja                  |
| | yn        | -1   | Vet ej              |
| | town      | 01   | Ås                  |
| | town      | TRUE | Öb                  |

| settings |
| | form_title | version |
| | Prov       | 3       |
MD
reads() { # FILE
    "$svar" convert "$1" --to md --out form.md && diff wanted.md form.md
}
# The sheet of notes with its error and its formula without a result is no part of the form.
right() { # FILE
    "$svar" check "$1" --json >said && jq -e '.errors == 0 and .warnings == 1' said
}
for dialect in excel excel-1904 google office strict prefixed bare utf16 capitals zip64; do
    if [ -n "$python" ]; then
        "$python" "$here/dialects.py" $dialect $dialect.xlsx
        check "$dialect: the same table" reads $dialect.xlsx
        check "$dialect: a form without mistakes" right $dialect.xlsx
    else
        skip "$dialect" 'python3 is not installed'
    fi
done
if [ -n "$python" ]; then
    sed "s/'Klockan?'/Broken('#N\\/A')/" "$here/dialects.py" >broken.py
    "$python" broken.py excel broken.xlsx
    check 'a formula in vain in the form itself is told with its cell' fails 1 \
        'broken.xlsx:survey:5:3: error: The formula in this cell gives #N/A. Mend the formula.' \
        "$svar" check broken.xlsx
fi
same_cells() { # FILE…
    "$python" "$here/same_cells.py" "$svar" "$@"
}
"$python" -c 'import openpyxl' 2>/dev/null || python=
for package in readxl openxlsx; do
    folder=/usr/lib/R/site-library/$package/extdata
    if [ -n "$python" ] && [ -d "$folder" ]; then
        # shellcheck disable=SC2046 # names without blanks
        check "Excel's and LibreOffice's own files in r-cran-$package" same_cells $(find "$folder" -name '*.xlsx' -size -380k)
    else
        skip "Excel's own files in r-cran-$package" 'the package or openpyxl is not installed'
    fi
done
fetched=$root/build/peers/spreadsheets
if [ -n "$python" ] && [ -d "$fetched" ]; then
    find "$fetched" -name '*.xlsx' ! -name 'big.xlsx' -exec "$python" "$here/same_cells.py" "$svar" {} + >same.txt
    check "Excel's, Google Sheets' and LibreOffice's own files from npm" sh -c 'cat same.txt; grep -c ": the same" same.txt && ! grep -v ": the same$\|no judge$" same.txt'
else
    skip "Google Sheets' own files from npm" 'scripts/peer-spreadsheets fetches them'
fi
echo "1..$number"
