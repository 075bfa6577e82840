# SPDX-License-Identifier: EUPL-1.2
# What the script tests of the form tools share beside tests/lib.sh.
# shellcheck shell=sh
. "$(dirname "$0")/../lib.sh"
skip() { # NAME REASON
    number=$((number + 1))
    echo "ok $number - $1 # SKIP $2"
}
same() { # TEXT COMMAND…: exactly this on standard output; ends with 0
    want=$1
    shift
    got=$("$@") || { echo "ended with $?"; return 1; }
    [ "$got" = "$want" ] || { printf 'got:\n%s\nwanted:\n%s\n' "$got" "$want"; return 1; }
}
fails() { # CODE TEXT COMMAND…: ends with the code and says the text
    want=$1
    text=$2
    shift 2
    "$@" >said 2>&1
    got=$?
    [ $got -eq "$want" ] || { echo "ended with $got, not $want"; cat said; return 1; }
    grep -qF -- "$text" said || { cat said; return 1; }
}
