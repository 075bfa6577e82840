#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# svar check and svar survey: exit codes, what is refused, and minisign as the judge.
set -u
. "$(dirname "$0")/lib.sh"
conference=$SVAR_BUILD/plugins/conference.so

# ---- check ----
check 'the shipped form has nothing wrong' ends 0 "$svar" check "$forms/q-sam-2019.md"
cat >bad.md <<'EOF'
| survey |
| | type | name | label |
| | select_one nolist | a | Ett? |
| | text | b | Två? |
| | text | b | Tre? |
| | nonsense | c | Fyra? |
EOF
check 'a form with mistakes ends with 1' ends 1 "$svar" check bad.md
check 'each mistake has file, sheet, row and column' sh -c '"$0" check bad.md 2>/dev/null | grep -Eq "^bad.md:survey:[0-9]+:[0-9]+: error: "' "$svar"
check 'every mistake comes at once' sh -c '[ "$("$0" check bad.md 2>/dev/null | grep -c "error:")" -ge 3 ]' "$svar"
check '--json is JSON and counts' sh -c '"$0" check --json bad.md | jq -e ".errors >= 3 and (.problems | length) >= 3 and .problems[0].row > 0"' "$svar"
check 'a form that is not there ends with 2' ends 2 says 'nofile.md' "$svar" check nofile.md
check 'no form named ends with 2' ends 2 "$svar" check
cat >required.md <<'EOF'
| survey |
| | type | name | label | required |
| | text | a | Ett? | yes |
EOF
check 'required without a way out is a warning' ends 0 says 'warning' "$svar" check required.md

# ---- new ----
"$svar" keygen --dir keys --no-passphrase >/dev/null
"$svar" keygen --dir other --no-passphrase >/dev/null
key=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
new() { # DIR further options: from the plugin
    folder=$1
    shift
    "$svar" survey new "$folder" --plugin "$conference" --from conference/q-sam-2019 \
        --settings "$forms/q-sam-2019.survey.json" --id prov --recipient @keys/recipient.txt "$@"
}
check 'a survey from a plugin' new s --collector http://127.0.0.1:9 --collector-key $key --least-batch 1
check 'survey.json holds what was asked for' jq -e '.id == "prov" and .least_batch == 1 and .expected == 84 and .k == 5 and .form == "form.md" and .mode == "test" and .collector.keys[0] == "'$key'" and (.recipients | length) == 1' s/survey.json
check 'the form is a copy' cmp s/form.md "$forms/q-sam-2019.md"
check 'nothing is overwritten' ends 2 says 'is there already' new s
check 'an unknown questionnaire lists those that there are' ends 2 says 'conference/q-sam-2019' "$svar" survey new x --plugin "$conference" --from conference/nope --id x --recipient @keys/recipient.txt --organizer-name A
check 'a form of one'"'"'s own' "$svar" survey new own --form "$forms/q-sam-2019.md" --id own --recipient "$(cat keys/recipient.txt)" --organizer-name 'sv=Vi' --organizer-name 'en=Us' --title 'Min enkät'
check 'titles and names by language' jq -e '.title.sv == "Min enkät" and .organizer.name.en == "Us" and .organizer.name.sv == "Vi" and .languages == ["sv","en"]' own/survey.json
printf '\211PNG\r\n\032\n\0\0\0\rIHDR\0\0\0\050\0\0\0\036' >'vårt märke.png'
printf '\377\330\377\300\0\021\010\0\036\0\050' >mark.jpeg
printf '\211PNG\r\n\032\n\0\0\0\rIHDR\0\0\165\060\0\0\165\060' >huge.png
check "the organizer's colour and logo" new look --colour '#8A2B5E' --logo 'vårt märke.png'
check 'stand in survey.json' jq -e '.look == {"colour": "#8A2B5E", "logo": "logo.png"}' look/survey.json
check 'and the logo beside it' cmp look/logo.png 'vårt märke.png'
check 'it can be signed so' ends 0 "$svar" survey sign look --sign-key keys/sign.key
cp -r look heavy && cp huge.png heavy/logo.png
check 'a logo that became too large is told' ends 0 says 'the picture logo.png: the picture is too large' "$svar" survey sign heavy --sign-key keys/sign.key
check 'the colour may be left out' new jpeg --logo mark.jpeg
check 'and a JPEG stays one' sh -c 'jq -e ".look == {\"logo\": \"logo.jpg\"}" jpeg/survey.json && cmp jpeg/logo.jpg mark.jpeg'
check 'a colour in words is refused' ends 2 says '--colour' new x --colour blue
check 'and one without its mark' ends 2 says '--colour' new x --colour 8A2B5E
check 'a logo that no kiosk shows is refused' ends 2 says 'huge.png: the picture is too large' new x --logo huge.png
check 'and what is no picture' ends 2 says 'bad.md: pictures are PNG or JPEG' new x --logo bad.md
check 'and what is not there' ends 2 says 'nowhere.png' new x --logo nowhere.png
mkdir taken && cp huge.png taken/logo.png
check 'another picture in the folder is not replaced' ends 2 says 'is another picture' new taken --logo 'vårt märke.png'
check 'and is as it was' cmp taken/logo.png huge.png
check 'no recipient is refused' ends 2 says '--recipient' "$svar" survey new x --form "$forms/q-sam-2019.md" --id x --organizer-name A
check 'a wrong recipient is refused' ends 2 "$svar" survey new x --form "$forms/q-sam-2019.md" --id x --organizer-name A --recipient age1nonsense
check 'a form with mistakes is refused' ends 2 says 'error:' "$svar" survey new x --form bad.md --id x --organizer-name A --recipient @keys/recipient.txt
check 'a collector without its key is refused' ends 2 says '--collector-key' new x --collector http://127.0.0.1:9
check 'a claim that the form cannot bear is refused' sh -c 'echo "{\"report\":{\"claims\":[{\"text\":{\"sv\":\"x\"},\"question\":\"q77\",\"choices\":[\"1\"]}]}}" >claims.json; "$0" survey new x --form "$1" --id x --organizer-name A --recipient @keys/recipient.txt --settings claims.json 2>&1 | grep -q q77' "$svar" "$forms/q-sam-2019.md"
check 'what was refused left nothing' test ! -e x

# ---- sign, verify, pack ----
check 'a survey that is not signed is refused' ends 2 "$svar" survey verify s
check 'signing' "$svar" survey sign s --sign-key keys/sign.key --prove keys/identity.age
brackets() { # MODE THANKS: a survey whose last page says that
    jq --arg mode "$1" --arg thanks "$2" '.mode = $mode | .pages.thanks.sv = $thanks' s/survey.json >b/survey.json.new &&
        mv b/survey.json.new b/survey.json
}
sign_b() { "$svar" survey sign b --sign-key keys/sign.key --prove keys/identity.age "$@"; }
cp -r s b
brackets test 'Den [datum] berättar vi mer.'
check 'a test may hold what is to be filled in, and says so' ends 0 says 'pages.thanks.sv: [datum]' sign_b
brackets production 'Den [datum] berättar vi mer.'
check 'production is refused with it' ends 2 says '--allow-placeholders' sign_b
check 'which says where it stands' ends 2 says 'pages.thanks.sv: [datum]' sign_b
check 'unless it is meant' ends 0 sign_b --allow-placeholders
brackets production 'Mer på [vår sida](https://exempel.se) [1].'
check 'a link and a number are nothing to fill in' ends 0 sign_b
# ---- pictures that no kiosk shows ----
cat >pictures.md <<'EOF'
| survey |
| | type | name | label | media::image |
| | note | a | Ett | small.png |
| | note | b | Två | huge.png |
| | note | c | Tre | moving.gif |
| | note | d | Fyra | nowhere.jpg |
EOF
printf '\211PNG\r\n\032\n\0\0\0\rIHDR\0\0\0\050\0\0\0\036' >small.png
printf 'GIF89a' >moving.gif
printf '\377\330\377\340' >nowhere.jpg
check 'a survey with pictures' "$svar" survey new shown --form pictures.md --id shown --recipient @keys/recipient.txt --sign-key-pub keys/sign.pub --organizer-name Vi
rm -f shown/nowhere.jpg
sign_shown() { "$svar" survey sign shown --sign-key keys/sign.key; }
check 'a picture that is too large is told before signing' ends 0 says 'huge.png: the picture is too large, 30000 × 30000' sign_shown
check 'so is one of another format' ends 0 says 'moving.gif: pictures are PNG or JPEG' sign_shown
check 'and one that is missing' ends 0 says 'nowhere.jpg: it is not in the survey' sign_shown
check 'and no other' ends 0 says 'no kiosk shows: 3' sign_shown
check 'minisign verifies the signature' minisign -V -q -p keys/sign.pub -m s/survey.json
check 'verify says that it is right' ends 0 "$svar" survey verify s --key keys/sign.pub
check 'verify by another key ends with 1' ends 1 "$svar" survey verify s --key other/sign.pub
check 'a key that does not open the answers is no proof' ends 2 says 'not among' "$svar" survey sign s --sign-key keys/sign.key --prove other/identity.age
check 'packing' "$svar" survey pack s s.svar
check 'a packed survey verifies' ends 0 "$svar" survey verify s.svar --key keys/sign.pub
check 'packing twice gives the same bytes' sh -c '"$0" survey pack s t.svar && cmp s.svar t.svar' "$svar"
check 'an enrolment token is printed alone' sh -c '"$0" survey enrol s --sign-key keys/sign.key 2>/dev/null | grep -Eqx "svar-enrol-1\.[A-Za-z0-9_-]+"' "$svar"
check 'two tokens differ' sh -c '[ "$("$0" survey enrol s --sign-key keys/sign.key 2>/dev/null)" != "$("$0" survey enrol s --sign-key keys/sign.key 2>/dev/null)" ]' "$svar"
check 'only the signer may enrol' ends 2 "$svar" survey enrol s --sign-key other/sign.key
cp -r s changed
sed -i 's/Ja  /Jo  /' changed/form.md
check 'a changed form is named, with 1' ends 1 says 'form.md' "$svar" survey verify changed
cp -r s changed2
sed -i 's/"k": 5/"k": 1/' changed2/survey.json
check 'a changed setting breaks the signature, with 1' ends 1 "$svar" survey verify changed2

# ---- production ----
new p --mode production >/dev/null 2>&1
check 'production is refused without a proof' ends 2 says '--prove' "$svar" survey sign p --sign-key keys/sign.key
check 'and leaves no signature' test ! -e p/survey.json.minisig
check 'production is refused with the wrong key' ends 2 "$svar" survey sign p --sign-key keys/sign.key --prove other/identity.age
check 'production is signed with a proof' ends 0 "$svar" survey sign p --sign-key keys/sign.key --prove keys/identity.age

# ---- the command line ----
check 'no verb ends with 2' ends 2 "$svar"
check 'an unknown verb ends with 2' ends 2 says 'svar --help' "$svar" frobnicate
check 'help ends with 0' ends 0 says 'survey sign' "$svar" --help
check 'help of a verb' ends 0 says '--prove' "$svar" survey sign --help
check 'the version' ends 0 says 'svar 0' "$svar" --version
check 'an unknown option is named' ends 2 says '--frob' "$svar" check --frob x
check 'a full disk behind standard output is told' sh -c '"$0" --help >/dev/full; [ $? -eq 2 ]' "$svar"
check 'a collector that is not there costs nothing but time' ends 2 says 'cannot reach' "$svar" survey publish s --sign-key keys/sign.key
check 'and pulling from it makes no lie of an archive' ends 2 "$svar" pull --survey s --archive a.db --sign-key keys/sign.key
echo "1..$number"
