#!/bin/bash
# SPDX-License-Identifier: EUPL-1.2
# Nothing of an answer stays, in memory or on the disk. Planted words are typed as text and on the
# glass keyboard, found in the kiosk's memory while they are being answered (so the search works), and
# looked for again after thank-you, after stop and erase, after the time-out, after a crash and in the
# kiosk that follows: in all memory that can be read, in UTF-8 and as the 32-bit characters that text
# layout uses, and in every file: database, its log, free pages, temporary files, logs, core files.
# Reading another process's memory takes root. There is no clipboard: nothing can be copied.
. "$(dirname "$0")/lib.sh"

marker=Svarmarkering7391
# Long enough for several events of SDL's queue, with the marker in the middle.
text="en text om annat än namn, längre än en enda händelse: $marker, och så vidare en stund till."
tapped=Zqxjkvbw # what no text in the house holds; a sentence begins with a capital

# All that can be read of a process's memory, but for what it maps read-only of installed files.
dump() { # PID FILE
    : >"$2"
    local range mode file from to
    while read -r range mode _ _ _ file; do
        case $mode in r*) ;; *) continue ;; esac
        case $file in '[vvar]' | '[vvar_vclock]' | '[vsyscall]') continue ;; esac
        case $mode,$file in r-*,/usr/* | r-*,"$SVAR_BUILD"/*) continue ;; esac
        from=$((16#${range%-*}))
        to=$((16#${range#*-}))
        dd if="/proc/$1/mem" bs=1M iflag=skip_bytes,count_bytes skip=$from count=$((to - from)) \
            2>/dev/null >>"$2"
    done <"/proc/$1/maps"
    [ -s "$2" ]
}
count() { LC_ALL=C grep -a -o -P "$1" memory.dump | wc -l; }
wide() { printf '%s' "$1" | sed 's/./&\\x00\\x00\\x00/g'; }
# In the kiosk, and in what it has started.
found() {
    local pid total=0 word n
    for pid in "$kiosk" $(pgrep -P "$kiosk"); do
        dump "$pid" memory.dump || continue
        for word in "$marker" "$tapped" "$(wide "$marker")" "$(wide "$tapped")"; do
            n=$(count "$word")
            [ "$n" = 0 ] || echo "process $pid: $n times ${word:0:12}…"
            total=$((total + n))
        done
    done
    rm -f memory.dump
    [ "$total" -gt 0 ]
}
not_found() { ! found; }
# Every file of the kiosk's, and what would be left beside it. The test's own words are not files.
not_on_disk() {
    ! LC_ALL=C grep -rlaE "$marker|$tapped" state home temporary runtime kiosk.log survey ./core* said 2>/dev/null
}
# Every mapping that holds the marker is locked and left out of dumps, or the whole process is.
locked() {
    [ "$(awk '/^VmSwap:/ { print $2 }' "/proc/$kiosk/status")" = 0 ] || return 1
    if [ "$(id -u)" = 0 ]; then
        # One mapping that is used and not locked is one too many.
        awk '/^[0-9a-f]+-/ { name = $0 } /^Rss:/ { rss = $2 }
            /^VmFlags:/ { if (rss > 0 && $0 !~ / lo( |$)/ && name !~ /vvar|vdso|vsyscall/) print name }' \
            "/proc/$kiosk/smaps" >unlocked
        [ ! -s unlocked ] || { cat unlocked; return 1; }
    fi
}
to_text() {
    touch_it start && touch_it info/next && touch_it consent/yes || return 1
    for _ in 1 2 3 4 5 6 7 8 9; do
        has q4/field >/dev/null && touch_it q4/field && return 0
        touch_it nav/next
    done
    return 1
}
type_words() {
    to_text || return 1
    local i
    for ((i = 0; i < ${#tapped}; i++)); do touch_it "key/${tapped:i:1}" || return 1; done
    ask '{"do":"text","text":" '"$text"'"}' >/dev/null && still &&
        ask '{"do":"screen"}' | grep -q "$tapped.*$marker"
}
aloud() { touch_it nav/aa && touch_it aa/aloud && touch_it aa/close; }
start_it() {
    mkdir -p home temporary runtime said
    HOME=$work/home TMPDIR=$work/temporary XDG_RUNTIME_DIR=$work/runtime PATH=$work/voice:$PATH \
        start_kiosk --size 1280x800
}

if grep -qa __asan_init "$SVAR_BUILD/bin/svar-kiosk"; then
    echo 'ok 1 - memory # SKIP the address sanitizer keeps what is freed'
    echo 1..1
    exit 0
fi
mkdir voice
printf '#!/bin/sh\ncat >"%s/said/$$"\nexec sleep 20\n' "$work" >voice/espeak-ng
chmod +x voice/espeak-ng
ulimit -c unlimited
make_it() { make_survey "$here/form.md" ".idle_s = $1 | .idle_warning_s = 5 | .break_off = \"keep\""; }
make_it 600 || exit 1
start_it || exit 1
check 'no core will be written, though the shell allows it' grep -q '^Max core file size *0 ' "/proc/$kiosk/limits"
no_clipboard() {
    nm -D --undefined-only "$SVAR_BUILD/bin/svar-kiosk" >imports && grep -q ' SDL_' imports &&
        ! grep -iE 'clipboard|selectiontext' imports
}
check 'it has no clipboard' no_clipboard
check 'pages are read aloud' aloud
check 'an answer is typed' type_words
if ! dump "$kiosk" memory.dump; then
    echo "ok $((number + 1)) - memory # SKIP this user may not read the kiosk's memory"
    number=$((number + 1))
    done_testing
    exit 0
fi
rm -f memory.dump
check 'it is in memory while it is being answered' found
check 'where nothing can be swapped out' locked
check 'and on no disk' not_on_disk
touch_it nav/next
check 'thank you is shown' is_page thanks
check 'it is gone after thank you' not_found
check 'and on no disk' not_on_disk
touch_it thanks/again
check 'a second answer is typed' type_words
touch_it nav/stop
touch_it stop/yes
check 'it is gone after stop and erase' not_found
touch_it thanks/again
stop_kiosk
make_it 5 || exit 1
start_it || exit 1
check 'a third answer is typed' type_words
check 'nobody is there any more' await is_page idle
check 'time is up' await is_page attract
still
check 'it is gone after the time-out' not_found
check 'and on no disk' not_on_disk

stop_kiosk
make_it 600 && start_it || exit 1

crash() { kill "-$1" "$kiosk" && { wait "$kiosk" 2>/dev/null; true; }; }
for signal in SEGV KILL; do
    check "an answer is typed, then $signal" type_words
    crash "$signal"
    check "after $signal nothing is on any disk" not_on_disk
    check "after $signal no core is there" test -z "$(find . -name 'core*')"
    start_it || exit 1
    check "nor in the kiosk that follows" not_found
done
stop_kiosk
check 'and nothing when it has ended' not_on_disk
done_testing
