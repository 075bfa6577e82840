#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# The desk against a real collector on loopback: publish, pull, and what is refused.
set -u
. "$(dirname "$0")/lib.sh"

"$svar" keygen --dir keys --no-passphrase >/dev/null
"$svar" keygen --dir other --no-passphrase >/dev/null
start_collector
make() { # DIR COLLECTOR_KEY SIGN_KEY
    "$svar" survey new "$1" --form "$forms/q-sam-2019.md" --id prov --organizer-name Vi \
        --recipient @keys/recipient.txt --collector "http://127.0.0.1:$(cat port)" \
        --collector-key "$2" 2>/dev/null &&
        "$svar" survey sign "$1" --sign-key "$3" >/dev/null
}
make s "$key" keys/sign.key
check 'a signed survey is published' ends 0 says 'is at http' "$svar" survey publish s --sign-key keys/sign.key
check 'and again' ends 0 "$svar" survey publish s --sign-key keys/sign.key
check 'a pull of nothing is no error' ends 0 says '0 sealed responses' "$svar" pull --survey s --archive a.db --sign-key keys/sign.key
check 'the archive is private' sh -c '[ "$(stat -c %a a.db)" = 600 ]'
check 'an empty archive verifies' ends 0 says 'nothing of this survey' "$svar" verify --survey s --archive a.db
check 'an empty survey exports its columns' sh -c '"$0" export --survey s --archive a.db --key keys/identity.age --out - 2>/dev/null | head -n 1 | grep -q ",q9"' "$svar"
check 'an empty survey has a report' sh -c '"$0" report --survey s --archive a.db --key keys/identity.age --out r.html && grep -q "</html>" r.html' "$svar"
make foreign "$key" other/sign.key
check 'a survey of a stranger is refused' ends 2 "$svar" survey publish foreign --sign-key other/sign.key
check 'only the signer may pull' ends 2 "$svar" pull --survey s --archive b.db --sign-key other/sign.key
make wrong 0000000000000000000000000000000000000000000000000000000000000001 keys/sign.key
check 'a server with another key is not believed' ends 2 "$svar" survey publish wrong --sign-key keys/sign.key
kill "$collector"
wait "$collector" 2>/dev/null
children=
check 'a collector that is gone is told' ends 2 says 'cannot reach' "$svar" pull --survey s --archive a.db --sign-key keys/sign.key
check 'and the archive is as before' ends 0 "$svar" verify --survey s --archive a.db
echo "1..$number"
