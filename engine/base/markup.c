// SPDX-License-Identifier: EUPL-1.2
// See base/markup.h.
#include "base/markup.h"

void markup_add(struct buf *out, struct str text)
{
    size_t at = 0;
    for (size_t from = 0; from < text.len; from = at) {
        int32_t c = utf8_next(text, &at);
        switch (c) {
        case '<': buf_add_text(out, "&lt;"); break;
        case '>': buf_add_text(out, "&gt;"); break;
        case '&': buf_add_text(out, "&amp;"); break;
        case '"': buf_add_text(out, "&quot;"); break;
        default:
            // Control characters, and the two that are no characters, cannot stand in XML; bytes
            // that are no UTF-8 came out as U+FFFD already.
            if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7F || c == 0xFFFE || c == 0xFFFF ||
                c == 0xFFFD)
                buf_add_text(out, c == '\r' ? " " : "\xEF\xBF\xBD");
            else
                buf_add(out, text.ptr + from, at - from);
        }
    }
}
