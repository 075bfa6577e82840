#!/bin/bash
# SPDX-License-Identifier: EUPL-1.2
# A form that holds every question type, answered in Swedish and Arabic by touch, by keyboard alone and
# by two switches, on each size of screen; what the organizer opens equals what the robot meant to
# say. SVAR_SIZES for other sizes.
. "$(dirname "$0")/lib.sh"

start_collector() {
    svar-collector --db sqlite:collector.db --listen 127.0.0.1:0 --key collector.key \
        --organizer keys/sign.pub --port-file port --log collector.log >/dev/null 2>&1 &
    kiosks+=("$!")
    await test -s port
}
synced() { asked '{"do":"sync"}' '.store.batches_waiting == 0'; }

svar keygen --dir keys --no-passphrase >/dev/null || exit 1
start_collector || exit 1
key=$(svar-collector --key collector.key --print-key)
make_survey "$here/every-type.md" ".languages = [\"sv\", \"ar\"] | .title = {sv: \"Prov\", ar: \"تجربة\"} |
    .collector = {url: \"http://127.0.0.1:$(cat port)\", keys: [\"$key\"]}" || exit 1
cp "$here"/media/* survey/
svar survey sign survey --sign-key keys/sign.key >/dev/null &&
    svar survey pack survey survey.svar >/dev/null &&
    svar survey publish survey.svar --sign-key keys/sign.key >/dev/null &&
    svar survey enrol survey --sign-key keys/sign.key >token || exit 1

# by HANDS…: everybody answers, with these options of the robot.
answered() {
    svar-robot --automation kiosk.sock "$@" --answers "$here/every-type.answers.ndjson" \
        --form "$here/every-type.md" && times=$((times + 1))
}
no_warnings() { ! grep -E 'warning|error' kiosk.log; }
kiosk_ends() { synced && stop_kiosk && no_warnings; }

times=0
youth=$SVAR_BUILD/plugins/youth.so
for size in ${SVAR_SIZES:-800x480 1280x800 1920x1080 1080x1920}; do
    check "the kiosk starts: $size" start_kiosk --size "$size" --enrol @token --plugin "$youth"
    check "every question is answered by touch: $size" answered
    check "and by keyboard: $size" answered --keyboard
    check 'all is sent, without a warning in the log' kiosk_ends
    check "the kiosk starts for two switches: $size" \
        start_kiosk --size "$size" --switches Space,Return --plugin "$youth"
    check "every question is answered by switches: $size" answered --switches
    check 'all is sent, without a warning in the log' kiosk_ends
done

# What was meant: values that are codes are missing; times have no seconds.
jq -c --argjson times "$times" '
    (.answers | with_entries(select(.value | test("^-[123]$")))) as $codes |
    {language, answers: (.answers | with_entries(select(.value | test("^-[123]$") | not))),
     missing: (($codes + (.missing // {})) | map_values(tonumber))} |
    range($times) as $i | .' "$here/every-type.answers.ndjson" | jq -cS . | sort >meant.ndjson
organizer=(--survey survey.svar --archive archive)
opened() {
    svar pull "${organizer[@]}" --sign-key keys/sign.key && svar verify "${organizer[@]}" &&
        svar open "${organizer[@]}" --key keys/identity.age --out opened.ndjson
}
check 'the organizer opens them' opened
jq -cS '{language, answers: (.answers | map_values(sub(":00\\.000.*$"; ""))),
    missing: (.missing | with_entries(select(.value >= -3)))}' opened.ndjson | sort >said.ndjson
check 'what was opened is what was meant' diff meant.ndjson said.ndjson
done_testing
