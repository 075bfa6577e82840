// SPDX-License-Identifier: EUPL-1.2
// What the running kiosk has open, from the arguments to the screen, and the opening of the part
// that comes from outside: survey, plugins and form.
#pragma once

#include "kiosk/app.h"
#include "kiosk/guard.h"
#include "kiosk/options.h"
#include "kiosk/porter.h"

#include <pthread.h>

enum { KIOSK_PATH_BYTES = 4096 };

// Everything that is open, so that it can be closed from any point.
struct kiosk_program {
    struct kiosk_options options;
    struct kiosk_porter *porter; // before the guard, and like it for the whole life
    struct kiosk_guard *guard;
    const char *reads[4 + KIOSK_PLUGINS_MAX]; // what the guard lets be read
    const char *writes[KIOSK_STICKS_MAX + 1]; // and written: where sticks are, and the light
    struct kiosk_light light;
    struct kiosk_choosing choosing;
    char stick_folders[KIOSK_STICKS_MAX][KIOSK_PATH_BYTES];
    struct kiosk_update update;
    bool updated; // the survey is a newer version than the one given
    bool chosen;  // or another one
    struct kiosk_app app;
    struct survey *survey;
    struct form_def *def;
    struct plugin_registry *registry;
    struct form_host form_host;
    struct seal_signer *device;
    struct store *store;
    struct kiosk_automation *automation;
    int lock;
    pthread_t signals;
    bool signals_started;
    atomic_int asked_to_end; // the signal; 0: none
    bool hurried;            // a thread is still in the network: leave without cleaning up under it
    bool gone;               // what reaches the network: whoever started the kiosk starts it again
    char enrolled_path[KIOSK_PATH_BYTES];
};

// The survey that was given, or what the staff have chosen or what came by the network or a stick
// since. ERR_DENIED: automation with a production survey.
enum err kiosk_program_open_survey(struct kiosk_program *p, struct err_info *info) MUST_CHECK;

// The question types: those of the engine, and the plugins that were named.
enum err kiosk_program_open_plugins(struct kiosk_program *p, struct err_info *info) MUST_CHECK;

// The survey's form; every fault in it is logged. Where a newer or chosen survey's form does not
// work here, the given one is opened in its place.
enum err kiosk_program_open_form(struct kiosk_program *p, struct err_info *info) MUST_CHECK;
