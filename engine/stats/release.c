// SPDX-License-Identifier: EUPL-1.2
// The memory of what was shown, as JSON.
#include "stats/release.h"

#include "base/alloc.h"
#include "base/check.h"
#include "base/file.h"

#include <stdlib.h>
#include <string.h>

enum { FILE_BYTES_MAX = 256 << 20, SET_HEX = 32, MEMBER_HEX = 16 };

// A respondent and the first round they were part of.
struct member {
    uint64_t hash;
    size_t round;
};

struct stats_releases {
    json_t *sets;           // by hex: true where shown, false where withheld
    json_t *cuts;           // as in the file
    json_t *past;           // as in the file
    json_t *made;           // the day of each round
    struct member *members; // sorted by hash
    size_t member_count;
};

// ---- sets ----

static uint64_t mix(uint64_t x)
{
    x ^= x >> 33;
    x *= UINT64_C(0xFF51AFD7ED558CCD);
    x ^= x >> 33;
    x *= UINT64_C(0xC4CEB9FE1A85EC53);
    return x ^ x >> 33;
}

struct stats_set stats_set_of(struct str response_id)
{
    uint64_t hash = str_hash(response_id);
    // The first half alone would do against chance; ids are random, so nobody can aim at a clash.
    return (struct stats_set){mix(hash), mix(hash ^ UINT64_C(0x9E3779B97F4A7C15))};
}

void stats_set_join(struct stats_set *set, struct stats_set other)
{
    set->low += other.low;
    set->high += other.high;
}

static void set_leave(struct stats_set *set, struct stats_set other)
{
    set->low -= other.low;
    set->high -= other.high;
}

void stats_set_add(struct stats_set *set, struct str response_id)
{
    stats_set_join(set, stats_set_of(response_id));
}

static bool set_hex(struct stats_set set, char out[SET_HEX + 1])
{
    snprintf(out, SET_HEX + 1, "%016llx%016llx", (unsigned long long)set.high,
             (unsigned long long)set.low);
    return set.low || set.high;
}

// ---- the file ----

static enum err take_sets(struct stats_releases *r, const json_t *file, const char *name,
                          bool shown, struct err_info *info)
{
    json_t *list;
    enum err err = json_get(file, name, JSON_ARRAY, &list, info);
    for (size_t i = 0; !err && i < json_array_size(list); i++) {
        const char *hex = json_string_value(json_array_get(list, i));
        uint8_t bytes[SET_HEX / 2];
        if (!hex || strlen(hex) != SET_HEX || !hex_decode(str_of(hex), bytes, sizeof bytes))
            return err_set(info, ERR_PARSE, "\"%s\" holds something that is no set", name);
        if (json_object_set_new(r->sets, hex, json_boolean(shown))) return ERR_LIMIT;
    }
    return err;
}

static enum err check_cuts(const json_t *cuts, struct err_info *info)
{
    const char *by;
    json_t *cut;
    json_object_foreach((json_t *)(uintptr_t)cuts, by, cut)
    {
        json_t *rows, *groups;
        struct str made;
        int64_t size;
        enum err err = json_get_str(cut, "made", &made, info);
        if (!err) err = json_get(cut, "rows", JSON_ARRAY, &rows, info);
        for (size_t i = 0; !err && i < json_array_size(rows); i++) {
            err = json_get(json_array_get(rows, i), "groups", JSON_ARRAY, &groups, info);
            if (!err)
                err = json_get_int(json_array_get(rows, i), "size", 0, INT64_MAX, &size, info);
        }
        if (err) return err_prefix(info, err, "cut \"%s\": ", by);
    }
    return ERR_NONE;
}

static int compare_members(const void *left, const void *right)
{
    const struct member *a = left, *b = right;
    return (a->hash > b->hash) - (a->hash < b->hash);
}

// Files of earlier versions have neither rounds nor past.
static enum err take_rounds(struct stats_releases *r, const json_t *file, struct err_info *info)
{
    const json_t *rounds = json_object_get(file, "rounds");
    size_t room = 0;
    for (size_t i = 0; i < json_array_size(rounds); i++) {
        const json_t *list = json_object_get(json_array_get(rounds, i), "responses");
        const json_t *made = json_object_get(json_array_get(rounds, i), "made");
        if (!json_is_string(list) || !json_is_string(made) ||
            json_string_length(list) % MEMBER_HEX != 0)
            return err_set(info, ERR_PARSE, "round %zu is damaged", i);
        room += json_string_length(list) / MEMBER_HEX;
    }
    r->members = xcalloc(room + 1, sizeof *r->members);
    for (size_t i = 0; i < json_array_size(rounds); i++) {
        const json_t *round = json_array_get(rounds, i);
        const char *hex = json_string_value(json_object_get(round, "responses"));
        for (; *hex; hex += MEMBER_HEX) {
            uint8_t bytes[MEMBER_HEX / 2];
            uint64_t hash = 0;
            if (!hex_decode(str_make(hex, MEMBER_HEX), bytes, sizeof bytes))
                return err_set(info, ERR_PARSE, "round %zu is damaged", i);
            for (size_t b = 0; b < sizeof bytes; b++)
                hash = hash << 8 | bytes[b];
            r->members[r->member_count++] = (struct member){hash, i};
        }
        json_array_append(r->made, json_object_get(round, "made"));
    }
    qsort(r->members, r->member_count, sizeof *r->members, compare_members);
    return ERR_NONE;
}

static enum err take_past(struct stats_releases *r, const json_t *file, struct err_info *info)
{
    const json_t *past = json_object_get(file, "past");
    for (size_t i = 0; i < json_array_size(past); i++) {
        json_t *entry = json_array_get(past, i), *rows;
        struct str by;
        int64_t round;
        enum err err = json_get_str(entry, "by", &by, info);
        if (!err)
            err = json_get_int(entry, "round", 0, (int64_t)json_array_size(r->made) - 1, &round,
                               info);
        if (!err) err = json_get(entry, "rows", JSON_ARRAY, &rows, info);
        if (err) return err_prefix(info, err, "past[%zu]: ", i);
        json_array_append(r->past, entry);
    }
    return ERR_NONE;
}

static enum err parse(struct stats_releases *r, struct str text, struct err_info *info)
{
    json_t *file = NULL, *cuts;
    int64_t version;
    enum err err = json_parse(text, FILE_BYTES_MAX, &file, info);
    if (!err) err = json_get_int(file, "svar_released", 1, 1, &version, info);
    if (!err) err = take_sets(r, file, "withheld", false, info);
    if (!err) err = take_sets(r, file, "shown", true, info);
    if (!err) err = json_get(file, "cuts", JSON_OBJECT, &cuts, info);
    if (!err) err = check_cuts(cuts, info);
    if (!err) json_object_update(r->cuts, cuts);
    if (!err) err = take_rounds(r, file, info);
    if (!err) err = take_past(r, file, info);
    json_decref(file);
    return err;
}

enum err stats_releases_open(const char *path, struct stats_releases **out, struct err_info *info)
{
    struct stats_releases *r = xcalloc(1, sizeof *r);
    struct buf text = {0};
    enum err err = ERR_NONE;
    r->sets = json_object();
    r->cuts = json_object();
    r->past = json_array();
    r->made = json_array();
    if (file_exists(path)) {
        err = file_read(path, FILE_BYTES_MAX, &text, info);
        if (!err) err = parse(r, buf_str(&text), info);
        if (err) err = err_prefix(info, err, "what was released before cannot be read: ");
        if (err) err_place(info, path, NULL, 0, 0);
    }
    buf_finish(&text);
    if (err)
        stats_releases_close(r);
    else
        *out = r;
    return err;
}

static json_t *rounds_json(const struct stats_releases *r)
{
    json_t *rounds = json_array();
    for (size_t i = 0; i < json_array_size(r->made); i++) {
        json_t *round = json_object();
        struct buf ids = {0};
        for (size_t m = 0; m < r->member_count; m++)
            if (r->members[m].round == i)
                buf_printf(&ids, "%016llx", (unsigned long long)r->members[m].hash);
        json_object_set(round, "made", json_array_get(r->made, i));
        json_object_set_new(round, "responses", json_str(buf_str(&ids)));
        json_array_append_new(rounds, round);
        buf_finish(&ids);
    }
    return rounds;
}

enum err stats_releases_save(const struct stats_releases *r, const char *path,
                             struct err_info *info)
{
    json_t *file = json_object(), *shown = json_array(), *withheld = json_array();
    struct buf text = {0};
    const char *hex;
    json_t *is_shown;
    json_object_foreach(r->sets, hex, is_shown)
        json_array_append_new(json_is_true(is_shown) ? shown : withheld, json_string(hex));
    json_object_set_new(file, "svar_released", json_integer(1));
    json_object_set_new(file, "shown", shown);
    json_object_set_new(file, "withheld", withheld);
    json_object_set(file, "cuts", r->cuts);
    json_object_set_new(file, "rounds", rounds_json(r));
    json_object_set(file, "past", r->past);
    json_write(file, &text);
    buf_add_char(&text, '\n');
    enum err err = file_write(path, buf_str(&text), 0600, info);
    json_decref(file);
    buf_finish(&text);
    return err;
}

void stats_releases_close(struct stats_releases *r)
{
    if (!r) return;
    json_decref(r->sets);
    json_decref(r->cuts);
    json_decref(r->past);
    json_decref(r->made);
    free(r->members);
    free(r);
}

// ---- the total ----

uint64_t stats_releases_total(const struct stats_releases *r, struct str *out_day)
{
    const json_t *all = json_object_get(r->cuts, ""),
                 *row = json_array_get(json_object_get(all, "rows"), 0);
    *out_day = str_of(all ? json_string_value(json_object_get(all, "made")) : "");
    return (uint64_t)json_integer_value(json_object_get(row, "size"));
}

uint64_t stats_releases_came(const struct stats_releases *r, const struct stats_set *respondents,
                             size_t count, bool *out_known)
{
    size_t round = stats_releases_cut_round(r, STR(""));
    uint64_t came = 0;
    *out_known = round != STATS_ROUND_UNKNOWN;
    for (size_t i = 0; i < count; i++)
        came += !*out_known || stats_releases_round_of(r, respondents[i]) > round;
    return came;
}

void stats_releases_put_total(struct stats_releases *r, struct str day,
                              const struct stats_set *respondents, size_t count)
{
    struct stats_release_group all = {.name = STR(""), .size = count};
    for (size_t i = 0; i < count; i++)
        stats_set_join(&all.set, respondents[i]);
    stats_releases_enrol(r, day, respondents, count);
    stats_releases_sizes(r, STR(""), day, &all, 1);
}

enum stats_before stats_releases_before(const struct stats_releases *r, struct stats_set set)
{
    char hex[SET_HEX + 1];
    if (!r || !set_hex(set, hex)) return STATS_NEW;
    const json_t *shown = json_object_get(r->sets, hex);
    return !shown ? STATS_NEW : json_is_true(shown) ? STATS_PUBLIC : STATS_KEPT;
}

void stats_releases_put(struct stats_releases *r, struct stats_set set, bool shown)
{
    char hex[SET_HEX + 1];
    if (!set_hex(set, hex)) return;
    if (!shown && json_is_true(json_object_get(r->sets, hex))) return;
    CHECK(json_object_set_new(r->sets, hex, json_boolean(shown)) == 0);
}

// ---- rounds ----

size_t stats_releases_rounds(const struct stats_releases *r)
{
    return json_array_size(r->made);
}

size_t stats_releases_round_of(const struct stats_releases *r, struct stats_set respondent)
{
    struct member key = {.hash = respondent.low};
    if (r->member_count == 0) return stats_releases_rounds(r);
    const struct member *found =
        bsearch(&key, r->members, r->member_count, sizeof *r->members, compare_members);
    return found ? found->round : stats_releases_rounds(r);
}

void stats_releases_enrol(struct stats_releases *r, struct str day,
                          const struct stats_set *respondents, size_t count)
{
    size_t round = stats_releases_rounds(r), fresh = 0, filled = r->member_count;
    for (size_t i = 0; i < count; i++)
        fresh += stats_releases_round_of(r, respondents[i]) == round;
    if (fresh == 0) return;
    struct member *all = xcalloc(filled + fresh, sizeof *all);
    if (filled) memcpy(all, r->members, filled * sizeof *all);
    for (size_t i = 0; i < count; i++)
        if (stats_releases_round_of(r, respondents[i]) == round)
            all[filled++] = (struct member){respondents[i].low, round};
    free(r->members);
    r->members = all;
    r->member_count = filled;
    qsort(r->members, r->member_count, sizeof *r->members, compare_members);
    json_array_append_new(r->made, json_str(day));
}

size_t stats_releases_past_count(const struct stats_releases *r)
{
    return json_array_size(r->past);
}

struct stats_past stats_releases_past(const struct stats_releases *r, size_t index)
{
    const json_t *entry = json_array_get(r->past, index), *by = json_object_get(entry, "by");
    return (struct stats_past){
        str_make(json_string_value(by), json_string_length(by)),
        (size_t)json_integer_value(json_object_get(entry, "round")),
        json_object_get(entry, "rows"),
    };
}

// The newest round's groups by a variable, once.
static void past_put(struct stats_releases *r, struct str by, const json_t *rows)
{
    json_t *entry = json_object(), *names = json_array();
    for (size_t i = 0; i < json_array_size(rows); i++)
        json_array_append(names, json_object_get(json_array_get(rows, i), "groups"));
    json_object_set_new(entry, "by", json_str(by));
    json_object_set_new(entry, "round", json_integer((json_int_t)stats_releases_rounds(r) - 1));
    json_object_set_new(entry, "rows", names);
    bool known = stats_releases_rounds(r) == 0; // nobody was enrolled: nothing to tie it to
    for (size_t i = 0; i < json_array_size(r->past); i++)
        known = known || json_equal(json_array_get(r->past, i), entry);
    if (!known) json_array_append(r->past, entry);
    if (json_array_size(r->past) > STATS_PAST_MAX) json_array_remove(r->past, 0);
    json_decref(entry);
}

// ---- groups ----

static const struct stats_release_group *group_find(const struct stats_release_group *groups,
                                                    size_t count, const json_t *name)
{
    struct str text = str_make(json_string_value(name), json_string_length(name));
    for (size_t i = 0; i < count; i++)
        if (str_eq(groups[i].name, text)) return &groups[i];
    return NULL;
}

// Whether the groups of an old row are one row now as well, with nobody else in it.
static bool same_row(const json_t *members, const struct stats_release_group *groups, size_t count)
{
    size_t row = SIZE_MAX, in_row = 0, found = 0;
    for (size_t i = 0; i < json_array_size(members); i++) {
        const struct stats_release_group *g = group_find(groups, count, json_array_get(members, i));
        if (!g || (row != SIZE_MAX && g->row != row)) return false;
        row = g->row;
        found++;
    }
    for (size_t i = 0; i < count; i++)
        in_row += groups[i].row == row && groups[i].size > 0;
    return in_row == found;
}

size_t stats_releases_cut_round(const struct stats_releases *r, struct str by)
{
    const json_t *round =
        r ? json_object_get(json_object_getn(r->cuts, by.ptr, by.len), "round") : NULL;
    json_int_t number = json_integer_value(round);
    return json_is_integer(round) && number >= 0 ? (size_t)number : STATS_ROUND_UNKNOWN;
}

// Those of a row that are still there must be all who were, or k must have gone.
struct row_now {
    uint64_t size, fresh;
    struct stats_set stayed;
};

static bool too_few_moved(const json_t *row, const struct row_now *now, bool round_known,
                          uint64_t k)
{
    const char *set = json_string_value(json_object_get(row, "set"));
    uint64_t before = (uint64_t)json_integer_value(json_object_get(row, "size"));
    char hex[SET_HEX + 1];
    bool others = set && set_hex(now->stayed, hex) && strcmp(set, hex) != 0;
    if (round_known) {
        uint64_t stayed = now->size - now->fresh;
        if (stayed > before || (stayed == before && others)) return true; // they were elsewhere
        return stats_withheld(now->fresh, k) || stats_withheld(before - stayed, k);
    }
    uint64_t moved = now->size > before ? now->size - before : before - now->size;
    return stats_withheld(moved, k) || (moved == 0 && others);
}

enum stats_release_verdict stats_releases_check(const struct stats_releases *r, struct str by,
                                                const struct stats_release_group *groups,
                                                size_t count, uint64_t k)
{
    const json_t *cut = r ? json_object_getn(r->cuts, by.ptr, by.len) : NULL;
    const json_t *rows = json_object_get(cut, "rows");
    bool known = stats_releases_cut_round(r, by) != STATS_ROUND_UNKNOWN;
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i), *members = json_object_get(row, "groups");
        uint64_t before = (uint64_t)json_integer_value(json_object_get(row, "size"));
        struct row_now now = {0};
        for (size_t j = 0; j < json_array_size(members); j++) {
            const struct stats_release_group *g =
                group_find(groups, count, json_array_get(members, j));
            if (!g) continue;
            now.size += g->size;
            now.fresh += known ? g->fresh : 0;
            stats_set_join(&now.stayed, g->set);
            if (known) set_leave(&now.stayed, g->fresh_set);
        }
        if (too_few_moved(row, &now, known, k)) return STATS_RELEASE_GREW;
        if (now.size == before && !same_row(members, groups, count)) return STATS_RELEASE_REGROUPED;
    }
    return STATS_RELEASE_FINE;
}

void stats_releases_sizes(struct stats_releases *r, struct str by, struct str day,
                          const struct stats_release_group *groups, size_t count)
{
    json_t *cut = json_object(), *rows = json_array();
    for (size_t i = 0; i < count; i++) {
        bool first = groups[i].size > 0;
        for (size_t j = 0; j < i; j++)
            first = first && (groups[j].row != groups[i].row || groups[j].size == 0);
        if (!first) continue;
        json_t *row = json_object(), *members = json_array();
        uint64_t size = 0;
        struct stats_set people = {0};
        char hex[SET_HEX + 1];
        for (size_t j = i; j < count; j++) {
            if (groups[j].row != groups[i].row || groups[j].size == 0) continue;
            json_array_append_new(members, json_str(groups[j].name));
            size += groups[j].size;
            stats_set_join(&people, groups[j].set);
        }
        json_object_set_new(row, "groups", members);
        json_object_set_new(row, "size", json_integer((json_int_t)size));
        if (set_hex(people, hex)) json_object_set_new(row, "set", json_string(hex));
        json_array_append_new(rows, row);
    }
    json_object_set_new(cut, "made", json_str(day));
    json_object_set_new(cut, "rows", rows);
    if (stats_releases_rounds(r) > 0)
        json_object_set_new(cut, "round", json_integer((json_int_t)stats_releases_rounds(r) - 1));
    CHECK(json_object_setn_new(r->cuts, by.ptr, by.len, cut) == 0);
}

void stats_releases_cut(struct stats_releases *r, struct str by, struct str day,
                        const struct stats_release_group *groups, size_t count)
{
    stats_releases_sizes(r, by, day, groups, count);
    past_put(r, by, json_object_get(json_object_getn(r->cuts, by.ptr, by.len), "rows"));
}
