#!/bin/bash
# SPDX-License-Identifier: EUPL-1.2
# A clock that is years off must not keep a device from its collector: certificates whose dates
# alone do not fit are taken, since the collector proves itself by its own key; another name or
# another authority is not. A real collector speaks TLS.
set -u
. "$(dirname "$0")/../lib.sh"
PATH=$SVAR_BUILD/bin:$PATH
forms=$root/forms
server=
kiosk=
at_end() { for pid in $server $kiosk; do kill "$pid" 2>/dev/null; done; }

# ---- an authority, and certificates of it ----
authority() { # name
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1.key" -out "$1.pem" \
        -days 3650 -subj "/CN=$1" 2>/dev/null
}
authority ca
authority other
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout tls.key -out tls.csr -subj /CN=c 2>/dev/null
certificate() { # file, name in it, from, to
    printf '%s\n' '[ca]' 'default_ca=d' '[d]' 'database=index' 'new_certs_dir=.' 'serial=serial' \
        'default_md=sha256' 'policy=p' 'unique_subject=no' '[p]' 'commonName=supplied' '[x]' \
        "subjectAltName=DNS:$2" >ca.cnf
    : >index
    echo 01 >serial
    openssl ca -batch -config ca.cnf -extensions x -in tls.csr -cert ca.pem -keyfile ca.key \
        -startdate "$3" -enddate "$4" -notext -out "$1" 2>/dev/null
}
certificate past.pem localhost 20000101000000Z 20010101000000Z
certificate future.pem localhost 20900101000000Z 20990101000000Z
certificate now.pem localhost 20200101000000Z 20990101000000Z
certificate name.pem elsewhere.example 20000101000000Z 20010101000000Z

svar keygen --dir keys --no-passphrase >/dev/null
key=$(svar-collector --key collector.key --print-key)
stop() { [ -z "$server" ] || { kill "$server"; wait "$server" 2>/dev/null; }; server=; }
start() { # certificate: a collector that shows it, and a survey that names its address
    stop
    rm -rf port survey
    svar-collector --db sqlite:c.db --listen 127.0.0.1:0 --key collector.key --organizer keys/sign.pub \
        --tls-cert "$1" --tls-key tls.key --port-file port --log log >/dev/null 2>&1 &
    server=$!
    for _ in $(seq 200); do [ -s port ] && break; sleep 0.02; done
    svar survey new survey --form "$forms/q-sam-2019.md" --id "${1%.pem}" --organizer-name Vi \
        --recipient @keys/recipient.txt --collector "https://localhost:$(cat port)" \
        --collector-key "$key" 2>/dev/null &&
        svar survey sign survey --sign-key keys/sign.key >/dev/null
}
publish() { svar survey publish survey --sign-key keys/sign.key "$@" >said 2>&1; local code=$?; cat said; return $code; }
says() { grep -q "$1" said || { cat said; return 1; }; }

start now.pem
check 'a certificate of the named authority is taken' publish --ca ca.pem
check 'of another it is not' not publish --ca other.pem
check 'which is told as what it may be' says 'not the collector'
check 'the system does not know this authority' not publish
start past.pem
check 'one that ran out years ago is taken' publish --ca ca.pem
check 'of another authority it is not' not publish --ca other.pem

# A kiosk, through its courier.
svar survey enrol survey --sign-key keys/sign.key >token 2>/dev/null
kiosk() { # state folder, authority
    SDL_VIDEODRIVER=dummy svar-kiosk --survey survey --organizer keys/sign.pub --state "$1" --size 800x480 \
        --enrol @token --ca "$2" 2>"$1.log" &
    kiosk=$!
}
await() { for _ in $(seq 200); do "$@" && return 0; sleep 0.05; done; return 1; }
end() { kill "$kiosk" && wait "$kiosk"; }
kiosk untrusting other.pem
check 'a kiosk that knows another authority does not enrol' await grep -q 'sync: .*not the collector' untrusting.log
check 'and ends in order' end
check 'it has not' test ! -e untrusting/enrolled-past
kiosk trusting ca.pem
check 'a kiosk that knows this one does' await test -e trusting/enrolled-past
check 'and tells that clock and certificate do not fit' await grep -q "this device's clock" trusting.log
check 'and ends in order' end
start future.pem
check 'one that begins in many years is taken' publish --ca ca.pem
start name.pem
check 'one for another name is not, whatever its dates' not publish --ca ca.pem
check 'an authority file that is not there is told' not publish --ca nowhere.pem
stop
echo "1..$number"
