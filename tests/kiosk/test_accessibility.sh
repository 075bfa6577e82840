#!/bin/bash
# SPDX-License-Identifier: EUPL-1.2
# The table of clauses: every clause names tests that there are, or says why there is none.
set -u
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
number=0
tell() { number=$((number + 1)); echo "$1 $number - $2"; }

# A unit test must be written and run; a script's test must be one of its checks, or what it runs on.
there_is() {
    local file=$root/${1%%#*} name=${1#*#}
    case $file in
        *.c) grep -qF "TEST($name)" "$file" && grep -qF "cmocka_unit_test($name)" "$file" ;;
        *) [ -x "$file" ] && grep -v '^ *#' "$file" | grep -qF -- "$name" ;;
    esac
}

while IFS=$'\t' read -r clause asks tests rest; do
    case $clause in '#'* | clause) continue ;; esac
    if [ "$tests" = - ]; then
        [ "$rest" != - ] && tell ok "$clause says why no test shows it" ||
            tell 'not ok' "$clause has neither test nor reason"
        continue
    fi
    missing=
    while IFS= read -r one; do
        there_is "$one" || missing="$missing $one;"
    done < <(sed 's/ | /\n/g' <<<"$tests")
    if [ -z "$missing" ]; then tell ok "$clause: $asks"; else tell 'not ok' "$clause:$missing is not there"; fi
done <"$here/accessibility.tsv"

# The clauses that must be there at all.
for clause in 5.1.2.2 5.1.3.{1,2,3,4,5,6,8,9,10,11,12,13,14,15,16} 5.1.4 5.1.5 5.1.6 5.2 5.6 5.7 5.8 5.9; do
    grep -q "^EN 301 549 $clause	" "$here/accessibility.tsv" && tell ok "$clause has its line" ||
        tell 'not ok' "$clause has no line"
done
echo "1..$number"
