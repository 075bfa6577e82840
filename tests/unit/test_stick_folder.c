// SPDX-License-Identifier: EUPL-1.2
// What lies on a stick: put, found again, taken off; and what a stranger's stick may hold instead.
#include "base/file.h"
#include "base/limits.h"
#include "stick/stick.h"
#include "tests/unit/survey_fixture.h"

#include <sys/stat.h>

struct rig {
    char root[64];
    struct stick stick;
};

static void rig_make(struct rig *r)
{
    memset(r, 0, sizeof *r);
    fixture_temporary(r->root);
    assert_int_equal(stick_open(r->root, true, &r->stick, NULL), ERR_NONE);
}

static void rig_finish(struct rig *r)
{
    stick_close(&r->stick);
    fixture_remove(r->root);
}

static void path_of(const struct rig *r, const char *rest, char out[300])
{
    snprintf(out, 300, "%s/svar-stick/%s", r->root, rest);
}

static void batch_path(const struct rig *r, struct str batch, char out[300])
{
    uint8_t link[SEAL_LINK_BYTES];
    char hex[65], rest[100];
    seal_sha256(batch, link);
    hex_encode(link, sizeof link, hex);
    snprintf(rest, sizeof rest, "batches/%s.batch", hex);
    path_of(r, rest, out);
}

struct seen {
    unsigned good, bad;
    enum err fault;
    char reason[200];
    struct buf bytes;
};

static enum err see(void *data, const struct stick_item *item, struct err_info *info)
{
    struct seen *seen = data;
    (void)info;
    if (item->fault) {
        seen->bad++;
        seen->fault = item->fault;
        snprintf(seen->reason, sizeof seen->reason, "%s", item->reason);
        assert_int_equal(item->bytes.len, 0);
    } else {
        seen->good++;
        buf_add_str(&seen->bytes, item->bytes);
    }
    return ERR_NONE;
}

static struct seen look(struct rig *r)
{
    struct seen seen = {0};
    assert_int_equal(stick_each_batch(&r->stick, see, &seen, NULL), ERR_NONE);
    return seen;
}

TEST(batch_comes_back)
{
    struct rig r;
    rig_make(&r);
    enum stick_put put = STICK_THERE;
    assert_int_equal(stick_put_batch(&r.stick, STR("svarbat1 one"), &put, NULL), ERR_NONE);
    assert_int_equal(put, STICK_NEW);
    struct seen seen = look(&r);
    assert_int_equal(seen.good, 1);
    assert_str(buf_str(&seen.bytes), "svarbat1 one");
    buf_finish(&seen.bytes);
    rig_finish(&r);
}

TEST(same_batch_is_there)
{
    struct rig r;
    rig_make(&r);
    enum stick_put put = STICK_NEW;
    assert_int_equal(stick_put_batch(&r.stick, STR("one"), NULL, NULL), ERR_NONE);
    assert_int_equal(stick_put_batch(&r.stick, STR("one"), &put, NULL), ERR_NONE);
    assert_int_equal(put, STICK_THERE);
    rig_finish(&r);
}

TEST(damaged_batch_is_told_and_written_anew)
{
    struct rig r;
    rig_make(&r);
    char path[300];
    assert_int_equal(stick_put_batch(&r.stick, STR("one"), NULL, NULL), ERR_NONE);
    batch_path(&r, STR("one"), path);
    assert_int_equal(file_write(path, STR("onf"), 0600, NULL), ERR_NONE);
    struct seen seen = look(&r);
    assert_int_equal(seen.bad, 1);
    assert_int_equal(seen.fault, ERR_TAMPERED);
    enum stick_put put = STICK_THERE;
    assert_int_equal(stick_put_batch(&r.stick, STR("one"), &put, NULL), ERR_NONE);
    assert_int_equal(put, STICK_NEW);
    buf_finish(&seen.bytes);
    seen = look(&r);
    assert_int_equal(seen.good, 1);
    buf_finish(&seen.bytes);
    rig_finish(&r);
}

TEST(foreign_files_are_passed_over)
{
    struct rig r;
    rig_make(&r);
    char path[300];
    assert_int_equal(stick_put_batch(&r.stick, STR("one"), NULL, NULL), ERR_NONE);
    static const char *const others[] = {"batches/photo.jpg", "batches/.DS_Store",
                                         "batches/._0011.batch", "batches/zz.batch",
                                         "batches/desktop.ini"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        path_of(&r, others[i], path);
        assert_int_equal(file_write(path, STR("x"), 0600, NULL), ERR_NONE);
    }
    batch_path(&r, STR("two"), path);
    strcat(path, ".part"); // as a stick that was pulled out leaves it
    assert_int_equal(file_write(path, STR("tw"), 0600, NULL), ERR_NONE);
    struct seen seen = look(&r);
    assert_int_equal(seen.good, 1);
    assert_int_equal(seen.bad, 0);
    assert_true(file_exists(path));
    assert_int_equal(stick_put_batch(&r.stick, STR("two"), NULL, NULL), ERR_NONE);
    assert_false(file_exists(path));
    buf_finish(&seen.bytes);
    rig_finish(&r);
}

TEST(link_as_batch_is_not_followed)
{
    struct rig r;
    rig_make(&r);
    char path[300];
    assert_int_equal(stick_put_batch(&r.stick, STR("one"), NULL, NULL), ERR_NONE);
    batch_path(&r, STR("two"), path);
    assert_int_equal(symlink("/etc/passwd", path), 0);
    struct seen seen = look(&r);
    assert_int_equal(seen.good, 1);
    assert_int_equal(seen.bad, 1);
    assert_int_equal(seen.fault, ERR_PARSE);
    buf_finish(&seen.bytes);
    rig_finish(&r);
}

TEST(pipe_as_batch_does_not_block)
{
    struct rig r;
    rig_make(&r);
    char path[300];
    assert_int_equal(stick_put_batch(&r.stick, STR("one"), NULL, NULL), ERR_NONE);
    batch_path(&r, STR("two"), path);
    assert_int_equal(mkfifo(path, 0600), 0);
    struct seen seen = look(&r);
    assert_int_equal(seen.bad, 1);
    buf_finish(&seen.bytes);
    rig_finish(&r);
}

TEST(folder_as_batch_is_told)
{
    struct rig r;
    rig_make(&r);
    char path[300];
    assert_int_equal(stick_put_batch(&r.stick, STR("one"), NULL, NULL), ERR_NONE);
    batch_path(&r, STR("two"), path);
    assert_int_equal(mkdir(path, 0700), 0);
    struct seen seen = look(&r);
    assert_int_equal(seen.bad, 1);
    // And writing there says so instead of pretending.
    assert_int_not_equal(stick_put_batch(&r.stick, STR("two"), NULL, NULL), ERR_NONE);
    buf_finish(&seen.bytes);
    rig_finish(&r);
}

TEST(linked_folder_leads_nowhere)
{
    char root[64], elsewhere[64], path[300];
    struct stick stick;
    struct err_info info = {0};
    fixture_temporary(root);
    fixture_temporary(elsewhere);
    snprintf(path, sizeof path, "%s/svar-stick", root);
    assert_int_equal(symlink(elsewhere, path), 0);
    assert_int_equal(stick_open(root, true, &stick, &info), ERR_DENIED);
    assert_non_null(strstr(info.message, "not a folder"));
    assert_int_equal(unlink(path), 0);
    assert_int_equal(stick_open(root, true, &stick, &info), ERR_NONE);
    snprintf(path, sizeof path, "%s/svar-stick/batches", root);
    assert_int_equal(symlink(elsewhere, path), 0);
    assert_int_equal(stick_put_batch(&stick, STR("one"), NULL, &info), ERR_DENIED);
    assert_int_not_equal(rmdir(elsewhere), -1); // still empty
    stick_close(&stick);
    fixture_remove(root);
}

TEST(too_large_file_is_told)
{
    struct rig r;
    rig_make(&r);
    char path[300];
    struct buf large = {0};
    assert_int_equal(stick_put_batch(&r.stick, STR("one"), NULL, NULL), ERR_NONE);
    batch_path(&r, STR("two"), path);
    buf_reserve(&large, LIMIT_BATCH_BYTES + 1);
    large.len = LIMIT_BATCH_BYTES + 1;
    memset(large.ptr, 'x', large.len);
    assert_int_equal(file_write(path, buf_str(&large), 0600, NULL), ERR_NONE);
    struct seen seen = look(&r);
    assert_int_equal(seen.fault, ERR_LIMIT);
    buf_finish(&large);
    buf_finish(&seen.bytes);
    rig_finish(&r);
}

TEST(receipt_survey_and_token_come_back)
{
    struct rig r;
    rig_make(&r);
    uint8_t link[SEAL_LINK_BYTES] = {7};
    struct buf got = {0};
    assert_int_equal(stick_receipt(&r.stick, link, &got, NULL), ERR_MISSING);
    assert_int_equal(stick_put_receipt(&r.stick, link, STR("r1"), NULL), ERR_NONE);
    assert_int_equal(stick_put_receipt(&r.stick, link, STR("r2"), NULL), ERR_NONE);
    assert_int_equal(stick_receipt(&r.stick, link, &got, NULL), ERR_NONE);
    assert_str(buf_str(&got), "r2");
    buf_clear(&got);
    assert_int_equal(stick_survey(&r.stick, STR("prov"), &got, NULL), ERR_MISSING);
    assert_int_equal(stick_put_survey(&r.stick, STR("prov"), STR("PK.."), NULL), ERR_NONE);
    assert_int_equal(stick_survey(&r.stick, STR("prov"), &got, NULL), ERR_NONE);
    assert_str(buf_str(&got), "PK..");
    buf_clear(&got);
    assert_int_equal(stick_token(&r.stick, &got, NULL), ERR_MISSING);
    assert_int_equal(stick_put_token(&r.stick, STR("svar-enrol-1.x"), NULL), ERR_NONE);
    assert_int_equal(stick_token(&r.stick, &got, NULL), ERR_NONE);
    assert_str(buf_str(&got), "svar-enrol-1.x");
    assert_int_equal(stick_remove_token(&r.stick, NULL), ERR_NONE);
    assert_int_equal(stick_remove_token(&r.stick, NULL), ERR_NONE);
    assert_int_equal(stick_token(&r.stick, &got, NULL), ERR_MISSING);
    buf_finish(&got);
    rig_finish(&r);
}

TEST(survey_id_is_no_path)
{
    struct rig r;
    rig_make(&r);
    assert_int_equal(stick_put_survey(&r.stick, STR("../x"), STR("PK"), NULL), ERR_ARGUMENT);
    assert_int_equal(stick_put_survey(&r.stick, STR(""), STR("PK"), NULL), ERR_ARGUMENT);
    rig_finish(&r);
}

TEST(removing_takes_batch_and_receipt)
{
    struct rig r;
    rig_make(&r);
    uint8_t link[SEAL_LINK_BYTES];
    struct buf got = {0};
    seal_sha256(STR("one"), link);
    assert_int_equal(stick_put_batch(&r.stick, STR("one"), NULL, NULL), ERR_NONE);
    assert_int_equal(stick_put_receipt(&r.stick, link, STR("r"), NULL), ERR_NONE);
    assert_int_equal(stick_remove(&r.stick, link, NULL), ERR_NONE);
    assert_int_equal(stick_remove(&r.stick, link, NULL), ERR_NONE);
    struct seen seen = look(&r);
    assert_int_equal(seen.good + seen.bad, 0);
    assert_int_equal(stick_receipt(&r.stick, link, &got, NULL), ERR_MISSING);
    rig_finish(&r);
}

TEST(empty_folder_is_no_stick_of_ours)
{
    char root[64];
    struct stick stick;
    struct err_info info = {0};
    fixture_temporary(root);
    assert_int_equal(stick_open(root, false, &stick, &info), ERR_MISSING);
    assert_non_null(strstr(info.message, "svar-stick"));
    assert_int_equal(stick_open("/nowhere/at/all", true, &stick, &info), ERR_MISSING);
    fixture_remove(root);
}

TEST(folder_itself_may_be_named)
{
    struct rig r;
    rig_make(&r);
    assert_int_equal(stick_put_batch(&r.stick, STR("one"), NULL, NULL), ERR_NONE);
    stick_close(&r.stick);
    char path[300];
    path_of(&r, "", path);
    assert_int_equal(stick_open(path, false, &r.stick, NULL), ERR_NONE);
    struct seen seen = look(&r);
    assert_int_equal(seen.good, 1);
    buf_finish(&seen.bytes);
    rig_finish(&r);
}

TEST(finder_of_stick_is_told_what_it_is)
{
    struct rig r;
    rig_make(&r);
    char path[300];
    struct buf text = {0};
    path_of(&r, "README.txt", path);
    assert_int_equal(file_read(path, 4096, &text, NULL), ERR_NONE);
    assert_true(str_find(buf_str(&text), STR("Lämna den")) > 0);
    assert_true(str_find(buf_str(&text), STR("hand it to")) > 0);
    buf_finish(&text);
    rig_finish(&r);
}

static enum err find(const char *pattern, char *out, struct err_info *info)
{
    return stick_find(&pattern, 1, out, info);
}

TEST(stick_is_found_where_it_is_mounted)
{
    char root[64], pattern[100], path[300], out[STICK_PATH_BYTES];
    struct err_info info = {0};
    fixture_temporary(root);
    snprintf(pattern, sizeof pattern, "%s/*", root);
    assert_int_equal(find(pattern, out, &info), ERR_MISSING);
    snprintf(path, sizeof path, "%s/plain", root);
    assert_int_equal(mkdir(path, 0700), 0);
    // An ordinary folder is not a stick: what is not mounted would be the system's own disk.
    assert_int_equal(find(pattern, out, &info), ERR_MISSING);
    snprintf(path, sizeof path, "%s/stick/svar-stick", root);
    assert_int_equal(file_make_dir(path, 0700, NULL), ERR_NONE);
    assert_int_equal(find(pattern, out, &info), ERR_NONE);
    assert_non_null(strstr(out, "/stick"));
    snprintf(path, sizeof path, "%s/second/svar-stick", root);
    assert_int_equal(file_make_dir(path, 0700, NULL), ERR_NONE);
    assert_int_equal(find(pattern, out, &info), ERR_EXISTS);
    // What is named outright is meant.
    snprintf(path, sizeof path, "%s/plain", root);
    assert_int_equal(find(path, out, &info), ERR_NONE);
    assert_int_equal(find("/nowhere", out, &info), ERR_MISSING);
    fixture_remove(root);
}

TEST_MAIN(cmocka_unit_test(batch_comes_back), cmocka_unit_test(same_batch_is_there),
          cmocka_unit_test(damaged_batch_is_told_and_written_anew),
          cmocka_unit_test(foreign_files_are_passed_over),
          cmocka_unit_test(link_as_batch_is_not_followed),
          cmocka_unit_test(pipe_as_batch_does_not_block), cmocka_unit_test(folder_as_batch_is_told),
          cmocka_unit_test(linked_folder_leads_nowhere), cmocka_unit_test(too_large_file_is_told),
          cmocka_unit_test(receipt_survey_and_token_come_back),
          cmocka_unit_test(survey_id_is_no_path),
          cmocka_unit_test(removing_takes_batch_and_receipt),
          cmocka_unit_test(empty_folder_is_no_stick_of_ours),
          cmocka_unit_test(folder_itself_may_be_named),
          cmocka_unit_test(finder_of_stick_is_told_what_it_is),
          cmocka_unit_test(stick_is_found_where_it_is_mounted))
