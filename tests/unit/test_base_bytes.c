// SPDX-License-Identifier: EUPL-1.2
// Big-endian numbers at a place, as the files of others have them.
#include "tests/unit/test.h"

#include "base/bytes.h"

#include <string.h>

static const uint8_t some[] = {0xff, 0x80, 0x01, 0xfe, 0x7f};

TEST(two_bytes_are_a_number)
{
    assert_int_equal(bytes_u16(some), 0xff80);
    assert_int_equal(bytes_u16(some + 1), 0x8001);
}

TEST(four_bytes_are_a_number)
{
    assert_int_equal(bytes_u32(some), 0xff8001fe);
    assert_int_equal(bytes_u32(some + 1), 0x8001fe7f);
}

TEST(a_number_is_put_and_nothing_beside_it)
{
    uint8_t put[6] = {9, 9, 9, 9, 9, 9};
    const uint8_t wanted[6] = {9, 0xff, 0x80, 0x01, 0xfe, 9};
    bytes_put_u32(put + 1, 0xff8001fe);
    assert_memory_equal(put, wanted, sizeof put);
    assert_int_equal(bytes_u32(put + 1), 0xff8001fe);
}

TEST_MAIN(cmocka_unit_test(two_bytes_are_a_number), cmocka_unit_test(four_bytes_are_a_number),
          cmocka_unit_test(a_number_is_put_and_nothing_beside_it))
