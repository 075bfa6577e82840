# SPDX-License-Identifier: EUPL-1.2
# What the script tests of the desk share beside tests/lib.sh.
# shellcheck shell=sh
. "$(dirname "$0")/../lib.sh"
forms=$root/forms
ends() { # CODE COMMAND…
    want=$1
    shift
    "$@"
    got=$?
    [ $got -eq "$want" ] || { echo "ended with $got, not $want"; return 1; }
}
says() { # TEXT COMMAND…: on either output; ends as the command
    text=$1
    shift
    "$@" >said 2>&1
    code=$?
    grep -qF -- "$text" said || { cat said; return 99; }
    return $code
}
# A collector for the organizer of keys/: sets $collector, $address and $key.
start_collector() {
    "$SVAR_BUILD/bin/svar-collector" --db sqlite:collector.db --listen 127.0.0.1:0 \
        --key collector.key --organizer keys/sign.pub --port-file port >/dev/null 2>collector.log &
    collector=$!
    children="$children $collector"
    for _ in $(seq 100); do
        [ -s port ] && break
        sleep 0.05
    done
    address=http://127.0.0.1:$(cat port)
    key=$("$SVAR_BUILD/bin/svar-collector" --key collector.key --print-key)
}
