// SPDX-License-Identifier: EUPL-1.2
// BLAKE2b-256 after RFC 7693, for public bytes only: nothing here is keyed or secret, so that the
// module needs no cryptographic library of its own.
#include "survey/hash_priv.h"

enum { BLOCK_BYTES = 128, ROUNDS = 12, MIXES = 8 };

static const uint64_t initial[8] = {
    0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
    0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179,
};

// RFC 7693, 2.7: rounds 10 and 11 repeat the first two.
static const uint8_t schedule[10][16] = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
    {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
    {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4},
    {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
    {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13},
    {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
    {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11},
    {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
    {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5},
    {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0},
};

// Which words each of a round's eight mixes works on: columns, then diagonals.
static const uint8_t lanes[MIXES][4] = {
    {0, 4, 8, 12},  {1, 5, 9, 13},  {2, 6, 10, 14}, {3, 7, 11, 15},
    {0, 5, 10, 15}, {1, 6, 11, 12}, {2, 7, 8, 13},  {3, 4, 9, 14},
};

static uint64_t rotate(uint64_t value, unsigned bits)
{
    return value >> bits | value << (64 - bits);
}

static uint64_t load_little(const uint8_t *bytes)
{
    uint64_t value = 0;
    for (unsigned i = 8; i-- > 0;)
        value = value << 8 | bytes[i];
    return value;
}

static void mix(uint64_t v[16], const uint8_t lane[4], uint64_t x, uint64_t y)
{
    uint64_t a = v[lane[0]], b = v[lane[1]], c = v[lane[2]], d = v[lane[3]];
    a += b + x;
    d = rotate(d ^ a, 32);
    c += d;
    b = rotate(b ^ c, 24);
    a += b + y;
    d = rotate(d ^ a, 16);
    c += d;
    b = rotate(b ^ c, 63);
    v[lane[0]] = a, v[lane[1]] = b, v[lane[2]] = c, v[lane[3]] = d;
}

static void compress(uint64_t h[8], const uint8_t block[BLOCK_BYTES], uint64_t bytes_so_far,
                     bool last)
{
    uint64_t m[16], v[16];
    for (size_t i = 0; i < 16; i++)
        m[i] = load_little(block + 8 * i);
    for (size_t i = 0; i < 8; i++) {
        v[i] = h[i];
        v[i + 8] = initial[i];
    }
    v[12] ^= bytes_so_far;
    if (last) v[14] = ~v[14];
    for (size_t round = 0; round < ROUNDS; round++) {
        const uint8_t *order = schedule[round % 10];
        for (size_t i = 0; i < MIXES; i++)
            mix(v, lanes[i], m[order[2 * i]], m[order[2 * i + 1]]);
    }
    for (size_t i = 0; i < 8; i++)
        h[i] ^= v[i] ^ v[i + 8];
}

void survey_hash_bytes(struct str data, uint8_t out[SURVEY_HASH_BYTES])
{
    uint64_t h[8];
    memcpy(h, initial, sizeof h);
    h[0] ^= 0x01010000 ^ SURVEY_HASH_BYTES; // sequential mode, no key, this many bytes out
    const uint8_t *at = (const uint8_t *)data.ptr;
    size_t left = data.len;
    // The last block, even a full one, is marked; so it stays out of this loop.
    for (; left > BLOCK_BYTES; at += BLOCK_BYTES, left -= BLOCK_BYTES)
        compress(h, at, data.len - left + BLOCK_BYTES, false);
    uint8_t block[BLOCK_BYTES] = {0};
    if (left) memcpy(block, at, left);
    compress(h, block, data.len, true);
    for (size_t i = 0; i < SURVEY_HASH_BYTES; i++)
        out[i] = (uint8_t)(h[i / 8] >> 8 * (i % 8));
}
