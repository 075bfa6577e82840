// SPDX-License-Identifier: EUPL-1.2
// Every version of a survey that the archive holds.
#include "archive/archive_priv.h"

enum err archive_surveys_each(struct archive *a, struct str survey_id, archive_survey_function each,
                              void *data, struct err_info *info)
{
    sqlite3_stmt *get = NULL;
    enum err err = archive_prepare(
        a, "SELECT package FROM surveys WHERE id = ?1 ORDER BY version, hash", &get, info);
    int code = SQLITE_DONE;
    if (!err) archive_bind_text(get, 1, survey_id);
    while (!err && (code = sqlite3_step(get)) == SQLITE_ROW)
        err = each(archive_column(get, 0), data);
    if (!err && code != SQLITE_DONE) err = archive_fault(a, "cannot be read", info);
    sqlite3_finalize(get);
    return err;
}
