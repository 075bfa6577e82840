#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# A survey's signature file and public key, altered by lot but the same each time, given to Debian's
# minisign and to `svar survey verify`: what minisign refuses, svar refuses, but for a key without its
# comment; what minisign takes, svar takes, but for a key's comment of another form, and what follows
# the last line. SVAR_MUTATIONS says how many.
set -u
if ! command -v minisign >/dev/null || ! command -v python3 >/dev/null; then
    echo '1..0 # SKIP minisign and python3 are needed'
    exit 0
fi
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export dir svar="$SVAR_BUILD/bin/svar"
python3 - <<'PYTHON'
import os, random, shutil, subprocess, zipfile

folder, svar = os.environ["dir"], os.environ["svar"]
wanted = int(os.environ.get("SVAR_MUTATIONS", "120"))
draw = random.Random(int(os.environ.get("SVAR_SEED", "1")))
fixtures = "tests/seal/fixtures/v1/"
survey = os.path.join(folder, "survey")
with zipfile.ZipFile(fixtures + "survey.svar") as packed:
    packed.extractall(survey)
document = os.path.join(survey, "survey.json")
signature_path, key_path = document + ".minisig", os.path.join(folder, "sign.pub")
signature, key = open(signature_path, "rb").read(), open(fixtures + "sign.pub", "rb").read()
ODD = [b" ", b"\r", b"\n", b"\0", b"=", b"A", b"+", b"\xc3\xa5", b"untrusted comment: ", b"trusted comment: "]


def flip(d, at): return d[:at] + bytes([d[at] ^ 1 << draw.randrange(8)]) + d[at + 1:]
def cut_out(d, at): return d[:at] + d[at + 1:]
def put_in(d, at): return d[:at] + draw.choice(ODD) + d[at:]
def end_here(d, at): return d[:at]
def add(d, at): return d + draw.choice(ODD) * draw.choice([1, 2, 40])
def before(d, at): return draw.choice(ODD) + d
def crlf(d, at): return d.replace(b"\n", b"\r\n", draw.choice([1, 2, -1]))
def letter(d, at): return d[:at] + d[at:at + 1].swapcase() + d[at + 1:]


def lines(d, at):
    all = d.split(b"\n")
    i, k = draw.randrange(len(all)), draw.randrange(len(all))
    draw.choice([lambda: all.insert(i, all[k]), lambda: all.pop(i), lambda: all.insert(i, all.pop(k))])()
    return b"\n".join(all)


def takes(*words):
    return subprocess.run(words, capture_output=True).returncode == 0


def other_form(s, k):
    """What minisign does not look at, and svar does."""
    text, comment = b"untrusted comment: ", k.split(b"\n")[0]
    behind_key = b"\n".join(k.split(b"\n")[2:]).strip()
    behind = b"\n".join(s.split(b"\n")[4:]).strip() or s.split(b"\n")[3][88:].strip()
    return bool(behind or behind_key) or not comment.startswith(text)


looser, stricter, both, neither = [], [], 0, 0
for i in range(wanted):
    kind = draw.choice([flip, flip, flip, cut_out, put_in, put_in, end_here, add, before, crlf, letter, lines, lines])
    altered, other = (signature, key) if i % 4 else (key, signature)
    altered = kind(altered, draw.randrange(len(altered)))
    s, k = (altered, other) if i % 4 else (other, altered)
    open(signature_path, "wb").write(s)
    open(key_path, "wb").write(k)
    theirs = takes("minisign", "-V", "-q", "-m", document, "-x", signature_path, "-p", key_path)
    ours = takes(svar, "survey", "verify", survey, "--key", key_path)
    both += theirs and ours
    neither += not theirs and not ours
    line = f"{kind.__name__} ({i}, {'signature' if i % 4 else 'key'}): {altered!r}"
    if ours and not theirs and k.strip() != key.split(b"\n")[1]:
        looser.append(line)
    if theirs and not ours and not other_form(s, k):
        stricter.append(line)
for number, (name, bad) in enumerate([
    ("what minisign refuses is refused", looser),
    ("what minisign takes is taken", stricter),
], 1):
    print("not ok" if bad else "ok", number, "-", name)
    for line in bad:
        print("#", line)
print("ok" if both > 3 and neither > wanted / 3 else "not ok", "3 - some are taken and many refused")
print(f"# {both} taken by both, {neither} refused by both")
print("1..3")
PYTHON
