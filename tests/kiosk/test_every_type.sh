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

# Pictures to choose among, pins on a plan, the ladder as a range and emoji, besides what the form has.
with_more() {
    awk '/^\| choices \|/ {
        gap = "| | | | |"
        print "| | select_one way | way | Hur kom du hit? | كيف جئت؟ " gap " svar:pictures |"
        print "| | select_multiple way | ways | Hur brukar du komma hit? | كيف تأتي عادة؟ " gap \
            " svar:pictures | | | | | | | 2 |"
        print "| | select_multiple plan | pins | Var trivs du? Inte ditt hem. | أين ترتاح؟ ليس بيتك. " \
            gap " svar:pins | | | | | | | 2 |"
        print "| | range | rung | Var på stegen? | على أي درجة؟ " gap \
            " svar:ladder | start=0 end=10 step=1 |"
        print ""
    }
    /list_name/ { print $0 " svar:picture |"; next }
    /form_title/ { print $0 " svar:emoji |"; next }
    /Alla slags frågor/ { print $0 " yes |"; next }
    /^\| settings \|/ {
        print "| | way | walk | Till fots | مشيًا | | | walk |"
        print "| | way | bike | Cykel | دراجة | | | bike |"
        print "| | way | bus | Buss | حافلة | | | bus |"
        print "| | plan | a1 | A1: skolan | المدرسة | | | plan-school |"
        print "| | plan | a2 | A2: gården | الفناء | | | plan-yard |"
        print "| | plan | b1 | B1: träden | الأشجار | | | plan-trees |"
        print "| | plan | b2 | B2: vägen | الطريق | | | plan-road |"
        print ""
    }
    { print }' "$1"
}
with_more "$here/every-type.md" >every-type.md
jq -c 'if .language == "ar" then .answers += {way: "bus", pins: "b2", rung: "0"}
    elif .answers | has("likert") then .answers += {way: "bike", ways: "walk bus", pins: "a2 b1", rung: "6", long: "Mer 🎉 och 🙂!"}
    else . end' "$here/every-type.answers.ndjson" >answers.ndjson

make_survey every-type.md ".languages = [\"sv\", \"ar\"] | .title = {sv: \"Prov\", ar: \"تجربة\"} |
    .collector = {url: \"http://127.0.0.1:$(cat port)\", keys: [\"$key\"]}" || exit 1
cp "$here"/media/* survey/
svar survey sign survey --sign-key keys/sign.key >/dev/null &&
    svar survey pack survey survey.svar >/dev/null &&
    svar survey publish survey.svar --sign-key keys/sign.key >/dev/null &&
    svar survey enrol survey --sign-key keys/sign.key >token || exit 1

# by HANDS…: everybody answers, with these options of the robot.
answered() {
    svar-robot --automation kiosk.sock "$@" --answers answers.ndjson \
        --form every-type.md && times=$((times + 1))
}
no_warnings() { ! grep -E 'warning|error' kiosk.log; }
kiosk_ends() { synced && stop_kiosk && no_warnings; }

times=0
youth=$SVAR_BUILD/plugins/youth.so
sizes='800x480 1280x800 1920x1080 1080x1920'
case $SVAR_BUILD in */asan | */tsan) sizes='800x480 1080x1920' ;; esac # slow, and not about places
for size in ${SVAR_SIZES:-$sizes}; do
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
    range($times) as $i | .' answers.ndjson | jq -cS . | sort >meant.ndjson
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
