// SPDX-License-Identifier: EUPL-1.2
// Keys as words: every way of mistyping a row must be found, and found in its row.
#include "tests/unit/test.h"

#include "base/clock.h"
#include "organizer/backup.h"
#include "organizer/words.h"

#include <stdio.h>

enum { BYTES = 5 * ORGANIZER_WORDS_ROW_BYTES };

static struct buf sheet_of(const uint8_t bytes[BYTES])
{
    struct buf sheet = {0};
    for (char row = '1'; row <= '5'; row++) {
        char words[ORGANIZER_WORDS_ROW_TEXT], name[3] = {'B', row, '\0'};
        organizer_words_row(name, bytes + (row - '1') * ORGANIZER_WORDS_ROW_BYTES, words);
        buf_printf(&sheet, "%s %s\n", name, words);
    }
    return sheet;
}

static struct buf random_sheet(uint8_t bytes[BYTES])
{
    struct rng rng = rng_system();
    rng_fill(&rng, bytes, BYTES);
    return sheet_of(bytes);
}

static enum err read_sheet(struct str text, uint8_t out[BYTES])
{
    struct err_info info = {0};
    enum err err = organizer_words_read('B', text, out, BYTES, &info);
    assert_true(!err || info.message[0]);
    return err;
}

TEST(every_key_comes_back)
{
    uint8_t bytes[BYTES], back[BYTES];
    for (int round = 0; round < 200; round++) {
        struct buf sheet = random_sheet(bytes);
        assert_int_equal(read_sheet(buf_str(&sheet), back), ERR_NONE);
        assert_memory_equal(bytes, back, BYTES);
        buf_finish(&sheet);
    }
    memset(bytes, 0, BYTES);
    struct buf sheet = sheet_of(bytes);
    assert_true(str_starts(buf_str(&sheet), STR("B1 babab babab babab babab ")));
    buf_finish(&sheet);
}

TEST(typing_may_be_loose)
{
    uint8_t bytes[BYTES], back[BYTES];
    struct buf sheet = random_sheet(bytes), loose = {0};
    buf_add_text(&loose, "Rader från bladet:\r\nage1 …\nA1 zzzzz\n\n");
    for (size_t i = 0; i < sheet.len; i++) {
        char c = (char)sheet.ptr[i];
        if (c == '\n')
            buf_add_text(&loose, " \r\n\n");
        else if (c == ' ')
            buf_add_text(&loose, i % 2 ? " - " : ". \t");
        else
            buf_add_char(&loose, i % 3 || c < 'a' ? c : (char)(c - 'a' + 'A'));
    }
    assert_int_equal(read_sheet(buf_str(&loose), back), ERR_NONE);
    assert_memory_equal(bytes, back, BYTES);
    buf_finish(&loose);
    buf_finish(&sheet);
}

// 16 bits a row: one in 65 536 slips through by chance, and then it is another key than the
// folder's.
TEST(one_wrong_letter_is_found_in_its_row)
{
    uint8_t bytes[BYTES], back[BYTES];
    struct buf sheet = random_sheet(bytes);
    size_t missed = 0, tried = 0;
    int row = 0;
    for (size_t i = 0; i < sheet.len; i++) {
        if (sheet.ptr[i] == 'B') row++;
        if (sheet.ptr[i] < 'a') continue;
        uint8_t right = sheet.ptr[i];
        for (char c = 'a'; c <= 'z'; c++) {
            if (c == (char)right) continue;
            struct err_info info = {0};
            char name[16];
            sheet.ptr[i] = (uint8_t)c;
            tried++;
            if (!organizer_words_read('B', buf_str(&sheet), back, BYTES, &info)) {
                missed++;
                continue;
            }
            snprintf(name, sizeof name, "B%d", row);
            assert_non_null(strstr(info.message, name));
        }
        sheet.ptr[i] = right;
    }
    assert_true(tried > 3000);
    assert_true(missed < 5);
    buf_finish(&sheet);
}

TEST(rows_that_are_missing_doubled_or_exchanged_are_found)
{
    uint8_t bytes[BYTES], back[BYTES];
    struct buf sheet = random_sheet(bytes);
    size_t row = sheet.len / 5;
    struct buf other = {0};
    buf_add(&other, sheet.ptr, sheet.len - row);
    assert_int_equal(read_sheet(buf_str(&other), back), ERR_PARSE);
    buf_add(&other, sheet.ptr, row);
    assert_int_equal(read_sheet(buf_str(&other), back), ERR_PARSE);
    buf_clear(&other);
    buf_add(&other, sheet.ptr, sheet.len);
    other.ptr[1] = '2'; // the words of B1 under the name of B2, and the other way round
    other.ptr[row + 1] = '1';
    assert_int_equal(read_sheet(buf_str(&other), back), ERR_PARSE);
    for (size_t cut = 0; cut < sheet.len - 1; cut++)
        assert_int_equal(read_sheet(str_make(sheet.ptr, cut), back), ERR_PARSE);
    buf_finish(&other);
    buf_finish(&sheet);
}

TEST(errors_quote_no_word)
{
    uint8_t bytes[BYTES], back[BYTES];
    struct buf sheet = random_sheet(bytes);
    struct err_info info = {0};
    sheet.ptr[8] = 'x';
    assert_int_equal(organizer_words_read('B', buf_str(&sheet), back, BYTES, &info), ERR_PARSE);
    struct str word = str_sub(buf_str(&sheet), 3, 8);
    assert_int_equal(str_find(str_of(info.message), word), -1);
    buf_finish(&sheet);
}

TEST(both_keys_come_back_from_the_sheet)
{
    seal_init();
    struct organizer_backup keys = {seal_identity_create(), seal_minisign_create()}, back = {0};
    struct buf sheet = {0}, page = {0}, one = {0}, two = {0};
    organizer_backup_text(&keys, &sheet);
    assert_int_equal(organizer_backup_html(&keys, &page, NULL), ERR_NONE);
    assert_true(str_find(buf_str(&page), STR("<svg")) > 0);
    assert_int_equal(organizer_backup_read(buf_str(&sheet), &back, NULL), ERR_NONE);
    seal_identity_format(keys.identity, &one);
    seal_identity_format(back.identity, &two);
    assert_true(str_eq(buf_str(&one), buf_str(&two)));
    buf_wipe(&one);
    buf_wipe(&two);
    assert_int_equal(seal_minisign_secret_write(keys.secret, STR(""), &one, NULL), ERR_NONE);
    assert_int_equal(seal_minisign_secret_write(back.secret, STR(""), &two, NULL), ERR_NONE);
    assert_true(str_eq(buf_str(&one), buf_str(&two)));
    buf_wipe(&one);
    buf_wipe(&two);
    buf_wipe(&sheet);
    buf_wipe(&page);
    organizer_backup_finish(&keys);
    organizer_backup_finish(&back);
}

TEST_MAIN(cmocka_unit_test(every_key_comes_back), cmocka_unit_test(typing_may_be_loose),
          cmocka_unit_test(one_wrong_letter_is_found_in_its_row),
          cmocka_unit_test(rows_that_are_missing_doubled_or_exchanged_are_found),
          cmocka_unit_test(errors_quote_no_word),
          cmocka_unit_test(both_keys_come_back_from_the_sheet))
