// SPDX-License-Identifier: EUPL-1.2
// Which backend serves which address.
#include "collector/storage.h"

#include "collector/pg_priv.h"
#include "collector/sqlite_priv.h"

enum err collector_storage_open(const char *url, const struct rng *rng,
                                struct collector_storage **out, struct err_info *info)
{
    struct str kind = STR("sqlite:");
    struct str address = str_of(url);
    if (str_starts(address, STR("postgresql://")) || str_starts(address, STR("postgres://")))
        return collector_pg_storage_open(url, rng, out, info);
    if (!str_starts(address, kind))
        return err_set(info, ERR_UNSUPPORTED,
                       "cannot store in \"%s\": give --db sqlite:PATH, for example "
                       "sqlite:/var/lib/svar/collector.db, or --db postgresql://HOST/DATABASE",
                       url);
    if (address.len == kind.len)
        return err_set(info, ERR_ARGUMENT, "--db sqlite: needs the path of a file behind it");
    return collector_sqlite_files_open(url + kind.len, rng, out, info);
}

void collector_storage_close(struct collector_storage *s)
{
    if (s) s->table->close(s);
}
