# SPDX-License-Identifier: EUPL-1.2
# What script tests share: a folder of their own, which is gone at the end together with the
# programs in $children, and checks as TAP.
# shellcheck shell=sh
svar=$SVAR_BUILD/bin/svar
root=$(cd "$(dirname "$0")/../.." && pwd)
dir=$(mktemp -d)
children=
trap 'for pid in $children; do kill "$pid" 2>/dev/null; done; rm -rf "$dir"' EXIT
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
