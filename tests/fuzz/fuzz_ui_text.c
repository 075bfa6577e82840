// SPDX-License-Identifier: EUPL-1.2
// Any bytes as a paragraph, in both directions, narrow and wide: laid out, drawn, the caret walked
// through.
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "ui/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct ui_text *text;
    if (!text && ui_text_create(&text, NULL) != ERR_NONE) abort();
    if (size < 2 || size > 512) return 0;
    struct ui_text_style style = {.px = 12 + data[0] % 32,
                                  .rtl = data[0] & 1,
                                  .bold = data[0] & 2,
                                  .clipped = (data[0] & 12) == 12,
                                  .balanced = data[0] & 16,
                                  .align = (enum ui_align)(data[0] % 3),
                                  .secret = true,
                                  .language = "sv"};
    struct str s = str_make(data + 2, size - 2);
    const struct ui_paragraph *p = ui_text_paragraph(text, s, &style, data[1] * 2);
    if (p->line_count == 0 || p->lines[p->line_count - 1].to > s.len) abort();
    for (uint32_t i = 0; i < p->line_count; i++)
        ui_text_pixels(text, p, i);
    for (size_t at = 0; at <= s.len; at += 1 + s.len / 8)
        ui_text_caret(text, p, at);
    if (ui_text_hit(text, p, data[0], data[1]) > s.len) abort();
    ui_text_forget(text);
    return 0;
}
