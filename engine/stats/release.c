// SPDX-License-Identifier: EUPL-1.2
// The memory of what was shown, as JSON.
#include "stats/release.h"

#include "base/alloc.h"
#include "base/check.h"
#include "base/file.h"

#include <string.h>

enum { FILE_BYTES_MAX = 256 << 20, SET_HEX = 32 };

struct stats_releases {
    json_t *sets; // by hex: true where shown, false where withheld
    json_t *cuts; // as in the file
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
    free(r);
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

enum stats_release_verdict stats_releases_check(const struct stats_releases *r, struct str by,
                                                const struct stats_release_group *groups,
                                                size_t count, uint64_t k)
{
    const json_t *cut = r ? json_object_getn(r->cuts, by.ptr, by.len) : NULL;
    const json_t *rows = json_object_get(cut, "rows");
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i), *members = json_object_get(row, "groups");
        uint64_t before = (uint64_t)json_integer_value(json_object_get(row, "size")), now = 0;
        for (size_t j = 0; j < json_array_size(members); j++) {
            const struct stats_release_group *g =
                group_find(groups, count, json_array_get(members, j));
            if (g) now += g->size;
        }
        uint64_t moved = now > before ? now - before : before - now;
        if (stats_withheld(moved, k)) return STATS_RELEASE_GREW;
        if (moved == 0 && !same_row(members, groups, count)) return STATS_RELEASE_REGROUPED;
    }
    return STATS_RELEASE_FINE;
}

void stats_releases_cut(struct stats_releases *r, struct str by, struct str day,
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
        for (size_t j = i; j < count; j++) {
            if (groups[j].row != groups[i].row || groups[j].size == 0) continue;
            json_array_append_new(members, json_str(groups[j].name));
            size += groups[j].size;
        }
        json_object_set_new(row, "groups", members);
        json_object_set_new(row, "size", json_integer((json_int_t)size));
        json_array_append_new(rows, row);
    }
    json_object_set_new(cut, "made", json_str(day));
    json_object_set_new(cut, "rows", rows);
    CHECK(json_object_setn_new(r->cuts, by.ptr, by.len, cut) == 0);
}
