#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# What earlier versions wrote, with today's svar and with the programs of others.
set -u
svar=$SVAR_BUILD/bin/svar
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
number=0
check() { # NAME COMMAND…
    name=$1
    shift
    number=$((number + 1))
    if "$@" >"$dir/out" 2>"$dir/err"; then echo "ok $number - $name"; else
        echo "not ok $number - $name"
        sed 's/^/# /' "$dir/out" "$dir/err"
    fi
}
for old in tests/seal/fixtures/v*; do
    version=$(basename "$old")
    # shellcheck disable=SC2016
    opens() { check "$version: $1 opens with $2" sh -c '"$0" age decrypt -i "$1/$2" --passphrase-file "$1/passphrase.txt" "$1/$3" | cmp - "$1/text"' "$svar" "$old" "$2" "$1"; }
    opens text.age identity.age
    opens text.age identity-open.age
    opens text-two.armored.age identity.age
    check "$version: under a passphrase" sh -c '"$0" age decrypt --passphrase-file "$1/passphrase.txt" "$1/text-passphrase.armored.age" | cmp - "$1/text"' "$svar" "$old"
    check "$version: a response opens as a plain file" sh -c '"$0" age decrypt -i "$1/identity-open.age" "$1/response.age" | grep -q räksmörgås' "$svar" "$old"
    check "$version: and with age" sh -c 'age -d -i "$0/identity-open.age" "$0/response.age" | grep -q räksmörgås' "$old"
    check "$version: the survey is right" "$svar" survey verify "$old/survey.svar" --key "$old/sign.pub"
    check "$version: the backup sheet gives the keys" "$svar" keygen --dir "$old" --check-backup "$old/sheet.txt"
    check "$version: keys can be made from it" "$svar" keygen --dir "$dir/$version" --no-passphrase --restore "$old/sheet.txt"
    check "$version: the same keys" cmp "$dir/$version/recipient.txt" "$old/recipient.txt"
    check "$version: minisign verifies" minisign -V -q -p "$old/sign.pub" -m "$old/text"
    check "$version: survey and batch belong together" sh -c '
        unzip -p "$0/survey.svar" survey.json | sha256sum | cut -c1-64 >"$1/a"
        od -An -v -tx1 -j8 -N32 "$0/batch" | tr -d " \n" >"$1/b"; echo >>"$1/b"; cmp "$1/a" "$1/b"' "$old" "$dir"
done
echo "1..$number"
