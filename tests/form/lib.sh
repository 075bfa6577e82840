# SPDX-License-Identifier: EUPL-1.2
# What the script tests of the form tools share: a folder of their own, checks as TAP.
# shellcheck shell=sh
svar=$SVAR_BUILD/bin/svar
root=$(cd "$(dirname "$0")/../.." && pwd)
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
number=0
check() { # NAME COMMAND…
    name=$1
    shift
    number=$((number + 1))
    if "$@" >out 2>err; then echo "ok $number - $name"; else
        echo "not ok $number - $name"
        sed 's/^/# /' out err
    fi
}
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
