// SPDX-License-Identifier: EUPL-1.2
// The running kiosk: session, screen, worker, uploader and automation, and the loop that joins
// them. One function a turn.
#pragma once

#include "kiosk/admin_page.h"
#include "kiosk/aloud.h"
#include "kiosk/automation.h"
#include "kiosk/mailbox.h"
#include "kiosk/pages.h"
#include "kiosk/porter.h"
#include "kiosk/settings.h"
#include "kiosk/stick.h"
#include "kiosk/uploader.h"
#include "kiosk/watchdog.h"
#include "kiosk/worker.h"
#include "ui/sound.h"
#include "ui/speech.h"

#include <stdatomic.h>

enum { KIOSK_PLACES_MAX = 128 };

// What automation is waiting for, one thing at a time.
struct kiosk_waiting {
    struct kiosk_request *request; // NULL: nothing
    bool swipe;                    // otherwise wait-idle
    int64_t begun_ms;
    int64_t limit_ms;
    struct ui_point from;
    struct ui_point to;
    int64_t duration_ms;
};

struct kiosk_app {
    // Filled by the program before kiosk_app_run; all outlive it.
    const struct survey *survey;
    const struct form_def *def;
    const struct plugin_registry *registry;
    struct ui *ui;
    struct kiosk_worker *worker;
    struct kiosk_uploader *_Atomic uploader; // NULL: the survey names no collector
    struct kiosk_stick *stick;
    struct kiosk_mailbox *mailbox;
    const struct kiosk_porter *porter; // NULL: none
    uint32_t said_restarts;            // of it, that are in the log
    // Whoever started the kiosk starts it again: a newer survey, or a porter that is gone for good,
    // ends it when unused.
    bool restarts;
    bool reduced_motion;
    bool still; // a program drives the kiosk: nothing moves by itself
    enum kiosk_mode mode;
    bool mode_given;                 // else the form's setting says
    struct kiosk_wishes wishes;      // what each respondent begins with
    struct ui_switches switches;     // their keys and pace; scan is the respondent's own
    const char *state;               // folder
    struct kiosk_settings settings;  // what the staff have set
    const struct kiosk_light *light; // the panel's own; NULL: none
    struct kiosk_watchdog watchdog;
    struct clock clock; // zeroed: the system's
    // Who takes responses and counts in the worker's place, where there is none: tests.
    const struct kiosk_session_host *host;
    bool closable; // closing the window ends the kiosk; never where it is alone

    // The app's own.
    struct kiosk_facts facts;
    struct kiosk_session *session;
    struct kiosk_question_page *questions;
    struct kiosk_pages pages;
    struct kiosk_waiting waiting;
    uint64_t shown_generation;
    uint64_t shown_page_generation;
    int shown_attract;
    enum kiosk_page shown;
    enum kiosk_page shown_under;
    bool show_again;          // size or keyboard changed
    struct ui_speech *speech; // NULL: nothing reads aloud here
    struct ui_sound *sound;   // NULL: no recordings are played here
    bool recorded;            // the survey has some
    bool speak;               // the page, once it is shown
    char spoke[256];          // id of what was pressed, to be told
    char hear[256];           // id of what somebody has come to, to be told
    int help;                 // 1: reading aloud was turned on, 2: off, to be told
    bool counted;             // the countdown has been told
    bool counted_soon;        // and that little is left of it
    bool told_error;          // what is wrong has been told
    struct kiosk_aloud_place places[KIOSK_PLACES_MAX]; // of what is being read
    size_t place_count;
    struct buf words;     // what they stand in; may hold answers: wiped when it is over
    size_t next_place;    // the first that has not begun to be heard
    size_t heard_from;    // in the words, where the voice began last
    bool plays;           // a recording is what is heard
    struct buf after;     // to be said when it is over: "vald"
    uint64_t spoken_page; // the page that they belong to
    bool forget;          // the screen's caches, after the next page is shown
    struct kiosk_admin *admin;
    uint64_t shown_admin;
    bool trying; // how the panel is put right is being tried
    int cross;   // so many have been touched
    struct ui_spot shown_spots[KIOSK_CROSSES];
    struct ui_spot said_spots[KIOSK_CROSSES];
    char choosing[KIOSK_SURVEY_ID_BYTES]; // the survey that is being changed to
    bool choosing_given;
    bool again; // with quit: the kiosk is to begin anew, with another survey
    bool quit;
    bool gone;      // with quit: what reaches the network is, and another process is to begin
    bool updated;   // a newer version of the survey waits for the next start
    size_t unsaved; // responses on their way to the store
};

// Makes session and pages from survey and form. language: position in the facts.
enum err kiosk_app_begin(struct kiosk_app *app, int32_t zone_offset_min, struct str language,
                         struct err_info *info) MUST_CHECK;
void kiosk_app_turn(struct kiosk_app *app); // waits for one thing and does it
void kiosk_app_end(struct kiosk_app *app);  // wipes and frees what begin made

// ---- reading aloud: app_speak.c ----
void kiosk_app_speak(struct kiosk_app *app);                  // says what is due, marks the word
void kiosk_app_voice_use(struct kiosk_app *app);              // speed and loudness as wished
void kiosk_app_hush(struct kiosk_app *app);                   // stops it and wipes what it was
int64_t kiosk_app_speak_wait_ms(const struct kiosk_app *app); // -1: nothing is being said
void kiosk_app_help(struct kiosk_app *app); // somebody wants to hear, or no longer

// ---- the staff's page ----
void kiosk_app_admin_tap(struct kiosk_app *app, struct ui_point at);
void kiosk_app_admin_press(struct kiosk_app *app, const char *id);
void kiosk_app_admin_type(struct kiosk_app *app, const struct ui_event *event);
void kiosk_app_admin_news(struct kiosk_app *app, const struct kiosk_news *news);

// app_screen.c
void kiosk_app_settings_keep(struct kiosk_app *app);
void kiosk_app_screen_use(struct kiosk_app *app); // as the settings have it
void kiosk_app_screen_touch(struct kiosk_app *app, struct ui_spot said);
void kiosk_app_screen_turn(struct kiosk_app *app); // takes back what nobody has confirmed
void kiosk_app_screen_press(struct kiosk_app *app, const char *id);

// ---- automation's requests, on the main thread ----
void kiosk_commands_do(struct kiosk_app *app, struct kiosk_request *request);
void kiosk_commands_turn(struct kiosk_app *app);             // what takes more than a turn
int64_t kiosk_commands_wait_ms(const struct kiosk_app *app); // -1: nothing is due
void kiosk_commands_news(struct kiosk_app *app, const struct kiosk_news *news); // with a cookie
