// SPDX-License-Identifier: EUPL-1.2
// How wide a label will be is known only where it is drawn, with a font that may not be ours; the
// widths here are those of Inter as measured.
#include "report/wrap.h"

#include <string.h>

enum { EM = 15 };

static double width_of(int32_t c)
{
    if (c < 128 && c > 0) {
        if (strchr("ijlI.,:;|!'", c)) return 0.27 * EM;
        if (strchr("ftr()-[]/ \"", c)) return 0.36 * EM;
        if (strchr("mwMW%@", c)) return 0.86 * EM;
        if (c >= 'A' && c <= 'Z') return 0.68 * EM;
        return 0.565 * EM;
    }
    if (c >= 0x300 && c < 0x370) return 0;        // marks on the letter before
    if (c >= 0xC0 && c <= 0xDE) return 0.68 * EM; // capitals of Latin 1
    if (c >= 0x2E80) return 1.1 * EM;             // ideographs and pictures
    return 0.58 * EM;
}

// Where the line that begins text ends, and where the next begins.
static size_t line_end(struct str text, double width, size_t *out_next)
{
    size_t at = 0, space = 0;
    double used = 0;
    while (at < text.len) {
        size_t before = at;
        int32_t c = utf8_next(text, &at);
        bool blank = c == ' ' || c == '\n';
        if (blank) space = before;
        used += width_of(c);
        if (c == '\n' || (used > width && !blank && before > 0)) {
            size_t end = space > 0 || c == '\n' ? space : before;
            *out_next = end;
            return end;
        }
    }
    return *out_next = text.len;
}

size_t report_wrap(struct str text, double width, struct str *lines, size_t max, bool *out_cut)
{
    struct str rest = str_trim(text);
    size_t count = 0;
    while (rest.len > 0 && count < max) {
        size_t next, end = line_end(rest, count + 1 == max ? width - EM : width, &next);
        if (count + 1 == max && end < rest.len) { // it may fit whole, without an ellipsis
            size_t whole = line_end(rest, width, &next);
            if (whole == rest.len) end = whole;
        }
        lines[count++] = str_trim(str_sub(rest, 0, end));
        rest = str_trim(str_sub(rest, end, rest.len));
    }
    *out_cut = rest.len > 0;
    return count;
}
