#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
# Writes tests/seal/age/: one small age file for each rule of the specification (C2SP, age.md), right
# or wrong in one thing, with what must come of it. Calculated without the engine, like vectors.json.
# Each file is lines of "name: value", an empty line, and the age file; the names are those of the
# published vectors of the format, so tests/seal/test_age_vectors.sh can run either.
# Run: python3 tests/seal/age_vectors.py
import base64, hashlib, hmac, os, shutil

from vectors import BASE, aead, b64, bech32, fixed, hkdf, x25519

OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "age")
PLAIN = b"Vad tycker du?\n"
SECRETS = [fixed(f"age identity {i}", 32) for i in range(2)]
KEYS = [bech32("age-secret-key-", s).upper() for s in SECRETS]
FILE_KEY = fixed("age file key", 16)
NONCE = fixed("age nonce", 16)
VERSION = b"age-encryption.org/v1\n"
ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def share(n=0):
    return x25519(fixed(f"age ephemeral {n}", 32), BASE)


def x_body(n=0, to=0, key=FILE_KEY):
    recipient = x25519(SECRETS[to], BASE)
    secret = x25519(fixed(f"age ephemeral {n}", 32), recipient)
    return aead(hkdf(secret, share(n) + recipient, b"age-encryption.org/v1/X25519"), bytes(12), key)


def stanza(args, body):
    text = b64(body)
    lines = [text[i : i + 64] for i in range(0, len(text), 64)]
    if not lines or len(lines[-1]) == 64:
        lines.append(b"")
    return b"-> " + args + b"\n" + b"".join(line + b"\n" for line in lines)


def x(n=0, to=0, key=FILE_KEY):
    return stanza(b"X25519 " + b64(share(n)), x_body(n, to, key))


SALT = fixed("age salt", 16)


def scrypt_body(factor=10, word=b"hemligt", salt=SALT, key=FILE_KEY):
    wrap = hashlib.scrypt(
        word, salt=b"age-encryption.org/v1/scrypt" + salt, n=1 << factor, r=8, p=1, dklen=32,
        maxmem=1 << 28,
    )
    return aead(wrap, bytes(12), key)


def scrypt(factor=b"10", salt=b64(SALT), body=None, kind=b"scrypt"):
    return stanza(kind + b" " + salt + b" " + factor, scrypt_body() if body is None else body)


def mac(head):
    return hmac.new(hkdf(FILE_KEY, b"", b"header"), head, "sha256").digest()


def payload(chunks=((PLAIN, True),), nonce=NONCE, counters=None):
    key = hkdf(FILE_KEY, nonce, b"payload")
    out = nonce
    for i, (plain, last) in enumerate(chunks):
        counter = counters[i] if counters else i
        out += aead(key, counter.to_bytes(11, "big") + bytes([last]), plain)
    return out


def age(stanzas, body=None, version=VERSION, end=None):
    head = version + stanzas + b"---"
    tail = b" " + b64(mac(head)) + b"\n" if end is None else end(mac(head))
    return head + tail + (payload() if body is None else body)


def looser(text):
    """The same bytes with a bit set behind the end: not canonical."""
    return text[:-1] + ALPHABET[ALPHABET.index(text[-1:]) ^ 1 : (ALPHABET.index(text[-1:]) ^ 1) + 1]


def armor(data, eol=b"\n", begin=b"-----BEGIN AGE ENCRYPTED FILE-----", columns=64,
          end=b"-----END AGE ENCRYPTED FILE-----"):
    text = base64.b64encode(data)
    lines = [text[i : i + columns] for i in range(0, len(text), columns)]
    return eol.join([begin] + lines + [end]) + eol


written = []


def write(name, expect, data, plain=None, keys=KEYS[:1], words=(), armored=False):
    head = [f"expect: {expect}"]
    if expect == "success":
        plain = PLAIN if plain is None else plain
    if expect == "payload failure":
        plain = b"" if plain is None else plain
    if plain is not None:
        head.append(f"payload: {hashlib.sha256(plain).hexdigest()}")
    head += [f"identity: {key}" for key in keys]
    head += [f"passphrase: {word}" for word in words]
    if armored:
        head.append("armored: yes")
    with open(os.path.join(OUT, name), "wb") as f:
        f.write("\n".join(head).encode() + b"\n\n" + data)
    assert name not in written
    written.append(name)


def headers():
    bad = "header failure"
    good = x()
    write("good", "success", age(good))
    write("version_2", bad, age(good, version=b"age-encryption.org/v2\n"))
    write("version_longer", bad, age(good, version=b"age-encryption.org/v1.0\n"))
    write("version_crlf", bad, age(good, version=b"age-encryption.org/v1\r\n"))
    write("version_other_host", bad, age(good, version=b"example.org/v1\n"))
    write("version_space_before", bad, age(good, version=b" " + VERSION))
    write("nothing", bad, b"")
    write("version_only", bad, VERSION)
    write("version_cut", bad, VERSION[:-1])
    write("no_stanza", bad, age(b""))
    write("no_end", bad, VERSION + good)
    for name, odd in {
        "stanza_no_space": b"->odd\n\n",
        "stanza_no_type": b"-> \n\n",
        "stanza_two_spaces": b"->  odd\n\n",
        "stanza_space_at_end": b"-> odd \n\n",
        "stanza_empty_argument": b"-> odd  a\n\n",
        "stanza_tab": b"-> odd\ta\n\n",
        "stanza_control": b"-> odd \x01\n\n",
        "stanza_not_ascii": b"-> odd \xc3\xa5\n\n",
        "stanza_del": b"-> odd \x7f\n\n",
        "stanza_crlf": b"-> odd\r\n\r\n",
        "stanza_other_arrow": b"=> odd\n\n",
        "stanza_no_arrow": b"odd\n\n",
        "stanza_empty_line": b"\n",
        "stanza_no_body": b"-> odd\n",
        "stanza_full_line_only": b"-> odd\n" + b"A" * 64 + b"\n",
        "stanza_long_line": b"-> odd\n" + b"A" * 68 + b"\n",
        "stanza_short_line_inside": b"-> odd\nAAAA\n" + b"A" * 64 + b"\n\n",
        "stanza_padding": b"-> odd\nAA==\n",
        "stanza_not_canonical": b"-> odd\nAB\n",
        "stanza_no_such_length": b"-> odd\nA\n",
        "stanza_space_in_body": b"-> odd\nAA AA\n",
        "stanza_url_letters": b"-> odd\nAA-_\n",
        "stanza_two_empty_lines": b"-> odd\n\n\n",
    }.items():
        write(name, bad, age(odd + good))
    write("stanza_unknown", "success", age(b"-> odd a b !~\n\n" + good))
    write("stanza_unknown_behind", "success", age(good + stanza(b"odd", bytes(100))))
    write("stanza_unknown_full_lines", "success", age(stanza(b"odd", bytes(96)) + good))
    write("stanza_unknown_alone", "no match", age(stanza(b"odd", bytes(16))))
    write("stanzas_twenty", "success", age(b"".join(x(i, 1) for i in range(19)) + x(19)))


def macs():
    bad = "header failure"
    good = x()
    write("mac_wrong", "HMAC failure", age(good, end=lambda m: b" " + b64(bytes([m[0] ^ 1]) + m[1:]) + b"\n"))
    write("mac_zeros", "HMAC failure", age(good, end=lambda m: b" " + b64(bytes(32)) + b"\n"))
    write("mac_of_other_header", "HMAC failure",
          age(b"-> odd\n\n" + good, end=lambda m: b" " + b64(mac(VERSION + good + b"---")) + b"\n"))
    write("mac_and_no_match", "no match", age(x(0, 1), end=lambda m: b" " + b64(bytes(32)) + b"\n"))
    for name, end in {
        "mac_missing": lambda m: b"\n",
        "mac_no_space": lambda m: b64(m) + b"\n",
        "mac_two_spaces": lambda m: b"  " + b64(m) + b"\n",
        "mac_space_at_end": lambda m: b" " + b64(m) + b" \n",
        "mac_crlf": lambda m: b" " + b64(m) + b"\r\n",
        "mac_padding": lambda m: b" " + b64(m) + b"=\n",
        "mac_not_canonical": lambda m: b" " + looser(b64(m)) + b"\n",
        "mac_short": lambda m: b" " + b64(m[:31]) + b"\n",
        "mac_long": lambda m: b" " + b64(m + b"\0") + b"\n",
        "mac_second_argument": lambda m: b" " + b64(m) + b" AAAA\n",
        "mac_four_dashes": lambda m: b"- " + b64(m) + b"\n",
        "mac_letters": lambda m: b" " + b"!" * 43 + b"\n",
    }.items():
        write(name, bad, age(good, end=end))
    write("mac_no_line_end", bad, age(good, end=lambda m: b" " + b64(m), body=b""))


def recipients():
    bad = "header failure"
    s, body = b64(share()), x_body()
    write("x25519_second_of_three", "success", age(x(0, 1) + x(1, 0) + x(2, 1)))
    write("x25519_second_identity", "success", age(x(0, 1)), keys=KEYS)
    write("x25519_other_identity", "no match", age(x(0, 1)))
    write("x25519_body_altered", "no match", age(stanza(b"X25519 " + s, body[:-1] + bytes([body[-1] ^ 1]))))
    write("x25519_share_altered", "no match", age(stanza(b"X25519 " + b64(share(9)), body)))
    write("x25519_small_letters", "no match", age(stanza(b"x25519 " + s, body)))
    for name, odd in {
        "x25519_no_share": stanza(b"X25519", body),
        "x25519_third_argument": stanza(b"X25519 " + s + b" 1", body),
        "x25519_share_padding": stanza(b"X25519 " + s + b"=", body),
        "x25519_share_not_canonical": stanza(b"X25519 " + looser(s), body),
        "x25519_share_short": stanza(b"X25519 " + b64(share()[:31]), body),
        "x25519_share_long": stanza(b"X25519 " + b64(share() + b"\0"), body),
        "x25519_body_short": stanza(b"X25519 " + s, body[:31]),
        "x25519_body_long": stanza(b"X25519 " + s, body + b"\0"),
        "x25519_body_empty": stanza(b"X25519 " + s, b""),
        "x25519_body_not_canonical": b"-> X25519 " + s + b"\n" + looser(b64(body)) + b"\n",
        "x25519_key_of_24": stanza(b"X25519 " + s, x_body(key=bytes(24))),
        "x25519_key_of_15": stanza(b"X25519 " + s, x_body(key=bytes(15))),
        "x25519_share_zero": stanza(b"X25519 " + b64(bytes(32)), body),
        "x25519_share_one": stanza(b"X25519 " + b64(b"\1" + bytes(31)), body),
        "x25519_share_minus_one": stanza(b"X25519 " + b64((2**255 - 20).to_bytes(32, "little")), body),
        "x25519_share_order_8": stanza(
            b"X25519 " + b64(bytes.fromhex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800")),
            body),
    }.items():
        write(name, bad, age(odd))
    write("x25519_malformed_before_good", bad, age(stanza(b"X25519", body) + x(1)))


def passphrases():
    bad, words = "header failure", ["hemligt"]

    def p(name, expect, stanzas, words=words, keys=()):
        write(name, expect, age(stanzas), keys=keys, words=words)

    p("scrypt_good", "success", scrypt())
    p("scrypt_second_passphrase", "success", scrypt(), words=["fel", "hemligt"])
    p("scrypt_factor_1", "success", scrypt(b"1", body=scrypt_body(1)))
    p("scrypt_wrong_passphrase", "no match", scrypt(), words=["fel"])
    p("scrypt_no_passphrase", "no match", scrypt(), words=[], keys=KEYS[:1])
    p("scrypt_wrong_factor", "no match", scrypt(b"11"))
    p("scrypt_body_altered", "no match", scrypt(body=bytes(32)))
    p("scrypt_capitals", "no match", scrypt(kind=b"Scrypt"))
    p("scrypt_file_for_key", "no match", x())
    p("scrypt_twice", bad, scrypt() + scrypt())
    p("scrypt_and_x25519", bad, scrypt() + x())
    p("scrypt_behind_x25519", bad, x() + scrypt(), words=[], keys=KEYS[:1])
    p("scrypt_and_unknown", bad, scrypt() + b"-> odd\n\n")
    for name, factor in {
        "zero": b"0", "leading_zero": b"010", "plus": b"+10", "minus": b"-10", "hex": b"0x0a", "letters": b"aa",
        "space": b"10 ", "point": b"10.0", "exponent": b"1e1", "too_much": b"31", "huge": b"9" * 30,
        "trailing": b"10a",
    }.items():
        p("scrypt_factor_" + name, bad, scrypt(factor))
    p("scrypt_factor_missing", bad, stanza(b"scrypt " + b64(SALT), scrypt_body()))
    p("scrypt_salt_missing", bad, stanza(b"scrypt 10", scrypt_body()))
    p("scrypt_nothing", bad, stanza(b"scrypt", scrypt_body()))
    p("scrypt_fourth_argument", bad, scrypt(b"10 1"))
    p("scrypt_salt_short", bad, scrypt(salt=b64(SALT[:15]), body=scrypt_body(salt=SALT[:15])))
    p("scrypt_salt_long", bad, scrypt(salt=b64(SALT + b"\0"), body=scrypt_body(salt=SALT + b"\0")))
    p("scrypt_salt_padding", bad, scrypt(salt=b64(SALT) + b"=="))
    p("scrypt_salt_not_canonical", bad, scrypt(salt=looser(b64(SALT))))
    p("scrypt_body_short", bad, scrypt(body=scrypt_body()[:31]))
    p("scrypt_body_long", bad, scrypt(body=scrypt_body() + b"\0"))
    p("scrypt_key_of_24", bad, scrypt(body=scrypt_body(key=bytes(24))))
    p("scrypt_body_not_canonical", bad,
      b"-> scrypt " + b64(SALT) + b" 10\n" + looser(b64(scrypt_body())) + b"\n")


def payloads():
    bad, good = "payload failure", x()

    def p(name, expect, body, plain=None):
        write("payload_" + name, expect, age(good, body), plain)

    p("empty", "success", payload([(b"", True)]), b"")
    p("one_byte", "success", payload([(b"a", True)]), b"a")
    # Without its nonce nothing of a payload can be looked at: that belongs to the header.
    p("no_nonce", "header failure", b"")
    p("short_nonce", "header failure", NONCE[:15])
    p("nothing", bad, NONCE)
    p("less_than_a_tag", bad, payload([(b"", True)])[:-1])
    p("cut", bad, payload()[:-1])
    p("tag_altered", bad, payload()[:-1] + bytes([payload()[-1] ^ 1]))
    p("text_altered", bad, NONCE + bytes([payload()[16] ^ 1]) + payload()[17:])
    p("nonce_altered", bad, bytes([NONCE[0] ^ 1]) + payload()[16:])
    p("longer", bad, payload() + b"\0")
    p("line_end_added", bad, payload() + b"\n")
    p("not_last", bad, payload([(PLAIN, False)]))
    p("empty_not_last", bad, payload([(b"", False)]))
    p("counter_1", bad, payload(counters=[1]))
    p("flag_2", bad, NONCE + aead(hkdf(FILE_KEY, NONCE, b"payload"), bytes(11) + b"\2", PLAIN))
    p("short_then_last", bad, payload([(PLAIN, False), (PLAIN, True)]))
    p("two_last", bad, payload([(PLAIN, True), (PLAIN, True)], counters=[0, 0]))
    p("empty_behind_short", bad, payload([(PLAIN, True), (b"", True)]))
    # Chunks of full size; the first alone would do, but how they end is what differs.
    full = bytes(65536)
    p("full", "success", payload([(full, True)]), full)
    p("full_not_last", bad, payload([(full, False)]), full)
    p("full_then_empty", bad, payload([(full, False), (b"", True)]), full)
    p("full_last_then_more", bad, payload([(full, True)]) + b"\0", full)


def armors():
    good = age(x())

    def a(name, expect, data):
        write("armor_" + name, expect, data, armored=True)

    text = armor(good)
    lines = text.split(b"\n")
    bad = "armor failure"
    # 48 bytes a line: a file whose last line is full.
    full = next(f for f in (age(x(), payload([(b"a" * n, True)])) for n in range(48)) if len(f) % 48 == 0)
    a("good", "success", text)
    a("crlf", "success", armor(good, b"\r\n"))
    a("no_line_end", "success", text[:-1])
    a("space_before", "success", b" \t\r\n\n" + text)
    a("space_behind", "success", text + b"\n \t\r\n")
    a("space_before_on_the_line", bad, b"\n " + text)
    a("space_behind_on_the_line", bad, text[:-1] + b" \t\n")
    write("armor_full_last_line", "success", armor(full),
          b"a" * (len(full) - len(age(x(), payload([(b"", True)])))), armored=True)
    a("no_match", "no match", armor(age(x(0, 1))))
    a("header_wrong", "header failure", armor(age(b"->odd\n\n" + x())))
    a("mac_wrong", "HMAC failure", armor(age(x(), end=lambda m: b" " + b64(bytes(32)) + b"\n")))
    a("payload_cut", "payload failure", armor(good[:-1]))
    a("text_before", bad, b"hej\n" + text)
    a("text_behind", bad, text + b"hej\n")
    a("text_behind_on_the_line", bad, text[:-1] + b"hej\n")
    a("file_behind", bad, text + text)
    a("no_end", bad, text[: text.index(b"-----END")])
    a("end_cut", bad, text[:-2])
    a("wrong_end", bad, text.replace(b"END AGE ENCRYPTED FILE", b"END AGE FILE"))
    a("small_letters", bad, text.replace(b"BEGIN AGE ENCRYPTED FILE", b"begin age encrypted file"))
    a("wrong_label", bad, text.replace(b"AGE ENCRYPTED FILE", b"PGP MESSAGE"))
    a("four_dashes", bad, text.replace(b"-----BEGIN", b"----BEGIN"))
    a("heading", bad, text.replace(b"\n", b"\nVersion: 1\n\n", 1))
    a("empty_line_first", bad, text.replace(b"\n", b"\n\n", 1))
    a("empty_line_last", bad, text.replace(b"\n-----END", b"\n\n-----END"))
    a("empty_line_inside", bad, b"\n".join(lines[:2] + [b""] + lines[2:]))
    a("short_line_inside", bad, b"\n".join(lines[:1] + [lines[1][:60], lines[1][60:]] + lines[2:]))
    a("long_lines", bad, armor(good, columns=68))
    a("short_lines", bad, armor(good, columns=60))
    a("one_line", bad, armor(good, columns=1 << 20))
    a("space_at_line_end", bad, text.replace(lines[1] + b"\n", lines[1] + b" \n"))
    a("space_at_line_start", bad, text.replace(b"\n" + lines[1], b"\n " + lines[1]))
    a("space_behind_begin", bad, text.replace(b"FILE-----\n", b"FILE----- \n", 1))
    a("letter_of_none", bad, text.replace(lines[1][:4], b"!AAA", 1))
    padded = next(g for g in (age(x(), payload([(b"a" * n, True)])) for n in range(3))
                  if base64.b64encode(g).endswith(b"==") )
    text = armor(padded)
    last = text.split(b"\n")[-3]
    a("no_padding", bad, text.replace(last, last[:-2]))
    a("padding_cut", bad, text.replace(last, last[:-1]))
    a("padding_more", bad, text.replace(last, last + b"="))
    a("padding_on_its_own_line", bad, text.replace(last, last[:-2] + b"\n=="))
    a("not_canonical", bad, text.replace(last, looser(last[:-2]) + b"=="))
    a("check_sum", bad, text.replace(b"\n-----END", b"\n=AAAA\n-----END"))
    a("of_binary_file", bad, good)
    a("of_nothing", bad, b"")
    a("around_nothing", "header failure", armor(b""))


def main():
    shutil.rmtree(OUT, ignore_errors=True)
    os.makedirs(OUT)
    headers()
    macs()
    recipients()
    passphrases()
    payloads()
    armors()
    print(len(written), "vectors")


if __name__ == "__main__":
    main()
