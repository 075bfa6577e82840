// SPDX-License-Identifier: EUPL-1.2
// A device's key is changed: the old one vouches for the new one, in the key file and in batches.
#include "tests/unit/seal_help.h"

#include "seal/sign_priv.h"

#include <sys/stat.h>

static struct seal_signer *load(const char *name)
{
    struct seal_signer *s = NULL;
    struct err_info info = {0};
    if (seal_signer_load_or_create(help_path(name), &s, &info)) fail_msg("%s", info.message);
    return s;
}

static struct seal_signer *rotate(const char *name)
{
    struct seal_signer *s = NULL;
    struct err_info info = {0};
    if (seal_signer_rotate(help_path(name), &s, &info)) fail_msg("%s", info.message);
    return s;
}

// A batch of one response, signed by a key that was changed so many times.
static struct buf rotated_batch(const char *name, size_t changes, struct seal_signer **out_device)
{
    struct help_batch h;
    help_batch_init(&h, 1);
    seal_signer_destroy(h.device);
    h.device = load(name);
    for (size_t i = 0; i < changes; i++) {
        seal_signer_destroy(h.device);
        h.device = rotate(name);
    }
    struct buf bytes = help_batch_encode(&h);
    *out_device = load(name);
    help_batch_finish(&h);
    return bytes;
}

TEST(the_old_key_vouches_for_the_new_one)
{
    struct seal_signer *before = load("a.key"), *after = rotate("a.key"), *again = load("a.key");
    const struct seal_rotation *told;
    struct stat stat_of;
    assert_memory_not_equal(seal_signer_public(before), seal_signer_public(after), 32);
    assert_memory_equal(seal_signer_public(after), seal_signer_public(again), 32);
    assert_int_equal(seal_signer_rotations(before, &told), 0);
    assert_int_equal(seal_signer_rotations(again, &told), 1);
    assert_memory_equal(told->key_before, seal_signer_public(before), 32);
    assert_true(seal_rotation_verify(told, seal_signer_public(after)));
    assert_false(seal_rotation_verify(told, seal_signer_public(before)));
    assert_int_equal(stat(help_path("a.key"), &stat_of), 0);
    assert_int_equal(stat_of.st_mode & 0777, 0600);
    seal_signer_destroy(before);
    seal_signer_destroy(after);
    seal_signer_destroy(again);
}

TEST(the_old_key_is_nowhere_any_more)
{
    struct seal_signer *before = load("b.key");
    seal_signer_destroy(rotate("b.key"));
    struct buf file = help_read("b.key");
    assert_null(memmem(file.ptr, file.len, before->secret, 32));
    buf_finish(&file);
    seal_signer_destroy(before);
}

TEST(changes_are_kept_up_to_a_limit_newest_first)
{
    struct seal_signer *s = load("c.key");
    uint8_t keys[12][32];
    const struct seal_rotation *told;
    for (size_t i = 0; i < 12; i++) {
        memcpy(keys[i], seal_signer_public(s), 32);
        seal_signer_destroy(s);
        s = rotate("c.key");
    }
    assert_int_equal(seal_signer_rotations(s, &told), SEAL_ROTATIONS_MAX);
    for (size_t i = 0; i < SEAL_ROTATIONS_MAX; i++)
        assert_memory_equal(told[i].key_before, keys[11 - i], 32);
    seal_signer_destroy(s);
}

TEST(a_key_that_is_not_there_cannot_be_changed)
{
    struct seal_signer *s = NULL;
    struct err_info info = {0};
    assert_int_equal(seal_signer_rotate(help_path("none.key"), &s, &info), ERR_MISSING);
    assert_false(file_exists(help_path("none.key")));
}

TEST(a_key_file_with_changes_is_checked_at_every_byte)
{
    seal_signer_destroy(load("d.key"));
    seal_signer_destroy(rotate("d.key"));
    seal_signer_destroy(rotate("d.key"));
    struct buf file = help_read("d.key");
    for (size_t i = 0; i < file.len; i++) {
        struct seal_signer *none = NULL;
        file.ptr[i] ^= 2;
        help_write("d.key", buf_str(&file));
        assert_int_equal(seal_signer_load_or_create(help_path("d.key"), &none, NULL), ERR_CORRUPT);
        file.ptr[i] ^= 2;
        help_write("d.key", str_sub(buf_str(&file), 0, i));
        assert_int_equal(seal_signer_load_or_create(help_path("d.key"), &none, NULL), ERR_CORRUPT);
    }
    buf_finish(&file);
}

TEST(a_batch_tells_of_the_change)
{
    struct seal_signer *device = NULL;
    struct buf bytes = rotated_batch("e.key", 2, &device);
    struct seal_batch batch;
    const struct seal_rotation *told;
    assert_memory_equal(bytes.ptr, "svarbat2", 8);
    assert_int_equal(seal_batch_decode(buf_str(&bytes), &batch, NULL), ERR_NONE);
    assert_memory_equal(batch.device_key, seal_signer_public(device), 32);
    assert_int_equal(batch.rotation_count, 2);
    assert_int_equal(seal_signer_rotations(device, &told), 2);
    assert_memory_equal(batch.rotations, told, 2 * SEAL_ROTATION_BYTES);
    seal_batch_finish(&batch);
    seal_signer_destroy(device);
    buf_finish(&bytes);
}

TEST(such_a_batch_changed_or_cut_anywhere_is_refused)
{
    struct seal_signer *device = NULL;
    struct buf bytes = rotated_batch("f.key", 1, &device);
    for (size_t i = 0; i < bytes.len; i++) {
        struct seal_batch batch = {0};
        bytes.ptr[i] ^= 1;
        enum err code = seal_batch_decode(buf_str(&bytes), &batch, NULL);
        assert_true(code == ERR_SIGNATURE || code == ERR_PARSE || code == ERR_LIMIT);
        bytes.ptr[i] ^= 1;
        assert_int_not_equal(seal_batch_decode(str_sub(buf_str(&bytes), 0, i), &batch, NULL),
                             ERR_NONE);
    }
    seal_signer_destroy(device);
    buf_finish(&bytes);
}

// Whoever has a key of her own cannot take over another device's chain.
TEST(a_key_that_was_not_vouched_for_is_refused)
{
    struct seal_signer *victim = load("victim.key"), *device = NULL;
    seal_signer_destroy(load("thief.key"));
    seal_signer_destroy(rotate("thief.key"));
    struct buf file = help_read("thief.key");
    memcpy(file.ptr + 73, seal_signer_public(victim), 32); // key before, in the first change
    help_write("thief.key", buf_str(&file));
    assert_int_equal(seal_signer_load_or_create(help_path("thief.key"), &device, NULL),
                     ERR_CORRUPT);
    // Nor by signing such a batch with a signer made by hand.
    struct help_batch h;
    struct seal_batch batch;
    help_batch_init(&h, 1);
    h.device->rotation_count = 1;
    memcpy(h.device->rotations[0].key_before, seal_signer_public(victim), 32);
    struct buf bytes = help_batch_encode(&h);
    assert_int_equal(seal_batch_decode(buf_str(&bytes), &batch, NULL), ERR_SIGNATURE);
    buf_finish(&bytes);
    buf_finish(&file);
    help_batch_finish(&h);
    seal_signer_destroy(victim);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_old_key_vouches_for_the_new_one),
        cmocka_unit_test(the_old_key_is_nowhere_any_more),
        cmocka_unit_test(changes_are_kept_up_to_a_limit_newest_first),
        cmocka_unit_test(a_key_that_is_not_there_cannot_be_changed),
        cmocka_unit_test(a_key_file_with_changes_is_checked_at_every_byte),
        cmocka_unit_test(a_batch_tells_of_the_change),
        cmocka_unit_test(such_a_batch_changed_or_cut_anywhere_is_refused),
        cmocka_unit_test(a_key_that_was_not_vouched_for_is_refused),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, help_folder_make, help_folder_remove) != 0;
}
