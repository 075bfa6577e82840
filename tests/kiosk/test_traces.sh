#!/bin/bash
# SPDX-License-Identifier: EUPL-1.2
# Length and time: what the real files of a device and a collector tell about who answered when. Twelve
# answer one after the other; then store, log and batch are looked at with programs of others.
. "$(dirname "$0")/lib.sh"

start_collector() {
    svar-collector --db sqlite:collector.db --listen 127.0.0.1:0 --key collector.key \
        --organizer keys/sign.pub --port-file port --log collector.log >/dev/null 2>&1 &
    kiosks+=("$!")
    await test -s port
}
database() { sqlite3 -readonly state/store/store-1.sqlite "$1"; }
answer() { svar-robot --automation kiosk.sock --answers "$1"; }

# pieces FOLDER: each sealed response of the batch in batch.bin as a file of its own, by its place.
pieces() {
    mkdir -p "$1" && python3 - "$1" <<'PYTHON'
import sys
data = open("batch.bin", "rb").read()
assert data[:8] == b"svarbat1"
count = int.from_bytes(data[112:114], "big")
at = 146
at += 4 + int.from_bytes(data[at:at + 4], "big")
slots = []
for i in range(count):
    slots.append(data[at:at + 16])
    size = int.from_bytes(data[at + 16:at + 20], "big")
    open("%s/%02d" % (sys.argv[1], i), "wb").write(data[at + 20:at + 20 + size])
    at += 20 + size
assert slots == sorted(slots), "not sorted by slot"
print(count)
PYTHON
}

svar keygen --dir keys --no-passphrase >/dev/null || exit 1
start_collector || exit 1
key=$(svar-collector --key collector.key --print-key)
make_survey "$here/form.md" ".collector = {url: \"http://127.0.0.1:$(cat port)\", keys: [\"$key\"]} | .least_batch = 13" || exit 1
svar survey pack survey survey.svar >/dev/null 2>&1 &&
    svar survey publish survey.svar --sign-key keys/sign.key >/dev/null 2>&1 || exit 1
svar survey enrol survey --sign-key keys/sign.key >token 2>/dev/null
for n in 01 02 03 04 05 06 07 08 09 10 11 12; do
    printf '{"answers":{"q1":"1","q4":"respondent %s%s"}}\n' $n \
        "$(printf '%*s' $((10#$n * 20)) '' | tr ' ' x)"
done >answers.ndjson
printf '{"answers":{"q1":"2","q4":"den trettonde"}}\n' >last.ndjson

check 'the kiosk starts' start_kiosk --enrol @token
await grep -q enrolled kiosk.log
lines=$(wc -l <kiosk.log)
check 'twelve answer' answer answers.ndjson

# ---- least batch ----
check 'twelve are too few to be sent' test "$(sqlite3 -readonly collector.db 'SELECT count(*) FROM batches')" = 0
check 'the log has no line of them' test "$(wc -l <kiosk.log)" = "$lines"

# ---- rows and keys while they wait ----
# Rows that are taken: the others are places for those to come, with a slot of zeros.
rows='response WHERE slot <> zeroblob(16)'
check 'there are twelve rows' test "$(database "SELECT count(*) FROM $rows")" = 12
check 'all of one length, whatever was written' test "$(database 'SELECT count(DISTINCT length(sealed)) FROM response')" = 1
not_counted() { [ "$(database "SELECT max(id) - min(id) > 1000000 FROM $rows")" = 1 ]; }
check 'their numbers are drawn, not counted' not_counted
no_time() { ! database '.schema' | grep -qiE '[^_](time|date|stamp)|created|DEFAULT'; }
check 'no column holds a time of theirs' no_time
in_order() { # by id: the same order as they came?
    for n in 0 1 2 3 4 5 6 7 8 9 10 11; do
        database "SELECT writefile('row', sealed) FROM response WHERE id =
            (SELECT id FROM $rows ORDER BY $1 LIMIT 1 OFFSET $n)" >/dev/null
        age -d -i keys/identity.age row | grep -oE 'respondent [0-9]+'
    done >order
    [ "$(sort -u order | wc -l)" = 12 ] || { echo 'not twelve'; return 0; }
    sort -c order 2>/dev/null
}
not_in_order() { ! in_order "$1"; }
check 'the order of their numbers is not that of their coming' not_in_order id
check 'nor is that of their slots' not_in_order slot

# ---- the border: what the open batch tells to whoever takes the disk now ----
order_in_log() { # of the first places of each row's bytes in the database's log
    mkdir -p open && rm -f open/*
    database "SELECT writefile('open/' || id, sealed) FROM $rows" >/dev/null
    python3 - >in_log <<'PYTHON'
import glob
log = open("state/store/store-1.sqlite-wal", "rb").read()
# The payload's first bytes behind the header; one row lies on one page or on pages that follow.
place = {name: log.find(open(name, "rb").read()[-120:-60]) for name in glob.glob("open/*")}
assert all(at >= 0 for at in place.values()), "not in the log"
print("\n".join(sorted(place, key=place.get)))
PYTHON
    while read -r piece; do age -d -i keys/identity.age "$piece" | grep -oE 'respondent [0-9]+'; done <in_log >order
    [ "$(sort -u order | wc -l)" = 12 ] && sort -c order
}
check 'border: until it is closed, the log of the database tells the order' order_in_log

# ---- the batch ----
check 'the thirteenth answers' answer last.ndjson
sent() { [ "$(sqlite3 -readonly collector.db 'SELECT count(*), sum(count) FROM batches')" = '1|13' ]; }
check 'then they are sent, all at once, in one batch' await sent
ask '{"do":"sync"}' >/dev/null
stop_kiosk
check 'no row is left' test "$(database "SELECT count(*) FROM $rows")" = 0
void_log() { [ "$(tr -d '\0' <state/store/store-1.sqlite-wal | wc -c)" = 0 ]; }
check 'nothing is left in the log of the database' void_log
database "SELECT writefile('batch.bin', bytes) FROM batch" >/dev/null
check 'the batch is sorted by its slots' pieces sealed
# The border of padding: beyond the usual length classes of lengths show, and no more than classes.
check 'all sealed responses in it are of one length' test "$(stat -c %s sealed/* | sort -u | wc -l)" = 1
opened() {
    for piece in sealed/*; do age -d -i keys/identity.age "$piece" || return 1; echo; done >opened.txt
}
check 'each opens as a plain age file' opened
order_lost() {
    grep -oE 'respondent [0-9]+' opened.txt >order
    [ "$(wc -l <order)" = 12 ] && ! sort -c order 2>/dev/null
}
check 'the order of their coming is lost' order_lost
day_alone() { ! grep -oE '"[a-z_]*(time|day|date)[a-z_]*":"[^"]*"' opened.txt | grep -vE '"[0-9]{4}-[0-9]{2}-[0-9]{2}"' | grep -q .; }
check 'the moment inside is a day, no more' day_alone
check 'there is a day' grep -q "$(date +%Y-%m-%d)" opened.txt
# Ids and hashes are hexadecimal and random: ten digits in a row among them are no count.
no_clock() { ! grep -qE '[0-9]{2}:[0-9]{2}:[0-9]{2}|(^|[^0-9a-f-])[0-9]{10,}([^0-9a-f-]|$)' opened.txt; }
check 'no clock time and no count of seconds' no_clock
# Sealed bytes lie in the batch alone: no erased row, no free page holds them once more.
once() {
    python3 - <<'PYTHON'
import glob
files = {name: open(name, "rb").read() for name in glob.glob("state/**/*", recursive=True) if not name.endswith("lock") and __import__("os").path.isfile(name)}
whole = b"".join(files.values())
for piece in glob.glob("sealed/*"):
    data = open(piece, "rb").read()
    # Behind the header's fixed words, in the payload: 48 bytes that are nowhere else.
    found = whole.count(data[-64:-16])
    assert found <= 1, "%s lies in the store %d times" % (piece, found)
PYTHON
}
check 'erased rows are overwritten' once

# ---- names, logs ----
plain_names() { ! find state | grep -vE '^state(/(device\.key|lock|pin-failures|enrolled-prov|survey[a-z.-]*|store(/(lock|ledger|store-[0-9]+\.sqlite(-wal|-shm)?))?))?$' | grep .; }
check 'no file is named after a response' plain_names
quiet() {
    for log in kiosk.log collector.log; do
        ! grep -qE 'respondent|trettonde|response=|slot' "$log" || { grep -E 'respondent|trettonde|response=|slot' "$log"; return 1; }
    done
}
check 'no log tells of a response' quiet
check 'the log of the device has not one line for each' test "$(($(wc -l <kiosk.log) - lines))" -lt 8

# ---- the end: what the device says it held is held against the archive ----
check 'with every receipt there the device can end' svar store end state
certificate=$(echo state/store/ended-*.certificate)
in_archive() { svar store certificate "$certificate" --archive "$1" >compared 2>&1; }
not_in_archive() { in_archive "$1"; [ $? = 1 ] && grep -q 'saknar 1 av enhetens 1' compared; }
: >stranger.db
check 'an archive without its batches is told of them' not_in_archive stranger.db
check 'they are pulled' svar pull --survey survey --archive archive.db --sign-key keys/sign.key
check 'an archive that has them all is said to' in_archive archive.db
check 'in Swedish and English' sh -c 'grep -q "har alla 1 buntar" compared && grep -q "has all 1 batches" compared'
check 'a missing archive is told' sh -c '! svar store certificate "$0" --archive none.db 2>compared && grep -q "no archive" compared' "$certificate"
done_testing
