/* SPDX-License-Identifier: EUPL-1.2 */
/* svar.question/1: types of questions. Svar's own types come through this same table.
 *
 * A type is two functions from bytes to bytes, without state of its own. Both get the *question
 * message*: everything there is to know (words, choices, the value so far, the screen's class).
 *   build   question → elements: what is to be seen, as a flat list with roles, names and values.
 *   handle  question + one event → result: the new value, or nothing new.
 * The host draws the elements, lays them out for the screen and the direction of writing, moves the
 * focus, reads them aloud and turns touches and keys into events. It calls build again after each
 * change. svar/question_message.h reads and writes these messages.
 *
 * Elements form a tree by depth: a child follows its parent with a depth one larger. Ids are local
 * to the question; the host puts the question's path before them ("q1" + "/" + "4"), and the group
 * of the whole question has the empty id. What belongs to a choice uses the choice's name as its
 * id, the text field uses "field": tests and the accessibility tree rely on it.
 *
 * Values are ODK instance strings: a choice's name, names with one space between them, an integer
 * in digits, text. Nothing is required by the type: an empty value is always allowed, and a
 * respondent must be able to get back to it. Missing codes (don't know, don't want to answer, not
 * applicable) arrive as choices with a code and SVAR_CHOICE_MISSING; they are shown as chips, apart
 * from the scale. Choosing one gives SVAR_RESULT_VALUE with its name as the value where the
 * question has choices of its own, and an empty value with the code in `missing` where it has not.
 */
#ifndef SVAR_QUESTION_H
#define SVAR_QUESTION_H

#include <svar/message.h>
#include <svar/plugin.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SVAR_QUESTION_1 "svar.question/1"

/* ---- messages and their records ---- */

enum {
    SVAR_MESSAGE_QUESTION = 1, /* to the type: records QUESTION (first, once), CHOICE, ATTRIBUTE */
    SVAR_MESSAGE_ELEMENTS = 2, /* from build: records ELEMENT and SHAPE */
    SVAR_MESSAGE_EVENT = 3,    /* to handle: record EVENT (once) */
    SVAR_MESSAGE_RESULT = 4    /* from handle: record RESULT (once) */
};

enum {
    SVAR_RECORD_QUESTION = 1,
    SVAR_RECORD_CHOICE = 2,
    SVAR_RECORD_ATTRIBUTE = 3,
    SVAR_RECORD_ELEMENT = 4,
    SVAR_RECORD_SHAPE = 5,
    SVAR_RECORD_EVENT = 6,
    SVAR_RECORD_RESULT = 7,
    SVAR_RECORD_PART = 8 /* since 1.1: in QUESTION and RESULT messages of a group */
};

/* ---- the question message ---- */

/* Flags of a question. */
enum {
    SVAR_QUESTION_READ_ONLY = 1,
    SVAR_QUESTION_REQUIRED = 2,
    SVAR_QUESTION_INVALID = 4,   /* `error` says why: constraint or required */
    SVAR_QUESTION_RTL = 8,       /* the language is written from right to left */
    SVAR_QUESTION_CHILDREN = 16, /* mode for young children: larger, fewer words */
    SVAR_QUESTION_REDUCED_MOTION = 32
};

/* SVAR_RECORD_QUESTION: these fields in this order. */
struct svar_question {
    uint32_t flags;
    uint32_t screen_mm_wide; /* room for the question */
    uint32_t screen_mm_high;
    uint32_t text_scale_percent; /* 100 to 200 */
    uint32_t characters_max;     /* longest text that is accepted; 0 when the type may choose */
    int32_t missing;       /* -1, -2, -3 where that was chosen beside an empty value, else 0 */
    struct svar_text path; /* "q1", "g/q1": for messages, not to be taken apart */
    struct svar_text type; /* XLSForm type: "select_one" */
    struct svar_text appearance; /* words, as the form has them */
    struct svar_text parameters; /* as the form has them: "start=0 end=10" */
    struct svar_text label;      /* in the respondent's language, with answers filled in */
    struct svar_text hint;
    struct svar_text image;    /* media of the question: file names in the survey, or empty */
    struct svar_text language; /* BCP 47: "sv" */
    struct svar_text value;    /* the answer so far; empty when there is none */
    struct svar_text error;    /* in the respondent's language; empty when all is well */
    struct svar_text state;    /* what the type gave with SVAR_RESULT_STATE, byte for byte */

    struct svar_reader records; /* private: for svar_choice_next and svar_attribute_next */
};

/* Flags of a choice. */
enum {
    SVAR_CHOICE_MISSING = 1,  /* `missing` holds its code */
    SVAR_CHOICE_EXCLUSIVE = 2 /* of several: choosing it takes back the others, and they it */
};

/* SVAR_RECORD_CHOICE: only the choices that are there now, in the order to be shown. A question
 * type without choices of its own gets the missing codes that the survey offers, and no others. */
struct svar_choice {
    uint32_t flags;
    int32_t missing;        /* -1, -2, -3; 0 for a substantive choice */
    struct svar_text name;  /* what is stored */
    struct svar_text label; /* in the respondent's language */
    struct svar_text image; /* file name in the survey, or empty */
    struct svar_text audio;
    struct svar_text picture; /* since 1.1: the choice's svar:picture column, for types that draw */
};

/* SVAR_RECORD_PART (since 1.1): a type whose XLSForm type is "begin_group" asks a whole field-list
 * group as one question. The group's relevant questions come as parts, in the form's order, and
 * what is stored are their own nodes, so other tools need no plugin. A result with
 * SVAR_RESULT_PARTS is followed by a part for each question whose answer changes; of those the host
 * reads name, missing and value, and checks them as it checks any answer. */
struct svar_part {
    int32_t missing;          /* -1, -2, -3 beside an empty value, else 0 */
    struct svar_text name;    /* the question's name in the group */
    struct svar_text value;   /* the answer; empty when there is none */
    struct svar_text type;    /* XLSForm type: "integer" */
    struct svar_text label;   /* in the respondent's language */
    struct svar_text picture; /* its body::svar:picture column */
};

/* SVAR_RECORD_ATTRIBUTE: a column of the survey sheet that the type asked for (`columns` of its
 * description), where the form has it. Since 1.1 "svar:now" is one that every form has: the
 * device's date and time, as dateTime is written. */
struct svar_attribute {
    struct svar_text column;
    struct svar_text value;
};

/* ---- the elements message ---- */

enum {
    SVAR_ROLE_GROUP = 1,  /* has children; name says what they are together */
    SVAR_ROLE_HEADING,    /* the question's words */
    SVAR_ROLE_TEXT,       /* hint, help; value is empty, name holds the words */
    SVAR_ROLE_ALERT,      /* an error in words; read aloud when it appears */
    SVAR_ROLE_RADIOGROUP, /* children: radio */
    SVAR_ROLE_RADIO,      /* gives ACTIVATE */
    SVAR_ROLE_CHECKBOX,   /* gives ACTIVATE */
    SVAR_ROLE_TEXTBOX,    /* gives TEXT; the host brings the keyboard */
    SVAR_ROLE_SPINBUTTON, /* gives TEXT and ADJUST; a number field with less and more */
    SVAR_ROLE_BUTTON,     /* gives ACTIVATE */
    SVAR_ROLE_SLIDER,     /* gives NUMBER and ADJUST; min, max, step */
    SVAR_ROLE_IMAGE       /* a file in `image`, or shapes that follow; name describes it */
};

/* Flags of an element. */
enum {
    SVAR_ELEMENT_CHECKED = 1,
    SVAR_ELEMENT_DISABLED = 2,  /* shown, gives no events */
    SVAR_ELEMENT_MISSING = 4,   /* a missing code: a chip, apart from the scale */
    SVAR_ELEMENT_MULTILINE = 8, /* of a text box */
    SVAR_ELEMENT_SECRET = 16,   /* do not show or speak what is typed */
    SVAR_ELEMENT_INVALID = 32,  /* the value here is the faulty one */
    SVAR_ELEMENT_REQUIRED = 64,
    SVAR_ELEMENT_NO_VALUE = 128,     /* a slider or spinbutton that has not been touched yet */
    SVAR_ELEMENT_PICTURE_ONLY = 256, /* since 1.1: a choice's picture says it; its name is read */
    SVAR_ELEMENT_MOVABLE = 512 /* since 1.1: a checkbox that can be dragged among its siblings:
                                  gives NUMBER with its new place, from 0 */
};

/* How a group's children lie. The host may choose another way when they do not fit. */
enum {
    SVAR_LAYOUT_AUTO = 0, /* groups in it lie below each other; a row takes a picture beside them */
    SVAR_LAYOUT_COLUMN,   /* one below the other */
    SVAR_LAYOUT_TWO_COLUMNS, /* in reading order, down the first column and then the second */
    SVAR_LAYOUT_EVEN_ROW,    /* side by side, equally wide: a scale */
    SVAR_LAYOUT_CHIPS,       /* small, in a row that wraps */
    SVAR_LAYOUT_ROW          /* side by side, each as wide as it needs */
};

/* Which keyboard suits a text box. */
enum { SVAR_INPUT_TEXT = 0, SVAR_INPUT_INTEGER, SVAR_INPUT_DECIMAL };

/* SVAR_RECORD_ELEMENT: these fields in this order. */
struct svar_element {
    uint32_t role;
    uint32_t flags;
    uint32_t depth;          /* 0 at the top, at most 7 */
    uint32_t layout;         /* of a group or radiogroup */
    uint32_t input;          /* of a text box or spinbutton */
    uint32_t characters_max; /* of a text box; 0 is the host's limit */
    double min;              /* of a slider or spinbutton; max < min means no bounds */
    double max;
    double step; /* of a group (since 1.1): the columns asked for; 0 leaves it to the host */
    struct svar_text id;    /* local; unique in the question, at most 255 bytes */
    struct svar_text name;  /* what a person sees or hears */
    struct svar_text value; /* of a text box, spinbutton or slider; of a button (since 1.1) the
                               short sign that is shown in place of the name: "+"; of a checkbox
                               the sign in its mark: "2", its place in an order */
    struct svar_text image; /* file name in the survey, or empty */
};

/* Colours of shapes go by their role on the screen, so that themes and contrast hold. */
enum {
    SVAR_COLOUR_NONE = 0,
    SVAR_COLOUR_PAPER,
    SVAR_COLOUR_SURFACE,
    SVAR_COLOUR_INK,
    SVAR_COLOUR_INK_2,
    SVAR_COLOUR_LINE,
    SVAR_COLOUR_PRIMARY,
    SVAR_COLOUR_ON_PRIMARY,
    SVAR_COLOUR_TINT,
    SVAR_COLOUR_GOOD,
    SVAR_COLOUR_WARN,
    SVAR_COLOUR_BAD,
    SVAR_COLOUR_SUN,
    SVAR_COLOUR_SUN_INK /* since 1.1: what stands on SUN, in every theme */
};

/* Steps of a path; each is a u32 followed by its points, two i32 each. */
enum {
    SVAR_PATH_MOVE = 1, /* x y */
    SVAR_PATH_LINE,     /* x y */
    SVAR_PATH_QUAD,     /* control x y, end x y */
    SVAR_PATH_CUBIC,    /* control x y, control x y, end x y */
    SVAR_PATH_CLOSE     /* no points */
};

/* SVAR_RECORD_SHAPE: one path, drawn in the last element before it, in a box of 1000 × 1000 units
 * that the host fits into the element's room; x grows from the left, y from the top. An image above
 * what is touched whose shapes end above y = 200 is as wide as the page. Pictures are
 * not mirrored for languages written from right to left. The fields are fill, stroke and
 * stroke_width, then the steps. */
struct svar_shape {
    uint32_t fill;            /* SVAR_COLOUR_… */
    uint32_t stroke;          /* SVAR_COLOUR_… */
    uint32_t stroke_width;    /* in units */
    struct svar_reader steps; /* for svar_path_next */
};

struct svar_path_step {
    uint32_t op;   /* SVAR_PATH_… */
    int32_t xy[6]; /* as many as the step has */
};

/* ---- the event and the result ---- */

enum {
    SVAR_EVENT_ACTIVATE = 1, /* tapped, or Return or Space on it */
    SVAR_EVENT_TEXT,         /* `text` is the whole new text of the field */
    SVAR_EVENT_ADJUST,       /* `number` is the change: +1 or -1 step, or more */
    SVAR_EVENT_NUMBER        /* `number` is the new value: a finger on a slider; or the new place */
};

/* SVAR_RECORD_EVENT. */
struct svar_event {
    uint32_t action;
    double number;
    struct svar_text id; /* the element, as build named it */
    struct svar_text text;
};

/* What a result holds; 0 for "nothing new". */
enum {
    SVAR_RESULT_VALUE = 1,  /* `value` and `missing` are the answer now; both empty takes it back */
    SVAR_RESULT_STATE = 2,  /* `state` is to be kept until the page is left: at most 4096 bytes */
    SVAR_RESULT_GO_ON = 4,  /* a one-tap type: the page may turn by itself */
    SVAR_RESULT_NOTICE = 8, /* `notice` is to be shown and spoken once, calmly */
    SVAR_RESULT_PARTS = 16  /* since 1.1: of a group; parts follow, `value` says nothing */
};

/* SVAR_RECORD_RESULT. The host still checks the value: type, choices, length, constraint. */
struct svar_result {
    uint32_t flags;
    int32_t missing; /* -1, -2, -3 beside an empty value, else 0 */
    struct svar_text value;
    struct svar_text state;
    struct svar_text notice; /* in the question's language */
};

/* ---- the table ---- */

/* Describes one type. Static data. A form reaches it by its XLSForm type and, where it refines one,
 * by a word in the appearance column; so forms stay readable for other tools, which ignore
 * appearances that they do not know. Names for appearances begin with the plugin's id and '-' or
 * ':', "thermo-ladder"; those with a colon pass `svar check` where the plugin is not loaded. The
 * prefix "svar:" is for what comes with Svar. */
struct svar_question_type_1 {
    const char *id;    /* as a plugin's id: "select-one" */
    const char *title; /* for people */
    const char *type;  /* XLSForm type: "select_one", "select_multiple", "integer", "text", … */
    const char *appearance; /* the word that asks for it, or NULL: every question of the type */
    const char *columns; /* survey columns it wants as attributes, with spaces between; or NULL */
    uint32_t flags;      /* 0 */
};

struct svar_question_factory_1 {
    /* [main] How many types there are; the same each time. */
    uint32_t (*count)(const struct svar_question_factory_1 *factory);

    /* [main] One of them; NULL from count on. */
    const struct svar_question_type_1 *(*describe)(const struct svar_question_factory_1 *factory,
                                                   uint32_t index);

    /* [main] Writes an elements message for a question message. *out_bytes is the size needed: when
     * it is more than capacity, what was written is void and the host calls again with enough. The
     * same question gives the same bytes. */
    int32_t (*build)(const struct svar_question_factory_1 *factory, uint32_t index,
                     const uint8_t *question, uint32_t question_bytes, uint8_t *out,
                     uint32_t capacity, uint32_t *out_bytes, struct svar_error *error);

    /* [main] Writes a result message for a question and one event on it. Sizes as with build. An
     * event that means nothing to the type gives a result with flags 0. */
    int32_t (*handle)(const struct svar_question_factory_1 *factory, uint32_t index,
                      const uint8_t *question, uint32_t question_bytes, const uint8_t *event,
                      uint32_t event_bytes, uint8_t *out, uint32_t capacity, uint32_t *out_bytes,
                      struct svar_error *error);
};

#ifdef __cplusplus
}
#endif

#endif
