// SPDX-License-Identifier: EUPL-1.2
#include "base/arena.h"
#include "base/buf.h"
#include "tests/unit/test.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

TEST(arena_memory_is_zeroed_and_aligned)
{
    struct arena *a = arena_create(ARENA_PLAIN, 1 << 20);
    for (int i = 1; i < 100; i++) {
        unsigned char *p = arena_alloc(a, (size_t)i);
        assert_int_equal((uintptr_t)p % 16, 0);
        for (int k = 0; k < i; k++)
            assert_int_equal(p[k], 0);
        memset(p, 0xAA, (size_t)i);
    }
    arena_destroy(a);
}

TEST(arena_reset_wipes_what_it_keeps)
{
    struct arena *a = arena_create(ARENA_SECRET, 1 << 20);
    struct str first = arena_dup(a, STR("planted answer"));
    arena_reset(a);
    assert_memory_equal(first.ptr, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 14);
    arena_destroy(a);
}

TEST(arena_grows_over_blocks)
{
    struct arena *a = arena_create(ARENA_SECRET, 1 << 22);
    char *big = arena_alloc(a, 1 << 20);
    big[(1 << 20) - 1] = 'x';
    assert_str(arena_printf(a, "%d %s", 7, "sju"), "7 sju");
    assert_true(arena_used(a) >= 1 << 20);
    arena_destroy(a);
}

// Beyond a few MiB a plain arena takes whole huge pages; what it hands out is the same.
TEST(a_large_arena_is_zeroed_and_keeps_its_contents)
{
    enum { PIECES = 160, PIECE_BYTES = 100000 };
    struct arena *a = arena_create(ARENA_PLAIN, 64 << 20);
    unsigned char *pieces[PIECES];
    unsigned char *huge = arena_alloc(a, (5 << 20) + 1);
    assert_int_equal(huge[5 << 20], 0);
    huge[5 << 20] = 0xAA;
    for (int i = 0; i < PIECES; i++) {
        pieces[i] = arena_alloc(a, PIECE_BYTES);
        assert_int_equal((uintptr_t)pieces[i] % 16, 0);
        for (int k = 0; k < PIECE_BYTES; k++)
            assert_int_equal(pieces[i][k], 0);
        memset(pieces[i], i, PIECE_BYTES);
    }
    for (int i = 0; i < PIECES; i++) {
        assert_int_equal(pieces[i][0], i);
        assert_int_equal(pieces[i][PIECE_BYTES - 1], i);
    }
    assert_int_equal(huge[5 << 20], 0xAA);
    assert_int_equal(arena_left(a) + arena_used(a), 64 << 20);
    arena_reset(a);
    unsigned char *again = arena_alloc(a, 1 << 20);
    for (int k = 0; k < 1 << 20; k++)
        assert_int_equal(again[k], 0);
    arena_destroy(a);
}

static int signal_of(void (*act)(void))
{
    pid_t child = fork();
    if (child == 0) {
        close(STDERR_FILENO);
        act();
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static void overrun(void)
{
    struct arena *a = arena_create(ARENA_PLAIN, 100);
    memset(arena_alloc(a, 101), 1, 1);
}

TEST(arena_past_its_limit_aborts)
{
    assert_int_equal(signal_of(overrun), SIGABRT);
}

TEST(buf_reads_back_big_endian)
{
    struct buf b = {0};
    buf_add_u8(&b, 1);
    buf_add_u16(&b, 0x0203);
    buf_add_u32(&b, 0x04050607);
    buf_add_u64(&b, 0x08090A0B0C0D0E0F);
    for (size_t i = 0; i < b.len; i++)
        assert_int_equal(b.ptr[i], i + 1);
    struct reader r = reader_make(b.ptr, b.len);
    assert_int_equal(reader_u8(&r), 1);
    assert_int_equal(reader_u16(&r), 0x0203);
    assert_int_equal(reader_u32(&r), 0x04050607);
    assert_true(reader_u64(&r) == 0x08090A0B0C0D0E0F);
    assert_int_equal(reader_left(&r), 0);
    assert_false(r.failed);
    buf_finish(&b);
}

TEST(reader_stays_failed_after_a_short_read)
{
    struct reader r = reader_make("abc", 3);
    assert_int_equal(reader_u32(&r), 0);
    assert_true(r.failed);
    assert_int_equal(reader_u8(&r), 0);
    assert_null(reader_take(&r, 1));
}

TEST(reader_does_not_overflow_on_huge_lengths)
{
    struct reader r = reader_make("abc", 3);
    reader_u8(&r);
    assert_null(reader_take(&r, SIZE_MAX));
}

TEST(buf_printf_grows)
{
    struct buf b = {0};
    for (int i = 0; i < 1000; i++)
        buf_printf(&b, "%04d", i);
    assert_int_equal(b.len, 4000);
    assert_memory_equal(b.ptr + 3996, "0999", 4);
    buf_wipe(&b);
    assert_null(b.ptr);
}

TEST_MAIN(cmocka_unit_test(arena_memory_is_zeroed_and_aligned),
          cmocka_unit_test(arena_reset_wipes_what_it_keeps),
          cmocka_unit_test(arena_grows_over_blocks),
          cmocka_unit_test(a_large_arena_is_zeroed_and_keeps_its_contents),
          cmocka_unit_test(arena_past_its_limit_aborts),
          cmocka_unit_test(buf_reads_back_big_endian),
          cmocka_unit_test(reader_stays_failed_after_a_short_read),
          cmocka_unit_test(reader_does_not_overflow_on_huge_lengths),
          cmocka_unit_test(buf_printf_grows))
