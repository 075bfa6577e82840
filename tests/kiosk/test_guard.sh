#!/bin/bash
# SPDX-License-Identifier: EUPL-1.2
# What the running kiosk can no longer do: a plugin inside it tries, its status in /proc tells, and
# another process of the same user looks for its memory. That all else still works is shown by every
# other test of the kiosk, which runs under the same rules.
. "$(dirname "$0")/lib.sh"
sources=$(cd "$here/../.." && pwd)

# Without automation, as in production; $kiosk, and kiosk.log when it is ready.
start_alone() {
    "$@" svar-kiosk --survey survey --organizer keys/sign.pub --state state \
        --plugin plugins/curious.so 2>kiosk.log &
    kiosk=$!
    kiosks+=("$kiosk")
    await grep -q ' ready: ' kiosk.log || { cat kiosk.log; return 1; }
}
end_it() { kill -TERM "$kiosk" && wait "$kiosk"; }
tried() { grep -q "tried to $1: $2" kiosk.log || { grep "to $1" kiosk.log; return 1; }; }
# status NAME VALUE: so it stands for every thread.
status() {
    local task value
    for task in /proc/"$kiosk"/task/*; do
        value=$(awk -v name="$1:" '$1 == name { print $2 }' "$task/status")
        [ "$value" = "$2" ] || { echo "$task: $1 is $value"; return 1; }
    done
}

# Built here, so that it is the test's own and not installed.
mkdir -m 755 plugins
check 'a curious plugin is built' cc -std=c17 -D_GNU_SOURCE -fPIC -shared -fvisibility=hidden \
    -I"$sources/engine/plugin/abi" -o plugins/curious.so "$sources/tests/kiosk/guard_curious.c"
chmod go-w plugins plugins/curious.so
check 'a survey is made' make_survey "$here/form.md"
echo 'of another program' >secret.txt
export GUARD_SECRET=$work/secret.txt GUARD_OUT=$work/out.txt
mkdir none # a PATH without a voice: then no program at all
check 'the kiosk starts' start_alone env PATH="$SVAR_BUILD/bin:$work/none"

check 'no new privileges, in every thread' status NoNewPrivs 1
if grep -q 'seccomp' kiosk.log; then
    echo "ok $((number + 1)) - system calls # SKIP this kernel filters none"
    number=$((number + 1))
else
    check 'a filter of system calls, in every thread' status Seccomp 2
    for what in 'start a program' 'open a connection' 'open one by IPv6' 'open a raw socket' \
        'wait for connections' 'mount' 'make a namespace' 'set the clock' 'change user' \
        'load a rule into the kernel' 'become readable' 'get privileges'; do
        check "a plugin may not $what" tried "$what" refused
    done
    # The leak sanitizer traces its own process.
    grep -qa __asan_init "$SVAR_BUILD/bin/svar-kiosk" ||
        check 'a plugin may not trace a process' tried 'trace a process' refused
    check 'but speak with the screen' tried 'open a local socket' went
fi
if grep -q 'no Landlock' kiosk.log; then
    echo "ok $((number + 1)) - files # SKIP this kernel has no Landlock"
    number=$((number + 1))
else
    check "a plugin may not read somebody else's file" tried "read a file of somebody else's" refused
    check 'nor write outside the state folder' tried 'write outside the state folder' refused
    check 'nothing is there' test ! -e out.txt
    check 'it may read what the kiosk was told to' tried 'read itself' went
fi
check 'no core is written' grep -q '^Max core file size *0 *0 ' "/proc/$kiosk/limits"
check 'no automation listens unasked' test -z "$(find . -type s)"
check 'it ends in order' end_it

# The same user looks into the kiosk's memory; only root can.
if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null &&
    ! grep -qa __asan_init "$SVAR_BUILD/bin/svar-kiosk"; then
    nobody=(setpriv --reuid=65534 --regid=65534 --clear-groups env "HOME=$work")
    chmod 755 .
    rm -rf state && mkdir state && chown -R 65534:65534 state plugins survey keys
    if "${nobody[@]}" test -x "$SVAR_BUILD/bin/svar-kiosk" -a -x "$work"; then
        check 'it runs as a user of its own' start_alone "${nobody[@]}"
        check 'which the process shows' status Uid 65534
        for what in mem maps environ fd; do
            check "its user cannot see its $what" \
                sh -c '! { what=$0; "$@" head -c 1 "$what" || "$@" ls "$what/"; } 2>/dev/null' "/proc/$kiosk/$what" "${nobody[@]}"
        done
        check 'and it ends in order' end_it
    fi
fi

# Production.
production='.mode = "production"'
produce() {
    make_survey "$here/form.md" >/dev/null 2>&1
    jq "$production" survey/survey.json >edited && mv edited survey/survey.json &&
        svar survey sign survey --sign-key keys/sign.key --prove keys/identity.age
}
check 'a survey is signed for production' produce
refused() {
    svar-kiosk --survey survey --organizer keys/sign.pub --state state2 --automation robot.sock \
        2>err.txt && { echo 'it started'; return 1; }
    grep -q 'automation is refused' err.txt && [ ! -S robot.sock ]
}
check 'automation is refused there, and no socket is made' refused
done_testing
