// SPDX-License-Identifier: EUPL-1.2
// Time zones by name or offset, a clock that stands still, and chance from a seed.
#include "organizer/moment.h"

#include "base/file.h"
#include "form/expr.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>

enum { DAY_MS = 86400000, OFFSET_MAX_MIN = 14 * 60 };

static int64_t still_ms(void *data)
{
    return ((const struct moment *)data)->now_ms;
}

// The offset of TZ (or of this machine) at a time.
static int32_t offset_at(int64_t ms)
{
    time_t seconds = (time_t)(ms / 1000 - (ms % 1000 < 0));
    struct tm local;
    if (!localtime_r(&seconds, &local)) return 0;
    return (int32_t)(local.tm_gmtoff / 60);
}

static int32_t zone_offset_at(void *data, int64_t wall_ms)
{
    (void)data; // TZ is the process's
    return offset_at(wall_ms);
}

static bool two_digits(struct str s, int64_t *out)
{
    return s.len == 2 && s.ptr[0] != '-' && str_to_int64(s, out);
}

// "Z", "+01:00", "-0730", "+2"
static bool offset_parse(struct str s, int32_t *out)
{
    int64_t hours = 0, minutes = 0;
    if (str_eq(s, STR("Z")) || str_eq(s, STR("UTC"))) {
        *out = 0;
        return true;
    }
    if (s.len < 2 || (s.ptr[0] != '+' && s.ptr[0] != '-')) return false;
    struct str digits = str_sub(s, 1, s.len);
    if (digits.len == 5 && digits.ptr[2] == ':') {
        if (!two_digits(str_sub(digits, 3, 5), &minutes)) return false;
        digits.len = 2;
    } else if (digits.len == 4) {
        if (!two_digits(str_sub(digits, 2, 4), &minutes)) return false;
        digits.len = 2;
    }
    if (digits.len == 1 ? !(digits.ptr[0] != '-' && str_to_int64(digits, &hours))
                        : !two_digits(digits, &hours))
        return false;
    int64_t all = hours * 60 + minutes;
    if (minutes > 59 || all > OFFSET_MAX_MIN) return false;
    *out = (int32_t)(s.ptr[0] == '-' ? -all : all);
    return true;
}

static enum err zone_named(const char *name, struct err_info *info)
{
    char path[512];
    if (file_name_safe(str_of(name)) &&
        file_join(path, sizeof path, "/usr/share/zoneinfo", name, NULL) == ERR_NONE &&
        file_exists(path)) {
        setenv("TZ", name, 1);
        tzset();
        return ERR_NONE;
    }
    return err_set(info, ERR_ARGUMENT,
                   "there is no time zone \"%s\"; write one such as Europe/Stockholm or +01:00",
                   name);
}

static bool time_parse(struct str text, int32_t offset_min, int64_t *out_ms)
{
    if (text.len < 8 || str_find_char(text, '-') < 1) return false;
    double days = form_number_parse(text, offset_min);
    if (!isfinite(days) || fabs(days) > 3e6) return false;
    *out_ms = (int64_t)llround(days * DAY_MS);
    return true;
}

enum err moment_read(const struct arguments *a, struct moment *out, struct err_info *info)
{
    const char *zone = arguments_text(a, "tz"), *now = arguments_text(a, "now");
    int32_t offset = 0;
    bool fixed = zone && offset_parse(str_of(zone), &offset);
    if (zone && !fixed) {
        enum err err = zone_named(zone, info);
        if (err) return err;
    }
    *out = (struct moment){.clock = clock_system()};
    out->now_ms = clock_wall_ms(&out->clock);
    out->zone_offset_min = fixed ? offset : offset_at(out->now_ms);
    out->zone_offset_at = fixed ? NULL : zone_offset_at;
    if (!now) return ERR_NONE;
    out->clock = (struct clock){still_ms, still_ms, out};
    // A time without an offset is local, and the zone's offset depends on the time: two rounds.
    for (int round = 0; round < 2; round++) {
        if (!time_parse(str_of(now), out->zone_offset_min, &out->now_ms))
            return err_set(info, ERR_ARGUMENT,
                           "\"%s\" is no time; write one such as 2026-01-31T12:00", now);
        if (!fixed) out->zone_offset_min = offset_at(out->now_ms);
    }
    return ERR_NONE;
}

static void fill(void *data, void *bytes, size_t count)
{
    struct moment *m = data;
    uint8_t *out = bytes;
    for (size_t i = 0; i < count; i++) {
        uint64_t z = m->random += UINT64_C(0x9e3779b97f4a7c15);
        z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
        z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
        out[i] = (uint8_t)((z ^ (z >> 31)) >> 24);
    }
}

struct rng moment_rng(struct moment *m, uint64_t seed)
{
    m->random = seed;
    return (struct rng){fill, m};
}
