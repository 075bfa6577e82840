// SPDX-License-Identifier: EUPL-1.2
// Claims: the organizer's sentences, and the share that each rests on. What a sentence says of it
// ("två av tre", "more than half", "65 %") is read from its words, so that one that no longer fits
// the answers does not stay in the report. Only words whose meaning is plain are read; a sentence
// without any is believed.
#include "report/figures_priv.h"

#include "base/alloc.h"
#include "report/words.h"

#include <math.h>
#include <string.h>

enum { WORDS_MAX = 128, WORD_BYTES = 40 };

static const double LOOSE = 0.05, NEAR = 0.1; // how far "ungefär" and "nästan" go

struct word {
    char text[WORD_BYTES]; // lower-case, without marks around it; cut where it is longer
    size_t from, to;       // in the sentence
};

struct words {
    struct word word[WORDS_MAX];
    size_t count;
};

// ---- words ----

static bool is(const struct words *w, size_t i, const char *const *list)
{
    for (; i < w->count && *list; list++)
        if (strcmp(w->word[i].text, *list) == 0) return true;
    return false;
}

#define IS(w, i, ...) is(w, i, (const char *const[]){__VA_ARGS__, NULL})

static bool is_space(struct str text, size_t i, size_t *out_bytes)
{
    *out_bytes = 1;
    if ((unsigned char)text.ptr[i] == 0xC2 && i + 1 < text.len &&
        (unsigned char)text.ptr[i + 1] == 0xA0)
        *out_bytes = 2; // no-break
    return *out_bytes == 2 || strchr(" \t\r\n", text.ptr[i]) != NULL;
}

static bool is_mark(char c)
{
    return c && strchr(".,;:!?\"'()[]", c) != NULL;
}

static void take_word(struct words *w, struct str text, size_t from, size_t to)
{
    struct word *word = &w->word[w->count];
    size_t length = 0;
    while (from < to && is_mark(text.ptr[from]))
        from++;
    while (to > from && is_mark(text.ptr[to - 1]))
        to--;
    if (from == to) return;
    for (size_t i = from; i < to && length + 1 < WORD_BYTES; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        bool latin = i > from && (unsigned char)text.ptr[i - 1] == 0xC3 && c >= 0x80 && c <= 0x9E;
        word->text[length++] = (char)((c >= 'A' && c <= 'Z') || latin ? c + 0x20 : c);
    }
    word->text[length] = '\0';
    word->from = from;
    word->to = to;
    w->count++;
}

// "65%" are two words.
static void split(struct words *w, struct str text)
{
    size_t from = 0, bytes = 1;
    for (size_t i = 0; i <= text.len && w->count + 2 < WORDS_MAX; i += bytes) {
        bytes = 1;
        bool space = i == text.len || is_space(text, i, &bytes);
        bool percent = !space && text.ptr[i] == '%';
        if (!space && !percent) continue;
        take_word(w, text, from, i);
        if (percent) take_word(w, text, i, i + 1);
        from = i + bytes;
    }
}

// ---- numbers ----

static bool number_of(const struct words *w, size_t i, double *out, int *out_decimals)
{
    static const char *const named[][13] = {{"noll", "en", "två", "tre", "fyra", "fem", "sex",
                                             "sju", "åtta", "nio", "tio", "elva", "tolv"},
                                            {"zero", "one", "two", "three", "four", "five", "six",
                                             "seven", "eight", "nine", "ten", "eleven", "twelve"}};
    if (i >= w->count) return false;
    const char *text = w->word[i].text;
    *out_decimals = 0;
    for (size_t language = 0; language < 2; language++)
        for (size_t n = 0; n < 13; n++)
            if (strcmp(text, named[language][n]) == 0) {
                *out = (double)n;
                return true;
            }
    if (strcmp(text, "ett") == 0 || strcmp(text, "a") == 0) {
        *out = 1;
        return true;
    }
    double value = 0, unit = 1;
    bool point = false;
    size_t length = strlen(text);
    if (length == 0 || length > 10) return false;
    for (size_t c = 0; c < length; c++) {
        bool digit = text[c] >= '0' && text[c] <= '9';
        if (!digit && (point || c == 0 || c + 1 == length || (text[c] != ',' && text[c] != '.')))
            return false;
        point = point || !digit;
        if (!digit) continue;
        *out_decimals += point;
        unit = point ? unit / 10 : 1;
        value = point ? value + unit * (text[c] - '0') : value * 10 + (text[c] - '0');
    }
    *out = value;
    return true;
}

// "tredjedelar", "thirds", "tredje", "third": the whole that a part is of; 0 for another word.
static int whole_of(const struct words *w, size_t i, bool parts)
{
    static const char *const part[][5] = {{"tredjedel", "tredjedelar", "third", "thirds"},
                                          {"fjärdedel", "fjärdedelar", "quarter", "quarters"},
                                          {"femtedel", "femtedelar", "fifth", "fifths"},
                                          {"sjättedel", "sjättedelar", "sixth", "sixths"},
                                          {"tiondel", "tiondelar", "tenth", "tenths"}};
    static const char *const each[][5] = {{"tredje", "third"}, {"fjärde", "fourth"},
                                          {"femte", "fifth"},  {"sjätte", "sixth"},
                                          {"tionde", "tenth"}, {"annan", "other", "second"}};
    static const int whole[] = {3, 4, 5, 6, 10, 2};
    size_t kinds = parts ? sizeof part / sizeof *part : sizeof each / sizeof *each;
    for (size_t k = 0; k < kinds; k++)
        if (is(w, i, parts ? part[k] : each[k])) return whole[k];
    return 0;
}

// ---- quantities ----

struct quantity {
    double share, half; // how far the share may be from what the words say
    bool over;          // or anything above it
    size_t last;        // word
};

static bool part_of_whole(const struct words *w, size_t i, double part, struct quantity *out)
{
    double whole;
    int decimals;
    size_t at = i + 1;
    if (IS(w, at, "out")) at++;
    if (!IS(w, at, "av", "of", "in")) return false;
    at++;
    if (IS(w, at, "de", "the", "every")) at++;
    if (!number_of(w, at, &whole, &decimals) || whole < 2 || part > whole) return false;
    *out = (struct quantity){part / whole, 0.5 / whole, false, at};
    return true;
}

static bool quantity_at(const struct words *w, size_t i, struct quantity *out)
{
    double part;
    int decimals, whole;
    if (IS(w, i, "hälften", "half"))
        *out = (struct quantity){0.5, LOOSE, false, i};
    else if (IS(w, i, "majoritet", "majoriteten", "majority", "flesta"))
        *out = (struct quantity){0.5, 0, true, i};
    else if (IS(w, i, "var", "vart", "every") && (whole = whole_of(w, i + 1, false)) > 0)
        *out = (struct quantity){1.0 / whole, 0.5 / whole, false, i + 1};
    else if (!number_of(w, i, &part, &decimals))
        return false;
    else if (IS(w, i + 1, "%", "procent", "percent") ||
             (IS(w, i + 1, "per") && IS(w, i + 2, "cent")))
        *out = (struct quantity){part / 100, 0.005 / pow(10, decimals), false,
                                 i + 1 + IS(w, i + 1, "per")};
    else if ((whole = whole_of(w, i + 1, true)) > 0 && part <= whole)
        *out = (struct quantity){part / whole, 0.5 / whole, false, i + 1};
    else if (!part_of_whole(w, i, part, out))
        return false;
    if (out->half > LOOSE) out->half = LOOSE;
    return true;
}

// "mer än", "nästan", "drygt", "about" before a quantity change what it allows; returns the first
// word of them.
static size_t qualify(const struct words *w, size_t i, const struct quantity *q, double *least,
                      double *most)
{
    size_t one = i - 1, two = i - 2; // huge, and so no word, at the sentence's beginning
    bool than = IS(w, one, "än", "than"), just = IS(w, two, "just");
    *least = q->share - q->half;
    *most = q->share + q->half;
    if (q->over) {
        *least = q->share + 1e-9;
        *most = 1;
        return i;
    }
    if (IS(w, one, "drygt") || (just && IS(w, one, "over"))) {
        *least = q->share;
        *most = q->share + NEAR;
    } else if (IS(w, one, "knappt", "nästan", "närmare", "almost", "nearly") ||
               (just && IS(w, one, "under"))) {
        *least = q->share - NEAR;
    } else if (IS(w, one, "minst") || (IS(w, one, "least") && IS(w, two, "at"))) {
        *least = q->share;
        *most = 1;
    } else if (IS(w, one, "över", "over") || (than && IS(w, two, "mer", "fler", "more"))) {
        *least = q->share + 1e-9;
        *most = 1;
    } else if (IS(w, one, "högst") || (IS(w, one, "most") && IS(w, two, "at"))) {
        *least = 0;
        *most = q->share;
    } else if (IS(w, one, "under") || (than && IS(w, two, "mindre", "färre", "less", "fewer"))) {
        *least = 0;
        *most = q->share - 1e-9;
    } else if (IS(w, one, "cirka", "ca", "ungefär", "omkring", "runt", "about", "around",
                  "roughly")) {
        *least = q->share - LOOSE;
        *most = q->share + LOOSE;
    } else
        return i;
    return than || just || IS(w, one, "least", "most") ? two : one;
}

enum report_claim_word report_claim_read(struct str text, double share, struct str *out_words)
{
    struct words w = {.count = 0};
    struct quantity q;
    enum report_claim_word said = REPORT_CLAIM_SILENT;
    split(&w, text);
    for (size_t i = 0; i < w.count; i++) {
        double least, most;
        if (!quantity_at(&w, i, &q)) continue;
        size_t from = w.word[qualify(&w, i, &q, &least, &most)].from;
        if (said == REPORT_CLAIM_SILENT)
            *out_words = str_make(text.ptr + from, w.word[q.last].to - from);
        said = REPORT_CLAIM_CONTRADICTED;
        // What rounds to a bound is not beyond it.
        if (share >= least - 1e-12 && share <= most + 1e-12) return REPORT_CLAIM_FITS;
        i = q.last;
    }
    return said;
}

// ---- claims ----

static void fill(struct report_claim *c, double share, const struct report_facts *facts,
                 struct arena *a)
{
    static const char *const names[] = {"{percent}", "{count}", "{of}"};
    struct buf text = {0};
    struct str rest = c->text;
    while (rest.len) {
        size_t name = 0, bytes = 1;
        while (name < 3 && !str_starts(rest, str_of(names[name])))
            name++;
        if (name < 3) bytes = strlen(names[name]);
        if (name == 0)
            report_share_of(share, facts->language, &text);
        else if (name < 3)
            report_number(name == 1 ? c->share.part : c->share.whole, facts->language, &text);
        else
            buf_add_char(&text, *rest.ptr);
        rest = str_sub(rest, bytes, rest.len);
    }
    c->text = arena_dup(a, buf_str(&text));
    buf_finish(&text);
}

static double claim_weighted(const struct form_def *form, const struct report_claim *claim)
{
    const struct report_question *q = claim->question;
    double part = 0, whole = claim->valid_base ? q->weight_valid : q->weight_asked;
    if (!q->weights || !(whole > 0)) return 0;
    for (size_t i = 0; i < json_array_size(claim->choices); i++) {
        struct str name = str_of(json_string_value(json_array_get(claim->choices, i)));
        for (size_t c = 0; c < q->choice_count; c++)
            if (str_eq(form_choice_name(form, q->node, c), name)) part += q->weights[c];
    }
    return part / whole;
}

// Whether a claim rests on a choice that is not shown.
static bool names_few(const struct form_def *form, const struct report_claim *claim)
{
    const struct report_question *q = claim->question;
    for (size_t c = 0; c < q->choice_count && q->few; c++)
        for (size_t i = 0; i < json_array_size(claim->choices) && q->few[c]; i++)
            if (str_eq(form_choice_name(form, q->node, c),
                       str_of(json_string_value(json_array_get(claim->choices, i)))))
                return true;
    return false;
}

// Fills {percent}, {count} and {of} in the sentence and looks whether it fits.
static void judge(struct report_claim *c, const struct report_facts *facts, struct arena *a)
{
    if (c->withheld || c->share.whole == 0) return;
    double share = report_by_weight(c->question) ? c->weighted
                                                 : (double)c->share.part / (double)c->share.whole;
    fill(c, share, facts, a);
    c->contradicted = report_claim_read(c->text, share, &c->says) == REPORT_CLAIM_CONTRADICTED;
}

enum err report_claims_make(const struct form_def *form, const struct report_facts *facts,
                            struct arena *a, struct report_figures *out, struct err_info *info)
{
    const json_t *claims = json_object_get(facts->settings, "claims");
    out->claims = ARENA_ARRAY(a, struct report_claim, json_array_size(claims));
    for (size_t i = 0; i < json_array_size(claims); i++) {
        const json_t *from = json_array_get(claims, i);
        struct report_claim *claim = &out->claims[out->claim_count];
        struct str question = str_of(json_string_value(json_object_get(from, "question")));
        claim->question = report_question_find(out, form, question);
        if (!claim->question) continue; // not a question that is shown
        claim->text = report_text(json_object_get(from, "text"), facts->language);
        claim->note = report_text(json_object_get(from, "note"), facts->language);
        claim->choices = json_object_get(from, "choices");
        const char *base = json_string_value(json_object_get(from, "base"));
        claim->valid_base = base && strcmp(base, "valid") == 0;
        enum err err = report_share(form, claim->question, claim->choices, claim->valid_base,
                                    &claim->share, info);
        if (err) return err_prefix(info, err, "report.claims[%zu]: ", i);
        claim->weighted = claim_weighted(form, claim);
        claim->withheld = claim->question->withheld ||
                          stats_withheld(claim->share.whole, facts->k) || names_few(form, claim);
        judge(claim, facts, a);
        out->claim_count++;
    }
    return ERR_NONE;
}

bool report_claim_left_out(const struct report_claim *c)
{
    return c->withheld || c->share.whole == 0 || c->contradicted;
}

static void add_share(const struct report_claim *c, enum report_language language, struct buf *out)
{
    if (report_by_weight(c->question))
        report_share_of(c->weighted, language, out);
    else
        report_percent(c->share, language, out);
}

void report_claim_instead(const struct report_claim *c, enum report_language language,
                          struct buf *out)
{
    struct buf number = {0}, other = {0};
    report_number(c->question->number, language, &number);
    if (c->contradicted) {
        add_share(c, language, &other);
        struct str wrong[] = {buf_str(&number), c->says, buf_str(&other)};
        report_word_fill(WORD_CLAIM_WRONG, language, wrong, 3, out);
    } else {
        report_number(c->question->k, language, &other);
        struct str few[] = {buf_str(&number), buf_str(&other)};
        report_word_fill(WORD_CLAIM_WITHHELD, language, few, 2, out);
    }
    buf_finish(&number);
    buf_finish(&other);
}

enum err report_claims_wrong(const struct table *t, const struct report_facts *facts,
                             struct buf *out, struct err_info *info)
{
    if (!json_array_size(json_object_get(facts->settings, "claims"))) return ERR_NONE;
    struct arena *a = arena_create(ARENA_PLAIN, REPORT_ARENA_BYTES);
    struct report_figures f;
    enum err err = report_figures_make(t, facts, a, &f, info);
    for (size_t i = 0; !err && i < f.claim_count && !f.withheld; i++) {
        const struct report_claim *c = &f.claims[i];
        struct buf share = {0};
        if (!c->contradicted) continue;
        add_share(c, REPORT_ENGLISH, &share);
        buf_printf(out,
                   "claim %zu says \"%.*s\" but the answers give %.*s, and is left out: "
                   "\"%.*s\"\n",
                   i + 1, STR_ARG(c->says), STR_ARG(buf_str(&share)), STR_ARG(c->text));
        buf_finish(&share);
    }
    arena_destroy(a);
    return err;
}
