// SPDX-License-Identifier: EUPL-1.2
// The kiosk's short pages: saving, trouble, thanks, the goodbyes without an answer and the
// countdown. See kiosk/pages.h.
#include "kiosk/pages_priv.h"

enum { LONG_THANKS = 60 };

static struct ui_page build_message(struct kiosk_pages *pages, struct arena *a, enum ui_icon icon,
                                    enum ui_color color, enum kiosk_text title, struct str text)
{
    struct ui_page page = ui_page_centered(a);
    if (icon != UI_ICON_NONE && !kiosk_pages_cramped(pages)) {
        struct ui_element *picture = ui_picture(a, page.body, ui_picture_icon(a, icon),
                                                kiosk_pages_low(pages)     ? 14
                                                : kiosk_pages_tight(pages) ? 18
                                                                           : 26,
                                                STR(""));
        picture->color = color;
    }
    kiosk_pages_title(pages, a, page.body, kiosk_pages_text(pages, title));
    kiosk_pages_paragraphs(a, page.body, kiosk_pages_cramped(pages) ? UI_TEXT_HINT : UI_TEXT_OPTION,
                           UI_COLOR_INK, UI_ALIGN_CENTER, text);
    return page;
}

// A tablet that goes round stays on its goodbye until it has a new holder.
static void add_hand_on(struct kiosk_pages *pages, struct arena *a, struct ui_element *parent)
{
    if (kiosk_session_mode(pages->session) == KIOSK_PASSED) {
        struct ui_element *e =
            ui_text(a, parent, UI_TEXT_OPTION, kiosk_pages_text(pages, TEXT_HAND_ON));
        e->id = STR("hand-on");
        e->align = UI_ALIGN_CENTER;
    }
}

static void add_again(struct kiosk_pages *pages, struct arena *a, struct ui_element *parent)
{
    bool interview = kiosk_session_mode(pages->session) == KIOSK_INTERVIEWER;
    if (!kiosk_pages_low(pages)) {
        ui_spacer(a, parent, 4, 0);
    }
    struct ui_element *again =
        ui_button(a, parent, STR("thanks/again"), UI_LOOK_PLAIN, UI_ICON_NEXT,
                  kiosk_pages_text(pages, interview ? TEXT_NEXT_INTERVIEW : TEXT_AGAIN));
    again->min_w_mm = 60;
}

// Where a page's button stands: under its words, and where these may scroll, in sight below them.
static struct ui_element *below_words(const struct kiosk_pages *pages, struct arena *a,
                                      struct ui_page *page)
{
    struct ui_element *below = kiosk_pages_tight(pages) ? ui_wrap(a, page->keys, 4) : page->body;
    below->align = UI_ALIGN_CENTER;
    return below;
}

// To who gave no answer, or took all of it back.
static struct ui_element *build_goodbye(struct kiosk_pages *pages, struct arena *a,
                                        enum kiosk_text title, enum kiosk_text text)
{
    struct ui_page page =
        build_message(pages, a, UI_ICON_NONE, UI_COLOR_NONE, title, kiosk_pages_text(pages, text));
    add_hand_on(pages, a, page.body);
    add_again(pages, a, below_words(pages, a, &page));
    return page.root;
}

static struct ui_element *build_thanks(struct kiosk_pages *pages, struct arena *a)
{
    struct str title = kiosk_pages_text(pages, TEXT_THANKS_TITLE);
    struct str words = kiosk_pages_words_or(pages, a, "pages.thanks", TEXT_THANKS_CLEARED);
    if (str_starts(words, title)) {
        words = str_trim(str_sub(words, title.len, words.len)); // the title says it already
    }
    // Whom one can talk to is to be seen at once: on little glass long words take the mark's room.
    bool marked = !kiosk_pages_tight(pages) ||
                  (!kiosk_pages_cramped(pages) && utf8_count(words) <= LONG_THANKS);
    struct ui_page page =
        build_message(pages, a, marked ? UI_ICON_CHECK : UI_ICON_NONE, UI_COLOR_GOOD,
                      TEXT_THANKS_TITLE, kiosk_pages_text(pages, TEXT_THANKS_TEXT));
    kiosk_pages_paragraphs(a, page.body, UI_TEXT_HINT, UI_COLOR_INK_2, UI_ALIGN_CENTER, words);
    add_hand_on(pages, a, page.body);
    if (!kiosk_pages_tight(pages)) {
        kiosk_pages_logo(pages, a, page.top, KIOSK_LOGO_MM);
    }
    // After one tap nothing is taken for a moment, so nothing is offered.
    if (kiosk_session_mode(pages->session) != KIOSK_ONE_TAP) {
        add_again(pages, a, below_words(pages, a, &page));
    }
    return page.root;
}

static struct ui_element *build_trouble(struct kiosk_pages *pages, struct arena *a)
{
    struct ui_page page =
        build_message(pages, a, UI_ICON_WARNING, UI_COLOR_WARN, TEXT_TROUBLE_TITLE,
                      kiosk_pages_text(pages, TEXT_TROUBLE_TEXT));
    // For the staff, in the store's own words.
    struct ui_element *cause =
        ui_text(a, page.body, UI_TEXT_SMALL, str_of(kiosk_session_trouble(pages->session)));
    cause->id = STR("error/cause");
    cause->color = UI_COLOR_INK_2;
    cause->align = UI_ALIGN_CENTER;
    return page.root;
}

// A page of its own and no layer: what was answered is not to be seen by whoever comes by.
static struct ui_element *build_idle(struct kiosk_pages *pages, struct arena *a)
{
    struct ui_page page = ui_page_centered(a);
    const struct kiosk_facts *facts = kiosk_session_facts(pages->session);
    int64_t left_ms = kiosk_session_idle_left_ms(pages->session);
    int64_t left_s = (left_ms + 999) / 1000;
    double part =
        facts->idle_warning_ms > 0 ? (double)left_s * 1000 / (double)facts->idle_warning_ms : 0;
    // On cramped glass all three lines and both buttons are to be seen at once.
    bool small = kiosk_pages_cramped(pages);
    struct ui_element *title =
        kiosk_pages_title(pages, a, page.body, kiosk_pages_text(pages, TEXT_IDLE_TITLE));
    title->size = small ? UI_TEXT_OPTION : title->size;
    page.body->gap_mm = small ? 1 : page.body->gap_mm;
    struct str seconds = arena_printf(a, "%lld", (long long)left_s);
    struct kiosk_fill fill = {"n", seconds};
    struct buf words = {0};
    enum kiosk_text left = left_s == 1 ? TEXT_SECONDS_ONE : TEXT_SECONDS;
    kiosk_text_fill(kiosk_pages_text(pages, left), &fill, 1, &words);
    if (!small) { // the words below say the same
        struct ui_element *ring = ui_picture(a, page.body, ui_picture_ring(a, part < 1 ? part : 1),
                                             kiosk_pages_low(pages) ? 14 : 30, buf_str(&words));
        ring->color = UI_COLOR_PRIMARY;
    }
    struct ui_element *count =
        ui_text(a, page.body, small ? UI_TEXT_OPTION : UI_TEXT_QUESTION, buf_str(&words));
    buf_finish(&words);
    count->id = STR("idle/left");
    count->role = UI_ROLE_TIMER;
    count->align = UI_ALIGN_CENTER;
    struct ui_element *text = ui_text(
        a, page.body, small ? UI_TEXT_SMALL : UI_TEXT_OPTION,
        kiosk_pages_text(pages, facts->keeps_break_off ? TEXT_IDLE_TEXT_KEEP : TEXT_IDLE_TEXT));
    text->align = UI_ALIGN_CENTER;
    struct ui_element *buttons = page.body;
    // Where the words take the room the buttons stay below them, and never scroll away.
    if (kiosk_pages_tight(pages)) {
        buttons = ui_wrap(a, page.keys, 4);
        buttons->align = UI_ALIGN_CENTER;
    } else {
        ui_spacer(a, page.body, 2, 0);
    }
    struct ui_element *go_on =
        kiosk_pages_primary(pages, a, buttons, "idle/continue", UI_ICON_NEXT, TEXT_IDLE_CONTINUE);
    go_on->min_w_mm = small ? 50 : 70;
    struct ui_element *clear = ui_button(a, buttons, STR("idle/clear"), UI_LOOK_QUIET,
                                         kiosk_pages_tight(pages) ? UI_ICON_NONE : UI_ICON_ERASE,
                                         kiosk_pages_text(pages, TEXT_IDLE_CLEAR));
    clear->size = small ? UI_TEXT_SMALL : clear->size;
    return page.root;
}

struct ui_element *kiosk_pages_short(struct kiosk_pages *pages, enum kiosk_page which,
                                     struct arena *a)
{
    switch (which) {
    case KIOSK_TROUBLE: return build_trouble(pages, a);
    case KIOSK_THANKS: return build_thanks(pages, a);
    case KIOSK_IDLE: return build_idle(pages, a);
    case KIOSK_SAVING:
        return build_message(pages, a, UI_ICON_LOCK, UI_COLOR_PRIMARY, TEXT_SAVING, STR("")).root;
    case KIOSK_DECLINED: return build_goodbye(pages, a, TEXT_DECLINED_TITLE, TEXT_DECLINED_TEXT);
    case KIOSK_ERASED: return build_goodbye(pages, a, TEXT_ERASED_TITLE, TEXT_ERASED_TEXT);
    case KIOSK_ATTRACT:
    case KIOSK_LANGUAGE:
    case KIOSK_INFO:
    case KIOSK_CONSENT:
    case KIOSK_QUESTION:
    case KIOSK_STOP:
    case KIOSK_AA: break;
    }
    return NULL;
}
