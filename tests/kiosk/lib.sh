# SPDX-License-Identifier: EUPL-1.2
# What the kiosk's script tests share: TAP, a signed survey in a temporary folder, a kiosk on SDL's
# dummy driver. Source it; $work is the folder, removed at the end together with all kiosks.
set -u
: "${SVAR_BUILD:?the build folder, for instance build/release}"
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
PATH=$SVAR_BUILD/bin:$PATH
export SDL_VIDEODRIVER=dummy
unset DISPLAY WAYLAND_DISPLAY
work=$(mktemp -d)
cd "$work" || exit 1
number=0
kiosks=()

finish() {
    for pid in "${kiosks[@]}"; do kill "$pid" 2>/dev/null; done
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
