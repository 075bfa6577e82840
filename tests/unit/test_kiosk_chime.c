// SPDX-License-Identifier: EUPL-1.2
// The countdown's sound: a sound file, and soft from its beginning to its end.
#include "kiosk/chime.h"
#include "tests/unit/test.h"

static uint32_t little(const struct buf *b, size_t at, int bytes)
{
    uint32_t value = 0;
    for (int i = 0; i < bytes; i++) {
        value |= (uint32_t)(unsigned char)b->ptr[at + (size_t)i] << (8 * i);
    }
    return value;
}

TEST(its_lengths_are_those_of_the_file)
{
    struct buf wav = {0};
    kiosk_chime_write(&wav);
    assert_memory_equal(wav.ptr, "RIFF", 4);
    assert_memory_equal(wav.ptr + 8, "WAVEfmt ", 8);
    assert_int_equal(little(&wav, 4, 4), wav.len - 8);
    assert_int_equal(little(&wav, 40, 4), wav.len - 44);
    assert_int_equal(little(&wav, 24, 4), 16000);
    assert_int_equal(wav.len - 44, 16000); // half a second of two bytes each
    buf_finish(&wav);
}

TEST(it_is_heard_and_never_jumps)
{
    struct buf wav = {0};
    kiosk_chime_write(&wav);
    int before = 0;
    int most = 0;
    for (size_t at = 44; at < wav.len; at += 2) {
        int now = (int16_t)little(&wav, at, 2);
        assert_in_range(now - before + 2500, 0, 5000); // what jumps clicks
        most = now > most ? now : most;
        before = now;
    }
    assert_in_range(most, 7000, 9000);
    assert_in_range(before + 100, 0, 200);
    buf_finish(&wav);
}

TEST_MAIN(cmocka_unit_test(its_lengths_are_those_of_the_file),
          cmocka_unit_test(it_is_heard_and_never_jumps))
