#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# svar survey enrol: tokens as text, as QR codes that a reader reads, on sticks; and pulls from
# several addresses.
set -u
. "$(dirname "$0")/lib.sh"
not() { ! "$@"; }
is() { [ "$1" = "$2" ] || { echo "$1 is not $2"; return 1; }; }
enrol() { "$svar" survey enrol s --sign-key keys/sign.key "$@"; }
make() { # ADDRESS KEY
    rm -rf s
    "$svar" survey new s --form "$forms/q-sam-2019.md" --id prov --organizer-name Vi \
        --recipient @keys/recipient.txt --collector "$1" --collector-key "$2" 2>/dev/null &&
        "$svar" survey sign s --sign-key keys/sign.key >/dev/null
}

"$svar" keygen --dir keys --no-passphrase >/dev/null
"$svar" keygen --dir other --no-passphrase >/dev/null
start_collector
make "$address" "$key"

enrol >token 2>/dev/null
check 'a token is one line' sh -c '[ "$(wc -l <token)" = 1 ] && grep -q "^svar-enrol-1\.[A-Za-z0-9_-]*$" token'
enrol --count 3 >tokens 2>/dev/null
check 'several are several, each another' is "$(sort -u tokens | wc -l)" 3
check "somebody else's key makes none" not "$svar" survey enrol s --sign-key other/sign.key
check 'no count of none' not enrol --count 0

enrol --qr code.png >token 2>/dev/null
check 'a PNG is written' sh -c 'head -c 4 code.png | grep -q PNG'
check 'for its owner alone' is "$(stat -c %a code.png)" 600
if command -v zbarimg >/dev/null; then
    check 'a reader reads the token from it' is "$(zbarimg -q --raw code.png)" "$(cat token)"
else
    number=$((number + 1))
    echo "ok $number - a reader reads the token from it # SKIP no zbarimg (zbar-tools)"
fi
# The half blocks, made a picture again: what is printed is light, on a dark screen.
enrol --qr - >screen 2>/dev/null
picture() {
    tail -n +2 screen | python3 -c '
import sys
rows = []
for line in sys.stdin.read().splitlines():
    upper = [0 if c in "\u2580\u2588" else 1 for c in line]
    lower = [0 if c in "\u2584\u2588" else 1 for c in line]
    rows += [upper, lower]
wide = len(rows[0])
print("P1", wide * 4, len(rows) * 4)
for row in rows:
    for _ in range(4):
        print(" ".join(str(v) for v in row for _ in range(4)))' >screen.pbm
}
if command -v zbarimg >/dev/null; then
    picture
    check 'and from the screen' is "$(zbarimg -q --raw screen.pbm)" "$(head -n 1 screen)"
else
    number=$((number + 1))
    echo "ok $number - and from the screen # SKIP no zbarimg (zbar-tools)"
fi
check 'another kind of picture is refused' not enrol --qr code.gif
check 'a folder that is not there too' not enrol --qr nowhere/code.png

mkdir stick
check 'tokens go onto a stick' says '2 tokens are on the stick' enrol --count 2 --stick stick
check 'and further ones behind them' enrol --stick stick
check 'three lines' is "$(grep -c '^svar-enrol-1' stick/svar-stick/token.txt)" 3
check 'a stick that is not there is told' not enrol --stick nowhere

# ---- pulling from several places ----
"$svar" survey publish s --sign-key keys/sign.key 2>/dev/null
pull() { "$svar" pull --survey s --archive a.db --sign-key keys/sign.key "$@"; }
check 'the survey names where to pull' says '0 batches came' pull
check 'another address of the same collector' says "$address: 0 batches" pull --collector "$address"
one_down() { says 'cannot reach http://127.0.0.1:1' pull --collector http://127.0.0.1:1 --collector "$address"; [ $? -eq 2 ]; }
check 'one that is down is told, and is a failure' one_down
check 'but keeps nobody from the next' grep -q "^svar: $address: 0 batches came" said
stranger() { says '404' pull --collector "$address/elsewhere"; [ $? -eq 2 ]; }
check 'a path that is not the collector is told' stranger
no_proxy() { says 'cannot reach' pull --proxy http://127.0.0.1:1; [ $? -eq 2 ]; }
check 'a proxy that is not there is told' no_proxy
echo "1..$number"
