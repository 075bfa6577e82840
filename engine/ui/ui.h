// SPDX-License-Identifier: EUPL-1.2
// The screen as one object: window, theme, text, the shown tree, touch, focus, motion. A program
// builds a tree when something it shows has changed, gives it to ui_show, and asks ui_turn for what
// happens. Nothing is drawn while nothing happens. All functions [main] except ui_wake [any].
#pragma once

#include "base/buf.h"
#include "base/clock.h"
#include "base/json.h"
#include "ui/edit.h"
#include "ui/element.h"
#include "ui/keyboard.h"
#include "ui/screen.h"

struct ui; // opaque

struct ui_options {
    const char *title;
    int width;           // 0: the whole screen's size, or 1280 × 800 where there is none
    int height;          //
    bool fullscreen;     //
    double mm_per_pixel; // 0: guessed from the size, as a kiosk's screen would be
    struct clock clock;  // mono_ms moves the animations
    bool reduced_motion;
    bool still; // nothing moves, no guard against second strikes: automation, pictures
};

// Missing display, driver or font: one clear line that names what to install or set. *out is
// written on success only. SDL is initialised here and by nobody else.
enum err ui_create(const struct ui_options *options, struct ui **out,
                   struct err_info *info) MUST_CHECK;
void ui_destroy(struct ui *ui); // accepts NULL; wipes caches

// Who has one switch or two goes through everything that acts, the keyboard row by row. With two,
// one goes on and one chooses; with one, time goes on, three times around, until the switch is
// used again. A slider that was chosen goes up by steps and around until chosen once more.
enum ui_scan { UI_SCAN_OFF, UI_SCAN_ONE, UI_SCAN_TWO };
struct ui_switches {
    enum ui_scan scan;
    int next;    // SDL key codes; 0: Space
    int choose;  // 0: Return. With one switch either key is the switch
    int step_ms; // 0: 1500
};
// The code of a key that SDL knows by this name ("F13", "Space"); 0 where it knows none.
int ui_key_code(const char *sdl_key_name);

// How this respondent wants it. Takes effect at the next ui_show.
struct ui_settings {
    enum ui_theme_kind theme;
    uint32_t organizer_rgb; // UINT32_MAX: none
    double text_scale;      // 1 to 2
    bool rtl;               // from the form's language, never from the first letter
    char language[16];      // BCP 47, for line breaks
    bool reduced_motion;    // or as the options say
    enum ui_reading reading;
    double target_mm; // what is smaller takes touches around it up to this; 0: 20
    struct ui_switches switches;
    bool hear;    // UI_EVENT_HEAR is wanted of the focus and the switches
    bool explore; // a finger hears what it is on (UI_EVENT_HEAR); a second tap there acts
    bool calm;    // struck twice counts once, letters too; what is held repeats after two seconds
};
struct ui_settings ui_settings_default(void);
void ui_set(struct ui *ui, const struct ui_settings *settings);
struct ui_settings ui_settings(const struct ui *ui);

// How the glass is mounted. Takes effect at once; the page is to be shown again (UI_EVENT_CHANGED).
// What is not sound is taken as the default.
void ui_screen_use(struct ui *ui, const struct ui_screen *screen);
struct ui_screen ui_screen(const struct ui *ui);

// The arena for the next tree. Emptied here; the tree shown last stays valid until the ui_begin
// after this one.
struct arena *ui_begin(struct ui *ui);

enum ui_move { UI_MOVE_NONE, UI_MOVE_FORWARD, UI_MOVE_BACK };

// Lays root out and shows it. The tree must come from the arena of the last ui_begin. With
// UI_MOVE_NONE the page is the same one, changed: scroll positions and focus stay. Otherwise
// scroll areas begin at the top and the focus goes back to nowhere (or to focus_id).
void ui_show(struct ui *ui, struct ui_element *root, enum ui_move move, struct str focus_id);
struct ui_element *ui_root(struct ui *ui); // as shown last; NULL before
// Underlines these bytes of the name of an element of the shown tree, and of no other. NULL: none.
void ui_mark(struct ui *ui, struct ui_element *e, size_t from, size_t to);

enum ui_event_kind {
    UI_EVENT_NONE,     // nothing until the time-out
    UI_EVENT_PRESS,    // an element acted: id
    UI_EVENT_TEXT,     // type this into the field: id, text
    UI_EVENT_ERASE,    // erase before the caret of the field: id
    UI_EVENT_DELETE,   // erase behind it: id
    UI_EVENT_CARET,    // the field was touched, or the caret keys used: id, at
    UI_EVENT_ENTER,    // Return in a field: id (a several-line field: insert "\n")
    UI_EVENT_SLIDE,    // a finger put a slider there: id, number from 0 to 1
    UI_EVENT_ADJUST,   // a key wants more or less of a slider or number: id, number of steps
    UI_EVENT_MOVE,     // a card was dragged to another place among its siblings: id, at from 0
    UI_EVENT_ACTIVITY, // somebody is there (finger down, key); comes before what it leads to
    UI_EVENT_CHANGED,  // size or keyboard level: build and show the tree again
    UI_EVENT_USER,     // ui_wake was called: code, data
    UI_EVENT_QUIT,     // the window was closed
    UI_EVENT_HEAR,     // a finger, the focus or the switches have come to this: id
    UI_EVENT_HELP,     // two fingers held for two seconds, or F1: somebody wants to hear
    UI_EVENT_SELECT,   // select in the field: id, from (anchor), at (caret); equal: a finger was
                       // held where there is nothing to select
    UI_EVENT_EDIT,     // do something with the field's text: id, code (enum ui_edit_command)
};

enum ui_edit_command {
    UI_EDIT_UNDO,
    UI_EDIT_REDO,
    UI_EDIT_ERASE_WORD,  // before the caret
    UI_EDIT_DELETE_WORD, // behind it
    UI_EDIT_CUT,
    UI_EDIT_COPY,
    UI_EDIT_PASTE
};

struct ui_event {
    enum ui_event_kind kind;
    char id[256];  // terminated
    char text[64]; // terminated UTF-8
    size_t at;
    size_t from;
    double number;
    struct ui_point point; // of UI_EVENT_ACTIVITY by a finger
    struct ui_spot said;   // the same as the panel said it
    bool pointed;
    int code;
    void *data;
};

// One turn of the loop: draws what is due, takes input, returns one event. Waits at most wait_ms
// (0: not at all, -1: until something happens), less while something moves. Returns false where
// out->kind is UI_EVENT_NONE.
bool ui_turn(struct ui *ui, int wait_ms, struct ui_event *out);

// [any] Wakes the turn with UI_EVENT_USER. data is passed through, never read. False: queue full.
bool ui_wake(struct ui *ui, int code, void *data);

bool ui_idle(const struct ui *ui);           // everything is drawn, nothing moves, no input waits
uint64_t ui_generation(const struct ui *ui); // grows with every ui_show and every scroll
struct ui_rect ui_size(const struct ui *ui); // of the window, in pixels
double ui_mm_per_pixel(const struct ui *ui);
struct ui_keyboard *ui_keyboard(struct ui *ui); // the one on-screen keyboard; owned by ui

// What automation does, as a hand would: SDL events in SDL's own queue.
enum err ui_push_touch(struct ui *ui, struct ui_point at, struct err_info *info) MUST_CHECK;
enum err ui_push_finger(struct ui *ui, int phase, struct ui_point at, // phase: 0 down 1 move 2 up
                        struct err_info *info) MUST_CHECK;
enum err ui_push_key(struct ui *ui, const char *sdl_key_name, struct err_info *info) MUST_CHECK;
enum err ui_push_text(struct ui *ui, struct str text, struct err_info *info) MUST_CHECK;

// The shown tree as a JSON array of {"id","role","name","value","state":[…],"bounds":[x,y,w,h]} in
// reading order, as on the glass (after scrolling; "visible" false where scrolled away; "scroll"
// [from, to, all] on scroll areas). Elements without role or id are left out. The caller owns it.
json_t *ui_tree_json(struct ui *ui);

// Where the switches are: {"id", "row": [ids]}, row empty unless a whole row is offered; null
// where they are not used or nowhere. The caller owns it.
json_t *ui_scan_json(struct ui *ui);

// What is on the glass now: ".png", or ".bmp".
enum err ui_screenshot(struct ui *ui, const char *path, struct err_info *info) MUST_CHECK;

// Wipes laid-out text, pixels and trees of what was marked secret, and the tree arenas. What is on
// the glass stays until the next ui_show: show the next page first.
void ui_forget(struct ui *ui);
