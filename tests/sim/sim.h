// SPDX-License-Identifier: EUPL-1.2
// A whole country in one process, replayed from one number: devices, collectors and an organizer
// run the real store, sync, collector and archive code; clock, network, disks and randomness are
// the simulator's, and fail as the seed says. What must hold in spite of it stands in sim_check.c.
#pragma once

#include "archive/archive.h"
#include "base/clock.h"
#include "collector/service.h"
#include "stick/stick.h"
#include "store/store.h"
#include "survey/survey.h"
#include "sync/uploader.h"

#include <stdio.h>

#define SIM_MINUTE_MS INT64_C(60000)
#define SIM_HOUR_MS (60 * SIM_MINUTE_MS)
#define SIM_DAY_MS (24 * SIM_HOUR_MS)
#define SIM_NEVER INT64_MAX

enum {
    SIM_DEVICES_MAX = 400,
    SIM_COLLECTORS_MAX = 2,
    SIM_SERVICES_MAX = 3, // before one storage
    SIM_STICKS_MAX = 3,
    SIM_ORGANIZERS_MAX = 2, // who know nothing of each other
    SIM_BACKUP_FILES_MAX = 2 * (1 + SIM_ORGANIZERS_MAX),
    SIM_URL_BYTES = 64,
};

// What --break takes away inside the simulator's own layers, to see that the checks notice.
enum sim_break {
    SIM_BREAK_NOTHING,
    SIM_BREAK_SYNC,     // syncs of disks do nothing
    SIM_BREAK_RECEIPT,  // receipts are forged for requests that never arrived
    SIM_BREAK_RESPONSE, // a respondent is thanked for an answer that was never given to the store
    SIM_BREAK_EPOCH,    // devices are not told that the collector has another epoch
    SIM_BREAK_DESK,     // the desk writes receipts onto sticks though its archive took nothing in
    SIM_BREAK_TIDY,     // a collector erases what nobody has fetched
};

// ---- sim_random.c: one stream of numbers a purpose, all from the seed ----
struct sim_random {
    uint64_t state;
};
struct sim_random sim_random_make(uint64_t seed, uint64_t purpose);
uint64_t sim_random_u64(struct sim_random *r);
uint64_t sim_random_below(struct sim_random *r, uint64_t bound); // bound > 0
int64_t sim_random_between(struct sim_random *r, int64_t least, int64_t most);
bool sim_random_chance(struct sim_random *r, unsigned of_10000);
struct rng sim_random_rng(struct sim_random *r); // for the code under test
void sim_random_sodium(uint64_t seed);           // libsodium's own randomness, from here on

// ---- sim_disk.c: disks that lose what was not synced ----
struct sim_image; // one file's memory
struct sim_disk {
    char folder[200];
    struct sim_random random;
    bool dead;      // the machine went down: nothing reaches the files any more
    bool full;      // files cannot grow
    long cut_in;    // operations until the machine goes down; 0: not planned
    long fail_in;   // syncs until one fails; 0: not planned
    uint64_t fails; // syncs that failed so far
    struct sim_image *images;
    struct sim_disk *next;
};
void sim_disk_install(enum sim_break broken); // once a process: a layer before SQLite's files
void sim_disk_begin(struct sim_disk *d, const char *folder, struct sim_random random);
void sim_disk_end(struct sim_disk *d); // forgets it; the folder stays
// The machine comes up again: after a power cut without what chance took, after a crash with all.
void sim_disk_revive(struct sim_disk *d, bool power_cut);

// ---- the world ----
struct sim;

struct sim_faults { // of 10 000, drawn for each seed
    unsigned lose_request, mangle_request, late_request, duplicate, replay;
    unsigned lose_answer, cut_answer, alter_answer, slow;
    unsigned device_cut, device_sync, device_full;
    unsigned collector_cut, collector_sync, collector_full;
    unsigned organizer_cut, organizer_sync;
    bool wrong_clocks, erases, restores, blocks, desk_sticks, tidies;
};

// What the seed's faults have really done; each has its place in the line of totals.
enum sim_count {
    SIM_DEVICES,
    SIM_RESPONSES,
    SIM_ACKNOWLEDGED,
    SIM_BATCHES,
    SIM_EXCHANGES,
    SIM_PORTALS,
    SIM_LOST,
    SIM_CUT,
    SIM_ALTERED,
    SIM_LATE,
    SIM_DOUBLED,
    SIM_SLOW,
    SIM_CRASHES,
    SIM_POWER_CUTS,
    SIM_FAILED_SYNCS,
    SIM_FULL_DISKS,
    SIM_WRONG_CLOCKS,
    SIM_BLOCKED,
    SIM_BACKUPS,
    SIM_RESTORES,
    SIM_TIDIED,
    SIM_PRYING,
    SIM_STICK_TRIPS,
    SIM_STICK_BATCHES,
    SIM_STICKS_PULLED,
    SIM_STICKS_DAMAGED,
    SIM_COUNTS,
};

enum sim_weather { SIM_FAIR, SIM_FOUL, SIM_DOWN, SIM_PORTAL };

// One machine's way to the collectors.
struct sim_link {
    struct sim *sim;
    enum sim_weather weather;
    int64_t changes_ms; // when the weather does
    int64_t lag_ms;     // how long the present call has taken so far
    bool device;
};

struct sim_device {
    struct sim *sim;
    struct sim_organizer *organizer; // whose survey it asks
    unsigned index;
    struct sim_disk disk;
    struct sim_link link;
    struct sim_random random;
    struct seal_signer *key;
    struct buf token;
    bool enrolled;        // remembered
    int64_t wall_skew_ms; // how wrong its clock is
    int64_t mono_base_ms; // its monotonic clock starts anew with it
    struct store *store;  // NULL: down
    struct sync_uploader *uploader;
    int64_t up_ms, response_ms, sync_ms, full_until_ms;
    unsigned responses_left;
};

struct sim_collector {
    struct sim *sim;
    unsigned index;
    struct sim_disk disk;
    struct sim_random random;
    struct seal_signer *key;
    struct collector_storage *storage;                   // NULL: down
    struct collector_service *service[SIM_SERVICES_MAX]; // as several machines before one database
    unsigned service_count;
    int64_t up_ms, sick_ms, backup_ms, restore_ms, full_until_ms, block_ms, tidy_ms;
    bool published[SIM_ORGANIZERS_MAX], restore_next;
    const struct sim_device *blocked; // NULL: none
    struct sim_backup_file {          // of all organizers, with their logs
        char name[80];
        struct buf bytes;
    } backup[SIM_BACKUP_FILES_MAX];
    unsigned backup_count;
    bool backup_plain; // copied file by file, not by the collector's own verb
};

struct sim_links { // of batches
    uint8_t (*list)[SEAL_LINK_BYTES];
    size_t count;
};

struct sim_organizer {
    unsigned index;
    struct seal_minisign_secret *secret;
    struct seal_minisign_key sign_key;
    struct seal_signer *signer;
    struct seal_identity *identity;
    struct survey *survey;
    struct buf package;

    struct sim_disk disk;
    struct sim_link link;
    struct sim_random random;
    struct archive *archive; // NULL: down
    int64_t pull_ms;
    struct sim_links receipted; // on the devices
    struct sim_links at_desk;   // committed there from sticks
};

// A stick's files are plain ones, and whole: how they become so is tested at each system call in
// tests/unit/test_stick_pulled.c.
struct sim_stick {
    struct sim_organizer *organizer; // whose devices it goes to
    char folder[200];
    struct sim_random random;
    int64_t move_ms;
    int64_t files_left; // until it is pulled out
    unsigned written;
};

struct sim_response {
    bool acknowledged;
    uint8_t copies_max;
    uint8_t seen;
    unsigned device;
};

struct sim_late; // requests that are still on their way

struct sim_totals {
    uint64_t counts[SIM_COUNTS];
    uint64_t seeds, failed, trace; // of all seeds together
};

struct sim {
    uint64_t seed;
    enum sim_break broken;
    bool verbose;
    char folder[128];
    int64_t now_ms;
    bool calm; // faults have ended
    struct sim_faults faults;
    struct sim_random random;
    struct rng rng;
    struct sim_random rng_state;

    int64_t least_batch, batch_delay_ms;

    struct sim_device devices[SIM_DEVICES_MAX];
    unsigned device_count;
    struct sim_collector collectors[SIM_COLLECTORS_MAX];
    unsigned collector_count;
    unsigned collector_now; // where the address leads at present
    int64_t move_ms;        // when it leads elsewhere
    struct sim_organizer organizers[SIM_ORGANIZERS_MAX];
    unsigned organizer_count;
    int64_t keep_hours; // how long a collector keeps what was pulled, where it tidies
    struct sim_stick sticks[SIM_STICKS_MAX];
    unsigned stick_count;
    struct sim_late *late;

    struct sim_response *responses;
    size_t response_count;
    uint64_t counts[SIM_COUNTS];
    uint64_t trace; // a digest of all that happened
    char failure[400];
};

// The first failure counts; later ones follow from it.
void sim_fail(struct sim *s, const char *format, ...) PRINTF_LIKE(2, 3);
// One thing that happened: into the trace, and on the screen when asked for.
void sim_note(struct sim *s, const char *format, ...) PRINTF_LIKE(2, 3);
bool sim_links_have(const struct sim_links *l, const uint8_t link[SEAL_LINK_BYTES]);
void sim_links_add(struct sim_links *l, const uint8_t link[SEAL_LINK_BYTES]);

// ---- sim_world.c ----
bool sim_world_begin(struct sim *s);
void sim_world_end(struct sim *s);
void sim_remove(const char *folder); // and all in it

// ---- sim_network.c ----
struct sync_transport sim_link_transport(struct sim_link *l);
void sim_link_weather(struct sim_link *l, struct sim_random *r); // changes it when it is time
int64_t sim_network_late_ms(const struct sim *s);                // when the next late one arrives
void sim_network_deliver_late(struct sim *s);
void sim_network_end(struct sim *s);

// ---- sim_device.c ----
int64_t sim_device_next_ms(const struct sim_device *d);
void sim_device_turn(struct sim_device *d);
void sim_device_stop(struct sim_device *d, bool power_cut);
bool sim_device_drained(struct sim_device *d);
void sim_device_look(struct sim_device *d); // whether it went down in what was done with it
void sim_device_calm(struct sim_device *d); // faults end: a person restarts it
void sim_device_response(uint64_t seed, size_t number, unsigned device, struct buf *out);

// ---- sim_collector.c ----
int64_t sim_collector_next_ms(const struct sim_collector *c);
void sim_collector_turn(struct sim_collector *c);
void sim_collector_stop(struct sim_collector *c, bool power_cut);
void sim_collector_look(struct sim_collector *c);
void sim_collector_calm(struct sim_collector *c);
// False: it went down before it answered.
bool sim_collector_deliver(struct sim_collector *c, const struct collector_request *request,
                           struct collector_reply *reply);

// ---- sim_organizer.c ----
void sim_organizer_turn(struct sim_organizer *o, struct sim *s);
void sim_organizer_stop(struct sim_organizer *o, bool power_cut);
bool sim_organizer_pull(struct sim_organizer *o, struct sim *s); // true: to the end
bool sim_organizer_open(struct sim_organizer *o);                // the archive, where it is not
void sim_organizer_look(struct sim_organizer *o, struct sim *s);

// ---- sim_stick.c ----
void sim_stick_begin(struct sim *s, unsigned index);
void sim_stick_turn(struct sim_stick *t, struct sim *s);

// ---- sim_check.c: after the faults ----
void sim_check(struct sim *s);
