// SPDX-License-Identifier: EUPL-1.2
// Points, traces and shapes as ODK writes them: "lat lon [alt [acc]]", points divided by ";".
#include "form/geo_priv.h"

#include "form/expr.h"

#include <math.h>

static bool number(struct str word, double *out)
{
    *out = form_number_parse(word, 0);
    return !isnan(*out) && str_find_char(word, ':') < 0;
}

bool form_geo_point(struct str text, struct geo_point *out)
{
    struct str word;
    double value[4] = {0};
    size_t count = 0;
    while (str_word(&text, &word)) {
        if (count == 4 || !number(word, &value[count])) return false;
        count++;
    }
    *out = (struct geo_point){value[0], value[1]};
    return count >= 2 && fabs(value[0]) <= 90 && fabs(value[1]) <= 180;
}

bool form_geo_next(struct str *rest, struct geo_point *out, bool *bad)
{
    struct str part;
    *bad = false;
    while (rest->len && str_split(rest, ';', &part)) {
        part = str_trim(part);
        if (!part.len) continue; // a closing ";"
        *bad = !form_geo_point(part, out);
        return !*bad;
    }
    return false;
}

bool form_geo_valid(struct str text, size_t least)
{
    struct geo_point point;
    bool bad = false;
    size_t count = 0;
    while (form_geo_next(&text, &point, &bad))
        count++;
    return !bad && count >= least;
}
