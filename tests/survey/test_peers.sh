#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# A signed survey under the eyes of tools that are not ours: minisign for the signature, b2sum for
# the hashes, jq for survey.json; and what differs is refused by its name.
set -u
svar=$SVAR_BUILD/bin/svar
here=$(cd "$(dirname "$0")/../.." && pwd)
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
number=0
check() { # check NAME COMMAND…
    number=$((number + 1))
    name=$1
    shift
    if "$@" >"$dir/out" 2>&1; then
        echo "ok $number - $name"
    else
        echo "not ok $number - $name"
        sed 's/^/# /' "$dir/out"
    fi
}
refused() { # refused WORD COMMAND…: fails, and says WORD
    word=$1
    shift
    ! "$@" >"$dir/said" 2>&1 && grep -q -- "$word" "$dir/said" || { cat "$dir/said"; return 1; }
}

"$svar" keygen --dir "$dir/keys" --no-passphrase >/dev/null 2>&1
"$svar" survey new "$dir/s" --form "$here/forms/q-sam-2019.md" --id q-sam-2019 \
    --settings "$here/forms/q-sam-2019.survey.json" --recipient "@$dir/keys/recipient.txt" \
    --sign-key-pub "$dir/keys/sign.pub" >/dev/null 2>&1
mkdir "$dir/s/media"
printf 'a picture' >"$dir/s/media/bild å.png"
check "a survey is signed" "$svar" survey sign "$dir/s" --sign-key "$dir/keys/sign.key"

check "minisign agrees with the signature" \
    minisign -V -q -p "$dir/keys/sign.pub" -m "$dir/s/survey.json"
hashes_agree() {
    jq -r '.files | to_entries[] | "\(.value)  \(.key)"' "$dir/s/survey.json" >"$dir/sums"
    [ "$(wc -l <"$dir/sums")" -eq 2 ] && (cd "$dir/s" && b2sum -l 256 -c "$dir/sums")
}
check "b2sum agrees with the hashes" hashes_agree

check "the signed folder is verified" "$svar" survey verify "$dir/s" --key "$dir/keys/sign.pub"
check "it is packed" "$svar" survey pack "$dir/s" "$dir/one.svar"
check "the package is verified" "$svar" survey verify "$dir/one.svar" --key "$dir/keys/sign.pub"
same_bytes() {
    TZ=Asia/Tokyo "$svar" survey pack "$dir/one.svar" "$dir/two.svar" &&
        cmp "$dir/one.svar" "$dir/two.svar"
}
check "packing again gives the same bytes" same_bytes

minisign_signs() {
    cp -r "$dir/s" "$dir/m" &&
        minisign -S -q -W -s "$dir/keys/sign.key" -t again -m "$dir/m/survey.json" &&
        "$svar" survey verify "$dir/m" --key "$dir/keys/sign.pub"
}
check "a signature made by minisign is taken" minisign_signs

printf '\n' >>"$dir/s/form.md"
check "a changed form is refused by name" \
    refused "form.md differs" "$svar" survey verify "$dir/s" --key "$dir/keys/sign.pub"
"$svar" survey sign "$dir/s" --sign-key "$dir/keys/sign.key" >/dev/null 2>&1
rm "$dir/s/media/bild å.png"
check "a missing picture is refused by name" \
    refused "bild å.png" "$svar" survey verify "$dir/s" --key "$dir/keys/sign.pub"
printf 'a picture' >"$dir/s/media/bild å.png"
jq '.k = 1' "$dir/s/survey.json" >"$dir/changed" && cp "$dir/changed" "$dir/s/survey.json"
check "a changed survey.json is refused by name" \
    refused "survey.json differs" "$svar" survey verify "$dir/s" --key "$dir/keys/sign.pub"
"$svar" keygen --dir "$dir/others" --no-passphrase >/dev/null 2>&1
check "another organizer's key is refused" \
    refused "another key" "$svar" survey verify "$dir/one.svar" --key "$dir/others/sign.pub"
cp "$dir/keys/identity.age" "$dir/s/"
check "a secret key in the folder is not published" \
    refused "identity.age" "$svar" survey sign "$dir/s" --sign-key "$dir/keys/sign.key"
echo "1..$number"
