#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# Sealed files altered in many ways, by lot but the same each time, given to Debian's age and to
# `svar age decrypt`: both take a file or both refuse it, and give the same bytes, also before a
# failure. SVAR_MUTATIONS says how many; SVAR_SEED draws others.
set -u
if ! command -v age >/dev/null || ! command -v python3 >/dev/null; then
    echo '1..0 # SKIP age and python3 are needed'
    exit 0
fi
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export dir svar="$SVAR_BUILD/bin/svar"
python3 - <<'PYTHON'
import os, random, subprocess

folder, svar = os.environ["dir"], os.environ["svar"]
wanted = int(os.environ.get("SVAR_MUTATIONS", "160"))
draw = random.Random(int(os.environ.get("SVAR_SEED", "1")))
key = os.path.join(folder, "key")


def run(*words, data=b""):
    p = subprocess.run(words, input=data, capture_output=True)
    return p.returncode, p.stdout, p.stderr


run("age-keygen", "-o", key)
run("age-keygen", "-o", key + "2")
to = run("age-keygen", "-y", key)[1].decode().strip()
other = run("age-keygen", "-y", key + "2")[1].decode().strip()
short, long = b"Vad tycker du?\n", bytes(range(256)) * 300  # one chunk, and two
files = {
    "one chunk": run("age", "-r", to, data=short)[1],
    "second of two recipients": run("age", "-r", other, "-r", to, data=short)[1],
    "two chunks": run("age", "-r", to, data=long)[1],
    "ours": run(svar, "age", "encrypt", "-r", to, "-r", other, data=short)[1],
    "empty": run("age", "-r", to, data=b"")[1],
    "armour": run("age", "-a", "-r", to, data=short)[1],
    "our armour": run(svar, "age", "encrypt", "--armor", "-r", to, data=short * 9)[1],
}


def somewhere(data, header):
    """A place: most often in the header or the first lines, where rules are."""
    return draw.randrange(min(len(data), 330) if header else len(data))


def lines_changed(data, change):
    lines = data[:330].split(b"\n")
    i = draw.randrange(len(lines))
    change(lines, i)
    return b"\n".join(lines) + data[330:]


ODD = [b" ", b"  ", b"\t", b"\r", b"\n", b"\0", b"=", b"-", b"->", b"A", b"/", b"_", b"\xc3\xa5", b"\x7f", b"+"]


def flip(d, at): return d[:at] + bytes([d[at] ^ 1 << draw.randrange(8)]) + d[at + 1:]
def cut_out(d, at): return d[:at] + d[at + draw.choice([1, 1, 1, 2, 16]):]
def put_in(d, at): return d[:at] + draw.choice(ODD) + d[at:]
def replace(d, at): return d[:at] + draw.choice(ODD) + d[at + 1:]
def end_here(d, at): return d[:draw.choice([at, len(d) - at % 40, len(d) - 1])]
def add(d, at): return d + draw.choice(ODD) * draw.choice([1, 2, 40])
def before(d, at): return draw.choice(ODD) + d
def crlf(d, at): return d.replace(b"\n", b"\r\n", draw.choice([1, 2, -1]))
def twice(d, at): return lines_changed(d, lambda l, i: l.insert(i, l[i]))
def without(d, at): return lines_changed(d, lambda l, i: l.pop(i))
def turned(d, at): return lines_changed(d, lambda l, i: l.append(l.pop(i)) if i < 6 else l.reverse())
def split(d, at): return d[:at] + b"\n" + d[at:]
def joined(d, at): return d.replace(b"\n", b"", 1) if draw.randrange(2) else d[:at] + d[at:].replace(b"\n", b"", 1)
def grease(d, at): return d.replace(b"v1\n", b"v1\n-> " + draw.choice([b"a-grease", b"b! ~", b"c  d", b"e "]) + b"\n" + draw.choice([b"", b"AAAA", b"A" * 64, b"A" * 64 + b"\n", b"AA=="]) + b"\n", 1)
def swap_letter(d, at): return d[:at] + d[at:at + 1].swapcase() + d[at + 1:]


KINDS = [flip, flip, flip, cut_out, put_in, put_in, replace, replace, end_here, add, before, crlf, twice,
         without, turned, split, joined, grease, grease, swap_letter]
number = taken = refused = 0
for name, data in files.items():
    if not data:
        print(f"not ok 1 - {name} could not be sealed")
        raise SystemExit
wrong = {}
for i in range(wanted):
    name = list(files)[i % len(files)]
    kind = draw.choice(KINDS)
    data = kind(files[name], somewhere(files[name], draw.random() < 0.8))
    theirs = run("age", "-d", "-i", key, data=data)
    ours = run(svar, "age", "decrypt", "-i", key, data=data)
    if (theirs[0] == 0) == (ours[0] == 0) and theirs[1] == ours[1] and ours[0] in (0, 3, 4, 5, 6, 7):
        taken += ours[0] == 0
        refused += ours[0] != 0
    else:
        wrong.setdefault(name, []).append(
            f"{kind.__name__} ({i}): age {theirs[0]}, {len(theirs[1])} bytes: {theirs[2][:90]!r}; "
            f"svar {ours[0]}, {len(ours[1])} bytes: {ours[2][:90]!r}")
for name in files:
    number += 1
    print(("not ok" if name in wrong else "ok"), number, "- age and svar agree on altered files:", name)
    for line in wrong.get(name, []):
        print("#", line)
number += 1
print("ok" if taken > 5 and refused > 5 * taken / 10 else "not ok", number, "- some are taken and many refused")
print(f"# {taken} taken by both, {refused} refused by both")
print(f"1..{number}")
PYTHON
