#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# Runs age test vectors against `svar age decrypt`: ours in tests/seal/age, or those of a folder that is
# named. A vector is lines of "name: value", an empty line, and an age file. Checked are the exit
# code, the words that begin the message, and the plain text that came out, also before a failure.
set -u
svar=$SVAR_BUILD/bin/svar
vectors=${1:-tests/seal/age}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
number=0

exit_of() { # EXPECTATION
    case $1 in
    success) echo 0 ;;
    'no match') echo 3 ;;
    'HMAC failure') echo 4 ;;
    'header failure') echo 5 ;;
    'payload failure') echo 6 ;;
    'armor failure') echo 7 ;;
    *) echo unknown ;;
    esac
}

run() { # VECTOR: says what is wrong
    head=$(awk '/^$/ { exit } { print }' "$1")
    lines=$(printf '%s\n' "$head" | wc -l)
    tail -n +$((lines + 2)) "$1" >"$dir/file"
    value() { printf '%s\n' "$head" | sed -n "s/^$1: //p"; }
    set --
    value identity >"$dir/keys"
    [ ! -s "$dir/keys" ] || set -- "$@" -i "$dir/keys"
    count=0
    value passphrase >"$dir/words"
    while IFS= read -r word; do
        count=$((count + 1))
        printf '%s\n' "$word" >"$dir/word$count"
        set -- "$@" --passphrase-file "$dir/word$count"
    done <"$dir/words"
    [ -z "$(value armored)" ] || set -- "$@" --armor
    expect=$(value expect)
    "$svar" age decrypt "$@" <"$dir/file" >"$dir/out" 2>"$dir/err"
    code=$?
    [ "$code" = "$(exit_of "$expect")" ] || { echo "ended with $code, not as \"$expect\" does: $(cat "$dir/err")"; return; }
    if [ "$code" = 0 ]; then
        [ ! -s "$dir/err" ] || { echo "says: $(cat "$dir/err")"; return; }
    else
        grep -q "^$expect: ." "$dir/err" || { echo "does not begin with \"$expect\": $(cat "$dir/err")"; return; }
    fi
    hash=$(value payload)
    [ -n "$hash" ] || hash=$(sha256sum </dev/null | cut -c1-64)
    [ "$(sha256sum <"$dir/out" | cut -c1-64)" = "$hash" ] || echo "gave $(wc -c <"$dir/out") other bytes of plain text"
}

for vector in "$vectors"/*; do
    number=$((number + 1))
    wrong=$(run "$vector")
    if [ -z "$wrong" ]; then echo "ok $number - $(basename "$vector")"; else
        echo "not ok $number - $(basename "$vector")"
        echo "# $wrong"
    fi
done
echo "1..$number"
