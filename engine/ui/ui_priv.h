// SPDX-License-Identifier: EUPL-1.2
// What ui.c, frame.c, input.c and focus.c share.
#pragma once

#include "ui/cells.h"
#include "ui/keyboard_priv.h"
#include "ui/paint.h"
#include "ui/ui.h"
#include "ui/window.h"

enum {
    UI_ID_BYTES = 256,
    UI_SCROLLS = 16,
    UI_QUEUE = 64,
    UI_ARENA_BYTES = 48 << 20,
    UI_FRAME_MS = 16,
    UI_WORD_MS = 350,   // words are erased more slowly
    UI_TWICE_MS = 450,  // two touches within this select a word
    UI_HANDLE_MM = 20,  // where a card is taken to be dragged, from its end
    UI_SCAN_MS = 1500,  // an element, with one switch
    UI_SCAN_ROUNDS = 3, // then it waits for the switch
    UI_HELP_MS = 2000,  // two fingers held this long ask for help
    UI_FINGERS = 10,
    UI_REST_MS = 3000, // who touches nothing for so long gives way to a finger that does
};

enum ui_touch_mode {
    UI_TOUCH_NONE,
    UI_TOUCH_PRESS,
    UI_TOUCH_SCROLL,
    UI_TOUCH_SLIDE,   // a slider follows
    UI_TOUCH_MOVE,    // a card follows
    UI_TOUCH_EXPLORE, // hears what it is on
    UI_TOUCH_MORE,    // chooses among what a held key has besides
    UI_TOUCH_SELECT,  // draws a selection along
    UI_TOUCH_IGNORE
};

struct ui_touch {
    enum ui_touch_mode mode;
    int64_t finger;
    struct ui_point start;
    char id[UI_ID_BYTES]; // of what was touched, "" for nothing
    bool inside;          // the finger is still on it
    char scroll_id[UI_ID_BYTES];
    int scroll_start;
    int64_t repeat_ms; // when a key that is held acts again; 0: it does not
    bool repeated;     // it has, so lifting the finger does nothing more
    int last_y;        // the speed of a drag
    int64_t last_ms;
    double speed; // pixels a millisecond
    int drag_y;   // where a card that is dragged has got to
    size_t from;  // where a selection that is drawn begins, and ends until the finger moves
    size_t to;
};

struct ui_finger {
    int64_t id;
    int64_t ms; // when it last did something
};

// Where the switches are.
struct ui_scan_state {
    char id[UI_ID_BYTES]; // "": nowhere yet
    bool row;             // the row that it stands in is offered as a whole
    bool inside;          // keys of this row alone
    bool slider;          // steps change the slider
    int rounds;
    int64_t due_ms; // with one switch; 0: waits for it
};

// A scroll area that goes on after the finger has left it.
struct ui_fling {
    char id[UI_ID_BYTES]; // "": none
    double offset;
    double speed;
    int64_t last_ms;
};

struct ui {
    struct ui_options options;
    struct ui_settings settings;
    struct ui_screen screen;
    struct ui_window window;
    struct ui_theme theme;
    struct ui_text *text;
    struct ui_masks *masks;
    struct ui_art art;
    struct ui_pixels pixels;
    struct ui_cells cells;
    struct ui_draw_list list;
    struct ui_motion motion;
    struct ui_layout layout;
    struct ui_keyboard *keyboard;
    struct arena *arenas[2];
    int arena; // index of the one given out last
    int shown; // index of the one that the shown tree lies in
    struct ui_element *root;
    struct {
        char id[UI_ID_BYTES];
        int offset;
    } scrolls[UI_SCROLLS];
    int scroll_count;
    char focus[UI_ID_BYTES];
    bool ring;
    struct ui_touch touch;
    struct ui_fling fling;
    struct ui_scan_state scan;
    char heard[UI_ID_BYTES];              // what an exploring finger came to last
    struct ui_finger fingers[UI_FINGERS]; // on the glass
    int finger_count;
    int64_t help_ms; // when two of them have been held long enough; 0: they are not
    struct {
        char id[UI_ID_BYTES];
        struct ui_point at;
        int64_t ms;
        uint64_t page; // the number of page moves then
        bool any;
    } last;
    struct {
        SDL_Keycode key;
        int64_t ms;
        bool any;
        bool refused; // the letter that it writes is on its way
    } struck;         // the last key that counted, in calm
    struct {
        char id[UI_ID_BYTES];
        struct ui_point at;
        int64_t ms;
    } tapped; // the field touched last: a second touch there selects
    uint64_t pages;
    uint64_t generation;
    int64_t frame_ms;
    bool dirty;   // a frame is due
    bool exposed; // the whole window must be presented
    struct ui_event queue[UI_QUEUE];
    int queue_at;
    int queue_count;
};

int64_t ui_now(const struct ui *ui);
void ui_queue(struct ui *ui, const struct ui_event *event); // drops it where the queue is full
struct ui_event ui_event_make(enum ui_event_kind kind, struct str id);
void ui_copy_id(char out[UI_ID_BYTES], struct str id);

// frame.c
void ui_frame_layout(struct ui *ui); // the shown tree, with focus and touch marked in it
void ui_frame_draw(struct ui *ui);   // draws and presents what has changed
void ui_frame_resize(struct ui *ui); // after the window's size or the settings have changed
int ui_scroll_offset(struct ui *ui, struct str id);
void ui_scroll_to(struct ui *ui, struct str id, int offset); // lays out and marks dirty

// input.c
void ui_input_event(struct ui *ui, const SDL_Event *event);
void ui_input_act(struct ui *ui, struct ui_element *e, struct ui_point at);

// calm.c: how long until what is held repeats, and how often then; usual_ms 0: as keys do.
int64_t ui_calm_hold_ms(const struct ui *ui);
int ui_calm_again_ms(const struct ui *ui, int usual_ms);
int64_t ui_calm_strike_ms(const struct ui *ui); // a second strike within this does not count
bool ui_calm_key(struct ui *ui, const SDL_KeyboardEvent *event); // false: it does not count
bool ui_calm_text(const struct ui *ui);                          // nor what it writes
void ui_input_time(struct ui *ui);               // what time alone does: held keys, scrolling on
int ui_input_due(struct ui *ui, int64_t now_ms); // milliseconds until it is needed; -1: it is not

// typing.c: keys on the glass and off it, fields, selections
void ui_typing_press(struct ui *ui, struct ui_element *key);
void ui_typing_touch(struct ui *ui, struct ui_element *field, struct ui_point at);
// A key or field is held: milliseconds until it acts again; 0: never.
int ui_typing_hold(struct ui *ui, struct ui_element *e);
bool ui_typing_slide(struct ui *ui, struct ui_point at);                 // false: not for text
void ui_typing_elsewhere(struct ui *ui, const struct ui_element *under); // closes what is open
void ui_typing_key(struct ui *ui, struct ui_element *field, const SDL_Keysym *key);
void ui_typing_text(struct ui *ui, const char *text);

// drag.c: sliders, and cards that are put in order
void ui_drag_slide(struct ui *ui, struct ui_element *e, struct ui_point at); // queues where it is
bool ui_drag_handle(const struct ui *ui, const struct ui_element *e, struct ui_point at);
void ui_drag_arrange(struct ui *ui); // after layout: the card at the finger, the others around it
void ui_drag_drop(struct ui *ui);    // queues the new place

// explore.c: fingers that hear
void ui_explore_down(struct ui *ui, struct ui_element *under);
void ui_explore_move(struct ui *ui, struct ui_element *under);
struct ui_element *ui_explore_up(struct ui *ui,
                                 struct ui_element *under); // what is to act, or NULL
void ui_hear(struct ui *ui, const struct ui_element *e);    // queues UI_EVENT_HEAR; accepts NULL

// scan.c: one or two switches
bool ui_scan_key(struct ui *ui, SDL_Keycode key, bool repeat); // true: it was a switch
void ui_scan_time(struct ui *ui);
int ui_scan_due(const struct ui *ui, int64_t now_ms); // -1: time does nothing
void ui_scan_reset(struct ui *ui);
void ui_scan_follow(struct ui *ui);        // to what a letter has besides, when it has just come
struct ui_rect ui_scan_box(struct ui *ui); // what is offered now, empty where nothing is

// focus.c
struct ui_element *ui_focus_scope(struct ui *ui);   // the topmost dialog, or the root; may be NULL
struct ui_element *ui_focus_element(struct ui *ui); // NULL: nowhere
struct ui_element *ui_focus_field(struct ui *ui);   // where text goes; NULL: nowhere
void ui_focus_set(struct ui *ui, struct str id, bool ring);
void ui_focus_reveal(struct ui *ui, const struct ui_element *e); // scrolls it into sight
void ui_focus_step(struct ui *ui, int by);                       // Tab
bool ui_focus_arrow(struct ui *ui, struct ui_element *from, int dx, int dy); // false: not for focus
