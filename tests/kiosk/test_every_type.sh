#!/bin/bash
# SPDX-License-Identifier: EUPL-1.2
# A form that holds every question type, answered in Swedish and Arabic, by touch and by keys, on each
# size of screen, and by two switches; what the organizer opens equals what the robot meant to say. SVAR_SIZES for others.
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

times=0
for size in ${SVAR_SIZES:-800x480 1280x800 1920x1080 1080x1920} switches; do
    hands=(--size "$size")
    by=()
    if [ "$size" = switches ]; then
        hands=(--size 1280x800 --switches Space,Return)
        by=(--switches)
    fi
    check "the kiosk starts: $size" \
        start_kiosk "${hands[@]}" --enrol @token --plugin "$SVAR_BUILD/plugins/youth.so"
    check 'every question is answered' svar-robot --automation kiosk.sock "${by[@]}" \
        --answers "$here/every-type.answers.ndjson" --form "$here/every-type.md"
    check 'and sent' synced
    stop_kiosk
    no_warnings() { ! grep -E 'warning|error' kiosk.log; }
    check 'without a warning in the log' no_warnings
    times=$((times + 1))
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
