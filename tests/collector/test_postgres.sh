#!/bin/bash
# SPDX-License-Identifier: EUPL-1.2
# The collector over a real PostgreSQL: the unit tests of storage, service, server and crash once
# more, two collectors before one database, the server killed under load, and a standby promoted.
set -u
pg=$(cd "$(dirname "$0")" && pwd)/pg
. "$(dirname "$0")/../lib.sh"
chmod 711 "$dir" # the server runs as another user
servers=()
at_end() {
    for pid in "${servers[@]}"; do kill "$pid" 2>/dev/null; done
    "$pg" stop "$dir/one" 2>/dev/null
    "$pg" stop "$dir/two" 2>/dev/null
}
skip_all() {
    echo "ok 1 - PostgreSQL # SKIP $1"
    echo 1..1
    exit 0
}

url=$("$pg" start "$dir/one" 2>"$dir/start.err")
case $? in
0) ;;
77) skip_all 'it is not installed' ;;
*)
    sed 's/^/# /' "$dir/start.err"
    skip_all 'it cannot be started here'
    ;;
esac

# A unit program over this server; its TAP goes on under our numbers.
over() { # program, address, command that makes the server fail
    local line
    while IFS= read -r line; do
        case $line in
        'not ok'*'# SKIP'*) ;; # about files
        'ok '*)
            number=$((number + 1))
            echo "ok $number - $1: ${line#*- }"
            ;;
        'not ok '*)
            number=$((number + 1))
            echo "not ok $number - $1: ${line#*- }"
            ;;
        1..*) ;;
        *) echo "# ${line#\# }" ;;
        esac
    done < <(SVAR_TEST_PG=$2 SVAR_TEST_PG_FAIL=${3-} timeout 50 "$SVAR_BUILD/tests/test_collector_$1" 2>&1 ||
        echo "not ok 0 - ended badly")
}
for program in storage tidy service server crash; do over $program "$url"; done
over postgres "$url" "$pg kill $dir/one; $pg start $dir/one >/dev/null"
over migrate "$url"

# ---- the programs themselves ----
export PGOPTIONS='-c client_min_messages=warning'
sql() { psql -X -q -A -t "$url" -c "$1"; }
ask() { curl -s --noproxy '*' --max-time 20 "$@"; }
status() { ask -o /dev/null -w '%{http_code}' "$1"; }
minisign -G -W -p org.pub -s org.key >/dev/null 2>&1
start() { # name
    "$SVAR_BUILD/bin/svar-collector" --db "$url" --listen 127.0.0.1:0 --key key --organizer org.pub \
        --port-file "$1.port" --log "$1.log" >/dev/null 2>>collector.err &
    servers+=($!)
}
listens() { # name
    awaits "$1.port"
    echo "http://127.0.0.1:$(cat "$1.port")"
}
sql 'DROP SCHEMA svar CASCADE'
"$SVAR_BUILD/bin/svar-collector" --key key --print-key >/dev/null
start a # both make the tables at the same moment
start b
a=$(listens a) b=$(listens b)
check 'two collectors start on an empty database' [ "$(status "$a/v1/health")$(status "$b/v1/health")" = 200200 ]
nonce=00112233445566778899aabbccddeeff
check 'they share an epoch' [ "$(ask "$a/v1/hello?nonce=$nonce" | jq -r .epoch)" = "$(ask "$b/v1/hello?nonce=$nonce" | jq -r .epoch)" ]
check 'batches lie in partitions by survey' [ "$(sql "SELECT count(*) FROM pg_inherits WHERE inhparent = 'svar.batches'::regclass")" = 16 ]
"$pg" kill "$dir/one"
check 'without a database it is not healthy' [ "$(status "$a/v1/health")" = 503 ]
check 'hello works all the same' [ "$(status "$a/v1/hello?nonce=$nonce")" = 200 ]
"$pg" start "$dir/one" >/dev/null
check 'it comes back by itself' [ "$(status "$a/v1/health")" = 200 ]
kill "${servers[@]}"
for _ in $(seq 200); do kill -0 "${servers[@]}" 2>/dev/null || break; sleep 0.02; done
check 'both end well' not grep -qiE 'sanitizer|abort' collector.err
servers=()
# The tables as the version before this one made them, with a batch in them.
sql "DROP TABLE svar.marks; ALTER TABLE svar.nonces DROP COLUMN hour; DROP INDEX svar.batches_place;
    CREATE INDEX batches_place ON svar.batches (survey, xid, seq);
    INSERT INTO svar.owners VALUES ('s', 'o'); INSERT INTO svar.surveys VALUES ('h', 's', 1, 'o', '');
    INSERT INTO svar.batches (number, count, bytes, survey, link, hash, device, receipt, body)
    VALUES (1, 7, 1, 's', 'l', 'h', 'd', 'r', 'b');
    UPDATE svar.meta SET value = '1' WHERE name = 'version'"
rm -f a.port
start a
a=$(listens a)
check 'older tables are brought up to date' [ "$(status "$a/v1/health")$(sql "SELECT convert_from(value, 'UTF8') FROM svar.meta WHERE name = 'version'")" = 2002 ]
check 'with what was in them' grep -q '<td role="cell" class="n" data-label="Svar">7</td>' <(ask "$a/status")
kill "${servers[@]}"
wait "${servers[@]}"
servers=()
says() { # text, address of the database
    timeout 20 "$SVAR_BUILD/bin/svar-collector" --db "$2" --key key --organizer org.pub --listen 127.0.0.1:0 >said 2>&1
    [ $? = 1 ] && cat said && grep -q -- "$1" said
}
check 'a server that is not there' says 'the database: ' 'postgresql://127.0.0.1:1/svar'
check 'a database that is not there' says 'does not exist' "${url/@\/svar/@\/nowhere}"
sql "UPDATE svar.meta SET value = 'elsewhere' WHERE name = 'cluster'"
check 'a database from another server says what to do' says '--new-epoch' "$url"
sql "UPDATE svar.meta SET value = '99' WHERE name = 'version'"
check 'a database of a later version is left alone' says 'later version' "$url"

# ---- a synchronous standby takes over ----
if "$pg" standby "$dir/two" "$dir/one" >/dev/null 2>standby.err; then
    both="postgresql://svar@/svar?host=$dir/one,$dir/two&target_session_attrs=read-write"
    sql 'DROP SCHEMA svar CASCADE'
    over postgres "$both" "$pg kill $dir/one; $pg promote $dir/two"
else
    skip 'a standby is promoted' "$(tail -n 1 standby.err)"
fi
echo "1..$number"
