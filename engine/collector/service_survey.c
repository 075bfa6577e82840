// SPDX-License-Identifier: EUPL-1.2
// Surveys: an organizer publishes a signed package, devices and the organizer fetch it; and devices
// enrol with a token of that organizer.
#include "collector/service_priv.h"

#include "base/limits.h"
#include "survey/survey.h"

#include <stdio.h>
#include <string.h>

// A device believes only receipts of the keys that its survey names: a survey that does not name
// this collector would be collected in vain.
static bool names_this_collector(const struct collector_service *s, const struct survey *survey)
{
    size_t count = 0;
    const uint8_t(*keys)[32] = survey_collector_keys(survey, &count);
    for (size_t i = 0; i < count; i++)
        if (!memcmp(keys[i], seal_signer_public(s->signer), 32)) return true;
    return false;
}

static void store_survey(struct collector_service *s, const struct collector_request *request,
                         const struct survey *survey, const uint8_t organizer[32],
                         struct collector_reply *reply)
{
    struct collector_survey row = {.version = survey_version(survey)};
    struct str id = survey_id(survey);
    if (id.len > COLLECTOR_SURVEY_ID_BYTES) {
        collector_problem(reply, 422, "survey", "The survey's id is too long.");
        return;
    }
    memcpy(row.id, id.ptr, id.len);
    memcpy(row.hash, survey_hash(survey), 32);
    memcpy(row.organizer, organizer, 32);
    enum collector_put put = COLLECTOR_TAKEN;
    struct err_info info = {0};
    enum err err = s->storage->table->survey_put(s->storage, &row, request->body, &put, &info);
    if (err) {
        collector_service_storage_problem(reply, err, &info);
        return;
    }
    if (put == COLLECTOR_TAKEN) {
        collector_problem(reply, 409, "survey-taken",
                          "Version %lld of \"%s\" is here with other content, or another organizer "
                          "uses this id. Raise \"version\" in survey.json, or choose another id, "
                          "and sign anew.",
                          (long long)row.version, row.id);
        return;
    }
    char hash[65];
    hex_encode(row.hash, 32, hash);
    json_t *object = json_object();
    json_object_set_new(object, "survey", json_string(row.id));
    json_object_set_new(object, "version", json_integer(row.version));
    json_object_set_new(object, "hash", json_string(hash));
    collector_service_json(reply, put == COLLECTOR_NEW ? 201 : 200, object);
    snprintf(reply->note, sizeof reply->note, "survey=%s version=%lld", row.id,
             (long long)row.version);
}

void collector_service_no_survey(struct collector_reply *reply, const char *id)
{
    collector_problem(reply, 404, "no-survey", "No survey \"%s\" is published here.", id);
}

void collector_service_not_an_organizer(struct collector_reply *reply)
{
    collector_problem(reply, 403, "organizer",
                      "This collector does not take surveys from this key. Start it with "
                      "--organizer and the key.");
}

void collector_service_put_survey(struct collector_service *s,
                                  const struct collector_request *request,
                                  struct collector_reply *reply)
{
    uint8_t key[32];
    char nonce[65];
    if (!collector_service_signed(request, key, nonce, reply)) return;
    const struct seal_minisign_key *organizer = collector_service_organizer(s, key);
    if (!organizer) {
        collector_service_not_an_organizer(reply);
        return;
    }
    struct survey *survey = NULL;
    struct err_info info = {0};
    enum err err = survey_open_bytes(request->body, organizer, &survey, &info);
    if (err) {
        collector_problem(reply, 422, "survey", "The survey was not taken: %s", info.message);
        return;
    }
    if (names_this_collector(s, survey))
        store_survey(s, request, survey, key, reply);
    else
        collector_problem(reply, 422, "collector-key",
                          "The survey does not name this collector's key. Put what svar-collector "
                          "--print-key shows into \"collector\" in survey.json and sign anew.");
    survey_close(survey);
}

// The organizer who published the survey, or a device that is enrolled in it.
static bool may_fetch(struct collector_service *s, const char *id, const uint8_t key[32],
                      struct collector_reply *reply)
{
    struct collector_survey survey;
    struct err_info info = {0};
    struct collector_standing standing = {.enrolled = false};
    enum err err = s->storage->table->survey_newest(s->storage, id, &survey, NULL, &info);
    if (!err) err = s->storage->table->device_standing(s->storage, id, key, &standing, &info);
    if (!err && standing.blocked) {
        collector_service_blocked(reply);
        return false;
    }
    bool known = standing.enrolled;
    if (!err && known) collector_service_seen(s, id, key, standing.seen_hour);
    if (!err && !known)
        known = collector_service_organizer(s, key) &&
                !memcmp(survey.organizer, key, sizeof survey.organizer);
    // What is another organizer's is not there, as far as this one can tell.
    if (err == ERR_MISSING || (!err && !known && collector_service_organizer(s, key)))
        collector_service_no_survey(reply, id);
    else if (err)
        collector_service_storage_problem(reply, err, &info);
    else if (!known)
        collector_problem(reply, 403, "not-enrolled",
                          "This key is not enrolled in \"%s\". Enrol the device first.", id);
    return !err && known;
}

void collector_service_get_survey(struct collector_service *s,
                                  const struct collector_request *request,
                                  struct collector_reply *reply)
{
    char id[COLLECTOR_SURVEY_ID_BYTES + 1], nonce[65];
    uint8_t key[32];
    if (!collector_service_survey_id(request->route, id, reply)) return;
    if (!collector_service_signed(request, key, nonce, reply)) return;
    if (!may_fetch(s, id, key, reply)) return;
    struct collector_survey survey = {.version = 0};
    struct err_info info = {0};
    struct str query = str_of(request->query), above_name = STR("?above=");
    int64_t above = -1;
    buf_clear(&reply->body);
    enum err err = ERR_NONE;
    if (str_starts(query, above_name) &&
        str_to_int64(str_sub(query, above_name.len, query.len), &above))
        err = s->storage->table->survey_newest(s->storage, id, &survey, NULL, &info);
    if (!err && above >= 0 && survey.version <= above) {
        reply->status = 204; // devices ask every hour: mostly there is nothing to carry
        reply->type = "application/x-svar-survey";
        return;
    }
    if (!err) err = s->storage->table->survey_newest(s->storage, id, &survey, &reply->body, &info);
    if (err) {
        collector_service_storage_problem(reply, err, &info);
        return;
    }
    reply->status = 200;
    reply->type = "application/x-svar-survey";
    snprintf(reply->note, sizeof reply->note, "survey=%s version=%lld", id,
             (long long)survey.version);
}

// ---- enrolment ----
struct enrolment {
    struct str survey, token, name;
};

static enum err read_enrolment(const json_t *object, struct enrolment *out, struct err_info *info)
{
    enum err err = json_get_str(object, "survey", &out->survey, info);
    if (!err) err = json_get_str(object, "token", &out->token, info);
    if (!err) err = json_get_str_or(object, "name", STR(""), &out->name, info);
    if (!err && (!out->survey.len || out->survey.len > COLLECTOR_SURVEY_ID_BYTES ||
                 memchr(out->survey.ptr, 0, out->survey.len)))
        err = err_set(info, ERR_PARSE, "\"survey\" is not the id of a survey");
    if (!err && out->name.len > COLLECTOR_DEVICE_NAME_BYTES)
        err = err_set(info, ERR_LIMIT, "\"name\" is longer than %d bytes",
                      COLLECTOR_DEVICE_NAME_BYTES);
    return err;
}

static void store_device(struct collector_service *s, const char *id,
                         const struct enrolment *enrolment, const uint8_t device[32],
                         const uint8_t token[SEAL_TOKEN_ID_BYTES], struct collector_reply *reply)
{
    enum collector_put put = COLLECTOR_TAKEN;
    struct err_info info = {0};
    enum err err =
        s->storage->table->device_put(s->storage, id, device, token, enrolment->name, &put, &info);
    if (err) {
        collector_service_storage_problem(reply, err, &info);
        return;
    }
    if (put == COLLECTOR_TAKEN) {
        collector_problem(reply, 409, "token-used",
                          "This token has enrolled another device already. Make one token for each "
                          "device.");
        return;
    }
    collector_service_seen(s, id, device, 0);
    char hex[65];
    hex_encode(device, 32, hex);
    json_t *object = json_object();
    json_object_set_new(object, "device", json_string(hex));
    collector_service_json(reply, put == COLLECTOR_NEW ? 201 : 200, object);
    snprintf(reply->note, sizeof reply->note, "survey=%s device=%.8s", id, hex);
}

// A key that was blocked stays outside, whatever token it brings.
static bool may_enrol(struct collector_service *s, const char *id, const uint8_t device[32],
                      struct collector_reply *reply)
{
    struct collector_standing standing = {.enrolled = false};
    struct err_info info = {0};
    enum err err = s->storage->table->device_standing(s->storage, id, device, &standing, &info);
    if (err)
        collector_service_storage_problem(reply, err, &info);
    else if (standing.blocked)
        collector_service_blocked(reply);
    return !err && !standing.blocked;
}

static void enrol(struct collector_service *s, const struct enrolment *enrolment,
                  const uint8_t device[32], struct collector_reply *reply)
{
    char id[COLLECTOR_SURVEY_ID_BYTES + 1] = "";
    memcpy(id, enrolment->survey.ptr, enrolment->survey.len);
    struct collector_survey survey;
    struct err_info info = {0};
    enum err err = s->storage->table->survey_newest(s->storage, id, &survey, NULL, &info);
    if (err == ERR_MISSING) {
        collector_problem(reply, 404, "no-survey",
                          "No survey with this id is published here. The organizer publishes it "
                          "first.");
        return;
    }
    if (err) {
        collector_service_storage_problem(reply, err, &info);
        return;
    }
    uint8_t token[SEAL_TOKEN_ID_BYTES];
    if (!collector_service_organizer(s, survey.organizer) ||
        seal_token_verify(survey.organizer, enrolment->survey, enrolment->token, token, &info)) {
        collector_problem(reply, 403, "token",
                          "The enrolment token is not valid for this survey. Ask the organizer for "
                          "a new one.");
        return;
    }
    if (may_enrol(s, id, device, reply)) store_device(s, id, enrolment, device, token, reply);
}

void collector_service_post_device(struct collector_service *s,
                                   const struct collector_request *request,
                                   struct collector_reply *reply)
{
    uint8_t device[32];
    char nonce[65];
    if (!collector_service_signed(request, device, nonce, reply)) return;
    json_t *object = NULL;
    struct enrolment enrolment;
    struct err_info info = {0};
    enum err err = json_parse(request->body, LIMIT_HTTP_JSON_BYTES, &object, &info);
    if (!err) err = read_enrolment(object, &enrolment, &info);
    if (err)
        collector_problem(reply, 400, "enrolment", "The enrolment cannot be read: %s",
                          info.message);
    else
        enrol(s, &enrolment, device, reply);
    json_decref(object);
}
