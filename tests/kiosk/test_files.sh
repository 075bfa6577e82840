#!/bin/bash
# SPDX-License-Identifier: EUPL-1.2
# Files beside a form, all the way: choices from a .csv and a .geojson, pulldata() from a third. The
# desk copies them into the survey, the signature covers them, the kiosk and the desk read them out of
# the signed package and from nowhere else.
. "$(dirname "$0")/lib.sh"

mkdir form
cat >form/form.md <<'MD'
| survey |
| | type                             | name  | label::Svenska (sv) | choice_filter      | calculation                               | parameters |
| | select_one yn                    | city  | Stad?               |                    |                                           |            |
| | select_one_from_file towns.csv   | town  | Ort?                | county = ${city}   |                                           |            |
| | select_one_from_file parks.geojson | park | Park?              |                    |                                           |            |
| | calculate                        | pop   |                     |                    | pulldata('people', 'pop', 'name', ${town}) |            |
| choices |
| | list_name | name | label::Svenska (sv) |
| | yn        | ab   | Stockholm           |
| | yn        | m    | Malmö               |
MD
printf 'name,label,county\nsolna,Solna,ab\nsthlm,Stockholm,ab\nlund,Lund,m\n' >form/towns.csv
printf 'name;pop\nsolna;84\nlund;94\n' >form/people.csv
echo '{"type":"FeatureCollection","features":[{"type":"Feature","id":"p1","properties":{"title":"Parken"},"geometry":{"type":"Point","coordinates":[17.9,59.3]}},{"type":"Feature","id":"p2","properties":{"title":"Skogen"},"geometry":null}]}' >form/parks.geojson

svar keygen --dir keys --no-passphrase >/dev/null || exit 1
new() { svar survey new "$1" --form form/form.md --id prov --recipient @keys/recipient.txt --organizer-name Regionen; }
check 'a survey is made of a form with files' new made
check 'they are copied into it' test -s made/towns.csv -a -s made/people.csv -a -s made/parks.geojson
lost() { mv form/people.csv kept.csv; ! new none >said 2>&1; local code=$?; mv kept.csv form/people.csv; cat said; [ $code -eq 0 ] && grep -q people said; }
check 'a file that is missing is named, and no survey is made' lost
check 'not even a part of one' test ! -e none/survey.json

svar-collector --db sqlite:collector.db --listen 127.0.0.1:0 --key collector.key \
    --organizer keys/sign.pub --port-file port --log collector.log >/dev/null 2>&1 &
kiosks+=("$!")
await test -s port
key=$(svar-collector --key collector.key --print-key)
make_survey form/form.md ".languages = [\"sv\"] | .title = {sv: \"Prov\"} |
    .collector = {url: \"http://127.0.0.1:$(cat port)\", keys: [\"$key\"]}" >/dev/null 2>&1
cp form/*.csv form/*.geojson survey/
sign() { svar survey sign survey --sign-key keys/sign.key && svar survey pack survey survey.svar; }
check 'it is signed with its files' sign
check 'and packed with them' sh -c 'unzip -l survey.svar | grep -q towns.csv && unzip -l survey.svar | grep -q people.csv && unzip -l survey.svar | grep -q parks.geojson'
altered() { cp -r survey other && echo 'x,X,ab' >>other/towns.csv && ! svar survey verify other --key keys/sign.pub >said 2>&1 && grep towns.csv said; }
check 'a file that was altered afterwards is told' altered
refuses() { ! timeout 20 svar-kiosk --survey other --organizer keys/sign.pub --state spare --automation spare.sock >said 2>&1 && grep towns.csv said; }
check 'and the kiosk refuses it' refuses
rm -rf form # nothing is read from where the form was written
svar survey publish survey.svar --sign-key keys/sign.key >/dev/null &&
    svar survey enrol survey --sign-key keys/sign.key >token || exit 1
check 'the kiosk starts' start_kiosk --size 1280x800 --enrol @token
echo '{"language":"sv","answers":{"city":"m","town":"lund","park":"p2"}}' >answers.ndjson
check 'the choices are the files’ own' svar-robot --automation kiosk.sock --answers answers.ndjson --form survey/form.md
synced() { asked '{"do":"sync"}' '.store.batches_waiting == 0'; }
check 'and sent' synced
stop_kiosk
organizer=(--survey survey.svar --archive archive)
opened() {
    svar pull "${organizer[@]}" --sign-key keys/sign.key &&
        svar open "${organizer[@]}" --key keys/identity.age --out opened.ndjson && cat opened.ndjson &&
        jq -e '.answers.town == "lund" and .answers.park == "p2" and .answers.pop == "94"' opened.ndjson
}
check 'what pulldata() found came with the answers' opened
exported() { svar export "${organizer[@]}" --key keys/identity.age --format csv --out out.csv && cat out.csv && grep -q lund out.csv; }
check 'the desk reads the package’s files for its table' exported
done_testing
