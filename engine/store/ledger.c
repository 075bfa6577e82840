// SPDX-License-Identifier: EUPL-1.2
// A small file beside the database, `ledger`: how far each survey's chain has come and how many
// responses are in it. When the database is damaged, or an older copy of it is put in its place,
// it says exactly what is missing, and that the chain goes on behind it: no number is given twice.
// A ledger that is missing or damaged itself is no trouble; it is made anew from the database.
//
//   svar-ledger 1
//   device HEX
//   SURVEY NUMBER LINK RESPONSES ERASED-BATCHES ERASED-RESPONSES      a line a survey
//   check HEX                          SHA-256 of all lines before, the first 8 bytes
#include "store/store_priv.h"

#include "base/alloc.h"

#include <stdio.h>
#include <stdlib.h>

enum { LEDGER_BYTES_MAX = 1 << 20, CHECK_BYTES = 8 };

static enum err ledger_path(const struct store *s, char out[PATH_MAX], struct err_info *info)
{
    return file_join(out, PATH_MAX, s->folder, "ledger", info);
}

struct store_entry *store_ledger_of(struct store *s, struct str survey)
{
    for (size_t i = 0; i < s->entry_count; i++)
        if (str_eq(str_of(s->entries[i].chain.survey), survey)) return &s->entries[i];
    s->entries = xreallocarray(s->entries, s->entry_count + 1, sizeof *s->entries);
    struct store_entry *entry = &s->entries[s->entry_count++];
    memset(entry, 0, sizeof *entry);
    memcpy(entry->chain.survey, survey.ptr, survey.len);
    return entry;
}

// ---- as text ----
static bool read_line(struct str line, struct store_entry *out)
{
    struct str part[6];
    memset(out, 0, sizeof *out);
    for (size_t i = 0; i < 6; i++)
        if (!str_word(&line, &part[i])) return false;
    if (part[0].len > STORE_SURVEY_BYTES_MAX || part[2].len != 2 * (size_t)SEAL_LINK_BYTES)
        return false;
    memcpy(out->chain.survey, part[0].ptr, part[0].len);
    return str_to_uint64(part[1], &out->chain.number) && out->chain.number &&
           out->chain.number < INT64_MAX && hex_decode(part[2], out->chain.link, SEAL_LINK_BYTES) &&
           str_to_uint64(part[3], &out->responses) &&
           str_to_uint64(part[4], &out->erased_batches) &&
           str_to_uint64(part[5], &out->erased_responses);
}

static void check_of(struct str text, char out[2 * CHECK_BYTES + 1])
{
    uint8_t digest[32];
    seal_sha256(text, digest);
    hex_encode(digest, CHECK_BYTES, out);
}

bool store_is_ours(const struct seal_signer *device, const uint8_t key[32])
{
    const struct seal_rotation *rotations;
    size_t count = seal_signer_rotations(device, &rotations);
    if (memcmp(key, seal_signer_public(device), 32) == 0) return true;
    for (size_t i = 0; i < count; i++)
        if (memcmp(key, rotations[i].key_before, 32) == 0) return true;
    return false;
}

static bool parse(struct store *s, struct str text)
{
    char check[2 * CHECK_BYTES + 1];
    uint8_t key[32];
    struct str rest = text, line;
    ptrdiff_t end = str_find(text, STR("\ncheck "));
    if (end < 0) return false;
    struct str body = str_sub(text, 0, (size_t)end + 1);
    check_of(body, check);
    if (!str_eq(str_trim(str_sub(text, (size_t)end + 7, text.len)), str_of(check))) return false;
    rest = body;
    if (!str_split(&rest, '\n', &line) || !str_eq(line, STR("svar-ledger 1"))) return false;
    if (!str_split(&rest, '\n', &line) || !str_starts(line, STR("device ")) ||
        !hex_decode(str_sub(line, 7, line.len), key, sizeof key) || !store_is_ours(s->device, key))
        return false;
    while (rest.len && str_split(&rest, '\n', &line)) {
        struct store_entry entry;
        if (!read_line(line, &entry)) return false;
        *store_ledger_of(s, str_of(entry.chain.survey)) = entry;
    }
    return true;
}

void store_ledger_load(struct store *s)
{
    char path[PATH_MAX];
    struct buf text = {0};
    if (ledger_path(s, path, NULL) == ERR_NONE &&
        file_read(path, LEDGER_BYTES_MAX, &text, NULL) == ERR_NONE && !parse(s, buf_str(&text)))
        s->entry_count = 0;
    buf_finish(&text);
}

// Once a batch, so its syncs cost a respondent nothing. One that cannot be written is behind the
// database, which is then believed.
void store_ledger_save(struct store *s)
{
    char path[PATH_MAX], hex[2 * 32 + 1], check[2 * CHECK_BYTES + 1];
    struct buf text = {0};
    hex_encode(seal_signer_public(s->device), 32, hex);
    buf_printf(&text, "svar-ledger 1\ndevice %s\n", hex);
    for (size_t i = 0; i < s->entry_count; i++) {
        const struct store_entry *e = &s->entries[i];
        hex_encode(e->chain.link, SEAL_LINK_BYTES, hex);
        if (e->chain.number)
            buf_printf(&text, "%s %llu %s %llu %llu %llu\n", e->chain.survey,
                       (unsigned long long)e->chain.number, hex, (unsigned long long)e->responses,
                       (unsigned long long)e->erased_batches,
                       (unsigned long long)e->erased_responses);
    }
    check_of(buf_str(&text), check);
    buf_printf(&text, "check %s\n", check);
    if (ledger_path(s, path, NULL) == ERR_NONE)
        err_ignore(file_write(path, buf_str(&text), 0600, NULL));
    buf_finish(&text);
}

// ---- against the database ----
struct present {
    uint64_t batches, responses;               // that are there
    uint64_t erased_batches, erased_responses; // after their receipts
    uint64_t lost_batches, lost_responses;     // known to be lost
};

static enum err sum(struct store *s, enum store_sql which, struct str survey, uint64_t last,
                    uint64_t *out_first, uint64_t *out_second, struct err_info *info)
{
    sqlite3_stmt *st = store_sql(&s->file, which);
    bool row;
    store_bind_text(st, 1, survey);
    store_bind_int(st, 2, (int64_t)last);
    enum err err = store_sql_row(&s->file, st, &row, info);
    if (err || !row) return err;
    *out_first = (uint64_t)sqlite3_column_int64(st, 0);
    *out_second = (uint64_t)sqlite3_column_int64(st, 1);
    sqlite3_reset(st);
    return ERR_NONE;
}

// Of batches up to the number last.
static enum err look(struct store *s, struct str survey, uint64_t last, struct present *out,
                     struct err_info *info)
{
    enum err err = sum(s, SQL_SUM_BATCHES, survey, last, &out->batches, &out->responses, info);
    if (!err)
        err = sum(s, SQL_SUM_ERASED, survey, last, &out->erased_batches, &out->erased_responses,
                  info);
    if (!err)
        err = sum(s, SQL_SUM_LOST, survey, last, &out->lost_batches, &out->lost_responses, info);
    return err;
}

static enum err put_chain(struct store *s, const struct store_chain *chain, struct err_info *info)
{
    sqlite3_stmt *st = store_sql(&s->file, SQL_CHAIN_PUT);
    store_bind_text(st, 1, str_of(chain->survey));
    store_bind_int(st, 2, (int64_t)chain->number);
    store_bind_blob(st, 3, str_make(chain->link, SEAL_LINK_BYTES));
    return store_sql_do(&s->file, st, info);
}

// The highest numbers that no batch has: what was erased lies in front of them.
static enum err first_missing(struct store *s, const struct store_entry *e, uint64_t count,
                              uint64_t *out, struct err_info *info)
{
    sqlite3_stmt *st = store_sql(&s->file, SQL_NUMBERS_DOWN);
    uint64_t next = e->chain.number, left = count;
    bool row;
    enum err err;
    *out = next;
    store_bind_text(st, 1, str_of(e->chain.survey));
    while (!(err = store_sql_row(&s->file, st, &row, info)) && row && left) {
        uint64_t number = (uint64_t)sqlite3_column_int64(st, 0);
        for (; left && next > number; next--, left--)
            *out = next;
        if (next == number) next--;
    }
    if (row && !err) sqlite3_reset(st);
    for (; !err && left && next; next--, left--)
        *out = next;
    return err;
}

static enum err note_loss(struct store *s, const struct store_entry *e, uint64_t batches,
                          uint64_t responses, struct err_info *info)
{
    uint64_t first;
    enum err err = first_missing(s, e, batches, &first, info);
    if (err) return err;
    sqlite3_stmt *st = store_sql(&s->file, SQL_LOSS_ADD);
    store_bind_text(st, 1, str_of(e->chain.survey));
    store_bind_int(st, 2, (int64_t)first);
    store_bind_int(st, 3, (int64_t)batches);
    store_bind_int(st, 4, (int64_t)responses);
    err = store_sql_do(&s->file, st, info);
    if (!err)
        store_trouble(s,
                      "%llu batches with %llu answers (from number %llu) are no longer in this "
                      "store: it was damaged, or an older copy was put in its place. Tell the "
                      "organizer.",
                      (unsigned long long)batches, (unsigned long long)responses,
                      (unsigned long long)first);
    return err;
}

static enum err compare(struct store *s, struct store_entry *e, struct err_info *info)
{
    struct present p = {0};
    if (s->whole && !e->ahead) return ERR_NONE;
    enum err err = look(s, str_of(e->chain.survey), e->chain.number, &p, info);
    if (err) return err;
    if (p.erased_batches < e->erased_batches) p.erased_batches = e->erased_batches;
    if (p.erased_responses < e->erased_responses) p.erased_responses = e->erased_responses;
    uint64_t known = p.batches + p.erased_batches + p.lost_batches;
    uint64_t answers = p.responses + p.erased_responses + p.lost_responses;
    err = store_sql_simple(&s->file, SQL_BEGIN, info);
    if (err) return err;
    // In memory it stands there since the start; a batch may have gone behind it meanwhile.
    if (e->ahead) err = put_chain(s, store_chain_of(s, str_of(e->chain.survey)), info);
    if (!err && e->chain.number > known)
        err = note_loss(s, e, e->chain.number - known,
                        e->responses > answers ? e->responses - answers : 0, info);
    err = store_sql_end(&s->file, err, info);
    if (!err) e->ahead = false;
    return err;
}

void store_ledger_raise(struct store *s)
{
    for (size_t i = 0; i < s->entry_count; i++) {
        struct store_entry *e = &s->entries[i];
        struct str survey = str_of(e->chain.survey);
        e->ahead = store_chain_of(s, survey)->number < e->chain.number;
        if (e->ahead) store_chain_set(s, survey, e->chain.number, e->chain.link);
    }
}

// The ledger goes on from the database where it was behind it.
static enum err catch_up(struct store *s, const struct store_chain *chain, bool *out_changed,
                         struct err_info *info)
{
    struct store_entry *e = store_ledger_of(s, str_of(chain->survey));
    struct present p = {0};
    if (chain->number <= e->chain.number) return ERR_NONE;
    enum err err = look(s, str_of(chain->survey), chain->number, &p, info);
    if (err) return err;
    e->chain = *chain;
    e->responses = p.responses + p.erased_responses + p.lost_responses;
    e->erased_batches = p.erased_batches;
    e->erased_responses = p.erased_responses;
    *out_changed = true;
    return ERR_NONE;
}

enum err store_ledger_compare(struct store *s, struct err_info *info)
{
    bool changed = false;
    enum err err = ERR_NONE;
    for (size_t i = 0; i < s->entry_count && !err; i++)
        err = compare(s, &s->entries[i], info);
    for (size_t i = 0; i < s->chain_count && !err; i++)
        if (s->chains[i].number) err = catch_up(s, &s->chains[i], &changed, info);
    if (!err && changed) store_ledger_save(s);
    return err;
}

void store_ledger_closed(struct store *s, struct str survey, uint64_t number,
                         const uint8_t link[SEAL_LINK_BYTES], uint64_t responses)
{
    struct store_entry *e = store_ledger_of(s, survey);
    e->chain.number = number;
    memcpy(e->chain.link, link, SEAL_LINK_BYTES);
    e->responses += responses;
    store_ledger_save(s);
}

enum err store_ledger_erased(struct store *s, struct err_info *info)
{
    enum err err = ERR_NONE;
    for (size_t i = 0; i < s->entry_count && !err; i++) {
        struct store_entry *e = &s->entries[i];
        err = sum(s, SQL_SUM_ERASED, str_of(e->chain.survey), 0, &e->erased_batches,
                  &e->erased_responses, info);
    }
    if (!err) store_ledger_save(s);
    return err;
}
