// SPDX-License-Identifier: EUPL-1.2
// The command line of svar-kiosk, read without doing anything.
#pragma once

#include "base/err.h"

enum { KIOSK_PLUGINS_MAX = 64, KIOSK_STICKS_MAX = 16 };

struct kiosk_options {
    const char *survey;
    const char *organizer; // key file, or "RW…"
    const char *state;
    const char *enrol; // token, or "@file"; NULL
    const char *plugins[KIOSK_PLUGINS_MAX];
    size_t plugin_count;
    const char *sticks[KIOSK_STICKS_MAX]; // where they are mounted; the usual places without any
    size_t stick_count;
    const char *surveys;    // folder of further surveys to choose among; NULL
    const char *ca;         // PEM file of trusted CAs; NULL: the system's
    const char *proxy;      // NULL: as the environment says
    const char *automation; // NULL
    int width;              // 0: the screen's
    int height;
    bool fullscreen;
    double mm_per_pixel;  // 0: guessed
    const char *language; // NULL: the survey's first
    const char *log;      // NULL
    bool reduced_motion;
    int mode;           // enum kiosk_mode
    bool mode_given;    // else the survey says
    bool aloud;         // each respondent begins with reading aloud
    bool explore;       // and with exploring by touch
    int switch_count;   // and with so many switches; 0: none
    int switch_keys[2]; // SDL key codes
    int switch_ms;      // with one switch, between steps; 0: the usual
    bool new_key;       // change the device's key
    bool help;
    bool version;
};

extern const char kiosk_usage[];

// Borrowed from argv. ERR_ARGUMENT says which argument is wrong. Takes "--name value" and
// "--name=value".
enum err kiosk_options_parse(int argc, char *const argv[], struct kiosk_options *out,
                             struct err_info *info) MUST_CHECK;
