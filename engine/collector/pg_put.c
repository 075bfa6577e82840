// SPDX-License-Identifier: EUPL-1.2
// The PostgreSQL backend's small puts, each a transaction of its own that may be tried twice. They
// insert and look at what the database says; none looks first.
#include "collector/pg_priv.h"

#include <stdlib.h>
#include <string.h>

// Runs a statement and tells how many rows it touched.
enum err collector_pg_touch(struct pg_link *link, enum pg_statement statement,
                            const struct pg_params *params, long *out_rows, struct err_info *info)
{
    PGresult *result = NULL;
    enum err err = collector_pg_run(link, statement, params, &result, info);
    if (!err) *out_rows = atol(PQcmdTuples(result));
    PQclear(result);
    return err;
}

// Runs a SELECT of one truth value.
static enum err truth(struct pg_link *link, enum pg_statement statement,
                      const struct pg_params *params, bool *out, struct err_info *info)
{
    PGresult *result = NULL;
    enum err err = collector_pg_run(link, statement, params, &result, info);
    if (!err) *out = collector_pg_int(result, 0, 0) != 0;
    PQclear(result);
    return err;
}

// A commit during which the server warned has perhaps not reached the standby (it says so when
// somebody cancels the wait): it counts as not known, and the next try waits again.
enum err collector_pg_commit(struct pg_link *link, struct err_info *info)
{
    enum err err = collector_pg_command(link, "COMMIT", info);
    if (!err && link->warnings)
        err = err_set(info, ERR_NETWORK, "the database: it does not vouch for its last commit");
    return err;
}

// ---- surveys ----
struct survey_put {
    const struct collector_survey *survey;
    struct str package;
    enum collector_put result;
};

// The id is the first organizer's who used it. Two at one moment meet at the owner's row: the later
// waits for the earlier and then sees who has it.
static enum err run_survey_put(struct pg_link *link, void *data, struct err_info *info)
{
    struct survey_put *put = data;
    const struct collector_survey *survey = put->survey;
    struct pg_params owner = {0}, row = {0}, same = {0};
    collector_pg_bind_text(&owner, str_of(survey->id));
    collector_pg_bind_bytes(&owner, survey->organizer, 32);
    collector_pg_bind_bytes(&row, survey->hash, 32);
    collector_pg_bind_text(&row, str_of(survey->id));
    collector_pg_bind_int(&row, survey->version);
    collector_pg_bind_bytes(&row, survey->organizer, 32);
    collector_pg_bind_text(&row, put->package);
    collector_pg_bind_bytes(&same, survey->hash, 32);
    collector_pg_bind_text(&same, str_of(survey->id));
    collector_pg_bind_bytes(&same, survey->organizer, 32);
    long rows = 0;
    bool there = false;
    enum err err = collector_pg_command(link, "BEGIN", info);
    if (!err) err = collector_pg_touch(link, PG_OWNER_PUT, &owner, &rows, info);
    if (!err) err = collector_pg_touch(link, PG_SURVEY_PUT, &row, &rows, info);
    if (!err && !rows) err = truth(link, PG_SURVEY_SAME, &same, &there, info);
    if (!err) err = collector_pg_commit(link, info);
    if (!err) put->result = rows ? COLLECTOR_NEW : there ? COLLECTOR_SAME : COLLECTOR_TAKEN;
    return err;
}

enum err collector_pg_survey_put(struct collector_storage *s, const struct collector_survey *survey,
                                 struct str package, enum collector_put *out, struct err_info *info)
{
    struct survey_put put = {.survey = survey, .package = package};
    enum err err = collector_pg_do((struct pg_storage *)s, run_survey_put, &put, info);
    if (!err) *out = put.result;
    return err;
}

// ---- devices ----
struct device_put {
    const char *survey_id;
    const uint8_t *device, *token;
    struct str name;
    enum collector_put result;
};

static enum err run_device_put(struct pg_link *link, void *data, struct err_info *info)
{
    struct device_put *put = data;
    struct pg_params row = {0}, same = {0};
    collector_pg_bind_text(&row, str_of(put->survey_id));
    collector_pg_bind_bytes(&row, put->device, 32);
    same = row;
    collector_pg_bind_bytes(&row, put->token, SEAL_TOKEN_ID_BYTES);
    collector_pg_bind_text(&row, put->name);
    long rows = 0;
    bool there = false;
    enum err err = collector_pg_command(link, "BEGIN", info);
    if (!err) err = collector_pg_touch(link, PG_DEVICE_PUT, &row, &rows, info);
    if (!err && !rows) err = truth(link, PG_DEVICE_SAME, &same, &there, info);
    if (!err) err = collector_pg_commit(link, info);
    if (!err) put->result = rows ? COLLECTOR_NEW : there ? COLLECTOR_SAME : COLLECTOR_TAKEN;
    return err;
}

enum err collector_pg_device_put(struct collector_storage *s, const char *survey_id,
                                 const uint8_t device[32], const uint8_t token[16], struct str name,
                                 enum collector_put *out, struct err_info *info)
{
    struct device_put put = {
        .survey_id = survey_id, .device = device, .token = token, .name = name};
    enum err err = collector_pg_do((struct pg_storage *)s, run_device_put, &put, info);
    if (!err) *out = put.result;
    return err;
}

// One statement whose values are ready.
struct change {
    enum pg_statement statement;
    struct pg_params params;
    long rows;
};

static enum err run_change(struct pg_link *link, void *data, struct err_info *info)
{
    struct change *change = data;
    return collector_pg_touch(link, change->statement, &change->params, &change->rows, info);
}

static enum err do_change(struct collector_storage *s, struct change *change, struct err_info *info)
{
    return collector_pg_do((struct pg_storage *)s, run_change, change, info);
}

enum err collector_pg_device_seen(struct collector_storage *s, const char *survey_id,
                                  const uint8_t device[32], int64_t hour, struct err_info *info)
{
    struct change change = {.statement = PG_SEEN};
    collector_pg_bind_text(&change.params, str_of(survey_id));
    collector_pg_bind_bytes(&change.params, device, 32);
    collector_pg_bind_int(&change.params, hour);
    return do_change(s, &change, info);
}

enum err collector_pg_device_block(struct collector_storage *s, const uint8_t device[32],
                                   bool blocked, struct err_info *info)
{
    struct change change = {.statement = blocked ? PG_BLOCK : PG_UNBLOCK};
    collector_pg_bind_bytes(&change.params, device, 32);
    return do_change(s, &change, info);
}

enum err collector_pg_device_rename(struct collector_storage *s, const uint8_t device[32],
                                    struct str name, struct err_info *info)
{
    struct change change = {.statement = PG_RENAME};
    collector_pg_bind_bytes(&change.params, device, 32);
    collector_pg_bind_text(&change.params, name);
    enum err err = do_change(s, &change, info);
    if (!err && !change.rows) err = err_set(info, ERR_MISSING, "no such device is enrolled");
    return err;
}

// ---- nonces and the epoch ----
// Two tries of one put may both say SAME: the request is then refused and made again with another
// nonce, which is on the safe side.
static enum err run_renew_epoch(struct pg_link *link, void *data, struct err_info *info)
{
    struct pg_params params = {0};
    collector_pg_bind_bytes(&params, data, SEAL_EPOCH_BYTES);
    long rows = 0;
    enum err err = collector_pg_command(link, "BEGIN", info);
    if (!err) err = collector_pg_touch(link, PG_EPOCH_RENEW, &params, &rows, info);
    if (!err) err = collector_pg_touch(link, PG_EPOCH_PLACES, NULL, &rows, info);
    if (!err) err = collector_pg_touch(link, PG_EPOCH_MARKS, NULL, &rows, info);
    return err ? err : collector_pg_commit(link, info);
}

enum err collector_pg_renew_epoch(struct collector_storage *base, struct err_info *info)
{
    struct pg_storage *s = (struct pg_storage *)base;
    uint8_t epoch[SEAL_EPOCH_BYTES];
    rng_fill(&s->rng, epoch, sizeof epoch);
    enum err err = collector_pg_do(s, run_renew_epoch, epoch, info);
    if (err) return err;
    memcpy(s->epoch, epoch, sizeof epoch);
    s->moved = false;
    return ERR_NONE;
}
