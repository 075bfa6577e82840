#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# svar drive: a form answered by commands, and commands that cannot be obeyed.
set -u
. "$(dirname "$0")/lib.sh"

cat >form.md <<'MD'
| survey |
| | type           | name | label::Svenska (sv) | label::English (en) | calculation | relevant | constraint | constraint_message::Svenska (sv) | constraint_message::English (en) | required | choice_filter |
| | integer        | age  | Ålder               | Age                 |             |            | . < 150 | För gammal | Too old | yes | |
| | select_one yn  | ok   | Bra, ${age}?        | Good, ${age}?       |             | ${age} > 3 | | | | | name != 'z' or ${age} > 50 |
| | calculate      | next |                     |                     | ${age} + 1  |            | | | | | |
| | date           | day  | Dag                 | Day                 |             |            | | | | | |
| | begin_group    | g    |                     |                     |             |            | | | | | |
| | begin_repeat   | kid  | Barn                | Child               |             |            | | | | | |
| | text           | who  | Vem                 | Who                 |             |            | | | | | |
| | begin_repeat   | toy  | Leksak              | Toy                 |             |            | | | | | |
| | text           | what | Vad                 | What                |             |            | | | | | |
| | end_repeat     |      |                     |                     |             |            | | | | | |
| | end_repeat     |      |                     |                     |             |            | | | | | |
| | end_group      |      |                     |                     |             |            | | | | | |
| choices |
| | list_name | name | label::Svenska (sv) | label::English (en) |
| | yn        | y    | Ja                  | Yes                 |
| | yn        | z    | Nja                 | Maybe               |
| settings |
| | default_language |
| | Svenska (sv)     |
MD
drive() { # COMMANDS (\n between them) [OPTIONS…]: answers in the file answers
    commands=$1
    shift
    printf '%b\n' "$commands" | "$svar" drive form.md --now 2026-01-31T12:00:00Z --tz UTC --seed 1 "$@" >answers
}
shows() { # COMMANDS JQ WANTED: of the last answer
    drive "$1" && same "$3" sh -c 'tail -n 1 answers | jq -rc "$0"' "$2"
}
node='.nodes[] | select(.path == "/data/'

check 'an answer is kept' shows 'set /data/age 7' '[.ok, .value]' '[true,"7"]'
check 'what follows is computed' shows 'set /data/age 7\ndump' "$node"'next") | .value' 8
check 'and can be cleared' shows 'set /data/age 7\nclear /data/age\ndump' "$node"'age") | .value' ''
check 'every node is there' shows 'dump' '[.nodes[].path] | join(" ")' '/data /data/age /data/ok /data/next /data/day /data/g /data/g/kid[1] /data/g/kid[1]/who /data/g/kid[1]/toy[1] /data/g/kid[1]/toy[1]/what /data/meta /data/meta/instanceID'
check 'every node says all of itself' shows 'dump' '[.nodes[] | select(.value != null) | has("path","type","value","relevant","readonly","required","violates","label")] | all' true
check 'types' shows 'dump' '[.nodes[].type] | join(" ")' 'root integer select_one calculate date group repeat text repeat text group calculate'
check 'required is violated at once' shows 'dump' "$node"'age") | .violates.condition' required
check 'a constraint with its message' shows 'set /data/age 200\ndump' "$node"'age") | .violates | [.condition, .message]' '["constraint","För gammal"]'
check 'in the other language' shows 'set /data/age 200\nlang en\ndump' "$node"'age") | .violates.message' 'Too old'
check '--lang begins with it' sh -c 'echo dump | "$0" drive form.md --lang en | jq -e ".language == \"English (en)\""' "$svar"
check 'relevance' shows 'set /data/age 3\ndump' "$node"'ok") | .relevant' false
check 'labels with answers in them' shows 'set /data/age 33\ndump' "$node"'ok") | .label' 'Bra, 33?'
check 'choices as they are filtered' shows 'set /data/age 33\ndump' "$node"'ok") | .choices' '[{"name":"y","label":"Ja"}]'
check 'and when the filter lets more through' shows 'set /data/age 66\ndump' "$node"'ok") | [.choices[].label]' '["Ja","Nja"]'
check 'spaces in a value are kept' shows 'set /data/g/kid[1]/who  Anna  Maria ' .value ' Anna  Maria '
check 'a line may end with CR LF' shows 'set /data/age 7\r\ndump\r' "$node"'age") | .value' 7
check 'a repeat is added' shows 'add /data/g/kid' .path '/data/g/kid[2]'
check 'in the instance named' shows 'add /data/g/kid\nadd /data/g/kid[2]/toy' .path '/data/g/kid[2]/toy[1]'
check 'and removed: those behind move up' shows 'add /data/g/kid\nset /data/g/kid[2]/who Bo\nremove /data/g/kid[1]\ndump' "$node"'g/kid[1]/who") | .value' Bo
check 'submit leaves out what is not relevant' sh -c '! grep -q "<ok" answers' "$(drive 'set /data/age 2\nsubmit')"
check 'submit is XML' sh -c 'tail -n 1 answers | jq -r .xml >submit.xml && "$0" eval --instance submit.xml "string(/data/next)" | grep -q "	3$"' "$svar"
check 'submit says what is violated' shows 'submit' '[.valid, .violations]' '[false,["/data/age"]]'
check 'the same commands give the same bytes' sh -c 'for i in 1 2; do printf "set /data/age 4\nsubmit\n" | "$0" drive form.md --seed 4 --now 2026-01-31 --tz UTC >run$i || exit 1; done; cmp run1 run2' "$svar"
check 'one line an answer' sh -c 'drive=$(printf "dump\nset age 1\n\nsubmit\nnonsense\n" | "$0" drive form.md | wc -l); [ "$drive" -eq 4 ]' "$svar"

# ---- as other engines have it ----
cat >more.md <<'MD'
| survey |
| | type           | name | label     | calculation        | relevant    | choice_filter              | read_only  | repeat_count | trigger | default |
| | integer        | age  | Age       |                    |             |                            |            |              |         |         |
| | text           | vis  | Vis       | concat(${age}, 'x') |            |                            |            |              |         |         |
| | select_one yn  | ok   | Ok        |                    |             | name != 'z' or ${age} > 50 |            |              |         |         |
| | select_multiple yn | many | Many  |                    |             | name != 'z' or ${age} > 50 |            |              |         |         |
| | begin_group    | g    | G         |                    |             |                            | ${age} = 9 |              |         |         |
| | text           | gq   | Gq        |                    |             |                            |            |              |         |         |
| | end_group      |      |           |                    |             |                            |            |              |         |         |
| | integer        | num  | Num       |                    |             |                            |            |              |         |         |
| | begin_repeat   | c    | C         |                    |             |                            |            | ${num}       |         |         |
| | text           | cq   | Cq        |                    |             |                            |            |              |         |         |
| | end_repeat     |      |           |                    |             |                            |            |              |         |         |
| | begin_repeat   | r    | R         |                    |             |                            |            |              |         |         |
| | integer        | n    | N         |                    | ${age} != 5 |                            |            |              |         |         |
| | calculate      | own  |           | /data/r/n + 1      |             |                            |            |              |         |         |
| | end_repeat     |      |           |                    |             |                            |            |              |         |         |
| | calculate      | sum  |           | sum(${n})          |             |                            |            |              |         |         |
| | calculate      | cnt  |           | count(${n})        |             |                            |            |              |         |         |
| | calculate      | joi  |           | join('-', ${vis}, ${n}) |        |                            |            |              |         |         |
| choices |
| | list_name | name | label |
| | yn        | y    | Ja    |
| | yn        | z    | Nja   |
MD
other() { # COMMANDS JQ WANTED: of a dump of more.md
    printf '%b\ndump\n' "$1" | "$svar" drive more.md --now 2026-01-31T12:00:00Z --tz UTC --seed 1 >answers
    same "$3" sh -c 'tail -n 1 answers | jq -rc "$0"' "$2"
}
value() { # COMMANDS PATH WANTED
    other "$1" ".nodes[] | select(.path == \"/data/$2\") | .value" "$3"
}
check 'a choice that a filter takes away is gone' value 'set /data/age 60\nset /data/ok z\nset /data/age 4' ok ''
check 'and comes back with the filter' value 'set /data/age 60\nset /data/ok z\nset /data/age 4\nset /data/age 60' ok z
check 'one of several, in its place' value 'set /data/age 60\nset /data/many z y\nset /data/age 4\nset /data/age 60' many 'z y'
check 'but not over a new answer' value 'set /data/age 60\nset /data/ok z\nset /data/age 4\nset /data/ok y\nset /data/age 60' ok y
check 'nor over a cleared one' value 'set /data/age 60\nset /data/ok z\nset /data/age 4\nclear /data/ok\nset /data/age 60' ok ''
check 'a computed question can be answered' value 'set /data/age 5\nset /data/vis own' vis own
check 'until what it reads changes' value 'set /data/age 5\nset /data/vis own\nset /data/age 6' vis 6x
check 'a read-only group covers what is in it' other 'set /data/age 9' '[.nodes[] | select(.readonly) | .path] | join(" ")' '/data/g /data/g/gq /data/meta/instanceID'
check 'and refuses answers' sh -c 'printf "set /data/age 9\nset /data/g/gq x\n" | "$0" drive more.md | tail -n 1 | grep -q read-only' "$svar"
check 'an integer holds the whole part' value 'set /data/num 2.7' num 2
check 'repeats follow their count' other 'set /data/num 2.7' '[.nodes[] | select(.path | startswith("/data/c[")) | .path] | join(" ")' '/data/c[1] /data/c[1]/cq /data/c[2] /data/c[2]/cq'
check 'a count that is blank leaves those that are there' other 'set /data/num 2\nclear /data/num' '[.nodes[] | select(.type == "repeat" and (.path | startswith("/data/c"))) | .path] | join(" ")' '/data/c[1] /data/c[2]'
check 'an absolute path in a repeat is its own instance' other 'add /data/r\nset /data/r[1]/n 1\nset /data/r[2]/n 5' '[.nodes[] | select(.path | endswith("own")) | .value] | join(" ")' '2 6'
check 'what is not relevant is in no set' other 'add /data/r\nset /data/r[1]/n 1\nset /data/r[2]/n 2\nset /data/age 5' '[.nodes[] | select(.path == "/data/sum" or .path == "/data/cnt" or .path == "/data/joi") | .value] | join(" ")' '0 0 5x'
check 'and is when it is relevant again' other 'add /data/r\nset /data/r[1]/n 1\nset /data/r[2]/n 2\nset /data/age 5\nset /data/age 6' '[.nodes[] | select(.path == "/data/sum" or .path == "/data/cnt" or .path == "/data/joi") | .value] | join(" ")' '3 2 6x-1-2'

printf '| survey |\n| | type | name | label | calculation |\n| | text | a | A | |\n| | calculate | id | | concat(${instanceID}, "-1") |\n| settings |\n| | instance_name |\n| | concat(${a}, "!") |\n' >meta.md
check 'the response has an id and a name' sh -c 'printf "set /data/a hej\ndump\n" | "$0" drive meta.md --seed 1 | tail -n 1 | jq -e ".nodes | (.[] | select(.path == \"/data/meta/instanceName\") | .value) == \"hej!\" and ((.[] | select(.path == \"/data/meta/instanceID\") | .value) + \"-1\" == (.[] | select(.path == \"/data/id\") | .value))"' "$svar"
printf '| survey |\n| | type | name | label |\n| | text | a | A |\n| settings |\n| | omit_instanceID |\n| | yes |\n' >omit.md
check 'unless the form omits the id' sh -c '! echo submit | "$0" drive omit.md | grep -q instanceID' "$svar"

cat >runs.md <<'MD'
| survey |
| | type         | name | label                                                           | hint |
| | select_one l | a    | Not instance(x) of a path                                       |      |
| | note         | n    | You took instance('l')/root/item[name = ${a}]/label. Then ${a}! | For instance('l')/root/item[name = 'y']/extra here |
| choices |
| | list_name | name | label | extra |
| | l         | x    | Ex    | e1    |
| | l         | y    | Why   | e2    |
MD
check 'paths into lists within texts' sh -c 'printf "set /data/a y\ndump\n" | "$0" drive runs.md | tail -n 1 | jq -e ".nodes | (.[] | select(.path == \"/data/n\") | .label == \"You took Why. Then y!\" and .hint == \"For e2 here\") and (.[] | select(.path == \"/data/a\") | .label == \"Not instance(x) of a path\")"' "$svar"

printf '| survey |\n| | type | name | label | calculation | required | default |\n| | decimal | d | D | | | 1.50 |\n| | text | c | C | if(${d} > 5, "x", "") | yes | |\n' >req.md
check 'a computed question can be required' sh -c 'echo submit | "$0" drive req.md | jq -e ".violations == [\"/data/c\"]"' "$svar"
check 'a decimal without zeros that say nothing' sh -c 'printf "submit\nset /data/d 2.50\n" | "$0" drive req.md | jq -s -e "(.[0].xml | test(\"<d>1.5</d>\")) and .[1].value == \"2.5\""' "$svar"

# ---- choices that are answers in a repeat; repeats in repeats ----
cat >kids.md <<'MD'
| survey |
| | type               | name   | label  | choice_filter   | calculation                        |
| | begin_repeat       | kid    | Kid    |                 |                                    |
| | text               | who    | Who    |                 |                                    |
| | integer            | age    | Age    |                 |                                    |
| | begin_repeat       | toy    | Toy    |                 |                                    |
| | text               | what   | What   |                 |                                    |
| | end_repeat         |        |        |                 |                                    |
| | select_one ${what} | fav    | Fav    |                 |                                    |
| | select_one ${who}  | friend | Friend | ${age} > 3      |                                    |
| | end_repeat         |        |        |                 |                                    |
| | integer            | least  | Least  |                 |                                    |
| | select_one ${who}  | pick   | Pick   |                 |                                    |
| | select_multiple ${who} | many | Many | age >= ${least} |                                    |
| | calculate          | nm     |        |                 | jr:choice-name(${pick}, '${pick}') |
MD
kids='set /data/kid[1]/who Anna Maria\nset /data/kid[1]/age 5\nadd /data/kid\nset /data/kid[2]/who Bo\nset /data/kid[2]/age 2\nset /data/kid[1]/toy[1]/what car\nset /data/least 0\n'
child() { # COMMANDS JQ WANTED
    printf '%b\ndump\n' "$kids$1" | "$svar" drive kids.md --seed 1 >answers
    same "$3" sh -c 'tail -n 1 answers | jq -rc "$0"' "$2"
}
at() { # COMMANDS PATH WANTED: value and names of its choices
    child "$1" ".nodes[] | select(.path == \"/data/$2\") | [.value, [.choices[].name]]" "$3"
}
check 'choices are the answers of a repeat' at 'set /data/pick Anna Maria' pick '["Anna Maria",["Anna Maria","Bo"]]'
check 'blank ones are none' at 'add /data/kid' pick '["",["Anna Maria","Bo"]]'
check 'a filter sees the fields beside them' at 'set /data/least 3' many '["",["Anna Maria"]]'
check 'by name in the form as well' at '' 'kid[2]/friend' '["",["Anna Maria"]]'
check 'those of a repeat within are of its own instance' at '' 'kid[1]/fav' '["",["car"]]'
check 'a choice whose answer changes goes' at 'set /data/pick Bo\nset /data/kid[2]/who Bob' pick '["",["Anna Maria","Bob"]]'
check 'and when its instance goes' at 'set /data/pick Bo\nremove /data/kid[2]' pick '["",["Anna Maria"]]'
check 'its label is itself' child 'set /data/pick Bo' '.nodes[] | select(.path == "/data/nm") | .value' Bo
check 'what is no answer is no choice' sh -c 'printf "set /data/pick Nobody\n" | "$0" drive kids.md | grep -q "not among the choices"' "$svar"
check 'a repeat in an added instance begins empty, as in ODK' child '' '[.nodes[] | select(.type == "repeat") | .path] | join(" ")' '/data/kid[1] /data/kid[1]/toy[1] /data/kid[2]'
check 'and takes its first' child 'add /data/kid[2]/toy' '[.nodes[] | select(.path | startswith("/data/kid[2]/toy")) | .path] | join(" ")' '/data/kid[2]/toy[1] /data/kid[2]/toy[1]/what'
printf '| survey |\n| | type | name | label |\n| | text | a | A |\n| | select_one ${a} | b | B |\n' >norepeat.md
check 'choices from what is in no repeat' fails 1 'norepeat.md:survey:3:1: error' "$svar" drive norepeat.md
printf '| survey |\n| | type | name | label |\n| | begin_repeat | r | R |\n| | text | name | A |\n| | end_repeat | | |\n| | select_one ${nam} | b | B |\n' >nosuch.md
check 'choices from what is not there' fails 1 'Did you mean “name”' "$svar" drive nosuch.md

# ---- data files of every kind ----
cat >shops.geojson <<'JSON'
{"type":"FeatureCollection","features":[
{"type":"Feature","id":"f1","geometry":{"type":"Point","coordinates":[18.06,59.33]},"properties":{"title":"Ica","open":true,"size":12.5}},
{"type":"Feature","geometry":{"type":"LineString","coordinates":[[1,2],[3,4,5]]},"properties":{"id":"f2","title":"Coop"}}]}
JSON
echo '<root><item><name>a</name><label>Äpple</label><price>3</price></item><item><name>p</name><label>Päron</label></item></root>' >fruit.xml
echo '<house v="2"><room id="r1"><size>10</size></room><room id="r2"><size>20</size></room></house>' >deep.xml
printf 'name,label,kom\ns1,Skola,sto\ns2,"Skola, två",got\n' >skol.csv
cat >files.md <<'MD'
| survey |
| | type                               | name  | label | calculation                                         | choice_filter                  | parameters           |
| | xml-external                       | deep  |       |                                                     |                                |                      |
| | csv-external                       | skol  |       |                                                     |                                |                      |
| | select_one_from_file shops.geojson | shop  | Shop  |                                                     |                                |                      |
| | select_one_from_file fruit.xml     | fr    | Fruit |                                                     | price > 1 or ${shop} = 'f1'    |                      |
| | select_multiple_from_file skol.csv | sk    | Skola |                                                     |                                | value=kom label=name |
| | calculate                          | place |       | instance('shops')/root/item[id = ${shop}]/geometry  |                                |                      |
| | calculate                          | rooms |       | sum(instance('deep')/house/room/size)               |                                |                      |
| | calculate                          | r2    |       | instance('deep')/house/room[@id = 'r2']/size        |                                |                      |
| | calculate                          | pull  |       | pulldata('skol', 'label', 'kom', 'got')             |                                |                      |
| | calculate                          | px    |       | pulldata('fruit', 'label', 'name', 'p')             |                                |                      |
MD
filed() { # COMMANDS JQ WANTED
    printf '%b\ndump\n' "$1" | "$svar" drive files.md >answers
    same "$3" sh -c 'tail -n 1 answers | jq -rc "$0"' "$2"
}
check 'choices from GeoJSON' filed '' '.nodes[] | select(.path == "/data/shop") | [.choices[] | .name, .label]' '["f1","Ica","f2","Coop"]'
check 'its places as ODK writes them' filed 'set /data/shop f1' '.nodes[] | select(.path == "/data/place") | .value' '59.33 18.06 0 0'
check 'and its lines' filed 'set /data/shop f2' '.nodes[] | select(.path == "/data/place") | .value' '2 1 0 0; 4 3 5 0'
check 'choices from XML, filtered' filed '' '.nodes[] | select(.path == "/data/fr") | [.choices[].label]' '["Äpple"]'
check 'choices from .csv by other columns' filed '' '.nodes[] | select(.path == "/data/sk") | [.choices[] | .name, .label]' '["sto","s1","got","s2"]'
check 'XML of any shape' filed '' '[.nodes[] | select(.path == "/data/rooms" or .path == "/data/r2") | .value]' '["30","20"]'
check 'pulldata' filed '' '[.nodes[] | select(.path == "/data/pull" or .path == "/data/px") | .value]' '["Skola, två","Päron"]'
bad() { # FILE CONTENT TEXT: a form that names the file is refused with the text
    printf '%s' "$2" >"$1"
    printf '| survey |\n| | type | name | label |\n| | select_one_from_file %s | a | A |\n' "$1" >bad.md
    fails 1 "$3" "$svar" drive bad.md
}
check 'GeoJSON that is none' bad no.geojson '[1]' 'no GeoJSON FeatureCollection'
check 'half a GeoJSON file' bad half.geojson '{"type":"Feat' 'half.geojson'
check 'half an XML file' bad half.xml '<root><item>' 'half.xml'
check 'entities in an XML file' bad evil.xml '<!DOCTYPE d [<!ENTITY a "b">]><root/>' 'document type'
check 'a file of another kind' bad data.txt 'a' '.geojson'
check 'a file that is not there' sh -c '! "$0" drive bad.md </dev/null 2>&1 | grep -q ok' "$svar"

refuses() { # COMMAND TEXT: says so, and goes on
    drive "$1\nset /data/age 5" && sed -n 1p answers | jq -e '.ok == false' >shown && sed -n 1p answers | grep -qF -- "$2" &&
        [ "$(sed -n 2p answers)" = '{"ok":true,"value":"5"}' ] || { cat answers; return 1; }
}
check 'an unknown command' refuses 'dance' 'there is no command'
check 'set without a reference' refuses 'set' 'reference is missing'
check 'a node that is not there' refuses 'set /data/nobody 1' 'no node /data/nobody'
check 'another root' refuses 'set /form/age 1' 'no node /form/age'
check 'a value of the wrong type' refuses 'set /data/age old' 'whole number'
check 'a choice that is not there' refuses 'set /data/ok q' 'not among the choices'
check 'what is computed cannot be set' refuses 'set /data/next 1' 'read-only'
check 'a group has no answer' refuses 'set /data/g 1' 'has no answer'
check 'an instance that is not there' refuses 'set /data/g/kid[9]/who Bo' 'no node'
check 'a repeat that is not there' refuses 'add /data/g/kids' 'no repeat'
check 'a group cannot be added' refuses 'add /data/g' 'no repeat'
check 'remove says which' refuses 'remove /data/g/kid' 'say which'
check 'remove of what is no repeat' refuses 'remove /data/g[1]' 'cannot be repeated'
check 'a language that is not there' refuses 'lang fi' 'Svenska (sv), English (en)'
check 'too much behind a command' refuses 'dump everything' 'too much'
check 'bytes that are no text' refuses 'set /data/g/kid[1]/who \0377' 'UTF-8'
check 'a line without end' sh -c '{ head -c 3000000 /dev/zero | tr "\0" x; echo; echo "set /data/age 5"; } | "$0" drive form.md >long && sed -n 1p long | grep -q longer && [ "$(wc -l <long)" -eq 2 ]' "$svar"
check 'no commands at all' sh -c '"$0" drive form.md </dev/null' "$svar"
printf '| survey |\n| | type | name | label |\n| | txet | a | A |\n' >wrong.md
check 'a form with mistakes' fails 1 'wrong.md:survey:2:1: error' "$svar" drive wrong.md
check 'a form that is not there' fails 2 nope.md "$svar" drive nope.md
check 'a language that the form lacks' fails 2 'no language' "$svar" drive form.md --lang fi
echo "1..$number"
