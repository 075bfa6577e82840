// SPDX-License-Identifier: EUPL-1.2
// The tree of elements that a page is: what is shown, in reading order, with ARIA roles and stable
// ids. Built whole in the frame arena (ui_begin), then given to ui_show, which lays it out and
// draws what changed. Start and end, never left and right: the tree mirrors by itself. [main]
#pragma once

#include "ui/geometry.h"
#include "ui/path.h"

enum ui_kind {
    UI_KIND_COLUMN,   // children below each other
    UI_KIND_ROW,      // beside each other from the start side
    UI_KIND_WRAP,     // beside each other, going on in the next line (chips, languages)
    UI_KIND_OPTIONS,  // choices: to 4 in one column, from 5 in two (or more where height is short)
    UI_KIND_SCALE,    // choices as one even row when no word breaks, else as one column
    UI_KIND_SCROLL,   // one column higher than its box may be; shows that there is more
    UI_KIND_OVERLAY,  // over everything before it, centred, with the page shaded: a dialog
    UI_KIND_SPACER,   // nothing, min_h_mm high or as much as grow gives
    UI_KIND_TEXT,     // a paragraph
    UI_KIND_BUTTON,   //
    UI_KIND_CHOICE,   // a card with a check mark
    UI_KIND_FIELD,    // text that is typed
    UI_KIND_KEY,      // of the on-screen keyboard
    UI_KIND_PROGRESS, // a line, part done
    UI_KIND_PICTURE,  //
    UI_KIND_SLIDER,   // a line to put a finger on; part is where it stands
    UI_KIND_COUNT
};

#define UI_ROLE_MAP(X)                    \
    X(UI_ROLE_NONE, "none")               \
    X(UI_ROLE_BUTTON, "button")           \
    X(UI_ROLE_RADIO, "radio")             \
    X(UI_ROLE_RADIOGROUP, "radiogroup")   \
    X(UI_ROLE_CHECKBOX, "checkbox")       \
    X(UI_ROLE_GROUP, "group")             \
    X(UI_ROLE_TEXTBOX, "textbox")         \
    X(UI_ROLE_HEADING, "heading")         \
    X(UI_ROLE_PARAGRAPH, "paragraph")     \
    X(UI_ROLE_IMG, "img")                 \
    X(UI_ROLE_PROGRESSBAR, "progressbar") \
    X(UI_ROLE_DIALOG, "dialog")           \
    X(UI_ROLE_ALERT, "alert")             \
    X(UI_ROLE_STATUS, "status")           \
    X(UI_ROLE_TIMER, "timer")             \
    X(UI_ROLE_LIST, "list")               \
    X(UI_ROLE_NAVIGATION, "navigation")   \
    X(UI_ROLE_MAIN, "main")               \
    X(UI_ROLE_BANNER, "banner")           \
    X(UI_ROLE_SWITCH, "switch")           \
    X(UI_ROLE_SLIDER, "slider")           \
    X(UI_ROLE_SPINBUTTON, "spinbutton")   \
    X(UI_ROLE_TOOLBAR, "toolbar")
#define UI_ROLE_ENUM(code, name) code,
enum ui_role { UI_ROLE_MAP(UI_ROLE_ENUM) UI_ROLE_COUNT };
#undef UI_ROLE_ENUM
const char *ui_role_name(enum ui_role role); // "" for UI_ROLE_NONE
// Role of an ARIA name; UI_ROLE_COUNT where there is none.
enum ui_role ui_role_of(struct str name);

enum ui_state {
    UI_STATE_CHECKED = 1 << 0,
    UI_STATE_DISABLED = 1 << 1,
    UI_STATE_INVALID = 1 << 2,
    UI_STATE_REQUIRED = 1 << 3,
    UI_STATE_EXPANDED = 1 << 4,
    UI_STATE_READONLY = 1 << 5,
    UI_STATE_FOCUSED = 1 << 6, // set by ui_show on the focused element
    UI_STATE_PRESSED = 1 << 7, // set by ui while a finger is on it
};

enum ui_align { UI_ALIGN_START, UI_ALIGN_CENTER, UI_ALIGN_END };

enum ui_look {
    UI_LOOK_PLAIN,   // button: card-like; text: no box; container: no box
    UI_LOOK_PRIMARY, // button: the way on, filled
    UI_LOOK_QUIET,   // button: text only
    UI_LOOK_CHIP,    // button: rounded, with an edge, for what stands beside the options
    UI_LOOK_CARD,    // container: surface with a corner and a soft shadow
    UI_LOOK_NOTE,    // container or text: a soft hint with an icon, in WARN (or its own colour)
};

struct ui_element {
    enum ui_kind kind;
    enum ui_role role;
    struct str id;    // stable between frames, unique on the page; "" where nobody asks
    struct str name;  // what is read: label, paragraph, the placeholder of an empty field
    struct str value; // of a field, or of progress in words
    uint32_t state;   // enum ui_state

    // Style. Millimetres on the glass; text grows with the respondent's text scale, and what holds
    // it with the text.
    enum ui_look look;
    enum ui_text_size size;
    bool bold;
    bool moves;               // goes in when the page changes; where nothing does, everything does
    bool secret;              // its text is an answer: pixels and layout are forgotten by ui_forget
    bool clipped;             // one line, cut by an ellipsis where it must (never for questions)
    enum ui_color color;      // of text or picture; UI_COLOR_NONE: as the kind has it
    enum ui_align align;      // text in its box; children of a column across; of a row along
    enum ui_align align_down; // children of a column along, of a row across
    double pad_mm;            // inside, all sides
    double gap_mm;            // between children; negative: 0
    double min_w_mm;
    double min_h_mm;
    double max_w_mm; // 0: none
    int grow;        // share of what is left over

    enum ui_icon icon; // beside the name (after it for UI_ICON_NEXT), or alone where name is ""
    enum ui_icon spare_icon;    // stands for the name where that has no room, and only there
    bool icon_only;             // name is read aloud, not shown
    struct ui_picture *picture; // UI_KIND_PICTURE; above the name in a choice; may be NULL
    double part;                // progress, slider: 0 to 1
    bool blank;                 // slider: nothing has been said yet, so nothing is marked
    int ticks;                  // slider: marks on its line, ends included; 0: none
    int want_columns;           // options: as the form has it, where they fit; 0: the rule
    struct str sign;            // choice: what stands in its mark ("2") instead of a check; key:
                                // what is seen where the name is what is read aloud
    bool movable;               // choice: can be dragged by its handle among its siblings
    bool repeats;               // button: acts again and again while it is held
    size_t caret;               // field: byte offset of the caret in value
    size_t anchor;              // field: the other end of the selection; at the caret: none
    int lines;                  // field: least lines shown; 1 is a single line
    struct str key_text;        // key: what it types; "" for the keys that act
    double key_units;           // key: width in keys
    struct str over;            // row of keys: id of what it stands over, outside the flow

    struct ui_element *parent;
    struct ui_element *first;
    struct ui_element *last;
    struct ui_element *next;

    struct str sound; // file of a recording of the name; "": none

    size_t mark_from; // bytes of name that are being read aloud, underlined; from == to: none
    size_t mark_to;

    // Filled by layout.
    struct ui_rect bounds;  // in the window, after scrolling
    struct ui_rect visible; // what of it is inside its scroll areas; empty: scrolled away
    int columns;            // options, scale: as laid out
    void *priv;             // of the module
};

// Every function appends a zeroed element to parent (NULL makes a root), copies id and text into a
// and returns it, so that the caller may set the rest of the style. Never NULL.
struct ui_element *ui_element_new(struct arena *a, struct ui_element *parent, enum ui_kind kind,
                                  enum ui_role role, struct str id, struct str name);
struct ui_element *ui_column(struct arena *a, struct ui_element *parent, double gap_mm);
struct ui_element *ui_row(struct arena *a, struct ui_element *parent, double gap_mm);
struct ui_element *ui_wrap(struct arena *a, struct ui_element *parent, double gap_mm);
// Where it is higher than its room, arrows stand beside it, "ID/more" and "ID/back"; what is read
// for them is the element's name ("Visa mer") and value ("Visa det som var före").
struct ui_element *ui_scroll(struct arena *a, struct ui_element *parent, struct str id);
struct ui_element *ui_spacer(struct arena *a, struct ui_element *parent, double height_mm,
                             int grow);
struct ui_element *ui_text(struct arena *a, struct ui_element *parent, enum ui_text_size size,
                           struct str text);
// The question or title of a page: heading role, bold, at most 46 characters a line.
struct ui_element *ui_heading(struct arena *a, struct ui_element *parent, struct str id,
                              enum ui_text_size size, struct str text);
struct ui_element *ui_button(struct arena *a, struct ui_element *parent, struct str id,
                             enum ui_look look, enum ui_icon icon, struct str name);
// The group of a question's choices: role radiogroup or group (of checkboxes).
struct ui_element *ui_options(struct arena *a, struct ui_element *parent, struct str id,
                              bool several, struct str name);
struct ui_element *ui_scale(struct arena *a, struct ui_element *parent, struct str id,
                            struct str name);
// role follows the parent: radio in a radiogroup, checkbox in a group.
struct ui_element *ui_choice(struct arena *a, struct ui_element *parent, struct str id,
                             struct str name, bool checked);
// name is read aloud, and stands in an empty field as the placeholder.
struct ui_element *ui_field(struct arena *a, struct ui_element *parent, struct str id,
                            struct str name, struct str value, size_t caret, int lines);
struct ui_element *ui_progress(struct arena *a, struct ui_element *parent, struct str id,
                               double part, struct str in_words);
struct ui_element *ui_picture(struct arena *a, struct ui_element *parent,
                              struct ui_picture *picture, double height_mm, struct str name);
// A line from 0 to 1, mirrored in right-to-left. value is read aloud. A finger gives
// UI_EVENT_SLIDE, keys give UI_EVENT_ADJUST.
struct ui_element *ui_slider(struct arena *a, struct ui_element *parent, struct str id,
                             struct str name, struct str value, double part);
// A soft note under a question, or an error: icon and text on a tinted box. role ALERT or STATUS.
struct ui_element *ui_note(struct arena *a, struct ui_element *parent, struct str id,
                           enum ui_role role, enum ui_color color, enum ui_icon icon,
                           struct str text);
// A dialog over the page; its children stand in one card, centred. What is behind it cannot be
// touched.
struct ui_element *ui_overlay(struct arena *a, struct ui_element *root, struct str id,
                              struct str name);

// The frame that respondents' pages share. The parts may stay empty; then they take no room.
struct ui_page {
    struct ui_element *root; // give this to ui_show
    struct ui_element *top;  // row: progress, language, text size
    struct ui_element *body; // scroll area, moves on a change of page; its children in one column
    struct ui_element *keys; // column: the on-screen keyboard, full width
    struct ui_element *foot; // row: back at the start, next at the end (put a growing spacer
                             // between)
};
struct ui_page ui_page_new(struct arena *a);
// The same with the body centred both ways: attract, thank you, one short message.
struct ui_page ui_page_centered(struct arena *a);

// Walks the tree in reading order: first the element itself, then its children. NULL at the end.
struct ui_element *ui_element_after(const struct ui_element *e, const struct ui_element *root);
struct ui_element *ui_element_find(struct ui_element *root, struct str id); // NULL: none
bool ui_element_acts(const struct ui_element *e); // can be pressed or typed into now
