# SPDX-License-Identifier: EUPL-1.2
# What script tests share: a folder of their own, which is gone at the end together with the
# programs in $children, and checks as TAP. A script may say at_end what else has to go.
# shellcheck shell=sh
svar=$SVAR_BUILD/bin/svar
root=$(cd "$(dirname "$0")/../.." && pwd)
export LSAN_OPTIONS=suppressions=$root/tests/library_leaks.txt:print_suppressions=0
dir=$(mktemp -d)
children=
at_end() { :; }
trap 'at_end; for pid in $children; do kill "$pid" 2>/dev/null; done; rm -rf "$dir"' EXIT
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
not() { ! "$@"; }
# Waits until a program has written into a file.
awaits() { # FILE
    for _ in $(seq 200); do
        [ -s "$1" ] && return
        sleep 0.02
    done
    return 1
}
