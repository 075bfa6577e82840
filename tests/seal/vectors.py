#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
# Calculates tests/seal/vectors.json from fixed inputs, independently of the engine and of libsodium:
# the Python standard library for BLAKE2b, SHA-2 and HMAC; X25519 (RFC 7748), ChaCha20-Poly1305
# (RFC 8439) and Ed25519 (RFC 8032) written out below. Slow and not for secrets.
# Run: python3 tests/seal/vectors.py > tests/seal/vectors.json
import base64, hashlib, hmac, json

P = 2**255 - 19


def le(data):
    return int.from_bytes(data, "little")


def x25519(scalar, point):
    k = bytearray(scalar)
    k[0] &= 248
    k[31] = k[31] & 127 | 64
    k, u = le(k), le(point) % 2**255
    x2, z2, x3, z3, swap = 1, 0, u, 1, 0
    for t in range(254, -1, -1):
        bit = k >> t & 1
        if swap ^ bit:
            x2, x3, z2, z3 = x3, x2, z3, z2
        swap = bit
        a, b = x2 + z2, x2 - z2
        aa, bb = a * a % P, b * b % P
        e = aa - bb
        da, cb = (x3 - z3) * a % P, (x3 + z3) * b % P
        x3, z3 = (da + cb) ** 2 % P, u * (da - cb) ** 2 % P
        x2, z2 = aa * bb % P, e * (aa + 121665 * e) % P
    if swap:
        x2, z2 = x3, z3
    return (x2 * pow(z2, P - 2, P) % P).to_bytes(32, "little")


BASE = (9).to_bytes(32, "little")


def rotate(x, n):
    return (x << n | x >> 32 - n) & 0xFFFFFFFF


def chacha_block(key, counter, nonce):
    start = [0x61707865, 0x3320646E, 0x79622D32, 0x6B206574]
    start += [le(key[i : i + 4]) for i in range(0, 32, 4)]
    start += [counter] + [le(nonce[i : i + 4]) for i in range(0, 12, 4)]
    s = start[:]

    def quarter(a, b, c, d):
        for x, y, z, n in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
            s[x] = s[x] + s[y] & 0xFFFFFFFF
            s[z] = rotate(s[z] ^ s[x], n)

    for _ in range(10):
        for i in range(4):
            quarter(i, 4 + i, 8 + i, 12 + i)
        for i in range(4):
            quarter(i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4)
    return b"".join((a + b & 0xFFFFFFFF).to_bytes(4, "little") for a, b in zip(s, start))


def aead(key, nonce, plain):
    stream = b"".join(chacha_block(key, i + 1, nonce) for i in range((len(plain) + 63) // 64))
    sealed = bytes(a ^ b for a, b in zip(plain, stream))
    one_time = chacha_block(key, 0, nonce)
    r, s, total = le(one_time[:16]) & 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF, le(one_time[16:32]), 0
    text = sealed + bytes(-len(sealed) % 16) + bytes(8) + len(sealed).to_bytes(8, "little")
    for i in range(0, len(text), 16):
        total = (total + le(text[i : i + 16] + b"\x01")) * r % (2**130 - 5)
    return sealed + (total + s & 2**128 - 1).to_bytes(16, "little")


D = -121665 * pow(121666, P - 2, P) % P
L = 2**252 + 27742317777372353535851937790883648493


def add(p, q):
    a = (p[1] - p[0]) * (q[1] - q[0]) % P
    b = (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(n, p):
    q = (0, 1, 1, 0)
    while n:
        if n & 1:
            q = add(q, p)
        p, n = add(p, p), n >> 1
    return q


def squeeze(p):
    z = pow(p[2], P - 2, P)
    x, y = p[0] * z % P, p[1] * z % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


BY = 4 * pow(5, P - 2, P) % P
BX2 = (BY * BY - 1) * pow(D * BY * BY + 1, P - 2, P) % P
BX = pow(BX2, (P + 3) // 8, P)
if (BX * BX - BX2) % P:
    BX = BX * pow(2, (P - 1) // 4, P) % P
if BX & 1:
    BX = P - BX
B = (BX, BY, 1, BX * BY % P)


def ed25519(seed, message):
    h = hashlib.sha512(seed).digest()
    a = le(h[:32]) & 2**254 - 8 | 2**254
    public = squeeze(times(a, B))
    r = le(hashlib.sha512(h[32:] + message).digest()) % L
    R = squeeze(times(r, B))
    k = le(hashlib.sha512(R + public + message).digest()) % L
    return public, R + ((r + k * a) % L).to_bytes(32, "little")


def hkdf(key, salt, label):
    extracted = hmac.new(salt or bytes(32), key, "sha256").digest()
    return hmac.new(extracted, label + b"\x01", "sha256").digest()


def b64(data):
    return base64.b64encode(data).rstrip(b"=")


def age(recipients, file_key, plain, drawn):
    """drawn: an ephemeral secret for each recipient, then the payload's nonce."""
    head = b"age-encryption.org/v1\n"
    for recipient, secret in zip(recipients, drawn):
        share = x25519(secret, BASE)
        key = hkdf(x25519(secret, recipient), share + recipient, b"age-encryption.org/v1/X25519")
        head += b"-> X25519 " + b64(share) + b"\n" + b64(aead(key, bytes(12), file_key)) + b"\n"
    head += b"---"
    mac = hmac.new(hkdf(file_key, b"", b"header"), head, "sha256").digest()
    nonce = drawn[len(recipients)]
    key = hkdf(file_key, nonce, b"payload")
    out = head + b" " + b64(mac) + b"\n" + nonce
    chunks = [plain[i : i + 65536] for i in range(0, len(plain), 65536)] or [b""]
    for i, chunk in enumerate(chunks):
        last = i + 1 == len(chunks)
        out += aead(key, i.to_bytes(11, "big") + bytes([last]), chunk)
    return out


def bech32(prefix, data):
    letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
    number = int.from_bytes(data, "big") << 4
    values = [number >> 5 * (51 - i) & 31 for i in range(52)]

    def polymod(items):
        total = 1
        for v in items:
            top = total >> 25
            total = (total & 0x1FFFFFF) << 5 ^ v
            for i, g in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
                total ^= g if top >> i & 1 else 0
        return total

    spread = [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]
    check = polymod(spread + values + [0] * 6) ^ 1
    return prefix + "1" + "".join(
        letters[v] for v in values + [check >> 5 * (5 - i) & 31 for i in range(6)]
    )


def blake(size, key, data):
    return hashlib.blake2b(data, digest_size=size, key=key).digest()


def fixed(name, size):
    return blake(size, b"svar vectors", name.encode())


def xor(a, b):
    return bytes(x ^ y for x, y in zip(a, b))


def slot(seed, i):
    s = blake(64, seed, i.to_bytes(8, "big"))
    return s[:16], s[16:32], s[32:]


def drawn_for(name, recipients):
    return [fixed(f"{name} secret {i}", 32) for i in range(recipients)] + [fixed(name + " nonce", 16)]


def main():
    secrets = [fixed(f"identity {i}", 32) for i in range(2)]
    recipients = [x25519(s, BASE) for s in secrets]
    seed = fixed("seed", 32)
    sealed_seed = age(recipients, fixed("seed file key", 16), seed, drawn_for("seed", 2))
    responses, X, E = [], bytes(32), blake(32, seed, b"svar mask")
    for n, i in enumerate((3, 0, 255)):
        slot_id, file_key, mac_key = slot(seed, i)
        plain = b'{"svar":%d}' % n + b" " * 23
        sealed = age(recipients, file_key, plain, drawn_for(f"response {n}", 2))
        mac = blake(32, mac_key, sealed)
        X, E = xor(X, mac), blake(32, E, b"next")
        responses.append(
            {
                "slot": i,
                "slot_id": slot_id.hex(),
                "file_key": file_key.hex(),
                "mac_key": mac_key.hex(),
                "plain": plain.decode(),
                "drawn": b"".join(drawn_for(f"response {n}", 2)).hex(),
                "sealed": sealed.hex(),
                "mac": mac.hex(),
                "chain": E.hex(),
                "aggregate": xor(X, blake(32, E, b"mask")).hex(),
            }
        )
    device_seed = fixed("device", 32)
    public, _ = ed25519(device_seed, b"")
    batch = b"svarbat1" + fixed("survey", 32) + public + (7).to_bytes(8, "big")
    batch += fixed("link", 32) + (3).to_bytes(2, "big") + bytes.fromhex(responses[-1]["aggregate"])
    batch += len(sealed_seed).to_bytes(4, "big") + sealed_seed
    for r in sorted(responses, key=lambda r: r["slot_id"]):
        sealed = bytes.fromhex(r["sealed"])
        batch += bytes.fromhex(r["slot_id"]) + len(sealed).to_bytes(4, "big") + sealed
    _, signature = ed25519(device_seed, b"svar batch 1\0" + hashlib.sha256(batch).digest())
    batch += signature

    # The same batch of the device with its third key.
    seeds = [fixed(f"device {i}", 32) for i in range(3)]
    keys = [ed25519(s, b"")[0] for s in seeds]
    told = b""
    for i in (2, 1):
        pair = keys[i - 1] + keys[i]
        told += keys[i - 1] + ed25519(seeds[i - 1], b"svar rotate 1\0" + hashlib.sha256(pair).digest())[1]
    head, rest = batch[8:40], batch[72:-64]
    rotated = b"svarbat2" + head + keys[2] + b"\x02" + told + rest
    rotated += ed25519(seeds[2], b"svar batch 1\0" + hashlib.sha256(rotated).digest())[1]

    link = hashlib.sha256(batch).digest()
    collector_seed = fixed("collector", 32)
    collector, _ = ed25519(collector_seed, b"")
    reason = "okänd enhet".encode()
    receipt = b"svarrcp1" + link + fixed("epoch", 16) + b"\x02" + len(reason).to_bytes(2, "big")
    receipt += reason + collector
    _, signed = ed25519(collector_seed, b"svar receipt 1\0" + hashlib.sha256(receipt).digest())
    receipt += signed

    chunked = b"".join(hashlib.sha256(b"%d" % i).digest() for i in range(4097))  # two chunks and 32
    files = [
        {"name": "empty", "plain": b"", "keys": 1},
        {"name": "short", "plain": b"svar", "keys": 2},
    ]
    long_file = age(recipients[:1], fixed("long file key", 16), chunked, drawn_for("long", 1))
    print(
        json.dumps(
            {
                "identities": [bech32("age-secret-key-", s).upper() for s in secrets],
                "recipients": [bech32("age", r) for r in recipients],
                "files": [
                    {
                        "name": f["name"],
                        "recipients": f["keys"],
                        "file_key": fixed(f["name"] + " file key", 16).hex(),
                        "plain": f["plain"].decode(),
                        "drawn": b"".join(drawn_for(f["name"], f["keys"])).hex(),
                        "age": age(
                            recipients[: f["keys"]],
                            fixed(f["name"] + " file key", 16),
                            f["plain"],
                            drawn_for(f["name"], f["keys"]),
                        ).hex(),
                    }
                    for f in files
                ],
                "long": {
                    "file_key": fixed("long file key", 16).hex(),
                    "drawn": b"".join(drawn_for("long", 1)).hex(),
                    "plain_sha256": hashlib.sha256(chunked).hexdigest(),
                    "age_sha256": hashlib.sha256(long_file).hexdigest(),
                },
                "seed": seed.hex(),
                "seed_drawn": (fixed("seed file key", 16) + b"".join(drawn_for("seed", 2))).hex(),
                "sealed_seed": sealed_seed.hex(),
                "responses": responses,
                "device_seed": device_seed.hex(),
                "device_key": public.hex(),
                "survey_hash": fixed("survey", 32).hex(),
                "previous_link": fixed("link", 32).hex(),
                "number": 7,
                "batch": batch.hex(),
                "rotated_key_file": (b"svarkey2" + seeds[2] + keys[2] + b"\x02" + told).hex(),
                "rotated_batch": rotated.hex(),
                "link": link.hex(),
                "collector_seed": collector_seed.hex(),
                "epoch": fixed("epoch", 16).hex(),
                "reason": reason.decode(),
                "receipt": receipt.hex(),
            },
            indent=1,
            ensure_ascii=False,
        )
    )


if __name__ == "__main__":
    main()
