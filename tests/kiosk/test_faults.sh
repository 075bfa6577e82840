#!/bin/bash
# SPDX-License-Identifier: EUPL-1.2
# What is wrong is said in one line, with the right exit status, before any respondent comes.
. "$(dirname "$0")/lib.sh"

# says STATUS WORDS COMMAND…: ends with this status and one line with these words.
says() {
    local status=$1 words=$2 got
    shift 2
    timeout 20 "$@" >out.txt 2>err.txt </dev/null
    got=$?
    cat err.txt
    [ "$got" = "$status" ] || { echo "ended with $got"; return 1; }
    grep -v ' info ' err.txt >line.txt
    [ "$(wc -l <line.txt)" = 1 ] || { echo 'not one line'; return 1; }
    grep -q -- "$words" line.txt
}
kiosk_says() {
    local status=$1 words=$2
    shift 2
    says "$status" "$words" svar-kiosk --survey survey --organizer keys/sign.pub --state state "$@"
}

make_survey "$here/form.md" || exit 1
check 'no arguments' says 2 'survey is missing' svar-kiosk
check 'an unknown option' kiosk_says 2 'no option --foo' --foo
check 'a wrong size' kiosk_says 2 '1280x800' --size huge
check 'help goes to standard output' sh -c 'svar-kiosk --help | grep -q "Usage: svar-kiosk"'
check 'a missing survey' says 1 'nowhere' svar-kiosk --survey nowhere --organizer keys/sign.pub --state state
check 'a missing key file' says 1 'no key file' svar-kiosk --survey survey --organizer nokey.pub --state state
check 'a key that is none' says 1 '' svar-kiosk --survey survey --organizer RWnonsense --state state
check 'a language that is not there' kiosk_says 1 'language "fi"' --language fi --size 800x480
check 'a plugin that is not there' kiosk_says 1 'missing.so' --plugin missing.so

SDL_VIDEODRIVER=x11 check 'no display' env DISPLAY=:93 ASAN_OPTIONS=detect_leaks=0 bash -c "$(declare -f says); says 1 '[Dd]isplay' \
    svar-kiosk --survey survey --organizer keys/sign.pub --state state"

cp -r survey changed
echo >>changed/form.md
check 'a form that was changed is named' says 1 'form.md' svar-kiosk --survey changed --organizer keys/sign.pub --state state
rm -rf changed
cp -r survey changed
jq '.k = 1' survey/survey.json >changed/survey.json
check 'a survey that was changed' says 1 'survey.json' svar-kiosk --survey changed --organizer keys/sign.pub --state state
mkdir other && svar keygen --dir other/keys --no-passphrase >/dev/null
check "another organizer's key" says 1 '' svar-kiosk --survey survey --organizer other/keys/sign.pub --state state

touch full
check 'a state folder that is a file' says 1 'full' svar-kiosk --survey survey --organizer keys/sign.pub --state full
start_kiosk --size 800x480
check 'a state folder in use' kiosk_says 1 'another kiosk' --size 800x480
stop_kiosk
check 'a socket path that is a file' kiosk_says 1 'full' --automation full --size 800x480

# Production: no automation, plugins of root only.
jq -c '.mode = "production"' survey/survey.json >survey.json && mv survey.json survey/survey.json
rm survey/survey.json.minisig
svar survey sign survey --sign-key keys/sign.key --prove keys/identity.age >/dev/null 2>&1 || exit 1
check 'automation is refused for production' kiosk_says 1 'production' --automation kiosk.sock --size 800x480
if [ "$(id -u)" = 0 ]; then
    plugin=$(ls "$SVAR_BUILD"/plugins/*.so 2>/dev/null | head -n 1)
    if [ -n "$plugin" ]; then
        mkdir -m 755 theirs && cp "$plugin" theirs/p.so && chown nobody theirs theirs/p.so
        chmod 755 . && check 'for production plugins belong to root' kiosk_says 1 'root' --plugin theirs/p.so
    fi
fi
done_testing
