// SPDX-License-Identifier: EUPL-1.2
// What the files of the question page share.
#pragma once

#include "base/limits.h"
#include "kiosk/question_page.h"

enum {
    KIOSK_ITEMS_MAX = 64, // questions on one page
    KIOSK_STATE_BYTES = 4096,
    KIOSK_NOTICE_BYTES = 512,
};

// What is typed and remembered while a page is open; in the respondent's secret arena.
struct kiosk_typed {
    char text[LIMIT_ANSWER_BYTES];
    char state[KIOSK_STATE_BYTES];
    size_t state_bytes;
    char notice[KIOSK_NOTICE_BYTES];
};

// One question of the page.
struct kiosk_item {
    form_ref ref;
    char path[LIMIT_NAME_BYTES + 1];
    const struct plugin_question *type; // NULL: nothing can show it
    struct kiosk_typed *typed;
    struct ui_edit edit;
    char field[LIMIT_NAME_BYTES + 1]; // local id of the text field, "" without one
    uint32_t input;                   // SVAR_INPUT_…
    uint32_t characters_max;          // 0: no limit but the bytes
    bool complained;                  // its trouble is in the log
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
    // Messages hold answers: wiped after each use.
    struct buf question;
    struct buf elements;
    struct buf result;
};

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
