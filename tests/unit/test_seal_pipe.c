// SPDX-License-Identifier: EUPL-1.2
// Age files as streams: from sources that give little at a time, to sinks that fail, with payloads
// that are wrong in one place. What is handed out before a fault must be whole chunks of the file.
#include "tests/unit/seal_help.h"

#include "seal/age_priv.h"

enum { FULL = SEAL_AGE_CHUNK_BYTES, NEVER = -1 };

struct pipe {
    struct str from;
    size_t at_once; // bytes a read gives at most
    long fail_read, fail_write;
    long reads, writes;
    struct buf to;
};

static enum err pipe_read(void *data, void *out, size_t bytes_max, size_t *out_bytes,
                          struct err_info *info)
{
    struct pipe *p = data;
    if (p->reads++ == p->fail_read) return err_set(info, ERR_IO, "the source failed");
    struct str some = str_sub(p->from, 0, bytes_max < p->at_once ? bytes_max : p->at_once);
    if (some.len) memcpy(out, some.ptr, some.len);
    p->from = str_sub(p->from, some.len, p->from.len);
    *out_bytes = some.len;
    return ERR_NONE;
}

static enum err pipe_write(void *data, struct str bytes, struct err_info *info)
{
    struct pipe *p = data;
    if (p->writes++ == p->fail_write) return err_set(info, ERR_FULL, "the sink failed");
    buf_add_str(&p->to, bytes);
    return ERR_NONE;
}

static struct pipe pipe_of(struct str from, size_t at_once)
{
    return (struct pipe){.from = from, .at_once = at_once, .fail_read = NEVER, .fail_write = NEVER};
}

static enum err encrypt(struct pipe *p, const struct seal_identity *id, bool armored)
{
    struct err_info info = {0};
    struct rng rng = rng_system();
    struct seal_recipient recipient = help_recipient(id);
    struct seal_age_to to = {.recipients = &recipient, .count = 1};
    struct seal_source source = {pipe_read, p};
    struct seal_sink sink = {pipe_write, p};
    return seal_age_encrypt_stream(&to, armored, &rng, &source, &sink, &info);
}

static enum err decrypt(struct pipe *p, struct seal_identity *id, enum seal_age_fault *out_fault)
{
    struct err_info info = {0};
    struct seal_age_keys keys = {.ids = &id, .count = 1};
    struct seal_source source = {pipe_read, p};
    struct seal_sink sink = {pipe_write, p};
    enum err code = seal_age_decrypt_stream(&keys, false, &source, &sink, out_fault, &info);
    assert_true(code == ERR_NONE || info.message[0]);
    assert_true(code != ERR_NONE || *out_fault == SEAL_AGE_FAULT_NONE);
    return code;
}

static struct seal_identity *id;

static int setup(void **state)
{
    (void)state;
    seal_init();
    id = seal_identity_create();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    seal_identity_destroy(id);
    return 0;
}

TEST(every_size_comes_back_however_it_is_cut)
{
    static const size_t sizes[] = {0, 1, 47, 48, 49, FULL - 1, FULL, FULL + 1, 3 * FULL};
    static const size_t pieces[] = {7, 4096, 1 << 20};
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
        for (size_t j = 0; j < 3; j++)
            for (int armored = 0; armored < 2; armored++) {
                struct buf plain = help_bytes(sizes[i]), whole = {0};
                enum seal_age_fault fault;
                struct pipe sealing = pipe_of(buf_str(&plain), pieces[j]);
                assert_int_equal(encrypt(&sealing, id, armored), ERR_NONE);
                struct pipe opening = pipe_of(buf_str(&sealing.to), pieces[2 - j]);
                assert_int_equal(decrypt(&opening, id, &fault), ERR_NONE);
                assert_true(str_eq(buf_str(&opening.to), buf_str(&plain)));
                // What opens whole files takes it for the same.
                assert_int_equal(seal_age_decrypt(&id, 1, buf_str(&sealing.to), &whole, NULL), 0);
                assert_true(str_eq(buf_str(&whole), buf_str(&plain)));
                buf_finish(&whole);
                buf_finish(&opening.to);
                buf_finish(&sealing.to);
                buf_finish(&plain);
            }
}

TEST(a_source_that_fails_is_not_a_bad_file)
{
    struct buf plain = help_bytes(3 * FULL);
    struct pipe sealing = pipe_of(buf_str(&plain), 1 << 20);
    assert_int_equal(encrypt(&sealing, id, true), ERR_NONE);
    long reads = 1;
    for (long fail = 0; fail < reads; fail++) {
        enum seal_age_fault fault;
        struct pipe whole = pipe_of(buf_str(&sealing.to), 30000);
        if (!fail) {
            assert_int_equal(decrypt(&whole, id, &fault), ERR_NONE);
            reads = whole.reads;
            assert_true(reads > 5);
        }
        struct pipe opening = pipe_of(buf_str(&sealing.to), 30000);
        opening.fail_read = fail;
        assert_int_equal(decrypt(&opening, id, &fault), ERR_IO);
        assert_int_equal(fault, SEAL_AGE_FAULT_NONE);
        assert_true(str_starts(buf_str(&plain), buf_str(&opening.to)));
        assert_int_equal(opening.to.len % FULL, 0);
        buf_finish(&opening.to);
        buf_finish(&whole.to);
    }
    buf_finish(&sealing.to);
    buf_finish(&plain);
}

TEST(a_sink_that_fails_ends_it)
{
    struct buf plain = help_bytes(3 * FULL);
    struct pipe good = pipe_of(buf_str(&plain), 1 << 20);
    assert_int_equal(encrypt(&good, id, false), ERR_NONE);
    for (long fail = 0; fail < 3; fail++) {
        enum seal_age_fault fault;
        struct pipe sealing = pipe_of(buf_str(&plain), 1 << 20);
        sealing.fail_write = fail;
        assert_int_equal(encrypt(&sealing, id, fail == 1), ERR_FULL);
        struct pipe opening = pipe_of(buf_str(&good.to), 1 << 20);
        opening.fail_write = fail;
        assert_int_equal(decrypt(&opening, id, &fault), ERR_FULL);
        assert_int_equal(fault, SEAL_AGE_FAULT_NONE);
        assert_int_equal(opening.to.len, (size_t)fail * FULL);
        buf_finish(&sealing.to);
        buf_finish(&opening.to);
    }
    buf_finish(&good.to);
    buf_finish(&plain);
}

// ---- payloads that are wrong in one place ----

struct chunk {
    size_t bytes;
    bool last;
    uint64_t counter;
};

// Gives how many chunks were handed out; more: one byte stands behind them.
static size_t released(const struct chunk *chunks, size_t count, bool more)
{
    struct seal_recipient recipient = help_recipient(id);
    struct rng rng = rng_system();
    struct seal_age_work *work = seal_secret_alloc(sizeof(*work));
    struct buf file = {0}, plain = help_bytes(4 * FULL);
    enum seal_age_fault fault;
    memset(work->file_key, 3, sizeof(work->file_key));
    assert_int_equal(seal_age_write_stanzas(&recipient, 1, work, &rng, &file, NULL), ERR_NONE);
    seal_age_write_mac(work, &rng, 0, &file);
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        seal_age_write_chunk(work, chunks[i].counter, chunks[i].last, plain.ptr + at,
                             chunks[i].bytes, &file);
        at += chunks[i].bytes;
    }
    if (more) buf_add_char(&file, 'x');
    struct pipe opening = pipe_of(buf_str(&file), 10007);
    assert_int_equal(decrypt(&opening, id, &fault), ERR_TAMPERED);
    assert_int_equal(fault, SEAL_AGE_FAULT_PAYLOAD);
    size_t given = 0, sum = 0;
    while (given < count && sum < opening.to.len)
        sum += chunks[given++].bytes;
    assert_int_equal(sum, opening.to.len);
    assert_true(str_starts(buf_str(&plain), buf_str(&opening.to)));
    // And what opens whole files refuses all of it.
    struct buf whole = {0};
    assert_int_equal(seal_age_decrypt(&id, 1, buf_str(&file), &whole, NULL), ERR_TAMPERED);
    assert_int_equal(whole.len, 0);
    buf_finish(&whole);
    buf_finish(&opening.to);
    buf_finish(&file);
    buf_finish(&plain);
    seal_secret_free(work);
    return given;
}
#define RELEASED(more, ...)                       \
    released((const struct chunk[]){__VA_ARGS__}, \
             sizeof((const struct chunk[]){__VA_ARGS__}) / sizeof(struct chunk), more)

TEST(chunks_before_a_fault_are_given_and_none_behind_it)
{
    assert_int_equal(RELEASED(false, {FULL, false, 0}), 1);
    assert_int_equal(RELEASED(false, {FULL, false, 0}, {FULL, false, 1}), 2);
    assert_int_equal(RELEASED(false, {FULL, false, 0}, {9, false, 1}), 1);
    assert_int_equal(RELEASED(false, {FULL, false, 0}, {0, true, 1}), 1);
    assert_int_equal(RELEASED(false, {FULL, false, 0}, {9, true, 2}), 1);
    assert_int_equal(RELEASED(false, {FULL, false, 1}, {9, true, 0}), 0);
    assert_int_equal(RELEASED(false, {FULL, true, 0}, {9, true, 1}), 1);
    assert_int_equal(RELEASED(false, {FULL, false, 0}, {FULL, true, 1}, {9, true, 2}), 2);
    assert_int_equal(RELEASED(false, {9, false, 0}, {9, true, 1}), 0);
    assert_int_equal(RELEASED(true, {FULL, true, 0}), 1);
    assert_int_equal(RELEASED(true, {FULL, false, 0}, {FULL, true, 1}), 2);
    assert_int_equal(RELEASED(true, {FULL, false, 0}, {9, true, 1}), 1);
    assert_int_equal(RELEASED(true, {0, true, 0}), 0);
}

// ---- keys ----

static enum err no_terminal(void *data, size_t turn, struct str *out, struct err_info *info)
{
    (void)data;
    (void)turn;
    (void)out;
    return err_set(info, ERR_KEY, "there is nobody to ask");
}

TEST(a_passphrase_that_cannot_be_had_is_not_a_wrong_one)
{
    struct rng rng = rng_system();
    struct buf file = {0};
    struct err_info info = {0};
    enum seal_age_fault fault;
    assert_int_equal(seal_age_encrypt_passphrase(STR("x"), 4, STR("y"), &rng, &file, NULL), 0);
    struct pipe p = pipe_of(buf_str(&file), 100);
    struct seal_source source = {pipe_read, &p};
    struct seal_sink sink = {pipe_write, &p};
    struct seal_age_keys keys = {.passphrase = no_terminal};
    assert_int_equal(seal_age_decrypt_stream(&keys, false, &source, &sink, &fault, &info), ERR_KEY);
    assert_int_equal(fault, SEAL_AGE_FAULT_NONE);
    assert_string_equal(info.message, "there is nobody to ask");
    p = pipe_of(buf_str(&file), 100);
    keys = (struct seal_age_keys){0};
    assert_int_equal(seal_age_decrypt_stream(&keys, false, &source, &sink, &fault, &info), ERR_KEY);
    assert_int_equal(fault, SEAL_AGE_FAULT_NO_MATCH);
    assert_int_equal(p.to.len, 0);
    buf_finish(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_size_comes_back_however_it_is_cut),
        cmocka_unit_test(a_source_that_fails_is_not_a_bad_file),
        cmocka_unit_test(a_sink_that_fails_ends_it),
        cmocka_unit_test(chunks_before_a_fault_are_given_and_none_behind_it),
        cmocka_unit_test(a_passphrase_that_cannot_be_had_is_not_a_wrong_one),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, setup, teardown) != 0;
}
