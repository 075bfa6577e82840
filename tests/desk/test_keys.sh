#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# svar keygen, with Debian's age and minisign as the judges.
set -u
. "$(dirname "$0")/lib.sh"

echo 'en lång fras med åäö' >phrase
echo 'en annan' >wrong
check 'keys are made under a passphrase' "$svar" keygen --dir keys --passphrase-file phrase
check 'keys are made without one' "$svar" keygen --dir open --no-passphrase
check 'secret files are private' sh -c '[ "$(stat -c %a keys/identity.age keys/sign.key | sort -u)" = 600 ]'
check 'no secret key is printed' sh -c '! "$0" keygen --dir more --no-passphrase 2>&1 | grep -i "secret-key-1"' "$svar"
check 'the identity is an age file' grep -q 'BEGIN AGE ENCRYPTED FILE' keys/identity.age
check 'keys are never overwritten' ends 2 says 'is there already' "$svar" keygen --dir keys --passphrase-file phrase
check 'and the files are as before' grep -q 'BEGIN AGE ENCRYPTED FILE' keys/identity.age

echo 'hemligt' >plain
check 'age seals to recipient.txt' age -R keys/recipient.txt -o sealed plain
check 'age opens with an identity of ours' sh -c 'age -R open/recipient.txt plain | age -d -i open/identity.age | cmp - plain'
check 'age-keygen agrees on the public key' sh -c 'age-keygen -y open/identity.age | cmp - open/recipient.txt'
check 'minisign signs with an open key of ours' sh -c 'minisign -S -W -s open/sign.key -m plain || minisign -S -s open/sign.key -m plain </dev/null'
check 'minisign verifies by sign.pub' minisign -V -q -p open/sign.pub -m plain

check 'no terminal and no passphrase file is told' ends 2 says '--passphrase-file' setsid -w "$svar" keygen --dir none
check 'an empty passphrase file is told' sh -c ': >empty; ! "$0" keygen --dir none --passphrase-file empty' "$svar"
check 'both ways at once are refused' ends 2 "$svar" keygen --dir none --no-passphrase --passphrase-file phrase
check 'nothing half made is left behind' test ! -e none/identity.age
check 'a folder that cannot be written is told' ends 2 says 'cannot' "$svar" keygen --dir /proc/nowhere --no-passphrase
echo "1..$number"
