// SPDX-License-Identifier: EUPL-1.2
// Bytes as words and back.
#include "organizer/words.h"

#include "base/bytes.h"
#include "base/check.h"
#include "seal/age.h"

#include <stdio.h>

// None that sounds or looks like another one here.
static const char consonants[] = "bdfghjklmnprstvz", vowels[] = "aiou";

enum { WORD_CHARS = 5, WORDS = ORGANIZER_WORDS_ROW_BYTES / 2, ROWS_MAX = 9 };

static void word_write(unsigned value, char out[WORD_CHARS])
{
    out[0] = consonants[value >> 12 & 15];
    out[1] = vowels[value >> 10 & 3];
    out[2] = consonants[value >> 6 & 15];
    out[3] = vowels[value >> 4 & 3];
    out[4] = consonants[value & 15];
}

// -1 where it is no word.
static int word_read(struct str word)
{
    int value = 0;
    if (word.len != WORD_CHARS) return -1;
    for (size_t i = 0; i < WORD_CHARS; i++) {
        char c = word.ptr[i];
        if (c >= 'A' && c <= 'Z') c = (char)(c - 'A' + 'a');
        const char *letters = i % 2 ? vowels : consonants;
        const char *found = c ? strchr(letters, c) : NULL;
        if (!found) return -1;
        value = value << (i % 2 ? 2 : 4) | (int)(found - letters);
    }
    return value;
}

static unsigned check_of(const char *name, const uint8_t bytes[ORGANIZER_WORDS_ROW_BYTES])
{
    uint8_t text[2 + ORGANIZER_WORDS_ROW_BYTES], digest[32];
    memcpy(text, name, 2);
    memcpy(text + 2, bytes, ORGANIZER_WORDS_ROW_BYTES);
    seal_sha256(str_make(text, sizeof text), digest);
    explicit_bzero(text, sizeof text);
    return bytes_u16(digest);
}

void organizer_words_row(const char *name, const uint8_t bytes[ORGANIZER_WORDS_ROW_BYTES],
                         char out[ORGANIZER_WORDS_ROW_TEXT])
{
    size_t at = 0;
    for (size_t i = 0; i <= WORDS; i++) {
        unsigned value = i < WORDS ? bytes_u16(bytes + 2 * i) : check_of(name, bytes);
        if (i) out[at++] = ' ';
        word_write(value, out + at);
        at += WORD_CHARS;
    }
    out[at] = '\0';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// The next run of letters.
static bool next_word(struct str *rest, struct str *out)
{
    size_t from = 0, to;
    while (from < rest->len && !is_letter(rest->ptr[from]))
        from++;
    for (to = from; to < rest->len && is_letter(rest->ptr[to]);)
        to++;
    *out = str_sub(*rest, from, to);
    *rest = str_sub(*rest, to, rest->len);
    return out->len > 0;
}

static enum err row_read(const char *name, struct str line, uint8_t *out, struct err_info *info)
{
    struct str word;
    int values[WORDS + 1] = {0};
    size_t count = 0;
    enum err err = ERR_NONE;
    for (; !err && next_word(&line, &word); count++) {
        if (count > WORDS) continue; // counted all the same
        values[count] = word_read(word);
        if (values[count] <
            0) // the word may be a secret all but one letter: only its place is said
            err = err_set(info, ERR_PARSE, "row %s: word %zu is not one of the sheet's", name,
                          count + 1);
    }
    if (!err && count != WORDS + 1)
        err = err_set(info, ERR_PARSE, "row %s has %zu words and should have %d", name, count,
                      WORDS + 1);
    for (size_t i = 0; !err && i < WORDS; i++) {
        out[2 * i] = (uint8_t)(values[i] >> 8);
        out[2 * i + 1] = (uint8_t)values[i];
    }
    if (!err && check_of(name, out) != (unsigned)values[WORDS])
        err = err_set(
            info, ERR_PARSE,
            "row %s does not fit its last word: a word is mistyped, or two changed places", name);
    explicit_bzero(values, sizeof values);
    return err;
}

enum err organizer_words_read(char name, struct str text, uint8_t *out, size_t bytes,
                              struct err_info *info)
{
    CHECK(bytes % ORGANIZER_WORDS_ROW_BYTES == 0);
    size_t rows = bytes / ORGANIZER_WORDS_ROW_BYTES;
    bool met[ROWS_MAX + 1] = {false};
    struct str line;
    CHECK(rows <= ROWS_MAX);
    while (text.len && str_split(&text, '\n', &line)) {
        line = str_trim(line);
        if (line.len < 3 || (line.ptr[0] | 0x20) != (name | 0x20)) continue;
        if (line.ptr[1] < '1' || line.ptr[1] > (char)('0' + rows) || is_letter(line.ptr[2]) ||
            (line.ptr[2] >= '0' && line.ptr[2] <= '9'))
            continue;
        size_t row = (size_t)(line.ptr[1] - '0');
        char row_name[3] = {name, line.ptr[1], '\0'};
        if (met[row]) return err_set(info, ERR_PARSE, "row %s is there twice", row_name);
        met[row] = true;
        enum err err = row_read(row_name, str_sub(line, 2, line.len),
                                out + (row - 1) * ORGANIZER_WORDS_ROW_BYTES, info);
        if (err) return err;
    }
    for (size_t row = 1; row <= rows; row++)
        if (!met[row]) return err_set(info, ERR_PARSE, "row %c%zu is missing", name, row);
    return ERR_NONE;
}
