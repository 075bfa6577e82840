#!/bin/bash
# SPDX-License-Identifier: EUPL-1.2
# What the staff can set behind the PIN: light, turning, touch, language, survey; what is kept and
# what is taken back.
. "$(dirname "$0")/lib.sh"

settings() { jq -e "$1" state/settings.json; }
# On the crosses: touches this far from the middle of the one that is shown.
cross() {
    local at
    at=$(ask '{"do":"screen"}' | jq -r --argjson by "$1" \
        '.elements[] | select(.id == "cross") | .bounds | "\(.[0] + .[2] / 2 + $by | floor) \(.[1] + .[3] / 2 | floor)"')
    # shellcheck disable=SC2086 # two numbers
    tap $at
    still
}
crosses() { for by in "$@"; do cross "$by"; done; }
left() { wait "$kiosk" || { echo "status $?"; tail -n 40 kiosk.log; return 1; }; }
open_staff() { gesture && code 2468 && is_page admin; }
ready() { grep -q "ready: survey $1 version $2" kiosk.log; }
attract_says() { says "$1" "$2"; }
titled() { asked '{"do":"screen"}' --arg words "$1" 'any(.elements[]; .name | contains($words))'; }
not() { ! "$@"; }
package() { svar survey sign survey --sign-key "$2" >/dev/null && svar survey pack survey "$1"; }

echo 2468 >pin.txt
with_pin() { make_survey "$here/form.md" "$1" && svar survey pin survey --pin-file pin.txt && package "$2" keys/sign.key; }
mkdir -p surveys stick/svar-stick/surveys
check 'a second survey lies in a folder' with_pin '.id = "andra" | .title = {sv: "Den andra"}' surveys/andra.svar
check 'a third on a stick' with_pin '.id = "tredje" | .title = {sv: "Den tredje"}' stick/svar-stick/surveys/tredje.svar
check 'a damaged one beside it' eval 'head -c 900 surveys/andra.svar >stick/svar-stick/surveys/trasig.svar'
check 'and the first is given' with_pin . first.svar
begin() { start_kiosk --size 1280x800 --surveys surveys --stick "$work/stick"; }
check 'the kiosk starts' begin
still
check 'the staff page opens' open_staff

# ---- the screen ----
staff screen/darker
check 'it can be darker' says screen/light '90 %'
check 'which is kept' settings '.light == 90'
for _ in 1 2 3 4 5 6 7 8; do ask '{"do":"touch","id":"screen/darker"}' >/dev/null 2>&1; still; done
check 'but never dark' settings '.light == 30'
touch_it screen/turn
check 'it can be turned' says screen/size '800 × 1280'
touch_it screen/turn
touch_it screen/turn
check 'and touched when it is turned' settings '.turned == 3'
touch_it screen/turn
check 'all the way round' says screen/size '1280 × 800'

touch_it screen/crosses
check 'crosses are shown' is_page crosses
crosses 20 20 20 20
check 'four touches beside them are tried' is_page keep
touch_it keep/no
check 'and can be taken back' is_page screen
check 'nothing is kept then' settings '.touch == [1, 0, 0, 0, 1, 0]'
touch_it screen/crosses
crosses 20 20 20 20
check 'what they say holds at once' touch_it keep/yes
check 'and is kept' settings '(.touch[0] - 1 | fabs) < 0.001 and (.touch[2] + 20 / 1280 | fabs) < 0.001'
touch_it screen/crosses
crosses 0 -400 0 0
check 'touches that miss are told' says admin/said 'passade inte'
check 'and change nothing' settings '(.touch[2] + 20 / 1280 | fabs) < 0.001'

# ---- the language ----
staff admin/language
touch_it language/en
check 'it can begin in another language' settings '.language == "en"'
while has admin/back >/dev/null; do touch_it admin/back; done
touch_it admin/close
check 'which it does at once' says start Start

# ---- the survey ----
open_staff >/dev/null
staff admin/change
check 'the surveys are looked at' await has survey/tredje
check 'the one of the folder is there' says survey/andra $'Den andra · version\xc2\xa01'
check 'the damaged one is told' says surveys/unusable ': 1'
touch_it survey/andra
check 'another one begins at once' await ready andra 1
check 'and is answered' await titled 'Den andra'
check 'its batches do not mix with the first' test -d state/store
ask '{"do":"quit"}' >/dev/null
check 'it can be ended' left
rm surveys/andra.svar
check 'and begins again' begin
check 'with what was chosen' await ready andra 1
check 'also where the folder has it no more' await titled 'Den andra'
still
open_staff >/dev/null
staff admin/change
check 'the stick is looked at again' await has survey/tredje
touch_it survey/tredje
check 'one of a stick is taken over' await ready tredje 1
rm -r stick/svar-stick
await titled 'Den tredje'
open_staff >/dev/null
staff admin/change
check 'the first one is there still' await has survey/prov
touch_it survey/prov
check 'and is gone back to' await ready prov 1
check 'which is remembered' settings '.survey == ""'
check 'the touches are as they were put right' settings '(.touch[2] + 20 / 1280 | fabs) < 0.001'
await titled 'Prov'
open_staff >/dev/null
staff admin/leave
check 'leaving ends it in order' left

# ---- what was damaged or done away with ----
echo '{"svar_settings": 1, "turned": 7}' >state/settings.json
check 'settings that make no sense do not stop it' begin
check 'and are told' grep -q 'what the staff had set is not used' kiosk.log
stop_kiosk
check 'the device is ended' svar store end state
check 'and begins anew' begin
still
check 'its page opens' open_staff
check 'and says what happened' says admin/ended 'avslutats'
stop_kiosk
done_testing
