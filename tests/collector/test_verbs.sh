#!/bin/bash
# SPDX-License-Identifier: EUPL-1.2
# svar-collector's configuration file, its verbs on a database in use, and how it ends: nothing under
# way is lost.
set -u
tests=$(cd "$(dirname "$0")" && pwd)
. "$(dirname "$0")/../lib.sh"
collector=$SVAR_BUILD/bin/svar-collector
chmod 711 "$dir"
server=
at_end() {
    [ -z "$server" ] || kill "$server" 2>/dev/null
    "$tests/pg" stop "$dir/pg" 2>/dev/null
}
says() { # text, exit status, command…
    local text=$1 wanted=$2
    shift 2
    timeout 30 "$@" >said 2>&1 </dev/null
    local got=$?
    cat said
    [ "$got" = "$wanted" ] && grep -q -- "$text" said
}
start() { # arguments
    rm -f port
    "$collector" "$@" --port-file port >/dev/null 2>>collector.err &
    server=$!
    awaits port
}
stop() {
    kill "$server"
    wait "$server"
    local status=$?
    server=
    return $status
}
status() { curl -s --noproxy '*' --max-time 20 -o body -w '%{http_code}' "$@"; }

minisign -G -W -p org.pub -s org.key >/dev/null 2>&1

# ---- the file ----
cat >c.conf <<-END
	# A collector for one conference.
	db        = sqlite:c.db
	key       = key
	organizer = org.pub
	listen    = 127.0.0.1:0
	prefix    = /svar
END
check 'a file is enough' start --config c.conf
check 'it answers' [ "$(status "http://127.0.0.1:$(cat port)/v1/health")" = 200 ]
check 'below its prefix too' [ "$(status "http://127.0.0.1:$(cat port)/svar/v1/health")" = 200 ]
check 'it ends well' stop
check 'it may be checked without being started' says 'sqlite:c.db' 0 "$collector" --config c.conf --check
check 'a flag wins' says 'sqlite:other.db' 0 "$collector" --config c.conf --check --db sqlite:other.db
printf 'db = sqlite:c.db\nlisten = nowhere\n' >bad.conf
check 'errors name file and line' says 'bad.conf:2: listen nowhere' 2 "$collector" --config bad.conf
printf '\n\ncolour = red\n' >bad.conf
check 'words that are not known too' says 'bad.conf:3: "colour" is not known' 2 "$collector" --config bad.conf
check 'a file that is not there' says 'none.conf' 2 "$collector" --config none.conf
check 'an option that is not known' says 'the option --colour is not known' 2 "$collector" --colour red
check 'the unit that ships passes one file' grep -q -- '--config /etc/svar/collector.conf' "$tests/../../assets/systemd/svar-collector.service"
sed -n 's/^#\? *\([a-z-]* *= .*\)/\1/p' "$tests/../../assets/systemd/svar-collector.conf" |
    sed -e "s|/etc/svar/organizer.pub|$dir/org.pub|" >shipped.conf
check 'every line of the file that ships is understood' says 'Listens on' 0 \
    "$collector" --config shipped.conf --check --tls-cert key --tls-key key

# ---- copies ----
start --config c.conf
url=http://127.0.0.1:$(cat port)
one=$(printf 'ab%.0s' $(seq 32))
sqlite3 c.db "
    INSERT INTO meta VALUES ('organizer', x'02');
    INSERT INTO owners VALUES ('skolenkat', x'02');
    INSERT INTO surveys VALUES (x'01', 'skolenkat', 3, x'02', x'');
    INSERT INTO devices VALUES ('skolenkat', x'$one', x'01', 'Biblioteket', 490000);
    INSERT INTO batches (link, survey, hash, device, number, count, bytes, receipt, body)
    VALUES (x'01', 'skolenkat', x'01', x'$one', 1, 5, 1, x'00', x'00');"
epoch() { curl -s --noproxy '*' "$1/v1/hello?nonce=00112233aabbccdd" | jq -r .epoch; }
before=$(epoch "$url")
check 'a copy beside a running collector' says 'is a whole copy' 0 "$collector" backup --db sqlite:c.db copy.db
check 'it is private' [ "$(stat -c %a copy.db)" = 600 ]
check 'it needs no other file' [ "$(ls copy.db*)" = copy.db ]
check 'sqlite3 finds it sound' [ "$(sqlite3 copy.db 'PRAGMA integrity_check; SELECT count FROM batches' | tr '\n' ' ')" = 'ok 5 ' ]
check 'it replaces nothing' says 'is there already' 1 "$collector" backup --db sqlite:c.db copy.db
check 'a database that is not there' says 'there is no database' 1 "$collector" backup --db sqlite:none.db x.db
check 'nothing was left behind' not ls none.db x.db
check 'PostgreSQL has tools of its own' says 'pg_dump' 1 "$collector" backup --db postgresql://x/y x.db
check 'it ends well' stop
start --config c.conf --db sqlite:copy.db
after=$(epoch "http://127.0.0.1:$(cat port)")
check 'a copy begins a new epoch by itself' [ "$before" != "$after" ]
check 'with what was in it' grep -q 'Biblioteket' <(curl -s --noproxy '*' "http://127.0.0.1:$(cat port)/status")
stop
start --config c.conf --db sqlite:copy.db
check 'once' [ "$after" = "$(epoch "http://127.0.0.1:$(cat port)")" ]
stop

# ---- erasing ----
start --config c.conf --keep-days 1 --log kept.log
sleep 0.2
stop
check 'what nobody fetched is kept' [ "$(sqlite3 c.db 'SELECT bytes FROM batches')" = 1 ]
hour=$(($(date +%s) / 3600))
sqlite3 c.db "INSERT INTO marks VALUES ('skolenkat', x'02', $((hour - 25)), 1)"
start --config c.conf --keep-days 1 --log kept.log
for _ in $(seq 100); do grep -q 'tidy erased=1' kept.log && break; sleep 0.05; done
check 'what was fetched a day ago is erased' grep -q 'tidy erased=1' kept.log
stop
check 'what is known of it stays' [ "$(sqlite3 c.db 'SELECT count, bytes, length(body) FROM batches')" = '5|0|0' ]

# ---- ending in the middle ----
# A request whose body is still coming when the signal comes is answered, and new ones are not taken.
start --config c.conf --db sqlite:end.db
port=$(cat port)
head -c 200000 /dev/zero >large
curl -s --noproxy '*' --max-time 20 --limit-rate 100000 -v -o slow.body -w '%{http_code}' -H 'Signature: a' \
    -H 'Signature-Input: b' -H 'Expect:' --data-binary @large "http://127.0.0.1:$port/v1/batches" >slow.status 2>slow.said &
slow=$!
for _ in $(seq 200); do grep -q '^> POST' slow.said && break; sleep 0.02; done
sleep 0.3 # its first bytes are read meanwhile; the others take two seconds
kill "$server"
check 'new ones are turned away' not curl -s --noproxy '*' --max-time 5 -o /dev/null "http://127.0.0.1:$port/v1/health"
wait "$slow"
check 'what was under way is answered' [ "$(cat slow.status)" = 401 ]
wait "$server"
check 'it ends well' [ $? = 0 ]
server=

# ---- to PostgreSQL ----
if pg=$("$tests/pg" start "$dir/pg" 2>/dev/null); then
    start --config c.conf
    old=$(cat port)
    before=$(epoch "http://127.0.0.1:$old")
    check 'everything moves beside a running collector' says 'Moved and counted' 0 \
        "$collector" migrate --from sqlite:c.db --to "$pg"
    check 'and is counted' grep -q '1 survey versions, 1 devices, 1 batches, 5 responses' said
    check 'the old collector says later' [ "$(status "http://127.0.0.1:$old/v1/ready")" = 503 ]
    stop
    check 'it does not start again on SQLite' says 'was moved to PostgreSQL' 1 "$collector" --config c.conf
    start --config c.conf --db "$pg"
    check 'one on PostgreSQL does' [ "$(status "http://127.0.0.1:$(cat port)/v1/ready")" = 200 ]
    check 'in the same epoch' [ "$before" = "$(epoch "http://127.0.0.1:$(cat port)")" ]
    check 'with the devices' grep -q 'Biblioteket' <(curl -s --noproxy '*' "http://127.0.0.1:$(cat port)/status")
    check 'moving twice moves nothing twice' says '1 batches, 5 responses' 0 \
        "$collector" migrate --from sqlite:c.db --to "$pg"
    stop
    check 'only a collector of the same collection may be moved there' says 'another collection' 1 \
        "$collector" migrate --from sqlite:copy.db --to "$pg"
else
    skip 'to PostgreSQL' 'it is not installed, or cannot be started here'
fi
check 'from PostgreSQL there is no way back' says 'is no SQLite database' 1 "$collector" migrate --from postgresql://x/y --to postgresql://z
check 'to what is none' says 'write postgresql://' 1 "$collector" migrate --from sqlite:c.db --to mysql://x
check 'nothing else was said' not grep -qiE 'sanitizer|abort' collector.err
echo "1..$number"
