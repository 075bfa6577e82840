#!/bin/bash
# SPDX-License-Identifier: EUPL-1.2
# One switch, the panel that turns two on, and keys that are not there. A whole form by switches is in
# test_every_type.sh.
. "$(dirname "$0")/lib.sh"

key() { ask "{\"do\":\"key\",\"key\":\"$1\"}" >/dev/null && still; }
offered() { ask '{"do":"screen"}' | jq -r '.scan.id // "nothing"'; }
offers() { [ "$(offered)" = "$1" ] || { echo "what is offered is $(offered)"; return 1; }; }

make_survey "$here/form.md" || exit 1
check 'the kiosk starts for one switch' start_kiosk --size 800x480 --switches F13 --switch-ms 200
still
check 'nothing is offered before the switch is used' offers nothing
key F13
check 'then one thing after the other is' await offers lang/sv
check 'around and around' await offers start
stop_kiosk

check 'the kiosk starts without switches' start_kiosk --size 1280x800
still
key Space
check 'nothing is offered' offers nothing
touch_it nav/aa && touch_it aa/body/more && touch_it aa/switches/2 && touch_it aa/close
key Space
check 'until the panel says two switches' offers start
key Return
check 'and the second one chooses' is_page info
stop_kiosk

refused() {
    ! svar-kiosk --survey survey --organizer keys/sign.pub --state state --switches "$1" 2>said &&
        grep -q -- '--switches wants' said
}
check 'a key that there is not is refused' refused Wibble
check 'as is the same key twice' refused Space,Space
check 'and a third one' refused A,B,C
done_testing
