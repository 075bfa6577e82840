// SPDX-License-Identifier: EUPL-1.2
// A survey as a package: a zip archive (.svar), read from memory and written so that the same
// survey gives the same bytes. A package comes from strangers until its signature has been
// verified: names, counts and sizes are checked before anything is unpacked.
#include "survey/survey_priv.h"

#include "base/check.h"

#include <stdlib.h>
#include <zip.h>

// 1980-01-01 00:00, the first moment that a zip archive can say.
enum { DOS_TIME = 0, DOS_DATE = 1 << 5 | 1 };

static enum err fault(struct err_info *info, zip_t *archive, const char *what)
{
    return err_set(info, ERR_PARSE, "%s: %s", what, zip_error_strerror(zip_get_error(archive)));
}

// ---- reading ----

static int name_compare(const void *a, const void *b)
{
    const char *const *left = a, *const *right = b;
    return strcmp(*left, *right);
}

// Two entries of one name would let two readers see two surveys.
static enum err check_names(zip_t *archive, size_t count, struct err_info *info)
{
    const char **names = calloc(count + 1, sizeof *names);
    CHECK(names);
    enum err err = ERR_NONE;
    for (size_t i = 0; i < count && !err; i++) {
        names[i] = zip_get_name(archive, i, ZIP_FL_ENC_GUESS);
        struct str name = str_of(names[i]);
        if (str_ends(name, STR("/"))) name.len--; // a folder's own entry
        if (!names[i] || !file_name_safe(name))
            err = err_set(info, ERR_PARSE, "entry %zu of the package has an unsafe name", i + 1);
    }
    if (!err) {
        qsort(names, count, sizeof *names, name_compare);
        for (size_t i = 1; i < count && !err; i++)
            if (strcmp(names[i - 1], names[i]) == 0)
                err = err_set(info, ERR_PARSE, "the package holds %.100s twice", names[i]);
    }
    free(names);
    return err;
}

static enum err check_archive(zip_t *archive, struct err_info *info)
{
    zip_int64_t count = zip_get_num_entries(archive, 0);
    if (count < 0 || count > LIMIT_ZIP_ENTRIES)
        return err_set(info, ERR_LIMIT, "the package holds more than %d files", LIMIT_ZIP_ENTRIES);
    zip_uint64_t total = 0;
    for (zip_uint64_t i = 0; i < (zip_uint64_t)count; i++) {
        zip_stat_t st;
        if (zip_stat_index(archive, i, 0, &st) != 0 || !(st.valid & ZIP_STAT_SIZE))
            return fault(info, archive, "the package is damaged");
        if (st.size > LIMIT_ZIP_INFLATED_BYTES || (total += st.size) > LIMIT_ZIP_INFLATED_BYTES)
            return err_set(info, ERR_LIMIT, "the package unpacks to more than %d bytes",
                           LIMIT_ZIP_INFLATED_BYTES);
    }
    return check_names(archive, (size_t)count, info);
}

// Reads past the stated size once: that makes libzip compare the checksum, and shows an entry that
// unpacks to more than it said.
static enum err read_entry(zip_t *archive, zip_uint64_t index, size_t bytes_max, struct buf *out,
                           struct err_info *info)
{
    zip_stat_t st;
    if (zip_stat_index(archive, index, 0, &st) != 0)
        return fault(info, archive, "the package is damaged");
    if (st.size > bytes_max)
        return err_set(info, ERR_LIMIT, "%.100s in the package is larger than %zu bytes", st.name,
                       bytes_max);
    zip_file_t *file = zip_fopen_index(archive, index, 0);
    if (!file) return fault(info, archive, "the package is damaged");
    buf_reserve(out, (size_t)st.size + 1);
    size_t got = 0;
    zip_int64_t n;
    while ((n = zip_fread(file, out->ptr + out->len + got, (size_t)st.size + 1 - got)) > 0) {
        got += (size_t)n;
        if (got > st.size) break;
    }
    enum err err = ERR_NONE;
    if (n < 0 || got != st.size)
        err = err_set(info, ERR_PARSE, "the package is damaged: %.100s does not unpack whole",
                      st.name);
    else
        out->len += got;
    zip_fclose(file);
    return err;
}

static enum err read_from_package(void *data, struct str name, size_t bytes_max, struct buf *out,
                                  struct err_info *info)
{
    char key[LIMIT_NAME_BYTES + 1];
    if (name.len > LIMIT_NAME_BYTES || !file_name_safe(name))
        return err_set(info, ERR_PARSE, "a survey's file cannot have the name %.*s", STR_ARG(name));
    memcpy(key, name.ptr, name.len);
    key[name.len] = '\0';
    zip_int64_t index = zip_name_locate(data, key, ZIP_FL_ENC_GUESS);
    if (index < 0) return err_set(info, ERR_MISSING, "the package has no %s", key);
    return read_entry(data, (zip_uint64_t)index, bytes_max, out, info);
}

enum err survey_open_bytes(struct str package, const struct seal_minisign_key *trusted,
                           struct survey **out, struct err_info *info)
{
    if (package.len > LIMIT_SURVEY_PACKAGE_BYTES)
        return err_set(info, ERR_LIMIT, "the package is larger than %d bytes",
                       LIMIT_SURVEY_PACKAGE_BYTES);
    if (!str_starts(package, STR("PK")))
        return err_set(info, ERR_PARSE, "is not a survey package (.svar)");
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(package.ptr, package.len, 0, &error);
    zip_t *archive = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : NULL;
    if (!archive) {
        if (source) zip_source_free(source);
        err_set(info, ERR_PARSE, "is not a whole survey package (.svar): %s",
                zip_error_strerror(&error));
        zip_error_fini(&error);
        return ERR_PARSE;
    }
    zip_error_fini(&error);
    enum err err = check_archive(archive, info);
    struct survey_source reader = {read_from_package, archive};
    if (!err) err = survey_verified_read(&reader, trusted, out, info);
    zip_discard(archive);
    return err;
}

// ---- writing ----

static enum err add(zip_t *archive, const char *name, struct str bytes, struct err_info *info)
{
    zip_source_t *source = zip_source_buffer(archive, bytes.ptr ? bytes.ptr : "", bytes.len, 0);
    if (!source) return fault(info, archive, "cannot pack");
    zip_int64_t index = zip_file_add(archive, name, source, ZIP_FL_ENC_UTF_8);
    if (index < 0) {
        zip_source_free(source);
        return fault(info, archive, "cannot pack");
    }
    zip_uint64_t at = (zip_uint64_t)index;
    if (zip_file_set_dostime(archive, at, DOS_TIME, DOS_DATE, 0) != 0 ||
        zip_set_file_compression(archive, at, ZIP_CM_DEFLATE, 9) != 0 ||
        zip_file_set_external_attributes(archive, at, 0, ZIP_OPSYS_UNIX, 0100644u << 16) != 0)
        return fault(info, archive, "cannot pack");
    return ERR_NONE;
}

static enum err add_all(zip_t *archive, const struct survey *s, struct err_info *info)
{
    enum err err = add(archive, SURVEY_JSON_NAME, buf_str(&s->json_text), info);
    if (!err) err = add(archive, SURVEY_SIGNATURE_NAME, buf_str(&s->signature), info);
    for (size_t i = 0; i < s->file_count && !err; i++) // names are terminated: json's
        err = add(archive, s->files[i].name.ptr, buf_str(&s->files[i].bytes), info);
    return err;
}

static enum err copy_out(zip_source_t *target, struct buf *out, struct err_info *info)
{
    zip_stat_t st;
    if (zip_source_open(target) != 0)
        return err_set(info, ERR_IO, "cannot pack: %s",
                       zip_error_strerror(zip_source_error(target)));
    enum err err = ERR_NONE;
    if (zip_source_stat(target, &st) != 0 || !(st.valid & ZIP_STAT_SIZE)) {
        err = err_set(info, ERR_IO, "cannot pack");
    } else if (st.size > LIMIT_SURVEY_PACKAGE_BYTES) {
        err = err_set(info, ERR_LIMIT, "the package would be larger than %d bytes",
                      LIMIT_SURVEY_PACKAGE_BYTES);
    } else {
        buf_reserve(out, (size_t)st.size);
        zip_int64_t got = zip_source_read(target, out->ptr + out->len, st.size);
        if (got >= 0 && (zip_uint64_t)got == st.size)
            out->len += (size_t)got;
        else
            err = err_set(info, ERR_IO, "cannot pack");
    }
    zip_source_close(target);
    return err;
}

enum err survey_pack(const struct survey *s, struct buf *out, struct err_info *info)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *target = zip_source_buffer_create(NULL, 0, 0, &error);
    CHECK(target);
    zip_source_keep(target); // zip_close takes one hold; we read the bytes through the other
    zip_t *archive = zip_open_from_source(target, ZIP_TRUNCATE, &error);
    CHECK(archive);
    zip_error_fini(&error);
    enum err err = add_all(archive, s, info);
    if (!err && zip_close(archive) != 0) err = fault(info, archive, "cannot pack");
    if (err)
        zip_discard(archive);
    else
        err = copy_out(target, out, info);
    zip_source_free(target);
    return err;
}
