# SPDX-License-Identifier: EUPL-1.2
# What the kiosk's script tests share: TAP, a signed survey in a temporary folder, a kiosk on SDL's
# dummy driver. Source it; $work is the folder, removed at the end together with all kiosks.
set -u
: "${SVAR_BUILD:?the build folder, for instance build/release}"
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
PATH=$SVAR_BUILD/bin:$PATH
export SDL_VIDEODRIVER=dummy
export LSAN_OPTIONS=suppressions=$here/../library_leaks.txt:print_suppressions=0
unset DISPLAY WAYLAND_DISPLAY
work=$(mktemp -d)
cd "$work" || exit 1
number=0
kiosks=()

finish() {
    for pid in "${kiosks[@]}"; do kill "$pid" && kill -CONT "$pid"; done 2>/dev/null
    wait 2>/dev/null
    cd / && rm -rf "$work"
}
trap finish EXIT

# check NAME COMMAND…: one TAP line; what the command said is shown when it failed.
check() {
    local name=$1
    shift
    number=$((number + 1))
    if "$@" >check.out 2>&1; then
        echo "ok $number - $name"
    else
        echo "not ok $number - $name"
        sed 's/^/# /' check.out
    fi
}

done_testing() { echo "1..$number"; }

await() {
    for _ in $(seq 200); do
        "$@" >/dev/null 2>&1 && return 0
        sleep 0.05
    done
    return 1
}

# make_survey FORM.md [JQ-PROGRAM]: keys/ once, then survey/ with this form, signed.
make_survey() {
    [ -d keys ] || svar keygen --dir keys --no-passphrase >/dev/null || return 1
    rm -rf survey
    mkdir survey
    cp "$1" survey/form.md
    jq -n --arg recipient "$(tail -n 1 keys/recipient.txt)" --arg key "$(tail -n 1 keys/sign.pub)" '
        {svar: 1, id: "prov", version: 1, wave: "", mode: "test", title: {sv: "Prov", en: "Trial"},
         languages: ["sv", "en"], form: "form.md", recipients: [$recipient],
         organizer: {name: {sv: "Regionen"}, contact: {sv: "fraga@exempel.se"}, sign_key: $key},
         k: 5, least_batch: 1}' | jq "${2:-.}" >survey/survey.json
    svar survey sign survey --sign-key keys/sign.key >/dev/null
}

# start_kiosk [OPTION…]: sets $kiosk; the socket is kiosk.sock, the log kiosk.log.
start_kiosk() {
    rm -f kiosk.sock
    svar-kiosk --survey survey --organizer keys/sign.pub --state state --automation kiosk.sock \
        "$@" 2>kiosk.log &
    kiosk=$!
    kiosks+=("$kiosk")
    await test -S kiosk.sock || { cat kiosk.log; return 1; }
}

stop_kiosk() {
    ask '{"do":"quit"}' >/dev/null
    wait "$kiosk"
}

ask() { svar-robot --automation kiosk.sock --ask "$1"; }
still() { ask '{"do":"wait-idle","ms":10000}' >/dev/null; }
touch_it() { ask "{\"do\":\"touch\",\"id\":\"$1\"}" >/dev/null && still; }
page() { ask '{"do":"screen"}' | jq -r .page; }
is_page() { [ "$(page)" = "$1" ] || { echo "the page is $(page)"; return 1; }; }

# asked REQUEST JQ…: what the kiosk answers is so. A kiosk that answers nothing has not said it: jq
# alone would take that for a yes.
asked() { local answer; answer=$(ask "$1") && [ -n "$answer" ] && shift && jq -e "$@" <<<"$answer"; }
# has ID: the page has this element. says ID WORDS: its name has them in it.
has() { asked '{"do":"screen"}' --arg id "$1" 'any(.elements[]; .id == $id)'; }
says() { asked '{"do":"screen"}' --arg id "$1" --arg words "$2" \
    'any(.elements[]; .id == $id and (.name | contains($words)))'; }

tap() { ask "{\"do\":\"touch\",\"x\":$1,\"y\":$2}" >/dev/null; }
gesture() { for _ in 1 2 3 4 5; do tap 12 12; done; still; }
code() { local digit; for digit in $(sed 's/./& /g' <<<"$1"); do touch_it "pin/$digit"; done; touch_it pin/enter; }
# staff BUTTON: from any of the staff's pages to the one that has this button, and presses it.
staff() {
    local way=
    case $1 in
        admin/to-stick | admin/from-stick | admin/token) way=admin/stick ;;
        admin/change | admin/language | admin/test) way=admin/survey ;;
        screen/*) way=admin/screen ;;
    esac
    has "$1" >/dev/null || {
        while has admin/back >/dev/null; do touch_it admin/back; done
        [ -z "$way" ] || touch_it "$way"
    }
    touch_it "$1"
}
