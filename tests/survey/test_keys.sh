#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# Keys from the organizer's side: recipients are added and retired with a new version, and production
# is signed only when a key that will open the answers has shown it.
set -u
. "$(dirname "$0")/../lib.sh"
fails() { # WORDS COMMAND…
    words=$1
    shift
    ! "$@" >told 2>&1 && grep -q -- "$words" told || { cat told; return 1; }
}
says() {
    words=$1
    shift
    "$@" >told 2>&1 && grep -q -- "$words" told || { cat told; return 1; }
}
for who in anna bo; do "$svar" keygen --dir $who --no-passphrase >/dev/null || exit 1; done
anna=$(tail -n 1 anna/recipient.txt)
bo=$(tail -n 1 bo/recipient.txt)
printf '| survey |\n| | type | name | label |\n| | integer | q1 | Hur många? |\n' >form.md
version() { # NUMBER RECIPIENT…
    rm -rf s && mkdir s && cp form.md s/
    v=$1
    shift
    jq -n --arg v "$v" --arg key "$(tail -n 1 anna/sign.pub)" '{svar: 1, id: "nycklar", version: ($v | tonumber),
        mode: "production", title: {sv: "Prov"}, languages: ["sv"], form: "form.md",
        organizer: {name: {sv: "Regionen"}, contact: {sv: "fraga@exempel.se"}, sign_key: $key},
        recipients: $ARGS.positional}' --args "$@" >s/survey.json
}
sign() { "$svar" survey sign s --sign-key anna/sign.key "$@"; }

version 1 "$anna"
check 'production is refused without a proof' fails '--prove' sign
check 'and with a key that opens nothing' fails 'not among' sign --prove bo/identity.age
check 'with the key that opens it is signed' says 'opened again with anna' sign --prove anna/identity.age
version 2 "$anna" "$bo"
check 'a second recipient is told to prove it too' says '1 of 2 recipients were not tried' sign --prove anna/identity.age
check 'both may prove at once' says 'opened again with bo' sign --prove anna/identity.age --prove bo/identity.age
quiet() { sign --prove anna/identity.age --prove bo/identity.age 2>&1 | grep -q 'not tried' && return 1; return 0; }
check 'then nobody is left to try' quiet
version 3 "$bo"
check 'who was retired proves nothing any more' fails 'not among' sign --prove anna/identity.age
check 'who is left does' sign --prove bo/identity.age
cat anna/identity.age bo/identity.age >both.age
check 'a key that is retired is told to be kept' says 'keep it' sign --prove both.age
version 4 "$anna" "$bo" age1pq1notyet
check 'a kind of key that cannot be sealed to is named so' fails 'cannot seal to' sign --prove anna/identity.age
version 5 $(for _ in $(seq 21); do age-keygen 2>/dev/null | sed -n 's/.*public key: //p'; done)
check 'twenty recipients are the most' fails '20' sign --prove anna/identity.age
version 6 "$anna" $(for _ in $(seq 19); do age-keygen 2>/dev/null | sed -n 's/.*public key: //p'; done)
check 'and twenty go' sign --prove anna/identity.age
echo "1..$number"
