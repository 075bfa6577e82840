#!/bin/bash
# SPDX-License-Identifier: EUPL-1.2
# Nothing of an answer stays in the kiosk's memory: a marker is typed, found there while it is being
# answered (so the search works), and looked for again after "thank you", in UTF-8 and as the
# 32-bit characters that text layout uses. Reading another process's memory takes root.
. "$(dirname "$0")/lib.sh"

marker=Svarmarkering7391
# Long enough for several events of SDL's queue, with the marker in the middle.
text="En text om annat än namn, längre än en enda händelse: $marker, och så vidare en stund till."
wide=$(printf '%s' "$marker" | sed 's/./&\\x00\\x00\\x00/g')

# Writes what can be read of the kiosk's memory to a file.
dump() {
    : >"$1"
    local range mode file from to
    while read -r range mode _ _ _ file; do
        case $mode in *w*) ;; *) continue ;; esac
        case $file in '[vvar]' | '[vsyscall]') continue ;; esac
        from=$((16#${range%-*}))
        to=$((16#${range#*-}))
        dd if="/proc/$kiosk/mem" bs=4096 skip=$((from / 4096)) count=$(((to - from) / 4096)) \
            2>/dev/null >>"$1"
    done <"/proc/$kiosk/maps"
    [ -s "$1" ]
}
found() {
    dump memory.dump || return 2
    local n w
    n=$(LC_ALL=C grep -a -o "$marker" memory.dump | wc -l)
    w=$(LC_ALL=C grep -a -o -P "$wide" memory.dump | wc -l)
    rm -f memory.dump
    echo "$n times as UTF-8, $w times as 32-bit characters"
    [ "$((n + w))" -gt 0 ]
}
not_found() { ! found; }
type_marker() {
    touch_it start && touch_it info/next && touch_it consent/yes &&
        touch_it nav/next && touch_it nav/next && touch_it nav/next && touch_it nav/next &&
        touch_it nav/next && touch_it nav/next && touch_it q4/field &&
        ask "{\"do\":\"text\",\"text\":\"$text\"}" >/dev/null && still &&
        ask '{"do":"screen"}' | grep -q "$marker"
}

if grep -qa __asan_init "$SVAR_BUILD/bin/svar-kiosk"; then
    echo 'ok 1 - memory # SKIP the address sanitizer keeps what is freed'
    echo 1..1
    exit 0
fi
make_survey "$here/form.md" '.idle_s = 5 | .idle_warning_s = 5' || exit 1
start_kiosk --size 1280x800 || exit 1
check 'an answer is typed' type_marker
if ! dump memory.dump; then
    echo "ok $((number + 1)) - memory # SKIP this user may not read the kiosk's memory"
    number=$((number + 1))
    done_testing
    exit 0
fi
rm -f memory.dump
check 'it is in memory while it is being answered' found
touch_it nav/next
check 'thank you is shown' is_page thanks
check 'it is gone after thank you' not_found
touch_it thanks/again
check 'a second answer is typed' type_marker
touch_it nav/stop
touch_it stop/yes
check 'it is gone after stop and erase' not_found
touch_it thanks/again
check 'a third answer is typed' type_marker
check 'nobody is there any more' await is_page idle
check 'time is up' await is_page attract
still
check 'it is gone after the time-out' not_found
stop_kiosk
done_testing
