#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# svar eval: types, node sets, contexts, other instances, forms; and what is wrong said with its place.
set -u
. "$(dirname "$0")/lib.sh"
tab=$(printf '\t')
eval_() { "$svar" eval "$@"; }

cat >answers.xml <<'XML'
<?xml version="1.0" encoding="UTF-8"?>
<data id="x" xmlns:orx="http://openrosa.org/xforms">
  <age>15</age>
  <empty/>
  <child><name>Åsa</name><age>3</age></child>
  <child><name>Bo &amp; Co</name><age>11</age></child>
  <orx:meta><orx:instanceID>uuid:1</orx:instanceID></orx:meta>
</data>
XML
cat >fruit.xml <<'XML'
<root><item><name>a</name><label>Apple</label></item><item><name>b</name><label>Pear</label></item></root>
XML
cat >form.md <<'MD'
| survey |
| | type           | name | label::Svenska (sv) | label::English (en) | calculation | relevant |
| | integer        | age  | Ålder               | Age                 |             |          |
| | select_one yn  | ok   | Bra?                | Good?               |             | ${age} > 3 |
| | calculate      | next |                     |                     | ${age} + 1  |          |
| | begin_repeat   | kid  | Barn                | Child               |             |          |
| | text           | who  | Vem                 | Who                 |             |          |
| | end_repeat     |      |                     |                     |             |          |
| choices |
| | list_name | name | label::Svenska (sv) | label::English (en) |
| | yn        | y    | Ja                  | Yes                 |
| settings |
| | default_language |
| | Svenska (sv)     |
MD

check 'a number' same "number${tab}2" eval_ '1 + 1'
check 'a string' same "string${tab}åäö" eval_ 'concat("å", "äö")'
check 'a boolean' same "boolean${tab}true" eval_ '3 > 2'
check 'an expression that begins with minus' same "number${tab}-1" eval_ '-3 mod 2'
check 'the same behind --' same "number${tab}-3" eval_ -- '-number(3)'
check 'a node set, one value a line' same "nodeset${tab}Åsa
Bo & Co" eval_ --instance answers.xml '/data/child/name'
check 'an empty value in a set is a line' same 'nodeset,15,,' sh -c '"$0" eval --instance answers.xml "/data/age | /data/empty" | tr "\t\n" ",,"' "$svar"
check 'an empty node set' same "nodeset${tab}" eval_ --instance answers.xml '/data/nobody'
check 'the context is the root element' same "nodeset${tab}15" eval_ --instance answers.xml age
check 'another context' same "number${tab}26" eval_ --instance answers.xml --context '/data/child[2]' '../age + age'
check 'a dot is the context' same "boolean${tab}true" eval_ --instance answers.xml --context /data/age '. = 15'
check 'names with a prefix' same "nodeset${tab}uuid:1" eval_ --instance answers.xml '/data/orx:meta/orx:instanceID'
check 'position among siblings' same "number${tab}2" eval_ --instance answers.xml --context '/data/child[2]/name' 'position(..)'
check 'a second instance' same "string${tab}Pear" eval_ --instance answers.xml --secondary fruit=fruit.xml 'string(instance("fruit")/root/item[name = "b"]/label)'
printf 'name;label\na;"Äpple; rött"\nb;Päron\n' >fruit.csv
check 'a .csv file as an instance' same "nodeset${tab}Äpple; rött
Päron" eval_ --secondary fruit=fruit.csv 'instance("fruit")/root/item/label'
check 'pulldata from it' same "string${tab}Päron" eval_ --secondary fruit=fruit.csv 'pulldata("fruit", "label", "name", "b")'
echo '{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point","coordinates":[18,59]},"properties":{"id":"x"}}]}' >places.geojson
check 'GeoJSON as an instance' same "string${tab}59 18 0 0" eval_ --secondary p=places.geojson 'string(instance("p")/root/item[id = "x"]/geometry)'
check 'a signed message' same "string${tab}real UTF-8 ✅" eval_ "extract-signed('tdSxND2qTGPMnly6fRqPZuHQ84OQlnF9DaUpbJPGkSGbvO782CcpJFGFEx+BSqLQ9Nb9o8+ef6QTakyGyiK8A3JlYWwgVVRGLTgg4pyF', 'A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=')"
check 'a signature that is not the key’s' same "string${tab}" eval_ "extract-signed('BdSxND2qTGPMnly6fRqPZuHQ84OQlnF9DaUpbJPGkSGbvO782CcpJFGFEx+BSqLQ9Nb9o8+ef6QTakyGyiK8A3JlYWwgVVRGLTgg4pyF', 'A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=')"
check 'digest' same "string${tab}ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs=" eval_ 'digest("a", "SHA-256")'
check 'the time is an argument' same "string${tab}2026-07-01T12:00:00.000+02:00" eval_ --tz Europe/Stockholm --now 2026-07-01T12:00 'string(now())'
check 'winter time' same "string${tab}2026-01-01" eval_ --tz Europe/Stockholm --now 2025-12-31T23:30:00Z 'string(today())'
check 'summer time within a run' same "string${tab}2026-07-01T14:00:00.000+02:00" eval_ --tz Europe/Stockholm --now 2026-01-01T00:00 'date-time("2026-07-01T12:00:00Z")'
check 'and winter time' same "string${tab}13:00" eval_ --tz Europe/Stockholm --now 2026-07-01T00:00 'format-date-time("2026-01-01T12:00:00Z", "%H:%M")'
check 'midnight as it is that day' same "string${tab}20635.916666666668 20454.958333333332" eval_ --tz Europe/Stockholm 'concat(number("2026-07-02"), " ", number("2026-01-02"))'
check 'a day later is the day after, when clocks change too' same "string${tab}2026-03-30" eval_ --tz Europe/Stockholm 'date(date("2026-03-29") + 1)'
check 'a zone by its offset' same "number${tab}0.25" eval_ --tz -06:00 'decimal-date-time("1970-01-01")'
check 'months are English' same "string${tab}Oct Sat" eval_ 'format-date("2026-10-31", "%b %a")'
check 'or as --lang says' same "string${tab}okt lör" eval_ --lang sv 'format-date("2026-10-31", "%b %a")'
check 'English over a Swedish form as well' same "string${tab}Oct Sat" eval_ --form form.md 'format-date("2026-10-31", "%b %a")'

check 'answers to a form' same "number${tab}42" eval_ --form form.md --set age=41 '${next} + 0'
check 'choice names in a language' same "string${tab}Yes" eval_ --form form.md --set age=9 --set ok=y --lang en 'jr:choice-name(${ok}, "${ok}")'
check 'what is not relevant is blank' same "string${tab}" eval_ --form form.md --set ok=y --set age=2 'string(${ok})'
check 'a context within a repeat' same "number${tab}1" eval_ --form form.md --context '/data/kid[1]/who' 'position(..)'

# ---- any XML ----
cat >any.xml <<'XML'
<html xml:lang="sv-SE" xmlns="http://www.w3.org/1999/xhtml" xmlns:ev="urn:nss"><!-- c --><?pi x y?><body class="b" id="body"><div id="d1" ev:class="123">aaa<span>bbb</span>ccc<ev:div2/></div><g><div id="d2"><div>n</div></div></g></body></html>
XML
over() { # WANTED EXPRESSION [OPTIONS…]
    want=$1
    expression=$2
    shift 2
    same "$want" eval_ --instance any.xml "$@" "$expression"
}
check 'attributes' over "nodeset${tab}body
d1
d2" '//@id'
check 'an attribute by its axis' over "string${tab}b" 'string(/html/body/attribute::class)'
check 'any attribute' over "number${tab}2" 'count(//div[@id="d1"]/@*)'
check 'predicates on attributes' over "string${tab}aaabbbccc" 'string(//*[@id = "d1"])'
check 'text in its order' over "nodeset${tab}aaa
ccc" '//div[1]/text()[. != "n"]'
check 'comments' over "nodeset${tab} c " '//comment()'
check 'instructions by name' over "number${tab}1" 'count(//processing-instruction("pi"))'
check 'every kind of node' over "number${tab}14" 'count(//node())'
check 'elements before, in the order of the document' over "string${tab}body" 'name(//*[@id="d2"]/preceding::*/..)'
check 'positions on the way back count from the node' over "string${tab}div" 'name(//span/ancestor::*[1])'
check 'the first of a set is the first of the document' over "string${tab}html" 'name(//span/ancestor::*)'
check 'what follows' over "nodeset${tab}n
n
n" '//*[@id="d1"]/following::*'
check 'a nested node before a later one' over "number${tab}3" 'count(//div)'
check 'the namespace, not the prefix' over "number${tab}3" 'count(//h:div)'
check 'all names of a namespace' over "string${tab}ev:div2" 'name(//ev:*)'
check 'local names' over "string${tab}div2" 'local-name(//ev:div2)'
check 'namespaces' over "string${tab}urn:nss" 'namespace-uri(//ev:div2)'
check 'id()' over "string${tab}div" 'name(id("d2 x"))'
check 'lang()' over "boolean${tab}true" 'lang("sv")' --context '//span'
check 'a context that is an attribute' over "string${tab}div" 'name(..)' --context '//@id[. = "d1"]'
check 'the document' over "string${tab}aaabbbcccn" 'string(/)'
check 'a union in document order' over "nodeset${tab}bbb
n" '//div/div | //span'
check 'a number among other nodes' over "boolean${tab}true" 'number(//div) != 1'
check 'a union of nothing' over "number${tab}0" 'count(//x | //y)'

check 'a wrong expression, and where' fails 1 'character 4' eval_ '1 +'
check 'where it goes wrong while it is evaluated' fails 1 'character 5' eval_ '1 + sum("b")'
check 'a date that is none' fails 1 '“x” is no date' eval_ 'concat(1, date("x"))'
check 'a function that is nearly there' fails 1 'Did you mean “string-length”?' eval_ 'strin-length("a")'
check 'no expression' fails 2 'missing' eval_
check 'an empty expression' fails 1 'empty' eval_ ''
check 'nothing on standard output then' sh -c '[ -z "$("$0" eval "1 +" 2>/dev/null)" ]' "$svar"
check 'a file that is not there' fails 2 nope.xml eval_ --instance nope.xml 1
check 'half a file' sh -c 'head -c 60 answers.xml >half.xml; . "$1"; ! "$0" eval --instance half.xml 1 2>said && grep -q "half.xml:2:" said' "$svar" /dev/null
check 'entity tricks are refused' sh -c 'printf "<!DOCTYPE d [<!ENTITY a \"aaaa\">]><d>&a;</d>" >evil.xml; ! "$0" eval --instance evil.xml 1 2>said && grep -q DOCTYPE said' "$svar"
check 'a .csv file that is broken' sh -c 'printf "a,b\n1,\"2\n" >broken.csv; ! "$0" eval --secondary x=broken.csv 1 2>said && grep -q broken.csv said' "$svar"
check 'a context that is not there' fails 1 'no node /data/x' eval_ --instance answers.xml --context /data/x 1
check 'an unknown instance' fails 1 'there is no list “x”' eval_ 'instance("x")/root'
check 'a zone that is not there' fails 2 'time zone' eval_ --tz Atlantis 1
check 'a zone that is a path' fails 2 'time zone' eval_ --tz ../../etc/passwd 1
check 'a time that is none' fails 2 'is no time' eval_ --now yesterday 1
check 'an answer that the form refuses' fails 1 'whole number' eval_ --form form.md --set age=x 1
check 'a question that is not there' fails 1 'no question agee' eval_ --form form.md --set agee=1 1
check 'two ways at once' fails 2 'leave out' eval_ --form form.md --instance answers.xml 1
check '--set without a form' fails 2 'needs --form' eval_ --set a=1 1
echo "1..$number"
