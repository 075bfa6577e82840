// SPDX-License-Identifier: EUPL-1.2
// The PostgreSQL backend's lists and counts: what people at the collector look at.
#include "collector/pg_priv.h"

#include <string.h>

// A statement without values, its rows kept until the caller has walked them.
struct listing {
    enum pg_statement statement;
    PGresult *result;
};

static enum err run_listing(struct pg_link *link, void *data, struct err_info *info)
{
    struct listing *listing = data;
    return collector_pg_run(link, listing->statement, NULL, &listing->result, info);
}

static enum err list(struct collector_storage *s, enum pg_statement statement, PGresult **out,
                     struct err_info *info)
{
    struct listing listing = {.statement = statement};
    enum err err = collector_pg_do((struct pg_storage *)s, run_listing, &listing, info);
    if (!err) *out = listing.result;
    return err;
}

static uint64_t count_of(const PGresult *r, int row, int column)
{
    return (uint64_t)collector_pg_int(r, row, column);
}

enum err collector_pg_devices(struct collector_storage *s, collector_device_function each,
                              void *data, struct err_info *info)
{
    PGresult *r = NULL;
    enum err err = list(s, PG_DEVICES, &r, info);
    for (int row = 0; !err && row < PQntuples(r); row++) {
        struct collector_device device = {.standing.enrolled = true};
        collector_pg_copy(r, row, 0, device.survey, sizeof device.survey);
        struct str key = collector_pg_bytes(r, row, 1);
        if (key.len == sizeof device.key) memcpy(device.key, key.ptr, key.len);
        collector_pg_copy(r, row, 2, device.name, sizeof device.name);
        device.standing.seen_hour = collector_pg_int(r, row, 3);
        device.standing.blocked = collector_pg_int(r, row, 4) != 0;
        device.batches = count_of(r, row, 5);
        device.responses = count_of(r, row, 6);
        device.newest = count_of(r, row, 7);
        uint64_t numbers = count_of(r, row, 8);
        device.missing = device.newest - numbers;
        device.forked = device.batches - numbers;
        each(&device, data);
    }
    PQclear(r);
    return err;
}

enum err collector_pg_surveys(struct collector_storage *s, collector_survey_function each,
                              void *data, struct err_info *info)
{
    PGresult *r = NULL;
    enum err err = list(s, PG_SURVEYS, &r, info);
    for (int row = 0; !err && row < PQntuples(r); row++) {
        struct collector_survey_figures survey = {.version = collector_pg_int(r, row, 1),
                                                  .devices = count_of(r, row, 2),
                                                  .batches = count_of(r, row, 3),
                                                  .responses = count_of(r, row, 4)};
        collector_pg_copy(r, row, 0, survey.id, sizeof survey.id);
        each(&survey, data);
    }
    PQclear(r);
    return err;
}

enum err collector_pg_figures(struct collector_storage *s, struct collector_figures *out,
                              struct err_info *info)
{
    PGresult *r = NULL;
    enum err err = list(s, PG_FIGURES, &r, info);
    if (!err)
        *out = (struct collector_figures){.surveys = count_of(r, 0, 0),
                                          .devices = count_of(r, 0, 1),
                                          .batches = count_of(r, 0, 2),
                                          .responses = count_of(r, 0, 3),
                                          .forked = count_of(r, 0, 4)};
    PQclear(r);
    return err;
}
