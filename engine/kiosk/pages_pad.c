// SPDX-License-Identifier: EUPL-1.2
// The number pad: as on a telephone where the glass is high, in two rows where it lies down, in one
// where it is low.
#include "kiosk/pages_priv.h"

enum { HIGH_MM = 190 };

static void add_key(struct kiosk_pages *pages, struct arena *a, struct ui_element *row,
                    const char *sign, double high_mm)
{
    bool erases = strcmp(sign, "backspace") == 0;
    bool blank = strcmp(sign, " ") == 0;
    if (blank) {
        ui_spacer(a, row, 0, 0)->key_units = 1;
        return;
    }
    struct ui_element *key =
        ui_element_new(a, row, UI_KIND_KEY, UI_ROLE_BUTTON, arena_printf(a, "key/%s", sign),
                       erases ? kiosk_pages_text(pages, TEXT_ERASE) : str_of(sign));
    key->key_units = 1;
    key->min_h_mm = high_mm;
    key->size = UI_TEXT_OPTION;
    if (erases) {
        key->icon = UI_ICON_BACKSPACE;
        key->icon_only = true;
    } else {
        key->key_text = arena_dup(a, str_of(sign));
    }
}

static struct ui_element *add_row(struct arena *a, struct ui_element *keys, double wide_mm)
{
    struct ui_element *row = ui_row(a, keys, 2);
    row->max_w_mm = wide_mm;
    return row;
}

static size_t add_ends(const char **order, size_t count, const char *one, const char *other)
{
    if (one) {
        order[count++] = one;
    }
    if (other) {
        order[count++] = other;
    }
    return count;
}

void kiosk_pages_pad(struct kiosk_pages *pages, struct arena *a, struct ui_element *keys,
                     struct kiosk_keys wanted)
{
    struct ui_rect size = ui_size(pages->ui);
    double high = size.h * ui_mm_per_pixel(pages->ui);
    double wide = size.w * ui_mm_per_pixel(pages->ui);
    bool low = kiosk_question_page_low(pages->ui);
    const char *mark =
        wanted.decimal
            ? kiosk_question_page_decimal_mark(kiosk_session_language(pages->session)).ptr
            : NULL;
    const char *minus = wanted.minus ? "-" : NULL;
    const char *order[16];
    size_t count = 0;
    size_t a_row;
    if (high >= HIGH_MM) {
        for (int digit = 1; digit <= 9; digit++) {
            order[count++] = arena_printf(a, "%d", digit).ptr;
        }
        order[count++] = minus ? minus : mark ? mark : " ";
        order[count++] = "0";
        order[count++] = "backspace";
        if (minus && mark) {
            order[count++] = mark;
        }
        a_row = 3;
    } else {
        // 1 to 5 stand over 6 to 0, and what is not a digit at the end of each.
        for (int digit = 1; digit <= 10; digit++) {
            order[count++] = arena_printf(a, "%d", digit % 10).ptr;
            if (digit == 5 && !low) {
                count = add_ends(order, count, minus && mark ? minus : NULL, "backspace");
            }
        }
        count = low ? add_ends(order, add_ends(order, count, mark, minus), "backspace", NULL)
                    : add_ends(order, count, mark, mark ? NULL : minus);
        a_row = low ? count : minus && mark ? 7 : 6;
    }
    keys->align = UI_ALIGN_CENTER;
    keys->gap_mm = 2;
    double key_high = low ? 13 : high >= HIGH_MM ? 20 : 16;
    double most = high >= HIGH_MM ? 120 : wide;
    struct ui_element *row = NULL;
    for (size_t i = 0; i < count; i++) {
        if (i % a_row == 0) {
            row = add_row(a, keys, most);
        }
        add_key(pages, a, row, order[i], key_high);
    }
    for (size_t i = count; a_row < count && i % a_row != 0; i++) {
        add_key(pages, a, row, " ", key_high);
    }
}
