#!/bin/bash
# SPDX-License-Identifier: EUPL-1.2
# A whole survey by keyboard alone: Tab, arrows, Space, Return and letters.
. "$(dirname "$0")/lib.sh"

key() { ask "{\"do\":\"key\",\"key\":\"$1\"}" >/dev/null && still; }
focused() { ask '{"do":"screen"}' | jq -r '.elements[] | select(.state | index("focused")) | .id'; }
# Tab until this element has the focus.
tab_to() {
    for _ in $(seq 30); do
        [ "$(focused)" = "$1" ] && return 0
        key Tab
    done
    echo "Tab does not reach $1"
    return 1
}
press() { tab_to "$1" && key "${2:-Return}"; }
chosen() { asked '{"do":"screen"}' --arg id "$1" \
    '.elements[] | select(.id == $id) | .state | index("checked") != null'; }
stored() { [ "$(ask '{"do":"figures"}' | jq '.store | .responses_open + .responses_waiting')" = 1 ]; }

check 'a survey is made' make_survey "$here/form.md"
check 'the kiosk starts' start_kiosk --size 1280x800
still
check 'the panel opens' press nav/aa
check 'and takes a size' press aa/size/150 Space
check 'and closes' press aa/close
check 'the start' press start
check 'the information' press info/next Space
check 'the consent' press consent/yes
check 'a choice is reached' tab_to q1/1
key Down
check 'arrows go between choices' test "$(focused)" = q1/2
key Space
check 'Space chooses' chosen q1/2
check 'on' press nav/next
check 'several choices' press q2/food Space
check 'and another' press q2/room Space
check 'both are chosen' chosen q2/food
check 'on again' press nav/next
ask '{"do":"text","text":"7"}' >/dev/null; still
check 'past the number' press nav/next
ask '{"do":"text","text":"Mer av allt"}' >/dev/null; still
check 'the end' press nav/next
check 'thanks' is_page thanks
check 'one response is stored' stored
check 'and the next person' press thanks/again
check 'begins' is_page attract
stop_kiosk
done_testing
