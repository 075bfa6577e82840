#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# The conference plugin: brings the forms of forms/ byte for byte, and Q-SAM 2019 has the published
# questions, word for word.
set -u
cd "$(dirname "$0")/../.." || exit 1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
number=0

report() { # report STATUS NAME
    number=$((number + 1))
    if [ "$1" -eq 0 ]; then echo "ok $number - $2"; else echo "not ok $number - $2"; fi
}

plugin=$SVAR_BUILD/plugins/conference.so
# A plugin built with sanitizers needs a host that has them too.
sanitize=
nm -D "$plugin" | grep -q __asan_init && sanitize=-fsanitize=address,undefined
cc -std=c99 $sanitize -Iengine/plugin/abi -o "$work/host" tests/plugin/host.c -ldl || exit 1

"$work/host" "$plugin" >"$work/list"
report $? "the plugin lists its questionnaires"
grep -q "^conference/q-sam-2019	q-sam-2019.md	Utvärdering av Samverkan på riktigt 2019$" "$work/list"
report $? "q-sam-2019 is one of them"
for id in $(sed 's|^conference/\([^	]*\)	.*|\1|' "$work/list"); do
    "$work/host" "$plugin" "$id" | cmp -s - "forms/$id.md"
    report $? "$id is forms/$id.md, byte for byte"
    [ "$(sed -n "s/^| *|.*| $id *| *\([0-9.]*\) *|.*/\1/p" "forms/$id.md" | wc -l)" -eq 1 ]
    report $? "$id has its own name as form_id"
done

form=forms/q-sam-2019.md
label() { # label NAME: the Swedish label in the survey sheet
    awk -F' *[|] *' -v name="$1" '$4 == name { print $5; exit }' "$form"
}
same() { # same NAME WORDS
    [ "$(label "$1")" = "$2" ]
    report $? "$1 is as published"
}
same q1 "I augusti 2018 ordnade vi konferensen Samverkan på riktigt kring kartläggning och analys. Bidrog den konferensen till att du/ni tog några initiativ i din kommun/stadsdel?"
same q2 "Årets konferens har bidragit till att stärka samverkan och samordning i det lokala arbetet."
same q3 "Årets konferens har bidragit till att inspirera till fortsatta steg framåt i det lokala preventionsarbetet."
same q4 "Jag kan använda kunskaperna jag fick av konferensen i min yrkesroll."
same q5 "Planerar du att ta några initiativ efter denna konferens?"
same q6 "Planerar du att ta några initiativ efter denna konferens? Utveckla gärna svaret på föregående fråga."
same q7 "Vad tycker du var bra med konferensen gällande innehåll och upplägg?"
same q8 "Är det något vi kan tänka på till nästa konferens gällande innehåll upplägg?"
same q9 "Ge gärna förslag på teman för seminarier/ konferenser för att utveckla tvärssektoriell samverkan?."
[ "$(awk -F' *[|] *' '$3 == "stammer4" { printf "%s=%s;", $4, $5 }' "$form")" = \
    "1=Stämmer mycket bra;2=Stämmer bra;3=Stämmer dåligt;4=Stämmer mycket dåligt;-1=Vet ej/ej relevant;" ]
report $? "the scale is as published, its last step spelt one way"

if [ -x "$SVAR_BUILD/bin/svar" ]; then
    for file in forms/*.md; do
        "$SVAR_BUILD/bin/svar" check "$file" >"$work/check" 2>&1
        status=$?
        [ $status -ne 0 ] && sed 's/^/# /' "$work/check"
        report $status "svar check finds nothing wrong with $file"
    done
fi
echo "1..$number"
