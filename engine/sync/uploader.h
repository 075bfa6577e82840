// SPDX-License-Identifier: EUPL-1.2
// The uploader: hello, enrol, then batch after batch until each has its receipt. A state machine
// without threads or a clock of its own: call sync_step, wait as long as it says (or until there is
// news), call it again. Each step makes at most one exchange over the network and may block for it.
//
//   for (;;) { wait_ms = sync_step(u); sleep at most wait_ms, or until somebody wakes this thread }
//
// With nothing to send it still greets the collector once an hour: one that was put back to an
// older copy of its database says so by another epoch, and gets again what it lost; and a newer
// version of the survey is fetched. What a collector refused is put in line again now and then
// (after six hours or so, or when a person asks): by then its organizer may have published the
// survey there, or let the device in. A refusal also makes a device that remembers its token enrol
// once more, because a collector that was put back may have forgotten it.
// Over one connection go at first a few whole batches, then twice as many each time that they all
// came through, and half as many when one did not, so that a network which cuts long connections
// still gets them.
// After a failure it waits a random time between 0 and 5 s, 10 s, 20 s … 1 h (full jitter), and
// never less than a Retry-After. It believes nothing but a valid receipt of a pinned key.
// One thread; the functions of the table are called inside sync_step, on that thread.
#pragma once

#include "sync/sync.h"

// How the uploader reaches the store (on a kiosk: by a message to the store's worker).
struct sync_source {
    // As store_next_batch and store_receipted.
    enum err (*next_batch)(void *data, struct buf *out, struct err_info *info);
    enum err (*receipted)(void *data, const struct seal_receipt *receipt, struct str receipt_bytes,
                          struct err_info *info);
    // The device is enrolled now: remember it. May be NULL.
    enum err (*enrolled)(void *data, struct err_info *info);
    // As store_epoch: called when the collector has proved itself and its epoch is not the one that
    // was met before. What it asks for comes out of next_batch again. May be NULL.
    enum err (*epoch)(void *data, const uint8_t epoch[SEAL_EPOCH_BYTES], struct err_info *info);
    // As store_retry_refused. May be NULL.
    enum err (*retry_refused)(void *data, struct err_info *info);
    // A package of the survey with a higher version: not checked yet, but for being the collector's
    // answer. It is kept then, and no further one asked for; an error is told, and the package
    // asked for again after some hours. May be NULL.
    enum err (*survey)(void *data, struct str package, struct err_info *info);
    void *data;
};

struct sync_options {
    struct sync_collector collector;  // copied; what it borrows outlives the uploader
    const struct seal_signer *device; // outlives the uploader
    struct clock clock;               // mono_ms only
    struct sync_source source;
    struct str survey_id;   // copied
    int64_t survey_version; // what is newer is fetched
    bool enrolled;          // as remembered
    struct str token;       // copied; "" where there is none; also of a device that is enrolled
    struct str device_name; // copied; what the organizer sees, may be ""
};

enum sync_phase {
    SYNC_HELLO,        // looking for the collector
    SYNC_ENROL,        // enrolment comes next
    SYNC_NOT_ENROLLED, // no token: nothing can be sent until there is one
    SYNC_UPLOAD,       // sending
    SYNC_IDLE,         // everything closed has its receipt
};

// Why nothing goes through, for whoever puts it into words.
enum sync_trouble {
    SYNC_FINE,
    SYNC_UNREACHABLE,    // nobody answers: no network, or no collector
    SYNC_OTHER_ANSWERS,  // somebody does who is not the collector: a network that wants a log-in
    SYNC_BUSY,           // the collector asks to wait
    SYNC_DENIED,         // the collector says no to this device
    SYNC_NO_TOKEN,       // not enrolled, and no token to enrol with
    SYNC_TOKEN_REFUSED,  // the collector does not take the token
    SYNC_BATCH_REFUSED,  // the collector refused a batch, which is kept
    SYNC_SURVEY_REFUSED, // a newer survey came that cannot be used; answers are sent all the same
    SYNC_OWN,            // this device's own store
};

struct sync_figures {
    enum sync_phase phase;
    enum sync_trouble why;
    bool reached;      // the collector itself answered last
    uint64_t sent;     // batches receipted since start (stored or already there)
    uint64_t refused;  // batches refused since start
    uint64_t attempts; // exchanges since start
    uint32_t failures; // in a row
    uint32_t share;    // whole batches that one connection is trusted with
    uint64_t surveys;  // newer versions that came since start
    int64_t wait_ms;   // until the next attempt, 0 when at once
    char trouble[256]; // "" or what is wrong, in English and with details
};

struct sync_uploader; // opaque
struct sync_uploader *sync_uploader_create(const struct sync_options *options);
void sync_uploader_destroy(struct sync_uploader *u); // accepts NULL; wipes the token

enum { SYNC_WAIT_MAX_MS = 3600 * 1000 };
// Does what is due, if anything, and returns the milliseconds until it wants to be called again, 0
// to SYNC_WAIT_MAX_MS. Calling earlier is harmless.
int64_t sync_step(struct sync_uploader *u) MUST_CHECK;
// A batch was closed: leave idleness. Does not cut a back-off short.
void sync_batch_ready(struct sync_uploader *u);
// A person asked for it: the next step tries at once, whatever the back-off, and what was refused
// is tried again.
void sync_now(struct sync_uploader *u);
// Whether the last step found everything sent, or failed and waits: "sync" commands end here.
bool sync_settled(const struct sync_uploader *u);
void sync_set_token(struct sync_uploader *u, struct str token);
void sync_uploader_figures(const struct sync_uploader *u, struct sync_figures *out);
