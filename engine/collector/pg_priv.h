// SPDX-License-Identifier: EUPL-1.2
// The PostgreSQL backend's insides: pg_link.c is one connection and what may be said on it,
// pg_schema.c the tables, pg.c opens and reads, pg_put.c writes what is small, pg_write.c the
// batches in groups, pg_tidy.c erases.
#pragma once

#include "collector/storage.h"

#include <libpq-fe.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>

enum {
    PG_LINKS = 8,   // connections for all but batches
    PG_WRITERS = 2, // one sends its group while the other's commits
    PG_PARAMS = 10,
    PG_URL_BYTES = 1024,
};

// Everything that is said to the database, prepared once a connection. Values are bound, always.
enum pg_statement {
    PG_HEALTH,
    PG_SURVEY_NEWEST,
    PG_STANDING,
    PG_PULL_PLACES,
    PG_PULL_BODIES,
    PG_DEVICES,
    PG_SURVEYS,
    PG_FIGURES,
    PG_OWNER_PUT,
    PG_SURVEY_PUT,
    PG_SURVEY_SAME,
    PG_DEVICE_PUT,
    PG_DEVICE_SAME,
    PG_SEEN,
    PG_BLOCK,
    PG_UNBLOCK,
    PG_RENAME,
    PG_NONCE_PUT,
    PG_MARK_PUT,
    PG_MARK_ARRIVALS,
    PG_ERASE_PULLED,
    PG_ERASE_OLD,
    PG_NONCES_DELETE,
    PG_MARKS_DELETE,
    PG_EPOCH_RENEW,
    PG_EPOCH_PLACES,
    PG_EPOCH_MARKS,
    PG_BATCHES_PUT,
    PG_MOVE_BEGIN,
    PG_MOVE_SURVEY,
    PG_MOVE_DEVICE,
    PG_MOVE_PLACE,
    PG_MOVE_BATCHES,
    PG_MOVE_COUNT,
    PG_MOVE_END,
    PG_STATEMENTS,
};

// One connection; one thread at a time.
struct pg_link {
    PGconn *conn; // NULL: not connected
    bool prepared[PG_STATEMENTS];
    unsigned warnings; // that came with the last command
    struct pg_link *next;
};

// Values for one statement, binary, borrowed.
struct pg_params {
    int count;
    const char *values[PG_PARAMS];
    int lengths[PG_PARAMS];
    uint8_t numbers[PG_PARAMS][8];
};
void collector_pg_bind_bytes(struct pg_params *p, const void *data, size_t bytes);
void collector_pg_bind_text(struct pg_params *p, struct str text);
void collector_pg_bind_int(struct pg_params *p, int64_t value);

// Arrays in PostgreSQL's binary form: begun with their elements' type and count.
enum { OID_BYTEA = 17, OID_INT8 = 20, OID_INT4 = 23, OID_TEXT = 25 }; // never change
void collector_pg_array_begin(struct buf *out, uint32_t type, size_t count);
void collector_pg_array_add(struct buf *out, const void *data, size_t bytes);
void collector_pg_array_int4(struct buf *out, uint32_t value);
void collector_pg_array_int8(struct buf *out, uint64_t value);

// Runs a prepared statement. ERR_NETWORK: the connection is gone, and with it the knowledge of what
// was done; ERR_TIMEOUT: another transaction was in the way, nothing was done. Both are for another
// try. *out is to be cleared with PQclear.
enum err collector_pg_run(struct pg_link *link, enum pg_statement statement,
                          const struct pg_params *params, PGresult **out,
                          struct err_info *info) MUST_CHECK;
// The same for a fixed command without values or rows.
enum err collector_pg_command(struct pg_link *link, const char *sql,
                              struct err_info *info) MUST_CHECK;
// A PGresult that went wrong, as an error.
enum err collector_pg_fault(struct pg_link *link, const PGresult *result, struct err_info *info);
enum err collector_pg_connect(struct pg_link *link, const char *url,
                              struct err_info *info) MUST_CHECK;
void collector_pg_disconnect(struct pg_link *link);

// Fields of a row; NULL reads as empty or 0. Borrowed from the result.
struct str collector_pg_bytes(const PGresult *r, int row, int column);
int64_t collector_pg_int(const PGresult *r, int row, int column); // int2, int4, int8, xid8, bool
void collector_pg_copy(const PGresult *r, int row, int column, char *out, size_t out_bytes);

// pg_schema.c: makes the tables or brings them up to date; reads the epoch. *out_moved: the rows
// come from another server and their order means nothing here until there is a new epoch.
enum err collector_pg_schema(struct pg_link *link, const struct rng *rng,
                             uint8_t out_epoch[SEAL_EPOCH_BYTES], bool *out_moved,
                             struct err_info *info) MUST_CHECK;

// One batch waiting for a writer. Lives on the stack of the thread that waits for it.
struct pg_job {
    const struct collector_batch *batch;
    struct collector_placed placed;
    enum err err;
    struct err_info info;
    sem_t done; // of the job's own: who wakes does not queue for the lock
    struct pg_job *next;
};

struct pg_storage {
    struct collector_storage base;
    char url[PG_URL_BYTES];
    uint8_t epoch[SEAL_EPOCH_BYTES];
    bool moved;
    struct rng rng;
    struct clock clock;

    pthread_mutex_t lock; // guards what follows
    pthread_cond_t idle;  // a link is free
    struct pg_link links[PG_LINKS];
    struct pg_link *free;
    pthread_cond_t work; // a job waits, or the end has come
    struct pg_job *first, *last;
    size_t queued;          // jobs that wait
    atomic_size_t expected; // batches that are on their way
    bool stopping;
    pthread_t writers[PG_WRITERS];
    int writer_count;
};

enum err collector_pg_storage_open(const char *url, const struct rng *rng,
                                   struct collector_storage **out,
                                   struct err_info *info) MUST_CHECK;

// Work on one connection, tried again with a new one until it is done or some seconds are over:
// `work` must therefore be right when a try before it has happened, or half happened.
typedef enum err (*pg_work)(struct pg_link *link, void *data, struct err_info *info);
enum err collector_pg_do(struct pg_storage *s, pg_work work, void *data,
                         struct err_info *info) MUST_CHECK;
enum err collector_pg_do_on(struct pg_storage *s, struct pg_link *link, int64_t patience_ms,
                            pg_work work, void *data, struct err_info *info) MUST_CHECK;

// Runs a statement and tells how many rows it touched.
enum err collector_pg_touch(struct pg_link *link, enum pg_statement statement,
                            const struct pg_params *params, long *out_rows,
                            struct err_info *info) MUST_CHECK;
// Ends a transaction; ERR_NETWORK where the server does not vouch for its commit.
enum err collector_pg_commit(struct pg_link *link, struct err_info *info) MUST_CHECK;

// pg_write.c
enum err collector_pg_writers_start(struct pg_storage *s, struct err_info *info) MUST_CHECK;
void collector_pg_writers_stop(struct pg_storage *s); // finishes what waits
void *collector_pg_batch_expect(struct collector_storage *s, const uint8_t survey_hash[32]);
void collector_pg_batch_unexpect(struct collector_storage *s, void *expected);
enum err collector_pg_batch_put(struct collector_storage *s, const struct collector_batch *batch,
                                struct collector_placed *out, struct err_info *info);
// pg_put.c
enum err collector_pg_survey_put(struct collector_storage *s, const struct collector_survey *survey,
                                 struct str package, enum collector_put *out,
                                 struct err_info *info);
enum err collector_pg_device_put(struct collector_storage *s, const char *survey_id,
                                 const uint8_t device[32], const uint8_t token[16], struct str name,
                                 enum collector_put *out, struct err_info *info);
enum err collector_pg_device_seen(struct collector_storage *s, const char *survey_id,
                                  const uint8_t device[32], int64_t hour, struct err_info *info);
enum err collector_pg_device_block(struct collector_storage *s, const uint8_t device[32],
                                   bool blocked, struct err_info *info);
enum err collector_pg_device_rename(struct collector_storage *s, const uint8_t device[32],
                                    struct str name, struct err_info *info);
enum err collector_pg_renew_epoch(struct collector_storage *s, struct err_info *info);
// pg_list.c
enum err collector_pg_devices(struct collector_storage *s, collector_device_function each,
                              void *data, struct err_info *info);
enum err collector_pg_surveys(struct collector_storage *s, collector_survey_function each,
                              void *data, struct err_info *info);
enum err collector_pg_figures(struct collector_storage *s, struct collector_figures *out,
                              struct err_info *info);
// pg_tidy.c
enum err collector_pg_pull_note(struct collector_storage *s, const struct collector_pull_note *note,
                                enum collector_put *out, struct err_info *info);
enum err collector_pg_tidy(struct collector_storage *s, const struct collector_tidy *tidy,
                           struct collector_tidied *out, struct err_info *info);
