// SPDX-License-Identifier: EUPL-1.2
// Attract, information, consent, the frame of a question page, thanks and the rest. See
// kiosk/pages.h. What a page says comes from the survey where it says something, otherwise from
// kiosk/texts.h.
#include "kiosk/pages.h"

#include "base/limits.h"
#include "kiosk/pages_priv.h"
#include "kiosk/texts.h"

#include <stdio.h>

enum {
    NUMBERS_MM = 130,
    AID_MM = 20 // an aid's icon and the gap beside it
};

// ---- small things that pages share ----
struct str kiosk_pages_text(const struct kiosk_pages *pages, enum kiosk_text id)
{
    return kiosk_text(id, kiosk_session_language(pages->session));
}

static struct str survey_words(const struct kiosk_pages *pages, const char *path)
{
    return survey_text(pages->survey, path, kiosk_session_language(pages->session));
}

// A pattern with {k}, {organizer}, {contact}, {n} and {minutes} filled in.
static struct str filled(const struct kiosk_pages *pages, struct arena *a, struct str pattern)
{
    struct str k = arena_printf(a, "%lld", (long long)kiosk_session_facts(pages->session)->k);
    struct str n = arena_printf(a, "%zu", pages->question_count);
    struct str minutes = arena_printf(a, "%d", pages->minutes);
    const struct kiosk_fill fills[] = {
        {"k", k},
        {"organizer", survey_words(pages, "organizer.name")},
        {"contact", survey_words(pages, "organizer.contact")},
        {"n", n},
        {"questions", n},
        {"minutes", minutes},
    };
    struct buf text = {0};
    kiosk_text_fill(pattern, fills, sizeof(fills) / sizeof(fills[0]), &text);
    struct str copy = arena_dup(a, buf_str(&text));
    buf_finish(&text);
    return copy;
}

struct str kiosk_pages_words_or(const struct kiosk_pages *pages, struct arena *a, const char *path,
                                enum kiosk_text otherwise)
{
    struct str words = survey_words(pages, path);
    return filled(pages, a, words.len > 0 ? words : kiosk_pages_text(pages, otherwise));
}

// One element a paragraph: a line break in the survey's text begins a new one.
void kiosk_pages_paragraphs(struct arena *a, struct ui_element *parent, enum ui_text_size size,
                            enum ui_color color, enum ui_align align, struct str text)
{
    struct str line;
    while (str_split(&text, '\n', &line)) {
        line = str_trim(line);
        if (line.len > 0) {
            struct ui_element *e = ui_text(a, parent, size, line);
            e->color = color;
            e->align = align;
        }
    }
}

// Too low for the generous pages: everything that matters is to be seen without scrolling.
bool kiosk_pages_low(const struct kiosk_pages *pages)
{
    return kiosk_question_page_low(pages->ui);
}

// Little glass, or letters so large that they make it little: what has to be pressed keeps its
// place below what may have to scroll.
bool kiosk_pages_tight(const struct kiosk_pages *pages)
{
    return kiosk_pages_low(pages) || ui_settings(pages->ui).text_scale > 1.4;
}

// Large letters on low glass: the way back is an arrow, and the foot stays one row, or the question
// would have no room.
bool kiosk_pages_cramped(const struct kiosk_pages *pages)
{
    return kiosk_pages_low(pages) && ui_settings(pages->ui).text_scale > 1.4;
}

bool kiosk_pages_upright(const struct kiosk_pages *pages)
{
    struct ui_rect size = ui_size(pages->ui);
    return size.w < size.h;
}

struct ui_element *kiosk_pages_title(struct kiosk_pages *pages, struct arena *a,
                                     struct ui_element *parent, struct str text)
{
    struct ui_element *title = ui_heading(
        a, parent, STR("title"), kiosk_pages_tight(pages) ? UI_TEXT_QUESTION : UI_TEXT_TITLE, text);
    title->align = UI_ALIGN_CENTER;
    return title;
}

void kiosk_pages_target(const struct kiosk_pages *pages, struct ui_element *e)
{
    if (kiosk_question_page_children(pages->questions)) {
        double least = kiosk_pages_low(pages) ? 20 : 25;
        e->min_h_mm = e->min_h_mm < least ? least : e->min_h_mm;
        e->min_w_mm = e->min_w_mm < least ? least : e->min_w_mm;
    }
}

struct ui_element *kiosk_pages_primary(struct kiosk_pages *pages, struct arena *a,
                                       struct ui_element *parent, const char *id, enum ui_icon icon,
                                       enum kiosk_text text)
{
    struct ui_element *button =
        ui_button(a, parent, str_of(id), UI_LOOK_PRIMARY, icon, kiosk_pages_text(pages, text));
    button->min_w_mm = kiosk_pages_upright(pages) ? 34 : 44;
    kiosk_pages_target(pages, button);
    return button;
}

struct ui_element *kiosk_pages_dialog(struct kiosk_pages *pages, struct arena *a,
                                      struct ui_element *root, const char *id, struct str title,
                                      struct ui_element **out_foot)
{
    struct ui_element *dialog = ui_overlay(a, root, str_of(id), title);
    dialog->pad_mm = kiosk_pages_cramped(pages) ? 4 : 7;
    dialog->gap_mm = kiosk_pages_cramped(pages) ? 3 : 5;
    struct ui_element *body = ui_scroll(a, dialog, arena_printf(a, "%s/body", id));
    body->gap_mm = dialog->gap_mm;
    body->align = UI_ALIGN_CENTER;
    body->name = kiosk_pages_text(pages, TEXT_MORE);
    body->value = kiosk_pages_text(pages, TEXT_LESS);
    struct ui_element *heading =
        ui_heading(a, body, arena_printf(a, "%s/title", id),
                   kiosk_pages_cramped(pages) ? UI_TEXT_SMALL : UI_TEXT_QUESTION, title);
    heading->align = UI_ALIGN_CENTER;
    *out_foot = ui_wrap(a, dialog, 4);
    (*out_foot)->align = UI_ALIGN_CENTER;
    return body;
}

static void add_test_note(struct kiosk_pages *pages, struct arena *a, struct ui_element *parent)
{
    if (kiosk_session_facts(pages->session)->production) {
        return;
    }
    struct ui_element *note =
        ui_text(a, parent, UI_TEXT_SMALL, kiosk_pages_text(pages, TEXT_TEST_MODE));
    note->id = STR("test-mode");
    note->role = UI_ROLE_STATUS;
    note->color = UI_COLOR_INK_2;
    note->align = UI_ALIGN_CENTER;
}

static void add_languages(struct kiosk_pages *pages, struct arena *a, struct ui_element *parent)
{
    const struct kiosk_facts *facts = kiosk_session_facts(pages->session);
    for (size_t i = 0; i < facts->language_count; i++) {
        struct str code = facts->languages[i].code;
        struct ui_element *chip = ui_button(a, parent, arena_printf(a, "lang/%.*s", STR_ARG(code)),
                                            UI_LOOK_CHIP, UI_ICON_NONE, kiosk_language_name(code));
        chip->role = UI_ROLE_RADIO;
        if (i == kiosk_session_language_index(pages->session)) {
            chip->state |= UI_STATE_CHECKED;
        }
    }
}

// ---- attract ----
// "9 frågor · ungefär 2 minuter", unless the survey's own words say how many.
static void add_length(struct kiosk_pages *pages, struct arena *a, struct ui_element *parent,
                       struct str said)
{
    if (pages->varies) {
        return; // which questions there will be hangs on the first answers
    }
    struct str number = arena_printf(a, "%zu", pages->question_count);
    if (str_find(said, number) >= 0) {
        return;
    }
    bool one = pages->question_count == 1;
    struct str count =
        filled(pages, a, kiosk_pages_text(pages, one ? TEXT_QUESTIONS_ONE : TEXT_QUESTIONS));
    enum kiosk_text id = pages->minutes == 1 ? TEXT_MINUTES_ONE : TEXT_MINUTES;
    struct kiosk_fill fill = {"n", arena_printf(a, "%d", pages->minutes)};
    struct buf minutes = {0};
    kiosk_text_fill(kiosk_pages_text(pages, id), &fill, 1, &minutes);
    struct ui_element *length = ui_text(
        a, parent, UI_TEXT_HINT,
        arena_printf(a, "%.*s · %.*s", STR_ARG(count), (int)minutes.len, buf_text(&minutes)));
    buf_finish(&minutes);
    length->color = UI_COLOR_INK_2;
    length->align = UI_ALIGN_CENTER;
}

// What helps to read, at the end of the banner.
static void add_aids(struct kiosk_pages *pages, struct arena *a, struct ui_element *top)
{
    if (pages->can_speak) {
        struct ui_element *button = ui_button(a, top, STR("speak"), UI_LOOK_QUIET, UI_ICON_SPEAKER,
                                              kiosk_pages_text(pages, TEXT_SPEAK));
        button->icon_only = true;
    }
    struct ui_element *aa = ui_button(a, top, STR("nav/aa"), UI_LOOK_QUIET, UI_ICON_TEXT_SIZE,
                                      kiosk_pages_text(pages, TEXT_AA));
    aa->icon_only = true;
}

static void add_language_chip(struct kiosk_pages *pages, struct arena *a, struct ui_element *row)
{
    if (kiosk_session_facts(pages->session)->language_count > 1) {
        struct ui_element *chip =
            ui_button(a, row, STR("nav/language"), UI_LOOK_QUIET, UI_ICON_GLOBE,
                      kiosk_language_name(kiosk_session_language(pages->session)));
        chip->size = UI_TEXT_SMALL;
    }
}

// Language and aids at the end of a low page's foot, the room before as wide, so that what stands
// between is in the middle. Where letters are so large that the languages themselves would be out
// of sight, their sign is here.
static void add_foot_aids(struct kiosk_pages *pages, struct arena *a, struct ui_element *foot,
                          struct ui_element *before)
{
    bool chip =
        kiosk_pages_cramped(pages) && kiosk_session_facts(pages->session)->language_count > 1;
    int aids = 1 + (pages->can_speak ? 1 : 0) + (chip ? 1 : 0);
    ui_spacer(a, foot, 0, 1);
    if (chip) {
        add_language_chip(pages, a, foot);
        foot->last->icon_only = true;
    }
    add_aids(pages, a, foot);
    bool room = foot->first == before && !kiosk_pages_cramped(pages); // and no logo has it
    before->min_w_mm = room ? AID_MM * aids : 0;
}

static struct ui_element *build_attract(struct kiosk_pages *pages, struct arena *a)
{
    struct ui_page page = ui_page_centered(a);
    bool below = kiosk_pages_tight(pages);
    struct ui_element *way = below ? page.foot : page.body;
    if (!kiosk_pages_cramped(pages)) {
        bool beside = kiosk_pages_low(pages) || (below && !kiosk_pages_upright(pages));
        kiosk_pages_logo(pages, a, beside ? page.foot : page.top,
                         kiosk_pages_low(pages) ? 14 : KIOSK_LOGO_MM);
    }
    struct ui_element *before = ui_spacer(a, below ? page.foot : page.top, 0, 1);
    if (!below) {
        add_aids(pages, a, page.top);
    }
    page.body->gap_mm = below ? 3 : page.body->gap_mm;
    // A few millimetres up and down, so that no pixel of the panel shows the same for days.
    static const double places_mm[] = {0, 4, 8, 4};
    int step = kiosk_session_attract_step(pages->session);
    if (!below && step > 0) {
        ui_spacer(a, page.body, places_mm[step % 4], 0);
    }
    kiosk_pages_title(pages, a, page.body, survey_words(pages, "title"));
    struct str said = kiosk_pages_words_or(pages, a, "pages.start", TEXT_ATTRACT_LINE);
    struct str rest = said;
    struct str first;
    if (str_split(&rest, '\n', &first)) {
        kiosk_pages_paragraphs(a, page.body, UI_TEXT_OPTION, UI_COLOR_INK, UI_ALIGN_CENTER, first);
        kiosk_pages_paragraphs(a, page.body, UI_TEXT_HINT, UI_COLOR_INK_2, UI_ALIGN_CENTER, rest);
    }
    add_length(pages, a, page.body, said);
    if (kiosk_session_mode(pages->session) == KIOSK_INTERVIEWER) {
        struct ui_element *who =
            ui_text(a, page.body, UI_TEXT_HINT, kiosk_pages_text(pages, TEXT_INTERVIEW_LINE));
        who->id = STR("interview");
        who->align = UI_ALIGN_CENTER;
    }

    if (!below) {
        ui_spacer(a, page.body, 4, 0);
    }
    struct ui_element *start =
        kiosk_pages_primary(pages, a, way, "start", UI_ICON_NEXT, TEXT_START);
    start->min_w_mm = 70;
    start->min_h_mm = below ? 20 : 24;
    start->size = UI_TEXT_OPTION;
    if (below) {
        add_foot_aids(pages, a, page.foot, before);
    }

    size_t languages = kiosk_session_facts(pages->session)->language_count;
    if (languages > 1 && languages <= KIOSK_ATTRACT_LANGUAGES) {
        struct ui_element *wrap = ui_wrap(a, page.body, 4);
        wrap->id = STR("languages");
        wrap->role = UI_ROLE_RADIOGROUP;
        wrap->name = kiosk_pages_text(pages, TEXT_LANGUAGE);
        wrap->align = UI_ALIGN_CENTER;
        add_languages(pages, a, wrap);
    }
    bool above = kiosk_pages_low(pages) && !kiosk_pages_cramped(pages);
    add_test_note(pages, a, above ? page.top : page.body);
    return page.root;
}

// ---- language, information, consent ----
static void add_back(struct kiosk_pages *pages, struct arena *a, struct ui_element *foot)
{
    struct ui_element *back = ui_button(a, foot, STR("nav/back"), UI_LOOK_QUIET, UI_ICON_BACK,
                                        kiosk_pages_text(pages, TEXT_BACK));
    back->icon_only = kiosk_pages_cramped(pages);
    kiosk_pages_target(pages, back);
}

static struct ui_element *build_language(struct kiosk_pages *pages, struct arena *a)
{
    struct ui_page page = ui_page_new(a);
    ui_heading(a, page.body, STR("title"), UI_TEXT_QUESTION,
               kiosk_pages_text(pages, TEXT_LANGUAGE_TITLE));
    struct ui_element *options =
        ui_options(a, page.body, STR("languages"), false, kiosk_pages_text(pages, TEXT_LANGUAGE));
    const struct kiosk_facts *facts = kiosk_session_facts(pages->session);
    for (size_t i = 0; i < facts->language_count; i++) {
        struct str code = facts->languages[i].code;
        ui_choice(a, options, arena_printf(a, "lang/%.*s", STR_ARG(code)),
                  kiosk_language_name(code), i == kiosk_session_language_index(pages->session));
    }
    add_back(pages, a, page.foot);
    return page.root;
}

static struct ui_element *build_info(struct kiosk_pages *pages, struct arena *a)
{
    struct ui_page page = ui_page_new(a);
    if (!kiosk_pages_tight(pages)) {
        kiosk_pages_logo(pages, a, page.top, KIOSK_LOGO_MM);
    }
    ui_spacer(a, page.top, 0, 1);
    add_language_chip(pages, a, page.top);
    add_aids(pages, a, page.top);
    ui_heading(a, page.body, STR("title"), UI_TEXT_QUESTION,
               kiosk_pages_text(pages, TEXT_INFO_TITLE));
    kiosk_pages_paragraphs(a, page.body, UI_TEXT_OPTION, UI_COLOR_INK, UI_ALIGN_START,
                           kiosk_pages_words_or(pages, a, "pages.info", TEXT_INFO_TEXT));
    // Whom to ask stands there whatever the survey's own words are.
    struct str contact = survey_words(pages, "organizer.contact");
    if (contact.len > 0 &&
        str_find(kiosk_pages_words_or(pages, a, "pages.info", TEXT_INFO_TEXT), contact) < 0) {
        kiosk_pages_paragraphs(a, page.body, UI_TEXT_HINT, UI_COLOR_INK_2, UI_ALIGN_START,
                               filled(pages, a, kiosk_pages_text(pages, TEXT_INFO_CONTACT)));
    }
    if (kiosk_session_under(pages->session) == KIOSK_QUESTION) {
        kiosk_pages_primary(pages, a, page.foot, "nav/info", UI_ICON_BACK, TEXT_BACK);
        return page.root;
    }
    add_back(pages, a, page.foot);
    ui_spacer(a, page.foot, 0, 1);
    kiosk_pages_primary(pages, a, page.foot, "info/next", UI_ICON_NEXT, TEXT_CONTINUE);
    return page.root;
}

static struct ui_element *build_consent(struct kiosk_pages *pages, struct arena *a)
{
    struct ui_page page = ui_page_new(a);
    ui_spacer(a, page.top, 0, 1);
    add_language_chip(pages, a, page.top);
    add_aids(pages, a, page.top);
    struct str title = kiosk_pages_text(pages, TEXT_CONSENT_TITLE);
    ui_heading(a, page.body, STR("title"), UI_TEXT_QUESTION, title);
    struct str words = kiosk_pages_words_or(pages, a, "pages.consent", TEXT_CONSENT_TEXT);
    if (str_eq(str_trim(words), title)) {
        words = kiosk_pages_text(pages, TEXT_CONSENT_TEXT); // the question alone says too little
    }
    kiosk_pages_paragraphs(a, page.body, UI_TEXT_OPTION, UI_COLOR_INK, UI_ALIGN_START, words);
    // Equally large and equally plain: saying no is as easy as saying yes. On little glass they
    // keep their place under the words, which may have to scroll.
    bool below =
        kiosk_pages_low(pages) || (kiosk_pages_tight(pages) && !kiosk_pages_upright(pages));
    if (below) {
        add_back(pages, a, page.foot);
        page.foot->last->icon_only = true;
    } else {
        ui_spacer(a, page.body, 2, 0);
    }
    struct ui_element *row = below ? page.foot : ui_row(a, page.body, 6);
    static const struct {
        const char *id;
        enum kiosk_text text;
        enum ui_icon icon;
    } answers[] = {{"consent/yes", TEXT_YES, UI_ICON_CHECK},
                   {"consent/no", TEXT_NO, UI_ICON_CLOSE}};
    for (size_t i = 0; i < 2; i++) {
        struct ui_element *button =
            ui_button(a, row, str_of(answers[i].id), UI_LOOK_PLAIN, answers[i].icon,
                      kiosk_pages_text(pages, answers[i].text));
        button->size = UI_TEXT_OPTION;
        button->min_h_mm = kiosk_pages_low(pages) ? 18 : below ? 22 : 28;
        button->grow = 1;
    }
    if (!below) {
        add_back(pages, a, page.foot);
        page.foot->min_h_mm = kiosk_question_page_children(pages->questions) ? 25 : 20;
        page.foot->align_down = UI_ALIGN_CENTER; // where it is on pages that have a way on
    }
    return page.root;
}

// ---- questions ----
static void add_top(struct kiosk_pages *pages, struct arena *a, struct ui_element *top)
{
    struct kiosk_session *session = pages->session;
    struct form_instance *in = kiosk_session_instance(session);
    size_t before = form_view_pages_before(in, kiosk_session_form_page(session));
    size_t count = form_view_page_count(in);
    struct kiosk_fill fills[] = {{"n", arena_printf(a, "%zu", before + 1)},
                                 {"m", arena_printf(a, "%zu", count)}};
    struct buf words = {0};
    kiosk_text_fill(kiosk_pages_text(pages, TEXT_PROGRESS), fills, 2, &words);
    struct ui_element *progress =
        ui_progress(a, top, STR("progress"), count > 0 ? (double)(before + 1) / (double)count : 1,
                    buf_str(&words));
    progress->grow = 1;
    buf_finish(&words);
    add_language_chip(pages, a, top);
    add_aids(pages, a, top);
}

void kiosk_pages_letters(struct kiosk_pages *pages, struct arena *a, struct ui_element *keys)
{
    struct ui_keyboard_words words = {
        .space = kiosk_pages_text(pages, TEXT_SPACE),
        .backspace = kiosk_pages_text(pages, TEXT_ERASE),
        .shift = kiosk_pages_text(pages, TEXT_SHIFT),
        .enter = kiosk_pages_text(pages, TEXT_NEW_LINE),
        .letters = kiosk_pages_text(pages, TEXT_LETTERS),
        .symbols = kiosk_pages_text(pages, TEXT_SYMBOLS),
        .layout = kiosk_pages_text(pages, TEXT_KEY_LAYOUT),
        .accents = kiosk_pages_text(pages, TEXT_KEY_ACCENTS),
        .emoji = kiosk_pages_text(pages, TEXT_KEY_EMOJI),
        .more_emoji = kiosk_pages_text(pages, TEXT_KEY_MORE_EMOJI),
        .undo = kiosk_pages_text(pages, TEXT_KEY_UNDO),
        .left = kiosk_pages_text(pages, TEXT_KEY_LEFT),
        .right = kiosk_pages_text(pages, TEXT_KEY_RIGHT),
        .select = kiosk_pages_text(pages, TEXT_KEY_SELECT),
        .cut = kiosk_pages_text(pages, TEXT_KEY_CUT),
        .copy = kiosk_pages_text(pages, TEXT_KEY_COPY),
        .paste = kiosk_pages_text(pages, TEXT_KEY_PASTE),
        .all = kiosk_pages_text(pages, TEXT_KEY_ALL),
    };
    struct ui_keyboard_field field = kiosk_question_page_typing(pages->questions);
    if (field.id.len > 0) {
        words.field = &field;
    }
    // Digits at once where the glass has the height for another row.
    struct ui_rect size = ui_size(pages->ui);
    double high_mm = size.h * ui_mm_per_pixel(pages->ui);
    ui_keyboard_numbers(ui_keyboard(pages->ui), high_mm >= NUMBERS_MM);
    ui_keyboard_emoji(ui_keyboard(pages->ui), pages->emoji);
    ui_keyboard_build(ui_keyboard(pages->ui), a, keys, &words);
}

static void add_keys(struct kiosk_pages *pages, struct arena *a, struct ui_element *keys)
{
    struct kiosk_keys wanted = kiosk_question_page_keys(pages->questions);
    if (wanted.digits) {
        kiosk_pages_pad(pages, a, keys, wanted);
    } else {
        kiosk_pages_letters(pages, a, keys);
    }
}

// Where a tap is the answer nobody has been asked before: what the tap means stands under the
// question, and what else there is to know is a touch away.
static bool is_one_tap(const struct kiosk_pages *pages)
{
    return kiosk_session_mode(pages->session) == KIOSK_ONE_TAP &&
           kiosk_session_first_page(pages->session);
}

static void add_one_tap(struct kiosk_pages *pages, struct arena *a, struct ui_page *page)
{
    // Beside the button where there is room, else above it, where it cannot scroll away; only on
    // cramped glass it comes after the faces, which would not be seen at all.
    bool beside = ui_settings(pages->ui).text_scale < 1.4 && !kiosk_pages_upright(pages);
    struct ui_element *above = kiosk_pages_cramped(pages) ? page->body : page->keys;
    struct ui_element *info = ui_button(a, page->foot, STR("nav/info"), UI_LOOK_QUIET, UI_ICON_INFO,
                                        kiosk_pages_text(pages, TEXT_INFO_TITLE));
    info->size = UI_TEXT_SMALL;
    info->icon_only = kiosk_pages_low(pages);
    struct ui_element *line = ui_text(a, beside ? page->foot : above, UI_TEXT_SMALL,
                                      kiosk_pages_text(pages, TEXT_ONE_TAP));
    line->id = STR("consent/line");
    line->color = UI_COLOR_INK_2;
    line->grow = beside ? 1 : 0;
    page->foot->align_down = UI_ALIGN_CENTER;
}

// What the last Next has to say, in smaller letters where large ones would push it all away.
static void add_notice(struct kiosk_pages *pages, struct arena *a, struct ui_element *parent)
{
    kiosk_question_page_notice(pages->questions, a, parent);
    if (parent->last && ui_settings(pages->ui).text_scale > 1.4) {
        parent->last->size = UI_TEXT_SMALL;
    }
}

static struct ui_element *build_question(struct kiosk_pages *pages, struct arena *a,
                                         struct str *out_focus)
{
    struct ui_page page = ui_page_new(a);
    page.body->name = kiosk_pages_text(pages, TEXT_MORE);
    page.body->value = kiosk_pages_text(pages, TEXT_LESS);
    add_top(pages, a, page.top);
    kiosk_question_page_build(pages->questions, a, page.body);
    struct str field = kiosk_question_page_field(pages->questions);
    if (field.len > 0) {
        *out_focus = arena_dup(a, field);
    }
    kiosk_question_page_remark(pages->questions, a, page.keys);
    // What has to be read first takes the keyboard's room; touching the field brings it back.
    if (kiosk_session_notice(pages->session) != KIOSK_NOTICE_NONE) {
        add_notice(pages, a, page.keys);
    } else if (field.len > 0) {
        add_keys(pages, a, page.keys);
    }
    if (!kiosk_session_first_page(pages->session)) {
        add_back(pages, a, page.foot);
    }
    // Before the only tap there is nothing to stop and to erase.
    if (is_one_tap(pages)) {
        add_one_tap(pages, a, &page);
    } else {
        // Its sign stands beside its words where there is room, and for them where there is none.
        bool signless =
            !kiosk_pages_cramped(pages) && (kiosk_pages_tight(pages) || kiosk_pages_upright(pages));
        struct ui_element *stop =
            ui_button(a, page.foot, STR("nav/stop"), UI_LOOK_QUIET,
                      signless ? UI_ICON_NONE : UI_ICON_ERASE, kiosk_pages_text(pages, TEXT_STOP));
        stop->spare_icon = UI_ICON_ERASE;
        stop->color = UI_COLOR_INK_2;
        stop->size = UI_TEXT_SMALL;
        stop->icon_only = field.len > 0 && kiosk_pages_cramped(pages);
        kiosk_pages_target(pages, stop);
    }
    ui_spacer(a, page.foot, 0, 1);
    bool last = kiosk_session_last_page(pages->session);
    kiosk_pages_primary(pages, a, page.foot, "nav/next", last ? UI_ICON_CHECK : UI_ICON_NEXT,
                        last ? TEXT_FINISH : TEXT_NEXT);
    return page.root;
}

static struct ui_element *build_stop(struct kiosk_pages *pages, struct arena *a,
                                     struct str *out_focus)
{
    struct ui_element *root = build_question(pages, a, out_focus);
    *out_focus = STR("");
    struct str title = kiosk_pages_text(pages, TEXT_STOP_TITLE);
    struct ui_element *row;
    struct ui_element *body = kiosk_pages_dialog(pages, a, root, "stop", title, &row);
    bool small = kiosk_pages_cramped(pages); // what is erased is to be read before it is
    ui_text(a, body, small ? UI_TEXT_SMALL : UI_TEXT_OPTION,
            kiosk_pages_text(pages, TEXT_STOP_TEXT));
    struct ui_element *yes = ui_button(a, row, STR("stop/yes"), UI_LOOK_PLAIN, UI_ICON_ERASE,
                                       kiosk_pages_text(pages, TEXT_STOP_YES));
    struct ui_element *no =
        kiosk_pages_primary(pages, a, row, "stop/no", UI_ICON_NONE, TEXT_STOP_NO);
    yes->size = no->size = small ? UI_TEXT_SMALL : yes->size;
    return root;
}

static struct ui_element *build(struct kiosk_pages *pages, enum kiosk_page which, struct arena *a,
                                struct str *out_focus)
{
    switch (which) {
    case KIOSK_ATTRACT: return build_attract(pages, a);
    case KIOSK_LANGUAGE: return build_language(pages, a);
    case KIOSK_INFO: return build_info(pages, a);
    case KIOSK_CONSENT: return build_consent(pages, a);
    case KIOSK_QUESTION: return build_question(pages, a, out_focus);
    case KIOSK_STOP: return build_stop(pages, a, out_focus);
    case KIOSK_AA: {
        struct ui_element *root = build(pages, kiosk_session_under(pages->session), a, out_focus);
        *out_focus = STR("");
        kiosk_pages_aa_add(pages, a, root);
        return root;
    }
    case KIOSK_TROUBLE:
    case KIOSK_THANKS:
    case KIOSK_IDLE:
    case KIOSK_SAVING:
    case KIOSK_DECLINED:
    case KIOSK_ERASED: return kiosk_pages_short(pages, which, a);
    }
    return NULL;
}

struct ui_element *kiosk_pages_build(struct kiosk_pages *pages, struct arena *a,
                                     struct str *out_focus)
{
    *out_focus = STR("");
    return build(pages, kiosk_session_page(pages->session), a, out_focus);
}
