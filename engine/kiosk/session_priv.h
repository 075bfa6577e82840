// SPDX-License-Identifier: EUPL-1.2
// What the files of the session share.
#pragma once

#include "kiosk/session.h"

// What lies over the stage.
enum layer { LAYER_NONE, LAYER_IDLE, LAYER_STOP, LAYER_LANGUAGE, LAYER_AA, LAYER_INFO };

enum { KIOSK_EMPTIED_MAX = 16, KIOSK_SERIES = 3 };

struct kiosk_session {
    struct kiosk_session_options options;
    struct arena *memory; // secret
    struct form_instance *instance;
    form_ref page; // behind a list: the last page of its last card
    bool split;    // tables one statement at a time
    size_t part;   // which of them
    bool list;     // a repeat's list of cards is shown
    form_ref list_parent;
    size_t list_node;
    struct {
        form_ref parent;
        size_t node;
    } emptied[KIOSK_EMPTIED_MAX]; // lists from which all was taken
    size_t emptied_count;

    enum kiosk_page stage;
    enum layer layer;
    enum layer layer_under; // what the countdown covers
    enum kiosk_way way;
    size_t language;
    struct kiosk_wishes wishes;
    uint64_t generation;
    uint64_t page_generation;

    enum kiosk_notice notice;
    form_ref notice_ref;
    bool hinted;            // on this page, on this visit
    enum kiosk_names names; // of the last warning
    uint64_t names_hash;    // of the text that was warned about: it may stand now
    bool answered;          // anything at all
    bool saving_shown;
    uint64_t ticket; // of the newest response

    int64_t touched_ms;
    int64_t stage_ms;                  // when the stage began
    int64_t begun_ms;                  // the questions
    bool onward;                       // with one tap: a choice was made, the next turn goes on
    int64_t finished_ms[KIOSK_SERIES]; // when the last ones were finished, newest first; 0: never
    int attract_step;
    int64_t attract_ms; // when it last moved
    int64_t idle_shown_s;
    bool idle_touched;
    char trouble[256];
};

void kiosk_session_changed(struct kiosk_session *s);
void kiosk_session_notice_clear(struct kiosk_session *s);
void kiosk_session_turn(struct kiosk_session *s, enum kiosk_page stage, enum kiosk_way way);
// session_walk.c
// One page, statement or list on. False at the end.
bool kiosk_session_step(struct kiosk_session *s);
void kiosk_session_step_back(struct kiosk_session *s);
// To the page that a question stands on.
void kiosk_session_go(struct kiosk_session *s, form_ref page, form_ref question,
                      enum kiosk_way way);

// The last page is done: hands the response over and wipes.
void kiosk_session_finish(struct kiosk_session *s);
void kiosk_session_done(struct kiosk_session *s);
enum err kiosk_session_response(struct kiosk_session *s, bool break_off,
                                struct kiosk_response **out, struct err_info *info) MUST_CHECK;
