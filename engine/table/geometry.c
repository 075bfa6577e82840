// SPDX-License-Identifier: EUPL-1.2
// A place as ODK writes it ("latitude longitude altitude accuracy", several with ";" between) as
// GeoJSON (RFC 7946), which every map program reads: longitude first, rings closed and walked
// against the clock. The accuracy of a single place is kept beside it.
#include "table/table.h"

#include "base/alloc.h"
#include "table/table_priv.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NUMBERS = 4, POSITIONS_MAX = 10000 };

struct position {
    double latitude, longitude, altitude, accuracy;
    size_t numbers;
};

static bool read_position(struct str text, struct position *out)
{
    double numbers[NUMBERS] = {0};
    struct str word;
    size_t count = 0;
    while (str_word(&text, &word)) {
        if (count == NUMBERS || !str_to_double(word, &numbers[count]) || !isfinite(numbers[count]))
            return false;
        count++;
    }
    *out = (struct position){numbers[0], numbers[1], numbers[2], numbers[3], count};
    return count >= 2 && fabs(numbers[0]) <= 90 && fabs(numbers[1]) <= 180;
}

static bool read_positions(struct str text, struct position *list, size_t *out_count)
{
    struct str rest = str_trim(text), part;
    *out_count = 0;
    while (str_split(&rest, ';', &part)) {
        if (str_trim(part).len == 0) { // behind the last ";"
            if (!rest.len) break;
            return false;
        }
        if (*out_count == POSITIONS_MAX || !read_position(part, &list[*out_count])) return false;
        ++*out_count;
    }
    return *out_count > 0;
}

static void add_number(struct buf *out, double value)
{
    char text[32];
    buf_add(out, text, str_from_double(value, text));
}

static void add_position(struct buf *out, const struct position *p)
{
    buf_add_char(out, '[');
    add_number(out, p->longitude);
    buf_add_char(out, ',');
    add_number(out, p->latitude);
    if (p->numbers > 2) {
        buf_add_char(out, ',');
        add_number(out, p->altitude);
    }
    buf_add_char(out, ']');
}

static void add_list(struct buf *out, const struct position *list, size_t count, bool backwards)
{
    buf_add_char(out, '[');
    for (size_t i = 0; i < count; i++) {
        if (i) buf_add_char(out, ',');
        add_position(out, &list[backwards ? count - 1 - i : i]);
    }
    buf_add_char(out, ']');
}

static bool same_place(const struct position *a, const struct position *b)
{
    return !(a->latitude < b->latitude) && !(a->latitude > b->latitude) &&
           !(a->longitude < b->longitude) && !(a->longitude > b->longitude);
}

// Twice the area inside a closed ring: above zero where it is walked against the clock.
static double turned_area(const struct position *list, size_t count)
{
    double area = 0;
    for (size_t i = 0; i + 1 < count; i++)
        area += list[i].longitude * list[i + 1].latitude - list[i + 1].longitude * list[i].latitude;
    return area;
}

// list has room for one more.
static void add_geometry(struct buf *out, enum table_geometry kind, struct position *list,
                         size_t count)
{
    if (kind == TABLE_SHAPE && count > 2 && !same_place(&list[0], &list[count - 1])) {
        list[count] = list[0];
        count++;
    }
    if (kind == TABLE_SHAPE && count > 3) {
        buf_add_text(out, "{\"type\":\"Polygon\",\"coordinates\":[");
        add_list(out, list, count, turned_area(list, count) < 0);
        buf_add_text(out, "]}");
    } else if (kind != TABLE_POINT && count > 1) { // a shape of two places is a line
        buf_add_text(out, "{\"type\":\"LineString\",\"coordinates\":");
        add_list(out, list, count, false);
        buf_add_char(out, '}');
    } else {
        buf_add_text(out, "{\"type\":\"Point\",\"coordinates\":");
        add_position(out, &list[0]);
        if (list[0].numbers == NUMBERS) {
            buf_add_text(out, ",\"accuracy\":");
            add_number(out, list[0].accuracy);
        }
        buf_add_char(out, '}');
    }
}

bool table_geometry_add(enum table_geometry kind, struct str value, struct buf *out)
{
    size_t parts = 2, count = 0; // one more than there can be, and one to close a ring
    for (size_t i = 0; i < value.len && parts < POSITIONS_MAX + 2; i++)
        parts += value.ptr[i] == ';';
    struct position *list = xcalloc(parts + 1, sizeof *list);
    bool fits = read_positions(value, list, &count) && (kind != TABLE_POINT || count == 1);
    if (fits) add_geometry(out, kind, list, count);
    explicit_bzero(list, (parts + 1) * sizeof *list); // where somebody was
    free(list);
    return fits;
}
