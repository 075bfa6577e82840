#!/bin/bash
# SPDX-License-Identifier: EUPL-1.2
# The real collector on a free loopback port, with curl as its client and openssl as a second maker
# and judge of signatures.
set -u
. "$(dirname "$0")/../lib.sh"
collector=$SVAR_BUILD/bin/svar-collector
server=
at_end() { [ -z "$server" ] || kill "$server" 2>/dev/null; }

# The collector's signals reach it only when bash does not wait in a subshell between.
start() {
    rm -f port
    "$collector" --db sqlite:c.db --listen 127.0.0.1:0 --key key --organizer org.pub \
        --port-file port --log log --verbose "$@" 2>>collector.err &
    server=$!
    for _ in $(seq 200); do
        [ -s port ] && break
        kill -0 "$server" 2>/dev/null || break
        sleep 0.02
    done
    url=http://127.0.0.1:$(cat port 2>/dev/null)
}
stop() { # signal; returns the exit status
    kill "-$1" "$server"
    wait "$server"
    local status=$?
    server=
    return $status
}
ask() { curl -s --noproxy '*' --max-time 20 "$@"; }
status() { ask -o body -w '%{http_code}' "$@"; }
gives() { # wanted status, arguments of curl
    local wanted=$1
    shift
    local got
    got=$(status "$@")
    [ "$got" = "$wanted" ] || { echo "got $got, wanted $wanted"; cat body; return 1; }
}
problem() { # name, status, arguments of curl: RFC 9457 with its members
    local name=$1 wanted=$2
    shift 2
    gives "$wanted" "$@" -D head || return 1
    grep -qi '^content-type: application/problem+json' head &&
        jq -e --arg type "urn:svar:problem:$name" --argjson status "$wanted" \
            '.type == $type and .status == $status and (.title | length) > 0 and (.detail | length) > 0' body
}
says() { # text, exit status, command…: what a mistake on the command line gives
    local text=$1 wanted=$2
    shift 2
    "$@" >said 2>&1 </dev/null
    local got=$?
    cat said
    [ "$got" = "$wanted" ] && grep -q -- "$text" said
}
unhex() { printf "$(sed 's/../\\x&/g' <<<"$1")"; }

minisign -G -W -p org.pub -s org.key >/dev/null 2>&1

# ---- the command line ----
check 'help' says 'Usage: svar-collector' 0 "$collector" --help
check 'version' says 'svar-collector [0-9]' 0 "$collector" --version
check 'an unknown option' says 'Try svar-collector --help' 2 "$collector" --nonsense
check 'no key' says '--key FILE is missing' 2 "$collector" --db sqlite:c.db
check 'no organizer' says '--organizer is missing' 2 "$collector" --db sqlite:c.db --key key
check 'an organizer that is none' says '--organizer' 2 "$collector" --organizer RWnonsense
check 'an address without a port' says 'ADDRESS:PORT' 2 "$collector" --listen 127.0.0.1
check 'another kind of database' says 'sqlite:PATH' 1 \
    "$collector" --db mysql://x --key key --organizer org.pub
check 'a database in no folder' says 'No such file' 1 \
    "$collector" --db sqlite:/nowhere/c.db --key key --organizer org.pub
check 'a key file that is none' says 'key' 1 \
    "$collector" --db sqlite:c2.db --key org.pub --organizer org.pub

# ---- what every stranger may ask ----
start
key=$("$collector" --key key --print-key)
check 'it listens' [ -s port ]
check 'the key is private' [ "$(stat -c %a key)" = 600 ]
check 'the database is private' [ "$(stat -c %a c.db)" = 600 ]
check 'health' gives 200 "$url/v1/health"
nonce=00112233445566778899aabbccddeeff
check 'hello' gives 200 "$url/v1/hello?nonce=$nonce"
check 'hello names service, key, nonce and limit' jq -e --arg key "$key" --arg nonce "$nonce" \
    '.svar == 1 and .service == "svar-collector" and .key == $key and .nonce == $nonce
     and .limits.batch_bytes > 0' body
hello_holds() { # nonce as the client sent it
    unhex "302a300506032b6570032100$key" >public.der
    unhex "$(jq -r .signature body)" >signature
    { printf '%s' "$1"; unhex "$(jq -r .epoch body)"; } >message
    { printf 'svar hello 1\0'; openssl dgst -sha256 -binary message; } >signed
    openssl pkeyutl -verify -pubin -inkey public.der -keyform DER -rawin -in signed -sigfile signature
}
check 'openssl finds the hello signed' hello_holds "$nonce"
not() { ! "$@"; }
check 'openssl finds another nonce unsigned' not hello_holds "${nonce%ff}00"
check 'hello without a nonce' problem nonce 400 "$url/v1/hello"
check 'a path that is none' problem no-such-page 404 "$url/admin/../../etc/passwd" --path-as-is
check 'the root' problem no-such-page 404 "$url/"
check 'a method that is none' problem method 405 -X DELETE "$url/v1/batches"
check '405 says what is allowed' grep -qi '^allow: POST' head
check 'a batch without a signature' problem signature 401 -d x "$url/v1/batches"
check '401 says how' grep -qi '^www-authenticate: Signature' head
check 'a pull without a signature' problem signature 401 "$url/v1/surveys/a/batches"
fake=(-H 'Signature: svar=:AAAA:' -H 'Signature-Input: svar=()' -H 'Content-Digest: sha-256=:AAAA:')
check 'a signature that is none' problem signature 401 "${fake[@]}" -d x "$url/v1/batches"
check 'a survey of nobody' problem organizer 403 "${fake[@]}" -X PUT -d x "$url/v1/surveys"
head -c 5000000 /dev/zero >large
check 'a body that is too large' problem too-large 413 "${fake[@]}" --data-binary @large "$url/v1/batches"
check 'a body that is too large, in chunks' problem too-large 413 "${fake[@]}" -H 'Expect:' \
    -H 'Transfer-Encoding: chunked' --data-binary @large "$url/v1/batches"
check 'a body where none belongs' problem too-large 413 -X GET -d x "$url/v1/health"
check 'a header that is too large' not gives 200 -H "X: $(head -c 40000 large | tr '\0' x)" "$url/v1/health"

# ---- signed by openssl, as RFC 9421 says ----
openssl genpkey -algorithm ed25519 -out device.pem 2>/dev/null
device=$(openssl pkey -in device.pem -pubout -outform DER | tail -c 32 | od -An -tx1 | tr -d ' \n')
signed() { # method, path, query with its "?", file with the body, further arguments of curl
    local method=$1 path=$2 query=$3 file=$4 digest parameters
    shift 4
    digest="sha-256=:$(openssl dgst -sha256 -binary "$file" | base64 -w0):"
    parameters="(\"@method\" \"@path\" \"@query\" \"content-digest\");nonce=\"$(od -An -N8 -tx8 /dev/urandom | tr -d ' ')\";keyid=\"$device\";alg=\"ed25519\""
    printf '"@method": %s\n"@path": %s\n"@query": %s\n"content-digest": %s\n"@signature-params": %s' \
        "$method" "$path" "$query" "$digest" "$parameters" >base
    openssl pkeyutl -sign -inkey device.pem -rawin -in base -out base.sig
    sent=(-X "$method" -H "Content-Digest: $digest" -H "Signature-Input: svar=$parameters"
        -H "Signature: svar=:$(base64 -w0 base.sig):" "$@" "$url$path${query#\?}")
    [ "$query" = '?' ] || sent=("${sent[@]::${#sent[@]}-1}" "$url$path$query")
    [ -s "$file" ] && sent+=(--data-binary "@$file")
    true
}
echo '{"survey":"nowhere","token":"svar-enrol-1.AAAA"}' >enrol
signed POST /v1/devices '?' enrol
check 'an enrolment that openssl signed is read' problem no-survey 404 "${sent[@]}"
echo 'not json' >noise
signed POST /v1/devices '?' noise
check 'nonsense is no enrolment' problem enrolment 400 "${sent[@]}"
signed POST /v1/batches '?' noise
check 'nonsense is no batch' problem not-a-batch 400 "${sent[@]}"
: >nothing
signed GET /v1/surveys/nowhere/batches '?after=' nothing
check 'a device pulls nothing' problem organizer 403 "${sent[@]}"
signed POST /v1/devices '?' enrol
check 'a body changed on the way' problem signature 401 "${sent[@]/@enrol/@noise}"

# A batch of the right shape from a device that is not known, made byte by byte.
printf 'svarbat1 and then nothing of what should follow' >torn
signed POST /v1/batches '?' torn
check 'a torn batch is refused' gives 422 "${sent[@]}"
refusal_holds() {
    [ "$(head -c 8 body)" = svarrcp1 ] || return 1
    [ "$(tail -c +9 body | head -c 32 | od -An -tx1 | tr -d ' \n')" = "$(sha256sum <torn | cut -d' ' -f1)" ] || return 1
    [ "$(tail -c +57 body | head -c 1 | od -An -tu1 | tr -d ' ')" = 2 ] || return 1
    head -c -64 body | openssl dgst -sha256 -binary | { printf 'svar receipt 1\0'; cat; } >signed
    tail -c 64 body >signature
    openssl pkeyutl -verify -pubin -inkey public.der -keyform DER -rawin -in signed -sigfile signature
}
check 'openssl finds the refusal signed, for that batch' refusal_holds

# ---- many at once, and the end ----
parallel() {
    seq 64 | xargs -P 16 -I{} curl -s --noproxy '*' -o /dev/null -w '%{http_code}\n' "$url/v1/health" |
        sort | uniq -c | grep -qE '^ *64 200$'
}
check 'sixty-four requests, sixteen at a time' parallel
epoch=$(ask "$url/v1/hello?nonce=$nonce" | jq -r .epoch)
check 'a second collector on the port says so' says 'taken by another program' 1 \
    "$collector" --db sqlite:c.db --listen "${url#http://}" --key key --organizer org.pub
check 'SIGTERM ends it well' stop TERM
check 'the log has requests' grep -q 'request method=GET path=/v1/hello status=200' log
check 'the log has no bodies and no nonces' not grep -qE "not json|$nonce|svar-enrol" log
check 'nothing else was said' not grep -qiE 'error|sanitizer' collector.err
start
check 'the epoch stays' [ "$(ask "$url/v1/hello?nonce=$nonce" | jq -r .epoch)" = "$epoch" ]
check 'SIGINT ends it well' stop INT
start --new-epoch
check 'a new epoch on request' [ "$(ask "$url/v1/hello?nonce=$nonce" | jq -r .epoch)" != "$epoch" ]
stop KILL 2>/dev/null
start
check 'it comes back after a kill' gives 200 "$url/v1/health"
check 'sqlite3 finds the database whole' [ "$(sqlite3 c.db 'PRAGMA integrity_check')" = ok ]
stop TERM
start --rate 1
for _ in 1 2 3 4; do status "$url/v1/health" >/dev/null; done
check 'more than the rate is put off' problem rate 429 "$url/v1/health"
check '429 says how long' grep -qi '^retry-after: 1' head
stop TERM
nm_clean() { ! nm "$collector" | grep -E 'seal_age_decrypt|seal_batch_open|seal_identity_|crypto_box_seal_open'; }
check 'it cannot open a response' nm_clean
echo "1..$number"
