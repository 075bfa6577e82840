// SPDX-License-Identifier: EUPL-1.2
// The SQLite backend's insides, shared by its files: sqlite_files.c keeps one database file an
// organizer and is what everybody above sees; of one file, sqlite.c opens and reads,
// sqlite_schema.c makes the tables, sqlite_write.c is the one writer with its group commit,
// sqlite_log.c gathers what goes into its log,
// sqlite_put.c what it writes, sqlite_tidy.c what it erases, sqlite_list.c devices and counts;
// sqlite_split.c brings a file that holds several organizers into order, sqlite_backup.c copies.
#pragma once

#include "collector/storage.h"

#include <pthread.h>
#include <semaphore.h>
#include <sqlite3.h>
#include <stdatomic.h>

enum { SQLITE_PATH_BYTES = 512, SQLITE_FILES_MAX = 1 + 64 };

// sqlite_files.c: PATH and whatever belongs to it. The file PATH holds the first organizer's
// surveys beside what all share: the epoch, whose the surveys' ids are, blocked devices. Any other
// organizer has a file beside it, named by collector_sqlite_file_of.
enum err collector_sqlite_files_open(const char *path, const struct rng *rng,
                                     struct collector_storage **out,
                                     struct err_info *info) MUST_CHECK;
// "collector.db" and a key 0123…: "collector-0123456789abcdef.db".
enum err collector_sqlite_file_of(const char *path, const uint8_t organizer[32],
                                  char out[SQLITE_PATH_BYTES], struct err_info *info) MUST_CHECK;

// The files behind such a storage, the first one last.
struct sqlite_storage;
size_t collector_sqlite_files_count(const struct collector_storage *s);
struct sqlite_storage *collector_sqlite_files_at(const struct collector_storage *s, size_t at);

// One file.
enum err collector_sqlite_storage_open(const char *path, const struct rng *rng,
                                       struct sqlite_storage **out,
                                       struct err_info *info) MUST_CHECK;
// sqlite_split.c: moves what is `organizer`'s from the file `path`, which may come from before
// there were several files, to his own, which exists. Nobody writes to either. Cut anywhere, it can
// be done again.
enum err collector_sqlite_split(const char *path, const char *other_path,
                                const uint8_t organizer[32], struct err_info *info) MUST_CHECK;
// sqlite_backup.c: a consistent copy of all files of `path`, as new files under `out`, while a
// collector works on them. A copy begins a new epoch when it is first used.
enum err collector_sqlite_backup(const char *path, const char *out,
                                 struct err_info *info) MUST_CHECK;

#define COLLECTOR_SQLITE_MOVED \
    "%s was moved to PostgreSQL: start the collector with --db postgresql://… from now on"

// One write waiting for the writer. Lives on the stack of the thread that waits for it.
struct sqlite_job {
    // Runs on the writer's thread inside a savepoint of the group's transaction.
    enum err (*run)(sqlite3 *db, void *data, struct err_info *info);
    void *data;
    bool whole; // a fault in it undoes the group: it needs no savepoint of its own
    void *expected;
    enum err err;
    struct err_info info;
    sem_t done; // of the job's own: who wakes does not queue for the lock
    struct sqlite_job *next;
};

// What the writer says for every batch, prepared once.
enum sqlite_hot {
    SQLITE_BEGIN,
    SQLITE_MOVED,
    SQLITE_COMMIT,
    SQLITE_SAVE,
    SQLITE_KEEP,
    SQLITE_BATCH_STANDING,
    SQLITE_BATCH_INSERT,
    SQLITE_BATCH_FORK,
    SQLITE_HOT,
};

struct sqlite_storage {
    struct collector_storage base;
    uint8_t epoch[SEAL_EPOCH_BYTES];
    struct rng rng;
    char path[SQLITE_PATH_BYTES];

    sqlite3 *reader; // under read_lock
    pthread_mutex_t read_lock;
    sqlite3 *puller; // under pull_lock: a page takes its time
    pthread_mutex_t pull_lock;

    sqlite3 *writer; // the writer's thread alone, once it runs
    sqlite3_stmt *hot[SQLITE_HOT];
    pthread_t thread;
    bool thread_runs;
    int wal_pages; // of the last commit, from the WAL hook

    pthread_mutex_t lock; // guards what follows
    pthread_cond_t work;
    struct sqlite_job *first, *last;
    size_t queued;          // jobs that wait
    atomic_size_t expected; // batches that are on their way
    bool stopping;
    bool broken; // durability in doubt: nothing is taken until a restart
    struct err_info why;
};

// ERR_FULL, ERR_IO, ERR_CORRUPT or ERR_STATE with SQLite's own words behind `what`.
enum err collector_sqlite_fault(sqlite3 *db, const char *what, struct err_info *info);
enum err collector_sqlite_run(sqlite3 *db, const char *sql, struct err_info *info) MUST_CHECK;
enum err collector_sqlite_prepare(sqlite3 *db, const char *sql, sqlite3_stmt **out,
                                  struct err_info *info) MUST_CHECK;
// Steps a statement that gives no row, and finalizes it.
enum err collector_sqlite_finish(sqlite3 *db, sqlite3_stmt *statement, const char *what,
                                 struct err_info *info) MUST_CHECK;
void collector_sqlite_bind_bytes(sqlite3_stmt *statement, int at, const void *data, size_t bytes);
void collector_sqlite_bind_text(sqlite3_stmt *statement, int at, const char *text);

// A statement of the writer's, ready to be bound; made at its first use.
enum err collector_sqlite_hot(struct sqlite_storage *s, enum sqlite_hot which, sqlite3_stmt **out,
                              struct err_info *info) MUST_CHECK;
// Steps such a statement when it gives no row, and makes it ready again.
enum err collector_sqlite_hot_run(struct sqlite_storage *s, enum sqlite_hot which, const char *what,
                                  struct err_info *info) MUST_CHECK;

// Borrowed until the statement's next step.
struct str collector_sqlite_column(sqlite3_stmt *statement, int at);
// Copies a text column, cut to what fits.
void collector_sqlite_copy(sqlite3_stmt *statement, int at, char *out, size_t out_bytes);

// sqlite_schema.c: inside a transaction of the writer's
enum err collector_sqlite_schema(struct sqlite_storage *s, struct err_info *info) MUST_CHECK;

// sqlite_list.c: the table's
enum err collector_sqlite_device_standing(struct collector_storage *s, const char *survey_id,
                                          const uint8_t device[32], struct collector_standing *out,
                                          struct err_info *info);
enum err collector_sqlite_devices(struct collector_storage *s, collector_device_function each,
                                  void *data, struct err_info *info);
enum err collector_sqlite_surveys(struct collector_storage *s, collector_survey_function each,
                                  void *data, struct err_info *info);
enum err collector_sqlite_figures(struct collector_storage *s, struct collector_figures *out,
                                  struct err_info *info);

// sqlite_write.c
enum err collector_sqlite_writer_start(struct sqlite_storage *s, struct err_info *info) MUST_CHECK;
void collector_sqlite_writer_stop(struct sqlite_storage *s); // finishes what waits
// Queues the write and waits until it is durable or has failed.
enum err collector_sqlite_write(struct sqlite_storage *s,
                                enum err (*run)(sqlite3 *db, void *data, struct err_info *info),
                                void *data, struct err_info *info) MUST_CHECK;
enum err collector_sqlite_write_job(struct sqlite_storage *s, struct sqlite_job *job,
                                    struct err_info *info) MUST_CHECK;
void *collector_sqlite_batch_expect(struct collector_storage *s, const uint8_t survey_hash[32]);
void collector_sqlite_batch_unexpect(struct collector_storage *s, void *expected);
// sqlite_put.c: the table's puts
enum err collector_sqlite_survey_put(struct collector_storage *s,
                                     const struct collector_survey *survey, struct str package,
                                     enum collector_put *out, struct err_info *info);
enum err collector_sqlite_device_put(struct collector_storage *s, const char *survey_id,
                                     const uint8_t device[32], const uint8_t token[16],
                                     struct str name, enum collector_put *out,
                                     struct err_info *info);
enum err collector_sqlite_device_seen(struct collector_storage *s, const char *survey_id,
                                      const uint8_t device[32], int64_t hour,
                                      struct err_info *info);
enum err collector_sqlite_device_block(struct collector_storage *s, const uint8_t device[32],
                                       bool blocked, struct err_info *info);
enum err collector_sqlite_device_rename(struct collector_storage *s, const uint8_t device[32],
                                        struct str name, struct err_info *info);
enum err collector_sqlite_batch_put(struct collector_storage *s,
                                    const struct collector_batch *batch,
                                    struct collector_placed *out, struct err_info *info);
enum err collector_sqlite_renew_epoch(struct collector_storage *s, struct err_info *info);
// sqlite_tidy.c
enum err collector_sqlite_pull_note(struct collector_storage *s,
                                    const struct collector_pull_note *note, enum collector_put *out,
                                    struct err_info *info);
enum err collector_sqlite_tidy(struct collector_storage *s, const struct collector_tidy *tidy,
                               struct collector_tidied *out, struct err_info *info);
