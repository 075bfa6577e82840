#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# The backup sheet of svar keygen: written, scanned, typed, compared, and made into keys again.
set -u
. "$(dirname "$0")/lib.sh"
ends() { # CODE TEXT COMMAND…
    want=$1
    text=$2
    shift 2
    "$@" >said 2>&1
    got=$?
    [ $got -eq "$want" ] || { echo "ended with $got, not $want"; cat said; return 1; }
    grep -qF -- "$text" said || { cat said; return 1; }
}

echo 'en lång fras' >phrase
echo 'en annan' >other
echo 'hemligt' >plain
check 'keys are made with a sheet' "$svar" keygen --dir keys --passphrase-file phrase --backup sheet.html
check 'the sheet is private' sh -c '[ "$(stat -c %a sheet.html)" = 600 ]'
check 'the sheet needs nothing from elsewhere' sh -c '! grep -Eq "https?:|src=|@import|url\(" sheet.html'
check 'a sheet is never overwritten' ends 2 'sheet.html' "$svar" keygen --dir keys --passphrase-file phrase --backup sheet.html
check 'a sheet of keys that are there' "$svar" keygen --dir keys --passphrase-file phrase --backup sheet.txt
check 'it needs their passphrase' ends 2 'passphrase' "$svar" keygen --dir keys --passphrase-file other --backup more.txt
check 'and nothing is written without it' test ! -e more.txt
check 'text on standard output' sh -c '"$0" keygen --dir keys --passphrase-file phrase --backup - | grep -q "^  A1 "' "$svar"
check 'page and text have the same words' sh -c '
    { tr -d "\n" <sheet.html; echo; } | sed "s/<tr>/\n/g; s/<td>/ /g" | sed -n "s/^<th scope=\"row\">\([AB][1-9] [a-z ]*\).*/\1/p" >a
    sed -n "s/^  \([AB][1-9]\)  \(.*\)/\1 \2/p" sheet.txt >b; [ "$(wc -l <b)" = 9 ] && cmp a b'
grep -E '^  [AB][1-9] ' sheet.txt >rows

check 'the sheet is right' ends 0 'The sheet is right' "$svar" keygen --dir keys --check-backup rows
check 'typed on standard input' sh -c '"$0" keygen --dir keys --check-backup - <rows' "$svar"
check 'the whole text sheet may be read' "$svar" keygen --dir keys --check-backup sheet.txt
check 'a missing row is told' sh -c 'grep -v B3 rows >bad; "$0" keygen --dir keys --check-backup bad 2>&1 | grep -q "row B3 is missing"' "$svar"
sed '2s/  \([a-z]*\) \([a-z]*\) /  \2 \1 /' rows >bad
check 'two words exchanged are told, and where' ends 1 'row A2' "$svar" keygen --dir keys --check-backup bad
check 'a wrong word is told, and where' sh -c 'sed "7s/[a-z]\{5\}/xxxxx/" rows >bad; "$0" keygen --dir keys --check-backup bad 2>&1 | grep -q "row B3: word 1"' "$svar"
"$svar" keygen --dir others --no-passphrase --backup others.txt >/dev/null
check 'the sheet of other keys is told' ends 1 'other keys' "$svar" keygen --dir keys --check-backup others.txt
{ grep '^  A' rows; grep '^  B' others.txt; } >mixed
check 'half a sheet of other keys is told' ends 1 'sign.pub' "$svar" keygen --dir keys --check-backup mixed
check 'no keys to compare with is told' ends 2 'recipient.txt' "$svar" keygen --dir none --check-backup rows
check 'a check goes alone' ends 2 'alone' "$svar" keygen --dir keys --check-backup rows --restore rows

check 'keys are made again from typed rows' "$svar" keygen --dir again --passphrase-file other --restore rows
check 'they are the same keys' sh -c 'cmp keys/recipient.txt again/recipient.txt && cmp keys/sign.pub again/sign.pub'
check 'they open what was sealed before' sh -c 'age -R keys/recipient.txt plain | "$0" age decrypt -i again/identity.age --passphrase-file other | cmp - plain' "$svar"
"$svar" keygen --dir open --no-passphrase --restore rows >/dev/null
check 'age opens with them' sh -c 'age -R keys/recipient.txt plain | age -d -i open/identity.age | cmp - plain'
check 'they sign as before' sh -c 'minisign -S -s open/sign.key -m plain </dev/null && minisign -V -q -p keys/sign.pub -m plain'
check 'nothing is made from a sheet with a mistake' sh -c '! "$0" keygen --dir half --no-passphrase --restore bad && [ ! -e half/identity.age ]' "$svar"
check 'keys are not overwritten from a sheet' ends 2 'is there already' "$svar" keygen --dir keys --no-passphrase --restore rows

# The squares as a scanner sees them: the path drawn as pixels.
if command -v zbarimg >/dev/null; then
    for square in 1 2; do
        tr -d '\n' <sheet.html | sed 's/<svg/\n<svg/g' | sed -n 's/^<svg.*viewBox="0 0 \([0-9]*\).*<path d="\([^"]*\)".*/\1 \2/p' | sed -n "${square}p" |
            awk '{ side = $1; n = split(substr($0, index($0, "M")), parts, "M"); for (i = 2; i <= n; i++) { split(parts[i], xy, /[ d]|h/); dark[xy[1] "," xy[2]] = 1 }
                scale = 4; print "P1\n" side * scale, side * scale
                for (y = 0; y < side * scale; y++) { line = ""; for (x = 0; x < side * scale; x++) line = line ((int(x / scale) "," int(y / scale)) in dark ? "1 " : "0 "); print line } }' >square$square.pbm
        zbarimg -q --raw square$square.pbm >square$square.txt 2>/dev/null
    done
    check 'the first square is the identity' sh -c 'age-keygen -y square1.txt | cmp - keys/recipient.txt'
    check 'the second square is the signing key' sh -c 'minisign -S -s square2.txt -m plain </dev/null && minisign -V -q -p keys/sign.pub -m plain'
fi
echo "1..$number"
