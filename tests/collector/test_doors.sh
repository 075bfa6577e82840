#!/bin/bash
# SPDX-License-Identifier: EUPL-1.2
# The collector as those who run it see it: figures and status page, devices listed and blocked, its
# own TLS, systemd's socket and words, and nginx in front with the configuration that ships.
set -u
. "$(dirname "$0")/../lib.sh"
assets=$root/assets
collector=$SVAR_BUILD/bin/svar-collector
server=
at_end() {
    [ -z "$server" ] || kill "$server" 2>/dev/null
    [ ! -s nginx.pid ] || kill "$(cat nginx.pid)" 2>/dev/null
}
start() {
    rm -f port
    "$collector" --db sqlite:c.db --listen 127.0.0.1:0 --key key --organizer org.pub \
        --port-file port --log log "$@" >/dev/null 2>>collector.err &
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
ask() { curl -s --noproxy '*' --max-time 20 "$@"; }
gives() { # wanted status, arguments of curl
    local wanted=$1 got
    shift
    got=$(ask -o body -D head -w '%{http_code}' "$@")
    [ "$got" = "$wanted" ] || { echo "got $got, wanted $wanted"; cat body; return 1; }
}
says() { # text, exit status, command…
    local text=$1 wanted=$2
    shift 2
    "$@" >said 2>&1 </dev/null
    local got=$?
    cat said
    [ "$got" = "$wanted" ] && grep -q -- "$text" said
}

minisign -G -W -p org.pub -s org.key >/dev/null 2>&1

# ---- figures and the page ----
start
url=http://127.0.0.1:$(cat port)
check 'ready' gives 200 "$url/v1/ready"
# A survey with two devices, one of them with a gap and a hostile name, as a collector keeps them.
one=$(printf 'ab%.0s' $(seq 32)) two=$(printf 'cd%.0s' $(seq 32))
sqlite3 c.db "
    INSERT INTO surveys VALUES (x'01', 'skolenkat', 3, x'02', x'');
    INSERT INTO devices VALUES ('skolenkat', x'$one', x'01', 'Biblioteket', 490000);
    INSERT INTO devices VALUES ('skolenkat', x'$two', x'02', '<script>alert(1)</script>', 0);
    INSERT INTO batches (link, survey, hash, device, number, count, bytes, receipt, body)
    VALUES (x'01', 'skolenkat', x'01', x'$one', 1, 5, 1, x'', x''),
           (x'02', 'skolenkat', x'01', x'$one', 4, 7, 1, x'', x'');"
check 'metrics' gives 200 "$url/metrics"
check 'metrics are in Prometheus text' grep -qi '^content-type: text/plain; version=0.0.4' head
check 'metrics count responses' grep -qx 'svar_responses 12' body
check 'metrics count requests' grep -qE '^svar_requests_total\{code="2xx"\} [1-9]' body
well_formed() { ! grep -vE '^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z]+="[a-z0-9]+"\})? [0-9.]+)$' body; }
check 'every line of them is well formed' well_formed
if command -v promtool >/dev/null; then
    check "Prometheus' own tool finds no fault with them" promtool check metrics <body
else
    skip "Prometheus' own tool finds no fault with them" 'promtool (package prometheus) is not installed'
fi
check 'metrics name no device and no survey' not grep -qE 'skolenkat|Biblioteket|abab' body
check 'the status page' gives 200 "$url/status"
check 'it is HTML' grep -qi '^content-type: text/html; charset=utf-8' head
check 'nothing in it may run' grep -qi "^content-security-policy: default-src 'none'" head
check 'it shows the survey' grep -q '>skolenkat<' body
check 'it shows the device and its gap' grep -q '2 saknas' body
check 'it shows the last contact by the hour' grep -q '2025-11-24 16 UTC' body
check 'names are text' not grep -q '<script' body
check 'it has language, title and scoped headings' \
    [ "$(grep -cE '<html lang="sv">|<title>|scope="col"' body)" -ge 3 ]
check 'through a proxy there is no status page' gives 404 -H 'X-Forwarded-For: 192.0.2.1' "$url/status"
check 'nor figures' gives 404 -H 'Via: 1.1 proxy' "$url/metrics"

# ---- devices ----
devices() { "$collector" devices --db sqlite:c.db "$@"; }
check 'devices are listed beside a running collector' says 'Biblioteket' 0 devices
check 'one line each, with its gap' grep -qE "^$one	skolenkat	enrolled	2025-11-24T16:00Z	2	12	2	0	Biblioteket" said
check 'a device is blocked by its first digits' says "^$one	skolenkat	blocked" 0 devices --block abababab
check 'the page says so' eval 'gives 200 "$url/status" && grep -q spärrad body'
check 'it is let in again' says "^$one	skolenkat	enrolled" 0 devices --unblock abababab
check 'a device is renamed' says 'Entrén$' 0 devices --rename abababab --name Entrén
check 'a key that nobody has' says 'no device has a key' 1 devices --block 12345678
check 'too little of a key' says 'first 8' 1 devices --block ab
check 'a database that is not there stays so' says 'no database' 1 "$collector" devices --db sqlite:none.db
check 'blocking needs its verb' says 'after the word devices' 2 "$collector" --block abababab
check 'it ends well' stop

# ---- TLS of its own ----
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost \
    -addext subjectAltName=IP:127.0.0.1 -keyout tls.key -out tls.crt 2>/dev/null
start --tls-cert tls.crt --tls-key tls.key
port=$(cat port)
check 'curl talks TLS to it' gives 200 --cacert tls.crt "https://127.0.0.1:$port/v1/health"
check 'and trusts nothing but the certificate' not gives 200 "https://127.0.0.1:$port/v1/health"
check 'TLS 1.1 is refused' not gives 200 --cacert tls.crt --tls-max 1.1 "https://127.0.0.1:$port/v1/health"
check 'plain HTTP is refused there' not gives 200 "http://127.0.0.1:$port/v1/health"
check 'it ends well' stop
check 'a certificate without its key' says 'belong together' 2 \
    "$collector" --db sqlite:c.db --key key --organizer org.pub --tls-cert tls.crt
check 'a certificate that is none' says 'tls-cert' 1 "$collector" --db sqlite:c.db --key key \
    --organizer org.pub --listen 127.0.0.1:0 --tls-cert org.pub --tls-key org.key

free_port() { perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1:0")->sockport'; }

# ---- systemd ----
if command -v systemd-socket-activate >/dev/null; then
    free=$(free_port)
    # What sd_notify would talk to: a datagram socket, one line a word.
    perl -MSocket -e 'socket(S, PF_UNIX, SOCK_DGRAM, 0) && bind(S, sockaddr_un("notify")) or exit 1;
        open(O, ">", "told"); O->autoflush(1); while (recv(S, $w, 512, 0), length $w) { print O "$w\n" }' &
    told=$!
    for _ in $(seq 100); do [ -S notify ] && break; sleep 0.02; done
    systemd-socket-activate -l "127.0.0.1:$free" -E NOTIFY_SOCKET="$dir/notify" -E WATCHDOG_USEC=200000 \
        "$collector" --db sqlite:c.db --key key --organizer org.pub --port-file port2 >/dev/null 2>&1 &
    server=$!
    for _ in $(seq 100); do ask -o /dev/null "http://127.0.0.1:$free/v1/health" && break; sleep 0.02; done
    check 'it takes the socket that systemd hands over' gives 200 "http://127.0.0.1:$free/v1/health"
    for _ in $(seq 200); do grep -q WATCHDOG=1 told && break; sleep 0.05; done
    check 'it ends well' stop
    for _ in $(seq 100); do grep -q STOPPING=1 told && break; sleep 0.02; done
    kill "$told" 2>/dev/null
    check 'it says when it is ready' grep -q READY=1 told
    check 'it keeps the watchdog quiet' grep -q WATCHDOG=1 told
    check 'it says when it stops' grep -q STOPPING=1 told
else
    skip 'systemd' 'systemd-socket-activate is not installed'
fi

# ---- nginx in front, with what ships ----
if nginx=$(command -v nginx || ls /usr/sbin/nginx 2>/dev/null); then
    start --rate 0 --prefix /svar
    edge=$(free_port)
    sed -e "s|server 127.0.0.1:8080|server 127.0.0.1:$(cat port)|" -e "s|listen 443 ssl|listen 127.0.0.1:$edge ssl|" \
        -e '/listen \[::\]/d' -e "s|/etc/ssl/svar/fullchain.pem|$dir/tls.crt|" \
        -e "s|/etc/ssl/svar/key.pem|$dir/tls.key|" "$assets/nginx/svar-collector.conf" >edge.conf
    # The other configuration that ships, inside a site with other things.
    sed -e "s|http://127.0.0.1:8080|http://127.0.0.1:$(cat port)|" "$assets/nginx/svar-collector-path.conf" >path.conf
    sed -i "s|location / {|include $dir/path.conf;\n    location / {|" edge.conf
    cat >nginx.conf <<-END
	pid $dir/nginx.pid;
	error_log $dir/nginx.err;
	events { worker_connections 256; }
	http {
	    access_log off;
	    client_body_temp_path $dir/t1; proxy_temp_path $dir/t2; fastcgi_temp_path $dir/t3;
	    uwsgi_temp_path $dir/t4; scgi_temp_path $dir/t5;
	    include $dir/edge.conf;
	}
	END
    [ "$(id -u)" -ne 0 ] || sed -i '1i user root;' nginx.conf
    check 'nginx takes the configuration' "$nginx" -t -c "$dir/nginx.conf"
    "$nginx" -c "$dir/nginx.conf" 2>/dev/null
    awaits nginx.pid
    via=https://127.0.0.1:$edge
    check 'health through nginx' gives 200 --cacert tls.crt "$via/v1/health"
    check 'HTTP/2 at the edge' grep -q '^HTTP/2 200' head
    check 'the status page stays inside' gives 404 --cacert tls.crt "$via/status"
    check 'figures stay inside' gives 404 --cacert tls.crt "$via/metrics"
    head -c 5000000 /dev/zero >large
    check 'a body that is too large ends at the edge' gives 413 --cacert tls.crt --data-binary @large "$via/v1/batches"
    # Signed by openssl over the path as sent; a proxy that changed it would break the signature.
    openssl genpkey -algorithm ed25519 -out device.pem 2>/dev/null
    device=$(openssl pkey -in device.pem -pubout -outform DER | tail -c 32 | od -An -tx1 | tr -d ' \n')
    printf 'svarbat1 and then nothing of what should follow' >torn
    digest="sha-256=:$(openssl dgst -sha256 -binary torn | base64 -w0):"
    parameters="(\"@method\" \"@path\" \"@query\" \"content-digest\");nonce=\"abcd\";keyid=\"$device\";alg=\"ed25519\""
    signed() { # wanted status, path that is signed, address
        printf '"@method": POST\n"@path": %s\n"@query": ?\n"content-digest": %s\n"@signature-params": %s' \
            "$2" "$digest" "$parameters" >base
        openssl pkeyutl -sign -inkey device.pem -rawin -in base -out base.sig
        gives "$1" --cacert tls.crt -H "Content-Digest: $digest" -H "Signature-Input: svar=$parameters" \
            -H "Signature: svar=:$(base64 -w0 base.sig):" --data-binary @torn "$3"
    }
    check 'health below a path' gives 200 --cacert tls.crt "$via/svar/v1/health"
    check 'signatures survive below a path' signed 422 /svar/v1/batches "$via/svar/v1/batches"
    check 'where the whole path is signed' signed 401 /v1/batches "$via/svar/v1/batches"
    check 'pages for this machine stay inside there too' gives 404 --cacert tls.crt "$via/svar/status"
    check 'a body that is too large ends there too' gives 413 --cacert tls.crt --data-binary @large "$via/svar/v1/batches"
    check 'signatures survive nginx' signed 422 /v1/batches "$via/v1/batches"
    check 'it is a receipt that comes back' [ "$(head -c 8 body)" = svarrcp1 ]
    stop
    check 'without a collector the edge says 502' gives 502 --cacert tls.crt "$via/v1/health"
else
    skip 'nginx in front' 'it is not installed'
fi
check 'nothing else was said' not grep -qiE 'sanitizer|abort' collector.err
echo "1..$number"
