#!/bin/bash
# SPDX-License-Identifier: EUPL-1.2
# Typing on the glass: capitals by themselves, accents, selecting, cutting, pasting, undoing, another
# keyboard; nothing of it is left for the next person, and nothing covers the field.
. "$(dirname "$0")/lib.sh"

cat >form.md <<'FORM'
| survey | | | | |
| | type | name | label::Svenska (sv) | label::العربية (ar) |
| | text | q1 | Vad var bra? | ما الذي كان جيدًا؟ |
| | date | q2 | När var du här? | متى كنت هنا؟ |
| settings | | | | |
| | form_title | form_id | version | default_language |
| | Prov | prov | 1 | Svenska (sv) |
FORM
screen() { ask '{"do":"screen"}'; }
value() { screen | jq -r '.elements[] | select(.role == "textbox") | .value'; }
is_value() { [ "$(value)" = "$1" ] || { echo "the field has \"$(value)\""; return 1; }; }
has() { screen | jq -e --arg id "$1" '.elements | any(.id == $id)' >/dev/null; }
has_not() { ! has "$1"; }
tap_all() {
    for key in "$@"; do
        ask "{\"do\":\"touch\",\"id\":\"key/$key\"}" >/dev/null && still || return 1
    done
}
# No key lies over the field.
clear_field() {
    screen | jq -e '[.elements[] | select(.role == "textbox")][0].bounds as $f
        | [.elements[] | select(.id | startswith("key/")) | .bounds
           | select(.[0] < $f[0] + $f[2] and .[0] + .[2] > $f[0]
                    and .[1] < $f[1] + $f[3] and .[1] + .[3] > $f[1])] | length == 0'
}
hinted() { screen | jq -e --arg words "$1" '.elements | any(.name | contains($words))'; }
begin() { touch_it start && touch_it info/next && touch_it consent/yes; }

unsigned() { # what is no survey is said, and the kiosk ends as it should
    mkdir -p nothing && echo '{}' >nothing/survey.json
    svar-kiosk --survey nothing --organizer keys/sign.pub --state other 2>err.log
    [ $? = 1 ] && grep -q survey err.log
}

check 'a survey is made' make_survey form.md '.languages = ["sv", "ar"] | .title = {sv: "Prov"}'
check 'a folder that is none is told, without a crash' unsigned
for size in 1280x800 800x480; do
    check "the kiosk starts, $size" start_kiosk --size "$size"
    still
    begin
    check 'a sentence begins with a capital' has key/H
    check 'there are no emoji' has_not key/emoji
    tap_all H e j . space
    check 'and so does the next one' has key/B
    tap_all B r a
    check 'this is what was typed' is_value 'Hej. Bra'
    tap_all accents e
    check 'a letter offers what it has besides' has key/é
    check 'beside the field, not over it' clear_field
    tap_all é
    check 'and it is typed' is_value 'Hej. Braé'
    check 'then the row is gone' has_not key/é
    tap_all undo
    check 'undo takes the last word' is_value 'Hej. '
    tap_all B r a symbols select
    check 'a word is selected, and can be cut' has key/cut
    check 'over the question, not over the field' clear_field
    if [ "$size" = 800x480 ]; then
        stop_kiosk
        continue # the rest does not hang on the size
    fi
    tap_all cut
    check 'cut' is_value 'Hej. '
    tap_all undo
    check 'and undone' is_value 'Hej. Bra'
    tap_all left left space
    check 'the caret goes where it is sent' is_value 'Hej. B ra'
    tap_all undo symbols
    touch_it key/layout
    check 'another keyboard' has key/ش
    touch_it key/layout
    check 'and back' has key/s
    tap_all symbols select select all copy
    check 'all is copied' is_value 'Hej. Bra'
    touch_it nav/next
    part=$(screen | jq -r '[.elements[] | select(.role == "spinbutton" or .role == "textbox")][0].id')
    touch_it "$part" && tap_all 1 7
    touch_it nav/next
    check 'a date that is half given is told apart from an empty one' hinted 'inte helt ifyllt'
    touch_it nav/stop && touch_it stop/yes && touch_it thanks/again
    begin
    check 'the next person finds the first letters' has key/H
    tap_all H symbols select
    check 'and nothing to paste' has_not key/paste
    tap_all symbols undo
    check 'their own letter is undone' is_value ''
    tap_all undo
    check 'and nothing of the one before comes back' is_value ''
    stop_kiosk
done

# ---- a survey that lets people write emoji ----
sed 's/^| | form_title.*/| | form_title | form_id | version | default_language | svar:emoji |/
    s/^| | Prov.*/| | Prov | prov | 1 | Svenska (sv) | yes |/' form.md >emoji.md
if [ -r /usr/share/fonts/truetype/noto/NotoColorEmoji.ttf ]; then
    check 'a survey with emoji is made' make_survey emoji.md '.languages = ["sv", "ar"] | .title = {sv: "Prov"}'
    check 'its kiosk starts' start_kiosk --size 800x480
    still
    begin
    tap_all H e j emoji 🙂 emoji-more 👋
    check 'letters and emoji are typed' is_value 'Hej🙂👋'
    check 'beside the field, not over it' clear_field
    tap_all backspace
    check 'one is erased whole' is_value 'Hej🙂'
    tap_all symbols
    check 'and letters are there again' has key/a
    stop_kiosk
else
    check 'emoji # SKIP fonts-noto-color-emoji is not installed' true
fi
done_testing
