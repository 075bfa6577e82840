// SPDX-License-Identifier: EUPL-1.2
// One kiosk's respondents, one after the other: attract → language → information → consent →
// questions → thanks, with the idle countdown and the wipe. Pure logic over a form instance: the
// clock is passed in, the screen asks what to show, the store is behind a table of functions. What
// a respondent answered lives in one secret arena, which is wiped before the next one begins.
// One thread.
#pragma once

#include "form/view.h"
#include "kiosk/names.h"
#include "kiosk/response.h"
#include "store/store.h"

struct kiosk_session; // opaque

enum { KIOSK_ATTRACT_LANGUAGES = 6 }; // more of them get a page of their own

// What is on the screen.
enum kiosk_page {
    KIOSK_ATTRACT,
    KIOSK_LANGUAGE, // asked for from the attract page, or over a question
    KIOSK_INFO,
    KIOSK_CONSENT,
    KIOSK_QUESTION,
    KIOSK_STOP, // stop and erase: are you sure?
    KIOSK_AA,   // text size and the rest, over the page that it is about
    KIOSK_SAVING,
    KIOSK_TROUBLE, // the store fails: kept in memory and tried again
    KIOSK_THANKS,
    KIOSK_DECLINED,
    KIOSK_ERASED,
    KIOSK_IDLE, // the countdown
};

// What stands under a question of the present page because of the last Next.
enum kiosk_notice {
    KIOSK_NOTICE_NONE,
    KIOSK_NOTICE_HINT,     // left empty; shown once, then Next goes on
    KIOSK_NOTICE_WARNING,  // a text names somebody; Next again lets it stand
    KIOSK_NOTICE_INVALID,  // against its constraint: has to be changed
    KIOSK_NOTICE_REQUIRED, // the form insists
};

// How this respondent wants to see and hear it. Forgotten with the next one.
enum kiosk_contrast { KIOSK_LIGHT, KIOSK_DARK, KIOSK_HIGH };
enum kiosk_font { KIOSK_FONT_USUAL, KIOSK_FONT_BEGINNER, KIOSK_FONT_DYSLEXIA };
enum kiosk_step { KIOSK_USUAL, KIOSK_LESS, KIOSK_MORE };
struct kiosk_wishes {
    int text_percent; // 100 to 200
    enum kiosk_contrast contrast;
    enum kiosk_font font;
    bool still;               // nothing moves
    bool calm;                // struck twice counts once; what is held repeats slowly
    bool aloud;               // each page is read as it comes, and what one comes to
    bool explore;             // a finger hears what it is on, a second tap acts
    int switches;             // 0, 1 or 2 of them
    enum kiosk_step speed;    // of the voice
    enum kiosk_step loudness; //
};

// Which way the page last went, for motion.
enum kiosk_way { KIOSK_WAY_NONE, KIOSK_WAY_FORWARD, KIOSK_WAY_BACK };

// Filled by the program. No function may call the session back from inside.
struct kiosk_session_host {
    // Takes the response over, to be sealed and stored. kiosk_session_stored tells how it went.
    void (*finish)(void *data, struct kiosk_response *response);
    void (*count)(void *data, enum store_tally tally);
    // Nothing of the respondent may stay anywhere: caches of text and pixels too. May be NULL.
    void (*wiped)(void *data);
    void *data;
};

// Who is there beside the respondent, and how it goes on from one to the next.
enum kiosk_mode {
    KIOSK_UNATTENDED,
    KIOSK_PASSED,      // a tablet that goes round: goodbyes stay until the next person says so
    KIOSK_ONE_TAP,     // the first question is always there; a tap on a choice goes on by itself.
                       // After thanks nothing is taken for a moment; quick series are marked
    KIOSK_INTERVIEWER, // somebody asks and types: goodbyes stay, and patience is ten times as long
};

struct kiosk_session_options {
    enum kiosk_mode mode;
    const struct form_def *def;      // outlives the session
    const struct kiosk_facts *facts; // outlives the session
    struct kiosk_session_host host;
    struct clock clock;
    struct rng rng;
    int32_t zone_offset_min;
    bool moves;                 // the attract page moves a little while nobody is there
    size_t language;            // position in facts; the one that the attract page begins in
    struct kiosk_wishes wishes; // what each respondent begins with; text_percent 0: nothing special
};

struct kiosk_session *kiosk_session_create(const struct kiosk_session_options *options);
void kiosk_session_destroy(struct kiosk_session *s); // wipes; accepts NULL

// ---- what to show ----
// Grows each time the attract page is to be seen moving; 0 when it has just come.
int kiosk_session_attract_step(const struct kiosk_session *s);
enum kiosk_mode kiosk_session_mode(const struct kiosk_session *s);
enum kiosk_page kiosk_session_page(const struct kiosk_session *s);
enum kiosk_page kiosk_session_under(const struct kiosk_session *s); // without what lies over it
struct kiosk_wishes kiosk_session_wishes(const struct kiosk_session *s);
struct kiosk_wishes kiosk_session_usual(const struct kiosk_session *s); // as each one begins
uint64_t kiosk_session_generation(const struct kiosk_session *s); // changes with anything to show
// Changes only when another page is to be shown, not the same one changed.
uint64_t kiosk_session_page_generation(const struct kiosk_session *s);
enum kiosk_way kiosk_session_way(const struct kiosk_session *s);
struct str kiosk_session_language(const struct kiosk_session *s); // code
size_t kiosk_session_language_index(const struct kiosk_session *s);
const struct kiosk_facts *kiosk_session_facts(const struct kiosk_session *s);
const struct form_def *kiosk_session_def(const struct kiosk_session *s);
// Of the respondent who is answering; NULL before consent and after the end.
struct form_instance *kiosk_session_instance(struct kiosk_session *s);
// The secret arena, for what the screen keeps of answers while they are typed; NULL as above.
struct arena *kiosk_session_memory(struct kiosk_session *s);
form_ref kiosk_session_form_page(const struct kiosk_session *s); // FORM_REF_NONE without one
// The questions that are asked at once now: a page's, one statement of a table, none on a list.
size_t kiosk_session_questions(const struct kiosk_session *s, form_ref *out, size_t max);
// The statement of a table that is asked by itself, and which of how many; FORM_REF_NONE otherwise.
form_ref kiosk_session_part(const struct kiosk_session *s, size_t *out_index, size_t *out_count);
bool kiosk_session_first_page(const struct kiosk_session *s);
bool kiosk_session_last_page(const struct kiosk_session *s);
// Behind a repeat whose number is the respondent's own stands a list of its cards, as a page.
bool kiosk_session_in_list(const struct kiosk_session *s);
size_t kiosk_session_list_node(const struct kiosk_session *s); // the repeat, in the definition
form_ref kiosk_session_list_parent(const struct kiosk_session *s);
// The cards in order, at most max; returns how many there are.
size_t kiosk_session_list_items(const struct kiosk_session *s, form_ref *out, size_t max);
enum kiosk_notice kiosk_session_notice(const struct kiosk_session *s);
form_ref kiosk_session_notice_ref(const struct kiosk_session *s); // the question it is about
enum kiosk_names kiosk_session_names(const struct kiosk_session *s);
int64_t kiosk_session_idle_left_ms(const struct kiosk_session *s); // on KIOSK_IDLE
// Why the store failed, in its own words, on KIOSK_TROUBLE; "" otherwise.
const char *kiosk_session_trouble(const struct kiosk_session *s);

// ---- what a respondent does ----
// Anything at all: prolongs. On the countdown the page comes back a moment later, so that a finger
// that is on one of its buttons finds it there.
void kiosk_session_touch(struct kiosk_session *s);
void kiosk_session_idle_continue(struct kiosk_session *s);
void kiosk_session_start(struct kiosk_session *s); // from the attract page
void kiosk_session_choose_language(struct kiosk_session *s, size_t index);
void kiosk_session_begin_in(struct kiosk_session *s, size_t index); // from the next person on
void kiosk_session_ask_language(struct kiosk_session *s);           // over a page; again to close
void kiosk_session_ask_aa(struct kiosk_session *s);                 // opens, or closes
// With one tap nobody has passed the information: over the question; again to close.
void kiosk_session_ask_info(struct kiosk_session *s);
void kiosk_session_wish(struct kiosk_session *s, struct kiosk_wishes wishes);
// Next, on information and questions. Shows a notice instead where there is reason to.
void kiosk_session_next(struct kiosk_session *s);
void kiosk_session_back(struct kiosk_session *s); // to information or consent, or a question back
void kiosk_session_consent(struct kiosk_session *s, bool yes);
// An answer, as form_instance_set and form_instance_set_missing.
enum err kiosk_session_answer(struct kiosk_session *s, form_ref ref, struct str value, int missing,
                              struct err_info *info) MUST_CHECK;
// The respondent goes back to the question that a notice is about: it has been heard.
void kiosk_session_notice_dismiss(struct kiosk_session *s, form_ref ref);
// Something that is shown has changed without being an answer: a caret, a type's state.
void kiosk_session_shown_changed(struct kiosk_session *s);
// Narrow glass: a table's statements one at a time.
void kiosk_session_split_tables(struct kiosk_session *s, bool split);
// On a list: goes to a card's first page; adds a card and goes there; takes one away.
void kiosk_session_list_open(struct kiosk_session *s, form_ref item);
enum err kiosk_session_list_add(struct kiosk_session *s, struct err_info *info) MUST_CHECK;
enum err kiosk_session_list_remove(struct kiosk_session *s, form_ref item,
                                   struct err_info *info) MUST_CHECK;
void kiosk_session_stop(struct kiosk_session *s); // asks first
void kiosk_session_stop_sure(struct kiosk_session *s, bool yes);
void kiosk_session_idle_clear(struct kiosk_session *s); // end and clear, from the countdown
void kiosk_session_again(struct kiosk_session *s);      // from thanks, declined and erased

// ---- what happens by itself ----
void kiosk_session_tick(struct kiosk_session *s);
// Until kiosk_session_tick is next due; -1: not until something happens.
int64_t kiosk_session_wait_ms(const struct kiosk_session *s);
// The store's word on a response: err ERR_NONE is durable. After a failure the worker tries again
// and calls this again. trouble may be NULL.
void kiosk_session_stored(struct kiosk_session *s, uint64_t ticket, enum err err,
                          const char *trouble);
