// SPDX-License-Identifier: EUPL-1.2
// Functions on places, on a sphere of 6 378 100 m as ODK's engines have it. A place that cannot be
// read makes the result NaN, or false.
#include "form/functions_priv.h"

#include "form/geo_priv.h"
#include "form/text_priv.h"

#include <math.h>

static const double RADIUS_M = 6378100, DEGREE = 3.14159265358979323846 / 180;

struct line {
    struct geo_point *points;
    size_t count, room;
    bool bad;
};

static void line_add(struct expr_eval *e, struct line *line, struct geo_point point)
{
    if (line->count == line->room) {
        size_t room = line->room ? line->room * 2 : 16;
        struct geo_point *points = form_expr_alloc(e, room * sizeof *points);
        if (!points) return;
        if (line->count) memcpy(points, line->points, line->count * sizeof *points);
        line->points = points;
        line->room = room;
    }
    line->points[line->count++] = point;
}

// All points of all arguments from `first` to before `end`: nodes, traces and points alike.
static struct line read_line(struct expr_eval *e, const struct expr_call *call, uint32_t first,
                             uint32_t end)
{
    struct line line = {0};
    for (uint32_t i = first; i < end && e->code == ERR_NONE; i++) {
        struct expr_call one = {.first_arg = call->first_arg + i, .arg_count = 1};
        struct expr_each each = form_expr_each_from(e, &one, 0);
        struct str text;
        struct geo_point point;
        while (form_expr_each_next(&each, &text)) {
            bool bad = false;
            while (form_geo_next(&text, &point, &bad))
                line_add(e, &line, point);
            line.bad = line.bad || bad;
        }
    }
    return line;
}

static double distance(struct geo_point a, struct geo_point b)
{
    double lat = sin((b.lat - a.lat) * DEGREE / 2), lon = sin((b.lon - a.lon) * DEGREE / 2);
    double h = lat * lat + cos(a.lat * DEGREE) * cos(b.lat * DEGREE) * lon * lon;
    return 2 * RADIUS_M * asin(sqrt(h > 1 ? 1 : h));
}

EXPR_FUNCTION(distance)
{
    struct line line = read_line(e, call, 0, call->arg_count);
    double sum = 0;
    for (size_t i = 1; i < line.count; i++)
        sum += distance(line.points[i - 1], line.points[i]);
    return form_expr_number(line.bad ? EXPR_NAN : sum);
}

EXPR_FUNCTION(area)
{
    struct line line = read_line(e, call, 0, call->arg_count);
    double sum = 0;
    for (size_t i = 0; i < line.count; i++) {
        struct geo_point a = line.points[i], b = line.points[(i + 1) % line.count];
        sum += (b.lon - a.lon) * DEGREE * (2 + sin(a.lat * DEGREE) + sin(b.lat * DEGREE));
    }
    if (line.bad) return form_expr_number(EXPR_NAN);
    return form_expr_number(line.count < 3 ? 0 : fabs(sum) * RADIUS_M * RADIUS_M / 2);
}

// Whether a point is inside a shape: a ray from it crosses the border an odd number of times.
EXPR_FUNCTION(geofence)
{
    struct geo_point p;
    struct str text = form_expr_arg_string(e, call, 0);
    struct line line = read_line(e, call, 1, 2);
    if (!form_geo_point(text, &p) || line.bad || line.count < 3) return form_expr_boolean(false);
    bool inside = false;
    for (size_t i = 0, j = line.count - 1; i < line.count; j = i++) {
        struct geo_point a = line.points[i], b = line.points[j];
        if ((a.lon > p.lon) == (b.lon > p.lon)) continue;
        if (p.lat < (b.lat - a.lat) * (p.lon - a.lon) / (b.lon - a.lon) + a.lat) inside = !inside;
    }
    return form_expr_boolean(inside);
}

static double turn(struct geo_point a, struct geo_point b, struct geo_point c)
{
    return (b.lon - a.lon) * (c.lat - a.lat) - (b.lat - a.lat) * (c.lon - a.lon);
}

static bool within(struct geo_point a, struct geo_point b, struct geo_point p)
{
    return p.lat >= fmin(a.lat, b.lat) && p.lat <= fmax(a.lat, b.lat) &&
           p.lon >= fmin(a.lon, b.lon) && p.lon <= fmax(a.lon, b.lon);
}

static bool cross(struct geo_point a, struct geo_point b, struct geo_point c, struct geo_point d)
{
    double one = turn(a, b, c), two = turn(a, b, d), three = turn(c, d, a), four = turn(c, d, b);
    if (((one > 0 && two < 0) || (one < 0 && two > 0)) &&
        ((three > 0 && four < 0) || (three < 0 && four > 0)))
        return true;
    return (one == 0 && within(a, b, c)) || (two == 0 && within(a, b, d)) ||
           (three == 0 && within(c, d, a)) || (four == 0 && within(c, d, b));
}

// Whether a trace or the border of a shape crosses itself. Neighbours share a point and do not
// count.
EXPR_FUNCTION(intersects)
{
    struct line line = read_line(e, call, 0, 1);
    const struct geo_point *p = line.points;
    if (line.bad || line.count < 4) return form_expr_boolean(false);
    bool closed = p[0].lat == p[line.count - 1].lat && p[0].lon == p[line.count - 1].lon;
    for (size_t i = 0; i + 1 < line.count; i++)
        for (size_t j = i + 2; j + 1 < line.count; j++) {
            if (closed && i == 0 && j + 2 == line.count) continue;
            if (e->budget == 0) {
                form_expr_fail(e, ERR_LIMIT, TEXT_EVAL_VISITS);
                return form_expr_boolean(false);
            }
            e->budget--;
            if (cross(p[i], p[i + 1], p[j], p[j + 1])) return form_expr_boolean(true);
        }
    return form_expr_boolean(false);
}
