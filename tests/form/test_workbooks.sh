#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# Workbooks as other programs write them: openpyxl and LibreOffice, freshly where they are installed,
# and files of theirs that were kept; and workbooks that are broken on purpose.
set -u
. "$(dirname "$0")/lib.sh"
kept=$root/tests/form/workbooks
python=$(command -v /usr/bin/python3 || command -v python3)
"$python" -c 'import openpyxl' 2>/dev/null || python=
cat >make.py <<'PY'
import sys
from datetime import date, datetime, time
from openpyxl import Workbook
from openpyxl.styles import Font
w = Workbook()
settings = w.active
settings.title = 'Settings'
settings.append(['Form Title', 'FORM_ID', 'Version', 'default language', 'style'])
settings.append(['Från kalkylbladet', 'calc', 3, 'Svenska (sv)', 'pages'])
notes = w.create_sheet('my notes')
notes['A1'] = 'not for the form'
notes.sheet_state = 'hidden'
choices = w.create_sheet('CHOICES')
choices.append(['List Name', 'Value', 'Label::Svenska (sv)', 'region'])
for row in (['yn', 1, 'Ja', None], ['yn', 2, 'Nej', None], ['yn', -1, 'Vet ej', None], ['town', '01', 'Ås', 1.5], ['town', True, 'Öb', False]):
    choices.append(row)
choices.sheet_state = 'hidden'
survey = w.create_sheet('Survey')
survey.append(['TYPE', 'Name', 'Label::Svenska (sv)', 'Relevance', 'Required', 'Constraint', 'Default', 'Constraint Message', 'read only'])
survey.append(['integer', 'age', '="Hur "&"gammal?"', None, None, '. >= 0 and . <= 120', 18, 'Mellan 0 & 120', False])
survey.append(['select one yn', 'ok', ' Bra?\u00a0', '${age} > 3', True])
survey.append([])
survey.append(['date', 'day', 'Vilken dag?', None, None, None, date(2026, 1, 31)])
survey.append(['decimal', 'half', 'Hälften', None, None, None, 0.1 + 0.2])
survey.append(['select_one town', 'town', 'Ort <ö> & "å"', None, None, None, None, None])
survey.append(['note', 'merged', 'Över två celler', None])
survey.merge_cells('C8:E8')
survey['C3'].font = Font(bold=True)
survey['B40'].font = Font(bold=True)
w.move_sheet('Survey', -2)
w.save(sys.argv[1])
PY
cat >broken.py <<'PY'
import sys, zipfile
kind, good = sys.argv[1:]
parts = {n: zipfile.ZipFile(good).read(n) for n in zipfile.ZipFile(good).namelist()}
sheet = next(n for n in parts if n.startswith('xl/worksheets/sheet'))
head = parts[sheet][:parts[sheet].index(b'<sheetData')]
if kind == 'bomb': parts[sheet] = head + b'<sheetData><row r="1"><c t="inlineStr"><is><t>' + b' ' * (300 << 20)
if kind == 'entities': parts[sheet] = b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><worksheet><sheetData>&b;</sheetData></worksheet>'
if kind == 'outside': parts[sheet] = b'<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet>&a;</worksheet>'
if kind == 'deep': parts[sheet] = head + b'<a>' * 100000
if kind == 'wide': parts[sheet] = head + b'<sheetData><row r="1"><c r="BDWGN1" t="inlineStr"><is><t>x</t></is></c></row></sheetData></worksheet>'
if kind == 'many': parts[sheet] = head + b'<sheetData><row r="1">' + b''.join(b'<c t="inlineStr"><is><t>c%d</t></is></c>' % i for i in range(1000000)) + b'</row></sheetData></worksheet>'
if kind == 'low': parts[sheet] = head + b'<sheetData><row r="99999999"><c t="inlineStr"><is><t>x</t></is></c></row></sheetData></worksheet>'
with zipfile.ZipFile(kind + '.xlsx', 'w', zipfile.ZIP_DEFLATED, compresslevel=1) as z:
    for name, data in parts.items(): z.writestr(name, data)
if kind == 'half':
    data = open(good, 'rb').read()
    open('half.xlsx', 'wb').write(data[:len(data) // 2])
PY
# What every program's file must be as a table: dates, numbers and booleans as pyxform reads them.
read_rightly() { # FILE LABEL-OF-AGE
    "$svar" convert "$1" --to md >form.txt || return 1
    grep -q '| integer *| age *| '"$2"' *|' form.txt && grep -q '| 18 ' form.txt || { cat form.txt; return 1; }
    grep -q '| select one yn *| ok *| Bra? ' form.txt || { cat form.txt; return 1; }
    grep -q '| 2026-01-31 ' form.txt || { cat form.txt; return 1; }
    grep -q 'Ort <ö> & "å"' form.txt && grep -q '| 01 ' form.txt || { cat form.txt; return 1; }
    printf 'set /data/age 20\nset /data/ok -1\ndump\n' | "$svar" drive "$1" >answers.txt || return 1
    grep -q '"2026-01-31"' answers.txt && grep -q 'Vet ej' answers.txt || { cat answers.txt; return 1; }
}
for file in "$kept"/*.xlsx; do
    check "$(basename "$file"), as it was kept" read_rightly "$file" 'Hur gammal?'
    check "$(basename "$file"): nothing wrong but a required question" sh -c '"$0" check "$1" --json | jq -e ".errors == 0 and ([.problems[].text | select(test(\"forces an answer|both numbers and words\") | not)] | length) == 0"' "$svar" "$file"
done
if [ -n "$python" ]; then
    "$python" make.py openpyxl.xlsx
    check 'a formula without a result is told with its cell' fails 1 'openpyxl.xlsx:Survey:2:3: warning: The formula in this cell has no stored result' "$svar" check openpyxl.xlsx
    sed "s/'=\"Hur \"&\"gammal?\"'/'Hur gammal?'/" make.py >plain.py
    "$python" plain.py plain.xlsx
    check 'a workbook of openpyxl' read_rightly plain.xlsx 'Hur gammal?'
    if command -v soffice >/dev/null; then
        HOME=$dir timeout 120 soffice --headless --convert-to xlsx:"Calc MS Excel 2007 XML" --outdir office openpyxl.xlsx >office.log 2>&1
        check 'a workbook of LibreOffice, its formulas computed' read_rightly office/openpyxl.xlsx 'Hur gammal?'
    else
        skip 'a workbook of LibreOffice' 'soffice is not installed'
    fi
    for kind in bomb entities outside deep wide many low half; do "$python" broken.py $kind plain.xlsx; done
    # Sanitizers reserve more address space than any limit would give.
    limited() { (grep -qa __asan_init "$svar" || ulimit -v 1500000; exec timeout 60 "$svar" check "$@"); }
    check 'a zip bomb' fails 1 'error: Unpacked, the part xl/worksheets/' limited bomb.xlsx
    check 'entities that multiply' fails 1 'has a document type declaration' limited entities.xlsx
    check 'entities that read files' fails 1 'has a document type declaration' limited outside.xlsx
    check 'a hundred thousand elements in one another' fails 1 'is nested too deeply' limited deep.xlsx
    check 'a cell in the millionth column' fails 0 ':1:1000000: warning: This column and those behind it are not read' limited wide.xlsx
    check 'a million columns' fails 1 'The sheet reaches further than Svar reads' limited many.xlsx
    check 'a row far below' fails 1 'Svar reads' limited low.xlsx
    check 'half a file' fails 1 'half.xlsx: error: The file is no .xlsx workbook, or it is cut off' limited half.xlsx
    check 'in Swedish as well' fails 1 'half.xlsx: error: Filen är ingen .xlsx-arbetsbok, eller så är den avhuggen' limited half.xlsx --lang sv
else
    skip 'workbooks of openpyxl, and broken ones' 'openpyxl is not installed'
fi

# The same dangers as text.
awk 'BEGIN { printf "| survey |\n| "; for (i = 0; i < 1000000; i++) printf "| c%d ", i; print "|" }' >wide.md
check 'a million columns in a Markdown table' fails 1 'wide.md:survey:1' timeout 60 "$svar" check wide.md
awk 'BEGIN { printf "survey\n"; for (i = 0; i < 1000000; i++) printf ",c%d", i; print "" }' >wide.csv
check 'a million columns in a .csv' fails 1 'wide.csv:survey:' timeout 60 "$svar" check wide.csv
awk 'BEGIN { print "| survey |\n| | type | name | label | relevant |"; printf "| | text | a | A | "; for (i = 0; i < 20000; i++) printf "("; print " |" }' >deep.md
check 'parentheses without an end' fails 1 'deep.md:survey:2:4: error: the expression is ' "$svar" check deep.md
awk 'BEGIN { print "| survey |\n| | type | name | label | calculation |\n| | text | q | Q | |"; for (i = 0; i < 3000; i++) printf("| | calculate | c%d | | ${c%d} + 1 |\n", i, (i + 1) % 3000) }' >circle.md
check 'a circle of three thousand calculations' fails 1 'in a circle, so none can be computed: c' timeout 60 "$svar" check circle.md
printf '| survey |\n| | type | name | label | calculation |\n| | text | q | Q | |\n| | calculate | a | | ${b} |\n| | calculate | b | | ${c} * 2 |\n| | calculate | c | | ${a} |\n' >three.md
check 'a circle is named with its path and place' fails 1 'three.md:survey:3:4: error: these wait for one another in a circle, so none can be computed: a (calculation) → b (calculation) → c (calculation) → a.' "$svar" check three.md
printf '| survey |\n| | type | name | label |\n| | text | a | A |\n| | text | a | B |\n' >twice.md
check 'a name twice says both rows' fails 1 'twice.md:survey:3:2: error: the name “a” is used in row 2 already' "$svar" check twice.md
printf '| survey |\n| | type | name | label | requierd | colour |\n| | text | a | A | | |\n' >unknown.md
check 'an unknown column, with a suggestion' fails 0 'unknown.md:survey:1:4: warning: the column “requierd” is not known. Did you mean “required”?' "$svar" check unknown.md
check 'and one that is like none' fails 0 'unknown.md:survey:1:5: warning: the column “colour” is not known' "$svar" check unknown.md
printf '| survey |\n| | type | name | label | default | parameters |\n| | integer | a | A | many | |\n| | range | b | B | | start=x |\n| | date | c | C | 2026-02-30 | |\n' >types.md
check 'a default of the wrong type' fails 1 'types.md:survey:2:4: error: the default cannot be used: the answer must be a whole number' "$svar" check types.md
check 'a parameter of the wrong type' fails 1 'types.md:survey:3:5: error: the parameter “start” must be a number' "$svar" check types.md
check 'a date that there is not' fails 1 'types.md:survey:4:4: error: the default cannot be used: the answer must be a date' "$svar" check types.md
head -c 4000 /dev/urandom >noise.xlsx
check 'noise as .xlsx' fails 1 'noise.xlsx: error: The file is no .xlsx workbook' "$svar" check noise.xlsx
printf '| survey |\n| | type | name | label |\n| | text | a | \377\376 |\n' >latin.md
check 'text that is not UTF-8' fails 1 'latin.md:3: error: Line 3 is not UTF-8' "$svar" check latin.md
printf 'type,name,label\ntext,q,Q\ntext,r,R\n' >alone.csv
check 'a sheet saved alone as .csv says what to do' fails 1 'alone.csv:1:1: error: This is one sheet alone. Save the whole form as .xlsx' "$svar" check alone.csv
check 'in Swedish' fails 1 'Detta är ett blad ensamt. Spara hela formuläret som .xlsx' "$svar" check alone.csv --lang sv
: >empty.md
check 'an empty file' fails 1 'empty.md' "$svar" check empty.md
echo "1..$number"
