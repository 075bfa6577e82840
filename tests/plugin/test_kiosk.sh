#!/bin/bash
# SPDX-License-Identifier: EUPL-1.2
# A real kiosk (SDL's dummy driver) with the template plugin: the question is drawn and answered, and
# a plugin that must not be trusted keeps the kiosk from starting.
. "$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/../kiosk/lib.sh"
forms=$(cd "$here/../plugin" && pwd)
# With a mode that does not depend on the builder's umask.
mkdir -m 755 plugins
install -m 644 "$SVAR_BUILD/plugins/template.so" plugins/template.so
[ -n "${SVAR_SHOTS:-}" ] && shots=$SVAR_SHOTS || shots=$work

value() { ask '{"do":"screen"}' | jq -r --arg id "$1" '.elements[] | select(.id == $id) | .value'; }
has_value() { [ "$(value "$1")" = "$2" ] || { echo "$1 is \"$(value "$1")\""; return 1; }; }
has_role() { [ "$(ask '{"do":"screen"}' | jq -r --arg id "$1" '.elements[] | select(.id == $id) | .role')" = "$2" ]; }
picture() { ask "{\"do\":\"screenshot\",\"file\":\"$shots/$1\"}" >/dev/null && [ -s "$shots/$1" ]; }
to_questions() {
    for id in start info/next consent/yes; do
        ask '{"do":"screen"}' | jq -e --arg id "$id" '.elements[] | select(.id == $id)' >/dev/null &&
            touch_it "$id"
    done
    is_page question
}
refused() {
    local words=$1
    shift
    timeout 10 svar-kiosk --survey survey --organizer keys/sign.pub --state state "$@" \
        --automation kiosk.sock 2>err.txt && { echo "it started"; return 1; }
    grep -q "$words" err.txt || { cat err.txt; return 1; }
}

check 'a survey with the form is made' make_survey "$forms/thermo.md" 'del(.title.en)'
check 'the kiosk starts with the plugin' start_kiosk --size 1280x800 --plugin plugins/template.so
check 'the questions begin' to_questions
check 'the question is a number field' has_role mood/field spinbutton
check 'it is empty at first' has_value mood/field ""
check 'a picture of it can be taken' picture thermo-empty.png
check 'the first touch begins at the least value' touch_it mood/field-more
check 'which is 0' has_value mood/field 0
for _ in 1 2 3 4 5 6 7 8; do touch_it mood/field-more; done
check 'more is more' has_value mood/field 8
check 'less is less' touch_it mood/field-less
check 'by one' has_value mood/field 7
check 'the picture follows' picture thermo-7.png
for _ in 1 2 3 4 5 6; do touch_it mood/field-more; done
check 'the form says where it ends' has_value mood/field 12
check 'the next question is the built-in one' touch_it nav/next
check 'and has its own field' has_role plain/field spinbutton
stop_kiosk

check 'without the plugin the form is a plain number' start_kiosk
check 'and works all the same' to_questions
check 'with a number field' has_role mood/field spinbutton
stop_kiosk

chmod o+w plugins/template.so
check 'a plugin that others can write is refused' refused 'others may write' --plugin plugins/template.so
chmod o-w plugins/template.so
check 'a plugin that is not there is refused' refused 'nothere.so' --plugin nothere.so
done_testing
