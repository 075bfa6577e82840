#!/bin/bash
# SPDX-License-Identifier: EUPL-1.2
# The stick's whole way: a kiosk without a network writes its batches, the desk takes them in and
# writes receipts, the kiosk takes those back; and what people do with sticks.
. "$(dirname "$0")/lib.sh"

open_page() { gesture; code 2468; is_page admin; }
says_value() { asked '{"do":"screen"}' --arg id "$1" --arg words "$2" \
    '.elements[] | select(.id == $id) | .value == $words'; }
press() { staff "$1"; }
said() { await says admin/said "$1" || { ask '{"do":"screen"}' | jq '.elements[] | select(.id) | [.id, .name]' -c; return 1; }; }
figure() { asked '{"do":"figures"}' ".store.$1 == $2"; }
batches() { [ "$(ls stick/svar-stick/batches 2>/dev/null | grep -c 'batch$')" = "$1" ]; }
receipts() { [ "$(ls stick/svar-stick/receipts 2>/dev/null | wc -l)" = "$1" ]; }
desk() { svar import --survey survey --archive desk.db "$@" >said.txt 2>&1; local code=$?; cat said.txt; return $code; }
told() { grep -qF -- "$1" said.txt || { cat said.txt; return 1; }; }
answer() { svar-robot --automation kiosk.sock --answers answers.ndjson; }
not() { ! "$@"; }
start_collector() {
    rm -f port
    svar-collector --db sqlite:collector.db --listen 127.0.0.1:0 --key collector.key \
        --organizer keys/sign.pub --port-file port --log collector.log >/dev/null 2>&1 &
    collector=$!
    kiosks+=("$collector")
    await test -s port
}
collect() { svar-collector import --db sqlite:collector.db --key collector.key "$@" >said.txt 2>&1
    local code=$?; cat said.txt; return $code; }

printf '%s\n' '{"answers":{"q1":"1","q4":"Bra mix"}}' '{"answers":{"q1":"2"}}' \
    '{"answers":{"q1":"-1"}}' >answers.ndjson
# The collector is there once, for the survey; the kiosk never reaches it.
svar keygen --dir keys --no-passphrase >/dev/null || exit 1
start_collector || exit 1
make_survey "$here/form.md" ".collector = {url: \"http://127.0.0.1:$(cat port)\", keys: [\"$(svar-collector --key collector.key --print-key)\"]}" || exit 1
echo 2468 >pin.txt
svar survey pin survey --pin-file pin.txt && svar survey sign survey --sign-key keys/sign.key >/dev/null &&
    svar survey publish survey --sign-key keys/sign.key || exit 1
kill "$collector"; wait "$collector" 2>/dev/null
cp -r survey given
check 'the kiosk starts, with a place for sticks' start_kiosk --size 1280x800 --stick "$work/stick"
answer >/dev/null 2>&1
check 'the staff page opens' open_page
check 'it tells that there is no token, in words' says admin/network 'inte inskriven'
press admin/to-stick
check 'without a stick it says so' said 'Ingen sticka'
mkdir stick
press admin/from-stick
check 'a stick with nothing of ours is told' said 'inget från Svar'
press admin/to-stick
check 'with one, batches are written' said 'på stickan: 3'
check 'they are on it' batches 3
check 'nothing readable is' not grep -rqa 'Bra mix' stick
check 'nothing is receipted by that' figure responses_receipted 0
press admin/to-stick
check 'a second time changes nothing' said 'på stickan: 3'
check 'still three' batches 3

# ---- at the desk ----
check 'import takes them' desk stick
check 'and says how many' told '3 batches, 3 of them new'
check 'and that nothing went back' told 'no receipts were written'
check 'again is fine, with receipts' desk --sign-key keys/sign.key stick
check 'nothing is taken twice' told '3 batches, 0 of them new'
check 'three receipts' receipts 3
check 'the newest survey lies there too' test -s stick/svar-stick/surveys/prov.svar
check 'the archive verifies' svar verify --survey survey --archive desk.db
opens() { svar export --survey survey --archive desk.db --key keys/identity.age --out - | grep -q 'Bra mix'; }
check 'and opens' opens
wrong_folder() { ! desk nowhere && told 'nowhere'; }
check 'a folder that is not there is told' wrong_folder
mkdir empty
no_stick() { ! desk empty && told 'no kiosk has written to it'; }
check 'so is a stick without ours' no_stick
one=$(ls stick/svar-stick/batches | head -n 1)
cp -r stick torn && printf x >>"torn/svar-stick/batches/$one"
damaged() { desk torn; [ $? -eq 1 ] && told 'does not fit its name' && told '2 batches'; }
check 'a damaged batch is told, the others come' damaged
svar keygen --dir other --no-passphrase >/dev/null
foreign() { cp -r survey foreign && jq '.id = "annan"' survey/survey.json >foreign/survey.json &&
    svar survey sign foreign --sign-key keys/sign.key >/dev/null &&
    svar import --survey foreign --archive foreign.db stick 2>said.txt; told '3 batches of other surveys'; }
check 'batches of another survey are left there' foreign
stranger() { ! svar import --survey survey --archive x.db --sign-key other/sign.key stick 2>said.txt; }
check "somebody else's key writes no receipts" stranger

# ---- back in the kiosk ----
cp -r stick copy # somebody plugs an older copy in later
press admin/from-stick
check 'the kiosk takes the receipts' said 'från stickan: 3'
check 'everything is receipted' figure responses_receipted 3
check 'and off the stick' batches 0
check 'with the receipts' receipts 0
press admin/to-stick
check 'nothing is left to write' said 'inget att lägga'
rm -rf stick && mv copy stick
press admin/from-stick
check 'an old copy of the stick is harmless' said 'från stickan: 3'
check 'still three' figure responses_receipted 3

# ---- a forged receipt, a locked stick, a newer survey, a token ----
press admin/close
answer >/dev/null 2>&1
open_page >/dev/null
press admin/to-stick
said 'på stickan: 3' >/dev/null
mkdir -p stick/svar-stick/receipts
for name in stick/svar-stick/batches/*.batch; do
    printf 'svarrcp1 thank you' >"stick/svar-stick/receipts/$(basename "$name" .batch).receipt"
done
press admin/from-stick
check 'receipts that nobody signed are not believed' said 'inga nya kvitton'
check 'and nothing is removed for them' batches 3
jq '.version = 2' survey/survey.json >survey/new.json && mv survey/new.json survey/survey.json
svar survey sign survey --sign-key keys/sign.key >/dev/null
check 'a newer survey goes onto the stick' desk --sign-key keys/sign.key stick
svar survey enrol survey --sign-key keys/sign.key --stick stick --count 2 2>said.txt
check 'tokens too' told '2 tokens are on the stick'
press admin/from-stick
check 'the kiosk takes receipts, survey and a token' said 'Enheten skriver in sig'
check 'and tells of the survey' says admin/said 'nyare version av enkäten'
check 'its token is off the stick, the other is not' test "$(wc -l <stick/svar-stick/token.txt)" = 1
check 'it is kept' test -s state/survey-prov.svar
press admin/sync
check 'sending tells why it does not go' await says admin/network 'inte att nå'
press admin/token
check 'a token can be typed' says token/back Tillbaka
touch_it key/s
check 'and the page is called so' asked '{"do":"screen"}' '.page == "token"'
check 'letter by letter' says_value token/field s
touch_it token/enter
check 'a wrong one is told at once' says admin/said 'felskriven'
touch_it token/back
press admin/close
stop_kiosk
check 'the kiosk starts again with the old survey given' start_kiosk --size 1280x800 --survey given --stick "$work/stick"
check 'and uses the newer one' grep -q "survey's version 2" kiosk.log
stop_kiosk
rm state/survey-prov.svar

# ---- a collector's side ----
check 'and with the old one where that is gone' start_kiosk --size 1280x800 --survey given --stick "$work/stick"
answer >/dev/null 2>&1
open_page >/dev/null
rm -rf stick && mkdir stick
press admin/to-stick
check 'three more are written' said 'på stickan: 3'
check 'a collector looks at the stick' collect stick
check 'and refuses what comes from a device that it does not know' told '3 refused'
press admin/from-stick
check 'the page tells what to do' said 'inte togs emot: 3'
check 'and they are kept' figure batches_refused 3
press admin/to-stick
check 'they go onto a stick all the same' said 'på stickan: 3'
check 'whoever runs the collector can vouch for the device' collect --vouched stick
check 'then they are stored' told '3 batches stored'
check 'and a second time they are there' collect stick
check 'as is said' told '3 there already'
press admin/from-stick
check 'the kiosk has the receipts' said 'från stickan: 3'
check 'nothing is refused any more' figure batches_refused 0
check 'a key that is not there is told' not collect --key nokey stick
stop_kiosk
check 'no answer lies on the stick in plain text' not grep -rqa 'Bra mix' stick torn collector.db
done_testing
