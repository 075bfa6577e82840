// SPDX-License-Identifier: EUPL-1.2
// BLAKE2b-256 against sums made by GNU coreutils (b2sum -l 256), at the borders of its blocks.
#include "seal/digest.h"
#include "tests/unit/test.h"

static void check(struct str data, const char *wanted)
{
    uint8_t digest[32];
    char hex[65];
    seal_blake2b256(data, digest);
    hex_encode(digest, sizeof digest, hex);
    assert_string_equal(hex, wanted);
}

TEST(short_texts)
{
    check(STR(""), "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
    check(STR("abc"), "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
}

TEST(block_borders)
{
    static const struct {
        size_t bytes;
        const char *hash;
    } cases[] = {
        {1, "8928aae63c84d87ea098564d1e03ad813f107add474e56aedd286349c0c03ea4"},
        {127, "59e2f1aba240f20aa591016f5ef429990bc9c2131dcd0d30f0ffd75ed18f317d"},
        {128, "ae2aa48507885c4c950fb809b2076f959cde9f8ea6da260d9a3587df33dac450"},
        {129, "2f64744a6de0d2c0b56e64cf6e29a5aaa255010d415d51c75ccc82f73dccd865"},
        {255, "177ec7b22a982dd81ec80e0f8fd488bb347952a0876fed488191b6dede62df81"},
        {256, "eae4d3a7627549b383179dc18049964f91a6fed14c9f3fb26705eda3eeda5558"},
        {257, "496943de3c8b1458635ee30c15bb26cede6957abdd28f0a860cdaf967116c747"},
        {1000, "e00b0ddbf1e2cdaf5c898e1a5e8826ea3a2c339bcf2a478da2e5fca9ff126672"},
    };
    static char data[1000];
    memset(data, 'a', sizeof data);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check(str_make(data, cases[i].bytes), cases[i].hash);
}

TEST(digests_by_name)
{
    uint8_t out[64];
    char hex[129];
    assert_int_equal(seal_digest(NULL, STR("md5"), STR("abc"), out), 16);
    hex_encode(out, 16, hex);
    assert_string_equal(hex, "900150983cd24fb0d6963f7d28e17f72");
    assert_int_equal(seal_digest(NULL, STR("SHA-512"), STR("abc"), out), 64);
    assert_int_equal(seal_digest(NULL, STR("SHA-3"), STR("abc"), out), 0);
}

TEST_MAIN(cmocka_unit_test(short_texts), cmocka_unit_test(block_borders),
          cmocka_unit_test(digests_by_name))
