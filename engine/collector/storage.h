// SPDX-License-Identifier: EUPL-1.2
// Where a collector keeps things: one small table of functions, so that SQLite (sqlite.c) and
// PostgreSQL (pg.c) are the same to everything above. The collector itself holds no state, so that
// any number of them can stand before one PostgreSQL.
//
// Contract of every backend: [any] thread may call; a put that returns ERR_NONE is durable (it has
// survived a power cut by then), also when it says COLLECTOR_SAME or COLLECTOR_THERE; puts decide
// by the database's own uniqueness and never by looking first. Once durability is in doubt (a
// failed sync) every put fails until the collector is started again (SQLite) or until another
// connection has seen it there (PostgreSQL). ERR_FULL: no room; ERR_IO: the database fails;
// ERR_NETWORK: it cannot be reached, after some seconds of trying.
#pragma once

#include "seal/batch.h"

enum {
    COLLECTOR_SURVEY_ID_BYTES = 64,
    COLLECTOR_DEVICE_NAME_BYTES = 100,
};

enum collector_put {
    COLLECTOR_NEW,   // stored now
    COLLECTOR_SAME,  // exactly this was there already
    COLLECTOR_TAKEN, // something else has that place; nothing was changed
};

struct collector_survey {
    char id[COLLECTOR_SURVEY_ID_BYTES + 1];
    int64_t version;
    uint8_t hash[32];      // SHA-256 of survey.json
    uint8_t organizer[32]; // the Ed25519 key whose signature the survey bears
};

struct collector_batch {
    const uint8_t *link;        // 32
    const uint8_t *survey_hash; // 32: names the survey and its version
    const uint8_t *device;      // 32
    uint64_t number;
    size_t count;
    struct str bytes;
    struct str receipt; // signed, verdict "stored": handed out only after the commit
    void *expected;     // what batch_expect gave for it; NULL: it was not called
};

// What became of a batch. The database decides it in the very transaction that stores: a device
// that somebody blocks a moment before is refused, by whichever collector.
enum collector_verdict {
    COLLECTOR_STORED,
    COLLECTOR_THERE, // this very batch was stored before; so it stays after its body was erased
    COLLECTOR_UNKNOWN_SURVEY,
    COLLECTOR_NOT_ENROLLED,
    COLLECTOR_BLOCKED,
};
struct collector_placed {
    enum collector_verdict verdict;
    bool fork;                                  // another batch of this device has this number
    char survey[COLLECTOR_SURVEY_ID_BYTES + 1]; // its id; "" where it is unknown
    int64_t seen_hour;                          // when the device was last heard of; 0: never
};

// Where a puller stands. Of another epoch than the storage's: from the start.
struct collector_cursor {
    uint8_t epoch[SEAL_EPOCH_BYTES];
    uint64_t xid;      // of the transaction that stored it, where position alone is not safe; or 0
    uint64_t position; // 0: the start
};

// What a survey knows of a device. Hours are those since 1970, and all the time that is kept.
struct collector_standing {
    bool enrolled, blocked;
    int64_t seen_hour; // 0: never
};

// One line of the list of devices. newest is the highest number of its batches; missing: numbers
// below it that are not here; forked: batches that share their number with an earlier one.
struct collector_device {
    char survey[COLLECTOR_SURVEY_ID_BYTES + 1];
    uint8_t key[32];
    char name[COLLECTOR_DEVICE_NAME_BYTES + 1];
    struct collector_standing standing;
    uint64_t batches, responses, newest, missing, forked;
};
typedef void (*collector_device_function)(const struct collector_device *device, void *data);

struct collector_survey_figures {
    char id[COLLECTOR_SURVEY_ID_BYTES + 1];
    int64_t version; // the highest
    uint64_t devices, batches, responses;
};
typedef void (*collector_survey_function)(const struct collector_survey_figures *survey,
                                          void *data);

// One stored batch during a pull; borrowed until the callback returns.
typedef void (*collector_pull_function)(struct str bytes, struct str receipt,
                                        const struct collector_cursor *cursor, void *data);

struct collector_pull_note {
    const char *survey_id;
    const uint8_t *key; // 32, the puller's
    struct str nonce;
    struct collector_cursor after; // of another epoch, or position 0: says nothing
    int64_t hour;
};

// What is erased is a batch's body and receipt. Link, device, number and count stay, so that the
// chain stays whole and a batch that comes once more, on a late stick, is known and not stored.
struct collector_tidy {
    int64_t hour;         // now
    int64_t pulled_hours; // kept so long after the organizer held it; -1: for ever
    int64_t all_hours;    // kept so long after it came, whether pulled or not; -1: for ever
    int64_t nonce_hours;  // a request that was signed may be asked again after so long
};
struct collector_tidied {
    uint64_t batches, nonces;
};

struct collector_figures {
    uint64_t surveys, devices, batches, responses, forked; // forked: batches that share a number
};

struct collector_storage;
struct collector_storage_table {
    void (*close)(struct collector_storage *s); // finishes what was put, frees
    // ERR_NONE when the database answers and may be written.
    enum err (*health)(struct collector_storage *s, struct err_info *info);
    // Drawn when the database was made; names this collection of rows to pullers and devices.
    const uint8_t *(*epoch)(const struct collector_storage *s); // SEAL_EPOCH_BYTES, borrowed
    // A new epoch, after a database was restored from a copy: pullers then begin anew. [main],
    // before anything is served.
    enum err (*renew_epoch)(struct collector_storage *s, struct err_info *info);

    // TAKEN: the id belongs to another organizer, or this version exists with other content.
    enum err (*survey_put)(struct collector_storage *s, const struct collector_survey *survey,
                           struct str package, enum collector_put *out, struct err_info *info);
    // ERR_MISSING where there is none. The highest version; its package is appended to out_package
    // unless that is NULL.
    enum err (*survey_newest)(struct collector_storage *s, const char *id,
                              struct collector_survey *out, struct buf *out_package,
                              struct err_info *info);

    // A token enrols one device. SAME: the device is enrolled already (with whatever token, and
    // this one stays unused); TAKEN: the token enrolled another device.
    enum err (*device_put)(struct collector_storage *s, const char *survey_id,
                           const uint8_t device[32], const uint8_t token[16], struct str name,
                           enum collector_put *out, struct err_info *info);
    enum err (*device_standing)(struct collector_storage *s, const char *survey_id,
                                const uint8_t device[32], struct collector_standing *out,
                                struct err_info *info);
    // The device was heard of in this hour. Later hours only: a clock put back changes nothing.
    enum err (*device_seen)(struct collector_storage *s, const char *survey_id,
                            const uint8_t device[32], int64_t hour, struct err_info *info);
    // A key is blocked, or let in again, in every survey, also in those it enrols in later.
    enum err (*device_block)(struct collector_storage *s, const uint8_t device[32], bool blocked,
                             struct err_info *info);
    // In every survey. ERR_MISSING: no such device.
    enum err (*device_rename)(struct collector_storage *s, const uint8_t device[32],
                              struct str name, struct err_info *info);
    // All devices by survey and name, all surveys by id; `each` must not call the storage.
    enum err (*devices)(struct collector_storage *s, collector_device_function each, void *data,
                        struct err_info *info);
    enum err (*surveys)(struct collector_storage *s, collector_survey_function each, void *data,
                        struct err_info *info);

    // A batch has come in and is being looked at: batch_put, or batch_unexpect where it is refused,
    // follows soon. Who commits waits a moment for those that are on their way, so that they share
    // its sync. May give NULL.
    void *(*batch_expect)(struct collector_storage *s, const uint8_t survey_hash[32]);
    void (*batch_unexpect)(struct collector_storage *s, void *expected);
    // Keyed by link, which stands for one survey, device, number and count: they are all in the
    // bytes it is the digest of. Of two batches of a device with one number both are kept.
    enum err (*batch_put)(struct collector_storage *s, const struct collector_batch *batch,
                          struct collector_placed *out, struct err_info *info);
    // Batches of a survey behind the cursor, in a safe order: no batch that commits later can get
    // a place before *out_next. Ends before bytes_max would be passed, but gives one at least.
    enum err (*batch_pull)(struct collector_storage *s, const char *survey_id,
                           const struct collector_cursor *after, size_t bytes_max,
                           collector_pull_function each, void *data,
                           struct collector_cursor *out_next, bool *out_more,
                           struct err_info *info);

    // A puller asks for what comes after a place, and thereby says that it holds what is before it.
    // SAME: this key has used the nonce before.
    enum err (*pull_note)(struct collector_storage *s, const struct collector_pull_note *note,
                          enum collector_put *out, struct err_info *info);
    // Erases what need not be kept any longer, in small steps; see struct collector_tidy.
    enum err (*tidy)(struct collector_storage *s, const struct collector_tidy *tidy,
                     struct collector_tidied *out, struct err_info *info);

    enum err (*figures)(struct collector_storage *s, struct collector_figures *out,
                        struct err_info *info);
};
// The head of every backend's own struct.
struct collector_storage {
    const struct collector_storage_table *table;
};

// Opens "sqlite:PATH", made when missing (mode 0600), or "postgresql://…" (whatever libpq takes),
// where tables are made and brought up to date. ERR_UNSUPPORTED names the kinds there are.
enum err collector_storage_open(const char *url, const struct rng *rng,
                                struct collector_storage **out, struct err_info *info) MUST_CHECK;
void collector_storage_close(struct collector_storage *s); // accepts NULL
