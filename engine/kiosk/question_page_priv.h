// SPDX-License-Identifier: EUPL-1.2
// What the files of the question page share.
#pragma once

#include "base/limits.h"
#include "kiosk/question_media.h"
#include "kiosk/question_page.h"

enum {
    KIOSK_ITEMS_MAX = 64, // questions on one page
    KIOSK_STATE_BYTES = 4096,
    KIOSK_NOTICE_BYTES = 512,
    KIOSK_FIELDS_MAX = 6,  // of one question: the parts of a date and time
    KIOSK_PART_BYTES = 64, // typed into each but the first
    KIOSK_CLIP_BYTES = 4096,
};

// What is typed and remembered while a page is open; in the respondent's secret arena.
struct kiosk_typed {
    char text[LIMIT_ANSWER_BYTES];
    char parts[KIOSK_FIELDS_MAX - 1][KIOSK_PART_BYTES];
    char state[KIOSK_STATE_BYTES];
    size_t state_bytes;
    char notice[KIOSK_NOTICE_BYTES];
    struct ui_history history; // of text
};

// What was cut or copied; in the respondent's secret arena as well.
struct kiosk_clip {
    char bytes[KIOSK_CLIP_BYTES];
    size_t len;
};

// What is typed into, or slid along.
struct kiosk_field {
    char id[LIMIT_NAME_BYTES + 1]; // local
    struct ui_edit edit;
    uint32_t input;          // SVAR_INPUT_…
    uint32_t characters_max; // 0: no limit but the bytes
    bool slider;
    bool minus; // numbers below zero are of use
    double min;
    double max;
};

// One question of the page.
struct kiosk_item {
    form_ref ref;
    char path[LIMIT_NAME_BYTES + 1];
    const struct plugin_question *type; // NULL: nothing can show it
    struct kiosk_typed *typed;
    struct kiosk_field fields[KIOSK_FIELDS_MAX];
    size_t field_count;
    bool guidance;   // "more information" is open
    bool complained; // its trouble is in the log
};

struct kiosk_question_page {
    struct kiosk_session *session;
    const struct plugin_registry *registry;
    struct ui *ui;
    struct kiosk_item items[KIOSK_ITEMS_MAX];
    size_t item_count;
    uint64_t page_generation;                    // of the session, when items were made
    struct kiosk_typed *blocks[KIOSK_ITEMS_MAX]; // in the secret arena, used again page after page
    char focus[2 * (LIMIT_NAME_BYTES + 1)];      // id of the field that is typed into
    struct kiosk_clip *clip;                     // NULL: nothing has been
    bool asked; // a finger was held where nothing can be selected: what can be done is offered
    struct kiosk_media *media;
    // Messages hold answers: wiped after each use.
    struct buf question;
    struct buf elements;
    struct buf result;
};

// What has to be known of the page while a question's elements are made; see question_elements.c.
enum { KIOSK_DEPTH_MAX = 8 };
struct kiosk_builder {
    struct kiosk_question_page *page;
    struct kiosk_item *item;
    struct arena *a;
    struct ui_element *parents[KIOSK_DEPTH_MAX + 1];
    struct ui_element *last; // shapes are drawn in it
    struct ui_picture *picture;
    bool tight;        // a low screen, or one that the on-screen keyboard takes half of
    bool secret_label; // answers are filled into the words
    bool children;     // larger targets
    bool note;         // nothing to answer
    bool in_table;     // a row: its words beside its scale
    bool head_done;    // what belongs under the question's words stands there
    double wide_mm;    // of the glass
    double high_mm;
    struct svar_text label;
    struct ui_element *hint_row; // of the hint, where "more information" stands beside it
};
struct str kiosk_builder_id(const struct kiosk_builder *b, struct svar_text local);
uint32_t kiosk_builder_state(const struct svar_element *e);
// question_fields.c
struct ui_element *kiosk_builder_field(struct kiosk_builder *b, struct ui_element *parent,
                                       const struct svar_element *e);
struct ui_element *kiosk_builder_slider(struct kiosk_builder *b, struct ui_element *parent,
                                        const struct svar_element *e);
// question_pictures.c
void kiosk_builder_shape(struct kiosk_builder *b, struct svar_reader *fields);
struct ui_element *kiosk_builder_image(struct kiosk_builder *b, struct ui_element *parent,
                                       const struct svar_element *e);
// The picture of a file of the survey, for a choice; NULL where there is none that can be shown
// (logged once).
struct ui_picture *kiosk_builder_file(const struct kiosk_builder *b, struct str name);
void kiosk_builder_settle(const struct kiosk_builder *b, struct ui_element *e);

// question_list.c: the cards of a repeat, and a touch on one. id is what comes after its path.
void kiosk_question_list(struct kiosk_question_page *p, struct arena *a, struct ui_element *parent);
bool kiosk_question_list_press(struct kiosk_question_page *p, const char *id);
// question_table.c: statements in rows under the words of their scale.
bool kiosk_question_is_table(const struct kiosk_question_page *p, form_ref page);
bool kiosk_question_table_fits(const struct kiosk_question_page *p, form_ref page);
void kiosk_question_table_head(struct kiosk_question_page *p, struct arena *a,
                               struct ui_element *parent);
struct ui_element *kiosk_question_table_row(struct kiosk_question_page *p, struct arena *a,
                                            struct ui_element *parent);
void kiosk_question_table_settle(struct kiosk_question_page *p, struct ui_element *row);

// question_typing.c: an event of a field.
void kiosk_question_take_field(struct kiosk_question_page *p, struct kiosk_item *item,
                               struct kiosk_field *field, const struct ui_event *event);
// Gives the type one event and takes what it says. False where the type would have none of it.
bool kiosk_question_give(struct kiosk_question_page *p, struct kiosk_item *item,
                         const struct svar_event *event);

// The field of an item with this local id; NULL where there is none.
struct kiosk_field *kiosk_item_field(struct kiosk_item *item, const char *id);

// Writes the question message of an item into p->question.
enum err kiosk_question_message(struct kiosk_question_page *p, const struct kiosk_item *item,
                                struct err_info *info) MUST_CHECK;
// Appends the elements of an item to parent.
enum err kiosk_question_elements(struct kiosk_question_page *p, struct kiosk_item *item,
                                 struct arena *a, struct ui_element *parent,
                                 struct err_info *info) MUST_CHECK;
// True where the last Next had something to say about this item, or about a question in its group.
bool kiosk_question_has_notice(const struct kiosk_question_page *p, const struct kiosk_item *item);
void kiosk_scrub(struct buf *b); // overwrites and empties, keeping the memory
