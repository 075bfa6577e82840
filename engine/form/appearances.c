// SPDX-License-Identifier: EUPL-1.2
// The appearance column: every word that XLSForm and its tools know, and which have no meaning
// here. Those are said, not dropped.
#include "form/build_priv.h"

#include "form/suggest_priv.h"
#include "form/text_priv.h"

struct appearance {
    const char *name;
    const char *why; // it has no effect here; NULL: it has, or is a matter of looks
};

#define NO_MAP "there are no maps"
#define NO_CAMERA "there is no camera and no microphone"
#define CALENDAR "dates follow the Gregorian calendar"

static const struct appearance known[] = {
    {"field-list", NULL},
    {"table-list", NULL},
    {"list", NULL},
    {"list-nolabel", NULL},
    {"label", NULL},
    {"likert", NULL},
    {"minimal", NULL},
    {"autocomplete", NULL},
    {"quick", NULL},
    {"no-buttons", NULL},
    {"columns", NULL},
    {"columns-pack", NULL},
    {"horizontal", NULL},
    {"horizontal-compact", NULL},
    {"compact", NULL},
    {"quickcompact", NULL},
    {"multiline", NULL},
    {"numbers", NULL},
    {"counter", NULL},
    {"thousands-sep", NULL},
    {"vertical", NULL},
    {"no-ticks", NULL},
    {"picker", NULL},
    {"rating", NULL},
    {"no-calendar", NULL},
    {"month-year", NULL},
    {"year", NULL},
    {"hidden-answer", NULL},
    {"pages", NULL},
    {"theme-grid", NULL},
    {"map", NO_MAP},
    {"image-map", "choices are shown as a list"},
    {"maps", NO_MAP},
    {"placement-map", NO_MAP},
    {"hide-input", NO_MAP},
    {"streets", NO_MAP},
    {"satellite", NO_MAP},
    {"terrain", NO_MAP},
    {"bearing", "the device has no compass"},
    {"new", NO_CAMERA},
    {"new-front", NO_CAMERA},
    {"new-rear", NO_CAMERA},
    {"front", NO_CAMERA},
    {"draw", NO_CAMERA},
    {"annotate", NO_CAMERA},
    {"signature", "nothing is signed"},
    {"masked", "everybody may see what they type themselves"},
    {"url", "respondents cannot leave the survey"},
    {"printer", "there is no printer"},
    {"ethiopian", CALENDAR},
    {"coptic", CALENDAR},
    {"islamic", CALENDAR},
    {"bikram-sambat", CALENDAR},
    {"myanmar", CALENDAR},
    {"persian", CALENDAR},
};

// columns-3, w4: a name with a number.
static bool numbered(struct str word)
{
    struct str digits = str_starts(word, STR("columns-")) ? str_sub(word, 8, word.len)
                        : str_starts(word, STR("w"))      ? str_sub(word, 1, word.len)
                                                          : STR("");
    uint64_t number;
    return str_to_uint64(digits, &number) && number > 0 && number <= 100;
}

static void check_word(struct builder *b, const struct form_cell *cell, struct str word)
{
    if (numbered(word) || str_find_char(word, ':') > 0) {
        if (str_starts(word, STR("ex:")))
            PROBLEM_AT(b, FORM_WARNING, cell, TEXT_APPEARANCE_IDLE, STR_ARG(word),
                       "no other program is started");
        return; // prefix:name is an extension's own
    }
    struct suggest near = form_suggest_begin(word);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (str_eq(word, str_of(known[i].name))) {
            if (known[i].why)
                PROBLEM_AT(b, FORM_WARNING, cell, TEXT_APPEARANCE_IDLE, STR_ARG(word),
                           known[i].why);
            return;
        }
        form_suggest_offer(&near, str_of(known[i].name));
    }
    if (near.best.len)
        PROBLEM_AT(b, FORM_WARNING, cell, TEXT_APPEARANCE_NEAR, STR_ARG(word), STR_ARG(near.best));
    else
        PROBLEM_AT(b, FORM_WARNING, cell, TEXT_APPEARANCE_UNKNOWN, STR_ARG(word));
}

void form_appearance_check(struct builder *b, const struct def_node *n,
                           const struct form_cell *cell)
{
    const struct form_host *host = &b->def->host;
    if (!cell || (n->flags & DEF_EMPTY)) return; // what stays empty has no looks
    struct str rest = cell->text, word;
    while (str_word(&rest, &word)) {
        ptrdiff_t open = str_find_char(word, '('); // ex:app(a='b'), search('x', …): up to its end
        if (str_starts(word, STR("search(")) || str_starts(word, STR("ex:"))) {
            if (word.ptr[0] == 'e')
                check_word(b, cell, open > 0 ? str_sub(word, 0, (size_t)open) : word);
            while (!str_ends(word, STR(")")) && str_word(&rest, &word))
                ;
            continue;
        }
        if (host->has_question && host->has_question(host->data, n->xlsform_type, word)) continue;
        check_word(b, cell, word);
    }
}
