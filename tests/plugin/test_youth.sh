#!/bin/bash
# SPDX-License-Identifier: EUPL-1.2
# The youth plugin in a real kiosk (SDL's dummy driver): every type of its own is answered by touch,
# and respondents by chance come through both questionnaires in every language.
. "$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/../kiosk/lib.sh"
root=$(cd "$here/../.." && pwd)
mkdir -m 755 plugins
install -m 644 "$SVAR_BUILD/plugins/youth.so" plugins/youth.so

element() { ask '{"do":"screen"}' | jq -e --arg id "$1" ".elements[] | select(.id == \$id) | $2"; }
checked() { element "$1" '.state | index("checked") != null' >/dev/null; }
not_checked() { ! checked "$1"; }
disabled() { element "$1" '.state | index("disabled") != null' >/dev/null; }
named() { element "$1" '.name + (.value // "")' | grep -q "$2"; }
there() { element "$1" true >/dev/null; }
to_questions() {
    for id in start info/next consent/yes; do
        there "$id" && touch_it "$id"
    done
    is_page question
}
by_chance() { # by_chance FORM SIZE
    rm -rf survey state
    make_survey "$root/forms/$1.md" '.languages = ["sv", "en", "ar"]' &&
        start_kiosk --size "$2" --plugin plugins/youth.so &&
        svar-robot --automation kiosk.sock --random 6 --seed 3 --report robot.json &&
        [ "$(jq '.respondents' robot.json)" -eq 6 ] && [ "$(jq '.problems | length' robot.json)" -eq 0 ]
}

check 'a survey with every type is made' make_survey "$root/tests/plugin/youth.md"
check 'the kiosk starts with the plugin' start_kiosk --size 1280x800 --plugin plugins/youth.so
check 'the questions begin' to_questions
check 'a face is touched' touch_it mood/3
check 'and chosen' checked mood/3
check 'touched again it is taken back' touch_it mood/3
check 'and nothing is chosen' not_checked mood/3
check 'an empty question gets one hint' touch_it nav/next
check 'and lets go' touch_it nav/next
check 'a degree of happiness is touched' touch_it glad/1
check 'the next question' touch_it nav/next
check 'a step of the thermometer is touched' touch_it warm/10
check 'and chosen' checked warm/10
check 'the next question' touch_it nav/next
check 'a rung of the ladder is touched' touch_it high/0
check 'zero is an answer' checked high/0
check 'the next question' touch_it nav/next
check 'one picture is touched' touch_it way/1
check 'another one takes its place' touch_it way/2
check 'the first is free again' not_checked way/1
check 'the next question' touch_it nav/next
check 'of several pictures two are touched' touch_it ways/1
check 'the second' touch_it ways/3
check 'a third is too many' touch_it ways/2
check 'it is not chosen' not_checked ways/2
check 'and the page says why' named ways/notice 'högst 2'
check 'the next question' touch_it nav/next
check 'a cell of the plan is touched' touch_it places/b2
check 'and holds a pin' checked places/b2
check 'its words can be read aloud' named places/b2 vägen
check 'the next question' touch_it nav/next
check 'no dot can be taken back before one is placed' disabled dots/a-less
for _ in 1 2 3; do touch_it dots/a-more >/dev/null; done
check 'three dots are placed' named dots/a 3
check 'no more are left' disabled dots/b-more
check 'one is moved' touch_it dots/a-less
check 'to the other box' touch_it dots/b-more
check 'which has one' named dots/b 1
check 'the end' touch_it nav/next
stop_kiosk

check 'q-ung is answered by chance' by_chance q-ung 1280x800
stop_kiosk
check 'q-pepb is answered by chance on a small screen' by_chance q-pepb 800x480
stop_kiosk
check 'the plugin brings both forms' svar survey new new --plugin plugins/youth.so --from youth/q-pepb \
    --id pep --organizer-name Kommunen --recipient @keys/recipient.txt --sign-key-pub keys/sign.pub
done_testing
