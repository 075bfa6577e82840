// SPDX-License-Identifier: EUPL-1.2
// A log that a crash left, and then damaged: SQLite takes it up to the first frame that is not
// right and drops the rest without a word. What was thanked for lies behind it, and comes out; what
// a power cut tore is no damage, and what was wiped does not come back.
#include "tests/unit/store_salvage_fixture.h"

#include <fcntl.h>

enum {
    LOG_HEADER = 32,
    FRAME_HEADER = 24,
    FRAME = FRAME_HEADER + 4096,
    SECTOR = 512,
    ANSWERS = 12, // the first four are a batch
};

// As a kiosk that was killed leaves it.
struct crashed {
    struct kept k;
    struct buf log, index;
    size_t frames; // that count
};

static unsigned number_at(const struct buf *bytes, size_t at)
{
    const uint8_t *p = (const uint8_t *)bytes->ptr + at;
    return (unsigned)p[0] << 24 | (unsigned)p[1] << 16 | (unsigned)p[2] << 8 | p[3];
}

static bool of_the_log(const struct crashed *c, size_t frame)
{
    size_t at = LOG_HEADER + frame * FRAME;
    return at + FRAME <= c->log.len && memcmp(c->log.ptr + at + 8, c->log.ptr + 16, 8) == 0;
}

static void crashed_make(struct crashed *c)
{
    struct desk *d = &c->k.d;
    memset(c, 0, sizeof *c);
    desk_make(d);
    desk_respond(d, 1, 4);
    desk_close_batch(d);
    desk_respond(d, 5, 9);
    d->more_bytes = 5000; // over several pages
    desk_respond(d, 10, ANSWERS);
    d->more_bytes = 0;
    read_in(d, "store-1.sqlite", &c->k.store);
    read_in(d, "store-1.sqlite-wal", &c->log);
    read_in(d, "store-1.sqlite-shm", &c->index);
    read_in(d, "ledger", &c->k.ledger);
    while (of_the_log(c, c->frames))
        c->frames++;
    assert_true(c->frames > 20);
}

static void crashed_finish(struct crashed *c)
{
    buf_finish(&c->log);
    buf_finish(&c->index);
    kept_finish(&c->k);
}

static void put_beside(struct crashed *c, const char *name, struct str bytes)
{
    char path[256];
    path_of(&c->k.d, name, path);
    assert_int_equal(file_write(path, bytes, 0600, NULL), ERR_NONE);
}

// What comes out of it: with all that was thanked for where whole is true. True when damage was
// told.
static bool restarts(struct crashed *c, struct salvage *out, bool whole, const char *what, long at)
{
    struct desk *d = &c->k.d;
    memset(out, 0, sizeof *out);
    desk_open(d);
    desk_begin(d, "s", 1);
    bool told = desk_figures(d).trouble[0] != 0;
    desk_respond(d, ANSWERS + 1, ANSWERS + 1);
    salvage(d, out);
    for (unsigned i = 1; i <= ANSWERS + 1; i++)
        if (out->seen[i] != 1 && (whole || i > ANSWERS))
            fail_msg("%s %ld: response %u came %u times", what, at, i, out->seen[i]);
    return told;
}

static bool restarts_with(struct crashed *c, struct str log, bool whole, const char *what, long at)
{
    struct salvage out;
    kept_put(&c->k, buf_str(&c->k.store));
    put_beside(c, "store-1.sqlite-wal", log);
    return restarts(c, &out, whole, what, at);
}

TEST(a_sound_log_is_no_damage)
{
    struct crashed c;
    crashed_make(&c);
    assert_false(restarts_with(&c, buf_str(&c.log), true, "sound", 0));
    assert_int_equal(names_in(c.k.d.folder, "store-2"), 0);
    crashed_finish(&c);
}

TEST(no_bit_of_a_logs_header_costs_anything)
{
    struct crashed c;
    crashed_make(&c);
    for (size_t bit = 0; bit < 8 * LOG_HEADER; bit += DAYS_SANITIZED ? 3 : 1) {
        c.log.ptr[bit / 8] ^= (uint8_t)(1U << bit % 8);
        if (!restarts_with(&c, buf_str(&c.log), true, "bit", (long)bit))
            fail_msg("bit %zu: nothing was said", bit);
        c.log.ptr[bit / 8] ^= (uint8_t)(1U << bit % 8);
    }
    desk_tried(8 * LOG_HEADER, "flipped bits of a log's header");
    crashed_finish(&c);
}

// A word's highest ten bits may be one of several to the sums: then the bit stays as it is, as in
// the database itself, and costs at most what lies on its page.
static bool is_certain(size_t bit)
{
    size_t at = bit / 8 % FRAME;
    return (at >= 8 && at < FRAME_HEADER) || bit % 32 < 22;
}

TEST(no_bit_of_a_logs_frames_costs_anything)
{
    struct crashed c;
    long tried = 0;
    crashed_make(&c);
    size_t bits = c.frames * FRAME * 8;
    size_t step = days_want_all() ? 331 : bits / (DAYS_SANITIZED ? 80 : 240);
    for (size_t bit = 5; bit < bits; bit += step, tried++) {
        size_t at = LOG_HEADER + bit / 8;
        c.log.ptr[at] ^= (uint8_t)(1U << bit % 8);
        if (!restarts_with(&c, buf_str(&c.log), is_certain(bit), "bit", (long)bit))
            fail_msg("bit %zu: nothing was said", bit);
        c.log.ptr[at] ^= (uint8_t)(1U << bit % 8);
    }
    desk_tried(tried, "flipped bits of a log's frames");
    crashed_finish(&c);
}

TEST(no_bit_of_a_frames_header_costs_anything)
{
    struct crashed c;
    crashed_make(&c);
    for (size_t bit = 0; bit < FRAME_HEADER * 8; bit += days_want_all() ? 1 : 3) {
        size_t at = LOG_HEADER + c.frames / 2 * FRAME + bit / 8;
        c.log.ptr[at] ^= (uint8_t)(1U << bit % 8);
        if (!restarts_with(&c, buf_str(&c.log), is_certain(bit), "bit", (long)bit))
            fail_msg("bit %zu: nothing was said", bit);
        c.log.ptr[at] ^= (uint8_t)(1U << bit % 8);
    }
    crashed_finish(&c);
}

// More than a bit: what lies in other frames is saved, and it is said.
TEST(a_piece_of_a_log_that_is_gone_is_told)
{
    struct crashed c;
    crashed_make(&c);
    for (size_t frame = 0; frame + 8 < c.frames; frame++) {
        struct buf log = {0};
        buf_add_str(&log, buf_str(&c.log));
        memset(log.ptr + LOG_HEADER + frame * FRAME + FRAME_HEADER + 900, 0x5a, 700);
        if (!restarts_with(&c, buf_str(&log), false, "frame", (long)frame))
            fail_msg("frame %zu: nothing was said", frame);
        buf_finish(&log);
    }
    crashed_finish(&c);
}

TEST(a_header_of_a_log_that_is_gone_is_told)
{
    struct crashed c;
    static const size_t places[] = {0, 4, 8, 12, 16, 20, 24, 28};
    crashed_make(&c);
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        struct buf log = {0};
        buf_add_str(&log, buf_str(&c.log));
        memset(log.ptr + places[i], 0x5a, 4);
        if (!restarts_with(&c, buf_str(&log), true, "header from", (long)places[i]))
            fail_msg("header from %zu: nothing was said", places[i]);
        buf_finish(&log);
    }
    crashed_finish(&c);
}

// Any sectors of the last commit may be missing after a power cut: it was not thanked for.
TEST(a_torn_last_commit_is_no_damage)
{
    struct crashed c;
    size_t last = 0, before = 0; // frames that end a commit
    crashed_make(&c);
    for (size_t i = 0; i < c.frames; i++)
        if (number_at(&c.log, LOG_HEADER + i * FRAME + 4)) before = last, last = i;
    assert_int_equal(last, c.frames - 1);
    for (unsigned way = 0; way < 40; way++) {
        struct buf log = {0};
        buf_add_str(&log, buf_str(&c.log));
        size_t from = LOG_HEADER + (before + 1) * FRAME, to = LOG_HEADER + (last + 1) * FRAME;
        bool torn = false;
        for (size_t at = (from / SECTOR + 1) * SECTOR, n = 0; at < to; at += SECTOR, n++) {
            if (n % 5 != way % 5 && (n * 7 + way) % 11 > 4) continue;
            size_t end = at + SECTOR < log.len ? at + SECTOR : log.len;
            for (size_t i = at; i < end; i++)
                torn = torn || log.ptr[i];
            memset(log.ptr + at, 0, end - at);
        }
        assert_true(torn);
        struct salvage out;
        kept_put(&c.k, buf_str(&c.k.store));
        put_beside(&c, "store-1.sqlite-wal", buf_str(&log));
        if (restarts(&c, &out, false, "way", (long)way)) fail_msg("way %u: damage was told", way);
        for (unsigned i = 1; i < ANSWERS; i++)
            if (out.seen[i] != 1) fail_msg("way %u: response %u is lost", way, i);
        buf_finish(&log);
    }
    crashed_finish(&c);
}

// The power was cut while a log was wiped, and its first bytes are void: a bit of them that flips
// brings nothing back that the database has newer.
TEST(a_wiped_log_stays_wiped)
{
    struct crashed c;
    struct buf rest = {0};
    crashed_make(&c);
    desk_shut(&c.k.d); // moved into the database
    read_in(&c.k.d, "store-1.sqlite", &rest);
    memset(c.log.ptr, 0, SECTOR);
    for (size_t bit = 0; bit < 8 * LOG_HEADER; bit += days_want_all() ? 1 : 5) {
        struct salvage out;
        c.log.ptr[bit / 8] ^= (uint8_t)(1U << bit % 8);
        kept_put(&c.k, buf_str(&rest));
        put_beside(&c, "store-1.sqlite-wal", buf_str(&c.log));
        if (restarts(&c, &out, true, "bit", (long)bit)) fail_msg("bit %zu: damage was told", bit);
        c.log.ptr[bit / 8] ^= (uint8_t)(1U << bit % 8);
    }
    buf_finish(&rest);
    crashed_finish(&c);
}

TEST(no_bit_of_the_logs_index_matters)
{
    struct crashed c;
    crashed_make(&c);
    for (size_t bit = 0; bit < 8 * 136; bit += days_want_all() ? 1 : 19) {
        struct salvage out;
        kept_put(&c.k, buf_str(&c.k.store));
        put_beside(&c, "store-1.sqlite-wal", buf_str(&c.log));
        c.index.ptr[bit / 8] ^= (uint8_t)(1U << bit % 8);
        put_beside(&c, "store-1.sqlite-shm", buf_str(&c.index));
        c.index.ptr[bit / 8] ^= (uint8_t)(1U << bit % 8);
        if (restarts(&c, &out, true, "bit", (long)bit)) fail_msg("bit %zu: damage was told", bit);
    }
    crashed_finish(&c);
}

TEST(a_database_cut_to_nothing_beside_its_log_is_told)
{
    struct crashed c;
    struct salvage out;
    crashed_make(&c);
    kept_put(&c.k, STR(""));
    put_beside(&c, "store-1.sqlite-wal", buf_str(&c.log));
    assert_true(restarts(&c, &out, false, "nothing", 0));
    assert_int_equal(names_in(c.k.d.folder, ".damaged") > 0, 1);
    crashed_finish(&c);
}

// Cut off behind any frame: what is left is an older moment, whole. A closed batch that is missing
// is known from the ledger; what was in the open one nothing else on the device knows.
TEST(border_a_log_cut_short_is_an_older_copy)
{
    struct crashed c;
    crashed_make(&c);
    for (size_t frame = 0; frame < c.frames; frame++) {
        struct salvage out;
        unsigned came = 0;
        kept_put(&c.k, buf_str(&c.k.store));
        put_beside(&c, "store-1.sqlite-wal",
                   str_sub(buf_str(&c.log), 0, LOG_HEADER + frame * FRAME + frame % 7 * 100));
        bool told = restarts(&c, &out, false, "cut behind frame", (long)frame);
        while (came < ANSWERS && out.seen[came + 1])
            came++;
        for (unsigned i = came + 1; i <= ANSWERS; i++)
            if (out.seen[i]) fail_msg("frame %zu: %u came without %u", frame, i, came + 1);
        if (came < 4 && !told) fail_msg("frame %zu: a batch is missing and not told", frame);
    }
    crashed_finish(&c);
}

// From outside it reads the same, and the folder is not changed.
TEST(a_damaged_log_is_read_from_outside)
{
    struct crashed c;
    struct store_inspection i;
    struct buf after = {0};
    crashed_make(&c);
    c.log.ptr[LOG_HEADER + 9 * FRAME + 400] ^= 1;
    kept_put(&c.k, buf_str(&c.k.store));
    put_beside(&c, "store-1.sqlite-wal", buf_str(&c.log));
    assert_int_equal(store_inspect(c.k.d.folder, NULL, NULL, &i, NULL), ERR_NONE);
    assert_int_equal(i.files[0].responses_waiting + i.files[0].responses_open, ANSWERS);
    assert_int_equal(findings(&i, STORE_MENDED, NULL), 1);
    assert_int_equal(findings(&i, STORE_BAD_PAGES, NULL), 0);
    read_in(&c.k.d, "store-1.sqlite-wal", &after);
    assert_int_equal(after.len, c.log.len);
    assert_memory_equal(after.ptr, c.log.ptr, after.len);
    store_inspection_finish(&i);
    buf_finish(&after);
    crashed_finish(&c);
}

TEST(a_log_that_cannot_be_put_right_is_a_fault_from_outside)
{
    struct crashed c;
    struct store_inspection i;
    crashed_make(&c);
    memset(c.log.ptr + LOG_HEADER + 9 * FRAME + 400, 0x5a, 600);
    kept_put(&c.k, buf_str(&c.k.store));
    put_beside(&c, "store-1.sqlite-wal", buf_str(&c.log));
    assert_int_equal(store_inspect(c.k.d.folder, NULL, NULL, &i, NULL), ERR_NONE);
    assert_int_equal(findings(&i, STORE_BAD_PAGES, NULL), 1);
    store_inspection_finish(&i);
    crashed_finish(&c);
}

TEST_MAIN(cmocka_unit_test(a_sound_log_is_no_damage),
          cmocka_unit_test(no_bit_of_a_logs_header_costs_anything),
          cmocka_unit_test(no_bit_of_a_logs_frames_costs_anything),
          cmocka_unit_test(no_bit_of_a_frames_header_costs_anything),
          cmocka_unit_test(a_piece_of_a_log_that_is_gone_is_told),
          cmocka_unit_test(a_header_of_a_log_that_is_gone_is_told),
          cmocka_unit_test(a_torn_last_commit_is_no_damage),
          cmocka_unit_test(a_wiped_log_stays_wiped),
          cmocka_unit_test(no_bit_of_the_logs_index_matters),
          cmocka_unit_test(a_database_cut_to_nothing_beside_its_log_is_told),
          cmocka_unit_test(border_a_log_cut_short_is_an_older_copy),
          cmocka_unit_test(a_damaged_log_is_read_from_outside),
          cmocka_unit_test(a_log_that_cannot_be_put_right_is_a_fault_from_outside))
