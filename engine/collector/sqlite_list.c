// SPDX-License-Identifier: EUPL-1.2
// The SQLite backend's devices, lists and counts: what people at the collector look at, and what
// decides whether a device is heard.
#include "collector/sqlite_priv.h"

#include <string.h>

static uint64_t column_count(sqlite3_stmt *select, int at)
{
    return (uint64_t)sqlite3_column_int64(select, at);
}

enum err collector_sqlite_device_standing(struct collector_storage *base, const char *survey_id,
                                          const uint8_t device[32], struct collector_standing *out,
                                          struct err_info *info)
{
    struct sqlite_storage *s = (struct sqlite_storage *)base;
    sqlite3_stmt *select = NULL;
    pthread_mutex_lock(&s->read_lock);
    enum err err = collector_sqlite_prepare(
        s->reader,
        "SELECT (SELECT seen FROM devices WHERE survey = ?1 AND device = ?2), "
        "EXISTS (SELECT 1 FROM blocks WHERE device = ?2)",
        &select, info);
    if (!err) {
        collector_sqlite_bind_text(select, 1, survey_id);
        collector_sqlite_bind_bytes(select, 2, device, 32);
        if (sqlite3_step(select) == SQLITE_ROW) {
            out->enrolled = sqlite3_column_type(select, 0) != SQLITE_NULL;
            out->seen_hour = sqlite3_column_int64(select, 0);
            out->blocked = sqlite3_column_int(select, 1);
        } else {
            err = collector_sqlite_fault(s->reader, "cannot read the device", info);
        }
    }
    sqlite3_finalize(select);
    pthread_mutex_unlock(&s->read_lock);
    return err;
}

// Runs a SELECT without parameters and hands each row to `row`.
static enum err each_row(struct collector_storage *base, const char *sql,
                         void (*row)(sqlite3_stmt *select, void *data), void *data,
                         struct err_info *info)
{
    struct sqlite_storage *s = (struct sqlite_storage *)base;
    sqlite3_stmt *select = NULL;
    pthread_mutex_lock(&s->read_lock);
    enum err err = collector_sqlite_prepare(s->reader, sql, &select, info);
    int code = SQLITE_DONE;
    while (!err && (code = sqlite3_step(select)) == SQLITE_ROW)
        row(select, data);
    if (!err && code != SQLITE_DONE)
        err = collector_sqlite_fault(s->reader, "cannot read the database", info);
    sqlite3_finalize(select);
    pthread_mutex_unlock(&s->read_lock);
    return err;
}

struct device_walk {
    collector_device_function each;
    void *data;
};

static void device_row(sqlite3_stmt *select, void *data)
{
    const struct device_walk *walk = data;
    struct collector_device device = {.standing.enrolled = true};
    collector_sqlite_copy(select, 0, device.survey, sizeof device.survey);
    struct str key = collector_sqlite_column(select, 1);
    if (key.len == sizeof device.key) memcpy(device.key, key.ptr, key.len);
    collector_sqlite_copy(select, 2, device.name, sizeof device.name);
    device.standing.seen_hour = sqlite3_column_int64(select, 3);
    device.standing.blocked = sqlite3_column_int(select, 4);
    device.batches = column_count(select, 5);
    device.responses = column_count(select, 6);
    device.newest = column_count(select, 7);
    uint64_t numbers = column_count(select, 8);
    device.missing = device.newest - numbers;
    device.forked = device.batches - numbers;
    walk->each(&device, walk->data);
}

enum err collector_sqlite_devices(struct collector_storage *s, collector_device_function each,
                                  void *data, struct err_info *info)
{
    struct device_walk walk = {each, data};
    return each_row(s,
                    "SELECT d.survey, d.device, d.name, d.seen, "
                    "EXISTS (SELECT 1 FROM blocks k WHERE k.device = d.device), "
                    "coalesce(b.batches, 0), coalesce(b.responses, 0), coalesce(b.newest, 0), "
                    "coalesce(b.numbers, 0) FROM devices d LEFT JOIN "
                    "(SELECT survey, device, count(*) AS batches, sum(count) AS responses, "
                    "max(number) AS newest, count(DISTINCT number) AS numbers "
                    "FROM batches GROUP BY survey, device) b "
                    "ON b.survey = d.survey AND b.device = d.device "
                    "ORDER BY d.survey, d.name, d.device",
                    device_row, &walk, info);
}

struct survey_walk {
    collector_survey_function each;
    void *data;
};

static void survey_row(sqlite3_stmt *select, void *data)
{
    const struct survey_walk *walk = data;
    struct collector_survey_figures survey = {.version = sqlite3_column_int64(select, 1),
                                              .devices = column_count(select, 2),
                                              .batches = column_count(select, 3),
                                              .responses = column_count(select, 4)};
    collector_sqlite_copy(select, 0, survey.id, sizeof survey.id);
    walk->each(&survey, walk->data);
}

enum err collector_sqlite_surveys(struct collector_storage *s, collector_survey_function each,
                                  void *data, struct err_info *info)
{
    struct survey_walk walk = {each, data};
    return each_row(s,
                    "SELECT s.id, max(s.version), "
                    "(SELECT count(*) FROM devices d WHERE d.survey = s.id), "
                    "(SELECT count(*) FROM batches b WHERE b.survey = s.id), "
                    "(SELECT coalesce(sum(count), 0) FROM batches b WHERE b.survey = s.id) "
                    "FROM surveys s GROUP BY s.id ORDER BY s.id",
                    survey_row, &walk, info);
}

static void figures_row(sqlite3_stmt *select, void *data)
{
    struct collector_figures *out = data;
    out->surveys = column_count(select, 0);
    out->devices = column_count(select, 1);
    out->batches = column_count(select, 2);
    out->responses = column_count(select, 3);
    out->forked = column_count(select, 4);
}

enum err collector_sqlite_figures(struct collector_storage *s, struct collector_figures *out,
                                  struct err_info *info)
{
    return each_row(
        s,
        "SELECT (SELECT count(*) FROM surveys), (SELECT count(*) FROM devices), count(*), "
        "coalesce(sum(count), 0), (SELECT count(*) FROM batches WHERE forked > 0) "
        "FROM batches INDEXED BY batches_chain",
        figures_row, out, info);
}
