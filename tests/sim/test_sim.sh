#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# The simulator over many seeds (SIM_SEEDS, SIM_START), and proof that it can fail: with a fault put
# into its own network, disks or respondents it must notice.
set -u
sim=$SVAR_BUILD/tests/svar-sim
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
number=0
say() {
    number=$((number + 1))
    if [ "$1" -eq 0 ]; then echo "ok $number - $2"; else echo "not ok $number - $2"; fi
}

case $SVAR_BUILD in
*/release | */debug) seeds=${SIM_SEEDS:-500} ;; # a minute and a half; make sim runs as many as the night allows
*) seeds=${SIM_SEEDS:-60} ;; # sanitizers take their time
esac
start=${SIM_START:-1}
half=$((seeds / 2))

# Two halves at once: a seed uses one core. A slow machine does what it can.
"$sim" --start "$start" --seeds "$half" --seconds 100 >"$folder/first" 2>&1 &
first=$!
"$sim" --start $((start + half)) --seeds $((seeds - half)) --seconds 100 >"$folder/second" 2>&1
second=$?
wait "$first"
first=$?
sed 's/^/# /' "$folder/first" "$folder/second"
say $((first + second)) "up to $seeds seeds: nothing lost, nothing twice, nothing invented, chains verify, all drain"

# Each kind of fault has happened, where a slow machine has not ended early.
awk -F': ' '/ seeds, / { seeds += $1; sub(/^[^:]*: /, ""); sub(/; trace.*/, ""); n = split($0, part, ", ")
        for (i = 1; i <= n; i++) { count = part[i] + 0; sub(/^[0-9]+ /, "", part[i]); sum[part[i]] += count } }
    END { if (seeds >= 50) for (name in sum) if (!sum[name]) print "never: " name }' \
    "$folder/first" "$folder/second" >"$folder/never"
sed 's/^/# /' "$folder/never"
[ ! -s "$folder/never" ]
say $? "every kind of fault has happened"

# The same seed is the same story, alone or among others.
trace() { sed -n 's/.*trace \([0-9a-f]*\).*/\1/p' "$1"; }
"$sim" --start "$start" --seeds 1 >"$folder/once" 2>&1
"$sim" --start "$start" --seeds 1 >"$folder/again" 2>&1
[ -n "$(trace "$folder/once")" ] && [ "$(trace "$folder/once")" = "$(trace "$folder/again")" ]
say $? "a seed replays exactly"

must_fail() {
    "$sim" --break "$1" --start 1 --seeds "$2" >"$folder/broken" 2>&1
    [ $? -eq 1 ] && grep -q "$3" "$folder/broken"
    say $? "$4"
}
must_fail sync 20 'lost\|fork\|gap\|malformed\|damaged\|does not' "disks whose syncs do nothing are noticed"
must_fail receipt 20 'lost\|gap' "receipts that nobody gave are noticed"
must_fail response 10 'acknowledged and is lost' "an answer that was never stored is noticed"
must_fail epoch 40 'lost\|gap' "devices that do not hear of a restored collector are noticed"
must_fail tidy 40 'lost\|gap' "a collector that erases what nobody fetched is noticed"
must_fail desk 80 'lost\|gap' "receipts on sticks from a desk that kept nothing are noticed"
"$sim" --break nothing --start 1 --seeds 1 >/dev/null 2>&1
say $? "with nothing broken the same seeds hold"
"$sim" --what >/dev/null 2>&1
[ $? -eq 2 ]
say $? "an unknown option is said"
echo "1..$number"
