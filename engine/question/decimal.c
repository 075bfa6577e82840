// SPDX-License-Identifier: EUPL-1.2
// Digits of several scripts, and decimal numbers as whole ones of their last place.
#include "question/question_priv.h"

#include <stdio.h>

int question_digit(int32_t code_point)
{
    if (code_point >= '0' && code_point <= '9') return code_point - '0';
    if (code_point >= 0x660 && code_point <= 0x669) return code_point - 0x660;
    if (code_point >= 0x6f0 && code_point <= 0x6f9) return code_point - 0x6f0;
    return -1;
}

bool question_decimal_read(struct str text, int places, int64_t *out)
{
    bool below = text.len > 0 && text.ptr[0] == '-';
    int64_t value = 0;
    int after = -1, digits = 0; // places behind the point so far
    for (size_t i = below; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '.' && after < 0) {
            after = 0;
            continue;
        }
        if (c < '0' || c > '9' || value > INT64_MAX / 100) return false;
        if (after == places && c == '0') continue; // 3.50 in one place is 3.5
        if (after == places && after >= 0) return false;
        value = value * 10 + (c - '0');
        digits++;
        if (after >= 0) after++;
    }
    if (digits == 0) return false;
    for (int i = after < 0 ? 0 : after; i < places; i++) {
        if (value > INT64_MAX / 100) return false;
        value *= 10;
    }
    *out = below ? -value : value;
    return true;
}

void question_decimal_write(int64_t value, int places, char out[40])
{
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    uint64_t unit = 1;
    for (int i = 0; i < places; i++)
        unit *= 10;
    uint64_t whole = rest / unit;
    int bytes = snprintf(out, 40, "%s%llu", value < 0 ? "-" : "", (unsigned long long)whole);
    rest -= whole * unit;
    if (rest == 0 || places == 0) return;
    bytes +=
        snprintf(out + bytes, (size_t)(40 - bytes), ".%0*llu", places, (unsigned long long)rest);
    while (out[bytes - 1] == '0')
        out[--bytes] = '\0';
}
