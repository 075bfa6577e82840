// SPDX-License-Identifier: EUPL-1.2
// From bytes to a verified survey, whatever the bytes come from: signature first, then the members,
// then every file's hash. Nothing is believed before it is verified.
#include "survey/survey_priv.h"

#include "base/alloc.h"

static enum err read_file(const struct survey_source *source, const char *name, size_t bytes_max,
                          struct buf *out, struct err_info *info)
{
    enum err err = source->read(source->data, str_of(name), bytes_max, out, info);
    if (err == ERR_MISSING) return err_set(info, err, "%s is missing: this is no survey", name);
    return err;
}

// The signature over the exact bytes of survey.json, by the trusted key or the one named inside.
static enum err verify(struct survey *s, const struct seal_minisign_key *trusted,
                       struct err_info *info)
{
    enum err err = seal_minisign_verify(trusted ? trusted : &s->sign_key, buf_str(&s->signature),
                                        buf_str(&s->json_text), NULL, info);
    if (err == ERR_NONE) return ERR_NONE;
    if (err == ERR_SIGNATURE)
        return err_set(info, err,
                       SURVEY_JSON_NAME " differs from what the organizer signed; get the survey "
                                        "from its organizer again");
    if (err == ERR_KEY)
        return err_set(info, ERR_SIGNATURE, SURVEY_JSON_NAME " was signed with another key than %s",
                       trusted ? "the organizer's that is trusted here" : "it names itself");
    return err_prefix(info, err, SURVEY_SIGNATURE_NAME ": ");
}

static enum err parse(struct survey *s, struct err_info *info)
{
    enum err err = json_parse(buf_str(&s->json_text), LIMIT_SURVEY_JSON_BYTES, &s->json, info);
    if (err) return err;
    if (!json_is_object(s->json)) return err_set(info, ERR_PARSE, "must be a JSON object");
    return survey_check_sign_key(s->json, &s->sign_key, info);
}

static enum err check_same_key(const struct survey *s, const struct seal_minisign_key *trusted,
                               struct err_info *info)
{
    if (!trusted || memcmp(s->sign_key.public_key, trusted->public_key, 32) == 0) return ERR_NONE;
    return err_set(info, ERR_SIGNATURE,
                   SURVEY_JSON_NAME " was signed by the trusted organizer but names another key "
                                    "in \"organizer.sign_key\"");
}

static enum err read_files(struct survey *s, const struct survey_source *source,
                           struct err_info *info)
{
    size_t left = LIMIT_SURVEY_PACKAGE_BYTES;
    for (size_t i = 0; i < s->file_count; i++) {
        struct survey_entry *entry = &s->files[i];
        enum err err = source->read(source->data, entry->name, left, &entry->bytes, info);
        if (err == ERR_MISSING)
            return err_set(info, ERR_TAMPERED,
                           "%.*s is missing, which the organizer signed as part of the survey",
                           STR_ARG(entry->name));
        if (err) return err;
        left -= entry->bytes.len;
        uint8_t digest[32];
        char hex[2 * 32 + 1];
        seal_blake2b256(buf_str(&entry->bytes), digest);
        hex_encode(digest, sizeof digest, hex);
        if (!str_eq(entry->hash, str_of(hex)))
            return err_set(info, ERR_TAMPERED,
                           "%.*s differs from what the organizer signed; get the survey from its "
                           "organizer again",
                           STR_ARG(entry->name));
    }
    return ERR_NONE;
}

enum err survey_verified_read(const struct survey_source *source,
                              const struct seal_minisign_key *trusted, struct survey **out,
                              struct err_info *info)
{
    struct survey *s = xcalloc(1, sizeof *s);
    enum err err =
        read_file(source, SURVEY_JSON_NAME, LIMIT_SURVEY_JSON_BYTES, &s->json_text, info);
    if (!err)
        err = read_file(source, SURVEY_SIGNATURE_NAME, SURVEY_SIGNATURE_BYTES_MAX, &s->signature,
                        info);
    // With a trusted key not one byte is parsed before the signature has been verified.
    if (!err && trusted) err = verify(s, trusted, info);
    if (!err) {
        err = parse(s, info);
        if (!err && !trusted) err = verify(s, NULL, info);
        if (!err) err = check_same_key(s, trusted, info);
        if (!err) err = survey_check(s, false, info);
        if (err == ERR_PARSE || err == ERR_LIMIT || err == ERR_UNSUPPORTED)
            err_prefix(info, err, SURVEY_JSON_NAME ": ");
    }
    if (!err) err = read_files(s, source, info);
    if (err) {
        survey_close(s);
        return err;
    }
    seal_sha256(buf_str(&s->json_text), s->hash);
    *out = s;
    return ERR_NONE;
}
