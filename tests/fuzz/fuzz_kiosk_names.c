// SPDX-License-Identifier: EUPL-1.2
// Free text of respondents, and patterns of texts from survey.json.
#include "kiosk/names.h"
#include "kiosk/texts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = str_make(data, size);
    kiosk_names_look(text);

    const struct kiosk_fill fills[] = {{"k", STR("5")}, {"organizer", text}};
    struct buf out = {0};
    kiosk_text_fill(text, fills, 2, &out);
    buf_finish(&out);
    kiosk_language_name(text);
    return 0;
}
