// SPDX-License-Identifier: EUPL-1.2
// Our own words in exports, Swedish and English, and text as labels and XML take it.
#include "export/variables_priv.h"

bool export_swedish(const struct form_def *form, size_t language)
{
    return str_starts(form_def_language_code(form, language), STR("sv"));
}

const char *export_code_word(int code, bool swedish)
{
    switch (code) {
    case TABLE_DONT_KNOW: return swedish ? "Vet inte" : "Don't know";
    case TABLE_DECLINED: return swedish ? "Vill inte svara" : "Doesn't want to answer";
    case TABLE_NOT_APPLICABLE: return swedish ? "Gäller inte mig" : "Not applicable";
    case TABLE_NOT_REACHED:
        return swedish ? "Kom inte så långt (avbröt)" : "Not reached (broke off)";
    case TABLE_NOT_ASKED: return swedish ? "Frågan ställdes inte" : "Not asked";
    default: return swedish ? "Tomma" : "Left empty";
    }
}

const char *export_meta_label(enum table_source source, bool swedish)
{
    switch (source) {
    case TABLE_ID: return swedish ? "Svarets id (slumptal)" : "Id of the response (random)";
    case TABLE_SURVEY_VERSION: return swedish ? "Enkätens version" : "Version of the survey";
    case TABLE_WAVE: return swedish ? "Omgång" : "Wave";
    case TABLE_LANGUAGE: return swedish ? "Språk som svaret gavs på" : "Language answered in";
    case TABLE_TIME: return swedish ? "När svaret gavs (avrundat)" : "When answered (rounded)";
    case TABLE_STATUS: return swedish ? "Helt svar eller avbrutet" : "Complete or broken off";
    case TABLE_DURATION: return swedish ? "Tid för svaret, sekunder" : "Time taken, seconds";
    case TABLE_RAPID:
        return swedish ? "I en snabb serie (1) eller ej" : "In a rapid series (1) or not";
    case TABLE_POSITION: return swedish ? "Plats i upprepningen" : "Place in the repeat";
    case TABLE_QUESTION:
    case TABLE_OPTION:
    case TABLE_REPEAT: break;
    }
    return "";
}

void export_add_line(struct buf *out, struct str text)
{
    text = str_trim(text);
    bool space = false;
    for (size_t at = 0, from = 0; from < text.len; from = at) {
        int32_t c = utf8_next(text, &at);
        if (c == ' ' || c == '\n' || c == '\r' || c == '\t' || c < 0x20 || c == 0x7F) {
            space = true;
            continue;
        }
        if (space) buf_add_char(out, ' ');
        space = false;
        buf_add(out, text.ptr + from, at - from);
    }
}

int64_t export_data_time(const struct table *t)
{
    enum { NOON = 12 * 3600, DAY = 86400, FALLBACK_DAYS = 10957 }; // 2000-01-01
    int64_t days, last = INT64_MIN;
    for (size_t row = 0; !table_scope(t) && row < table_row_count(t); row++) {
        struct table_cell cell = table_cell(t, row, TABLE_TIME);
        if (!cell.missing && table_date_parse(cell.text, &days) && days > last) last = days;
    }
    // ZIP and SPSS count from 1980 and 1970; nobody answered this survey outside these years.
    if (last < 3653 || last > 47481) last = FALLBACK_DAYS;
    return last * DAY + NOON;
}
