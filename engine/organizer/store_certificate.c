// SPDX-License-Identifier: EUPL-1.2
// svar store certificate: whether what a device left behind when its work ended is genuine, and
// whether the archive has all that the device says it held: the one way to see that a chain was cut
// off at its end.
#include "organizer/verbs.h"

#include "archive/archive.h"
#include "base/alloc.h"
#include "base/file.h"
#include "base/json.h"
#include "store/end.h"

#include <stdlib.h>

enum { CERTIFICATE_BYTES_MAX = 1 << 20, KEYS_MAX = 64 };

struct link {
    uint8_t link[SEAL_LINK_BYTES], before[SEAL_LINK_BYTES], key[SEAL_PUBLIC_KEY_BYTES];
    uint64_t number;
};

struct links {
    struct link *list;
    size_t count, capacity;
};

static enum err add_link(const struct archive_item *item, void *data)
{
    struct links *all = data;
    if (all->count == all->capacity) {
        all->capacity = all->capacity * 2 + 64;
        all->list = xreallocarray(all->list, all->capacity, sizeof *all->list);
    }
    struct link *link = &all->list[all->count++];
    memcpy(link->link, item->batch->link, SEAL_LINK_BYTES);
    memcpy(link->before, item->batch->previous_link, SEAL_LINK_BYTES);
    memcpy(link->key, item->batch->device_key, SEAL_PUBLIC_KEY_BYTES);
    link->number = item->batch->number;
    return ERR_NONE;
}

static int link_compare(const void *a, const void *b)
{
    return memcmp(((const struct link *)a)->link, ((const struct link *)b)->link, SEAL_LINK_BYTES);
}

// ---- one chain, from its end ----
struct walk {
    const struct links *all;
    uint8_t keys[KEYS_MAX][SEAL_PUBLIC_KEY_BYTES]; // of the device, as far as the walk has met them
    size_t key_count;
};

static bool is_key(const struct walk *w, const uint8_t key[SEAL_PUBLIC_KEY_BYTES])
{
    for (size_t i = 0; i < w->key_count; i++)
        if (memcmp(w->keys[i], key, SEAL_PUBLIC_KEY_BYTES) == 0) return true;
    return false;
}

static void meet_key(struct walk *w, const uint8_t key[SEAL_PUBLIC_KEY_BYTES])
{
    if (w->key_count < KEYS_MAX && !is_key(w, key))
        memcpy(w->keys[w->key_count++], key, SEAL_PUBLIC_KEY_BYTES);
}

// Behind a hole the chain goes on with the device's next lower number.
static const struct link *below(const struct walk *w, uint64_t number)
{
    const struct link *best = NULL;
    for (size_t i = 0; i < w->all->count; i++) {
        const struct link *link = &w->all->list[i];
        if (link->number < number && is_key(w, link->key) && (!best || link->number > best->number))
            best = link;
    }
    return best;
}

// How many of the numbers up to `last`, whose batch has this link, the archive does not have.
static uint64_t count_missing(struct walk *w, const uint8_t link[SEAL_LINK_BYTES], uint64_t last)
{
    struct link wanted = {0};
    uint64_t missing = 0, number = last;
    memcpy(wanted.link, link, SEAL_LINK_BYTES);
    while (number > 0) {
        const struct link *found = w->all->count ? bsearch(&wanted, w->all->list, w->all->count,
                                                           sizeof wanted, link_compare)
                                                 : NULL;
        if (!found || found->number != number) found = below(w, number);
        missing += number - (found ? found->number : 0);
        if (!found) break;
        meet_key(w, found->key);
        memcpy(wanted.link, found->before, SEAL_LINK_BYTES);
        number = found->number - 1;
    }
    return missing;
}

// ---- the certificate ----
static enum err compare_survey(const struct store_certificate *certificate, json_t *survey,
                               const struct links *all, bool *out_whole, struct err_info *info)
{
    struct walk w = {.all = all};
    struct str id = {0}, hex = {0};
    uint8_t link[SEAL_LINK_BYTES];
    int64_t batches, lost;
    enum err err = json_get_str(survey, "survey", &id, info);
    if (!err) err = json_get_str(survey, "link", &hex, info);
    if (!err) err = json_get_int(survey, "batches", 0, INT64_MAX, &batches, info);
    if (!err) err = json_get_int(survey, "lost_batches", 0, INT64_MAX, &lost, info);
    if (!err && !hex_decode(hex, link, sizeof link))
        err = err_set(info, ERR_PARSE, "the certificate's link is none");
    if (err) return err;
    meet_key(&w, certificate->device);
    unsigned long long missing = count_missing(&w, link, (uint64_t)batches);
    if (missing <= (uint64_t)lost) {
        verb_say("%.*s: arkivet har alla %lld buntar utom %llu som enheten själv hade mist",
                 STR_ARG(id), (long long)batches, missing);
        verb_say("%.*s: the archive has all %lld batches but %llu that the device itself had lost",
                 STR_ARG(id), (long long)batches, missing);
        return ERR_NONE;
    }
    *out_whole = false;
    verb_say("%.*s: arkivet saknar %llu av enhetens %lld buntar: hämta eller läs in dem",
             STR_ARG(id), missing, (long long)batches);
    verb_say("%.*s: %llu of the device's %lld batches are not in the archive: pull or import them",
             STR_ARG(id), missing, (long long)batches);
    return ERR_NONE;
}

static enum err compare(const struct store_certificate *certificate, const char *path,
                        bool *out_whole, struct err_info *info)
{
    struct archive *archive = NULL;
    struct links all = {0};
    json_t *json = NULL, *surveys = NULL, *survey;
    size_t i;
    *out_whole = true;
    if (!file_exists(path)) return err_set(info, ERR_MISSING, "there is no archive %s", path);
    enum err err = archive_open_to_read(path, &archive, info);
    if (!err) err = archive_each(archive, STR(""), add_link, &all, info);
    if (!err) err = json_parse(certificate->json, CERTIFICATE_BYTES_MAX, &json, info);
    if (!err) err = json_get(json, "surveys", JSON_ARRAY, &surveys, info);
    if (all.count) qsort(all.list, all.count, sizeof *all.list, link_compare);
    if (!err) {
        json_array_foreach(surveys, i, survey)
        {
            err = compare_survey(certificate, survey, &all, out_whole, info);
            if (err) break;
        }
    }
    json_decref(json);
    free(all.list);
    archive_close(archive);
    return err;
}

static enum verb_exit tell(const struct arguments *a, const struct store_certificate *certificate)
{
    const char *wanted = arguments_text(a, "device"), *archive = arguments_text(a, "archive");
    char device[65];
    struct err_info info = {0};
    bool whole = true;
    hex_encode(certificate->device, sizeof certificate->device, device);
    printf("%.*s\n", STR_ARG(certificate->json));
    if (wanted && strcmp(wanted, device) != 0) {
        verb_say("the certificate is genuine, but device %.16s… made it", device);
        return VERB_FOUND;
    }
    verb_say("intyget är äkta: enhet %.16s… förstörde sin nyckel", device);
    verb_say("the certificate is genuine: device %.16s… destroyed its key", device);
    if (archive && compare(certificate, archive, &whole, &info)) return verb_fail(&info);
    return whole ? VERB_DONE : VERB_FOUND;
}

static enum verb_exit run_certificate(const struct arguments *a)
{
    struct err_info info = {0};
    struct buf text = {0};
    struct store_certificate certificate;
    enum err err = file_read(a->words[0], CERTIFICATE_BYTES_MAX, &text, &info);
    if (!err) err = store_certificate_read(buf_str(&text), &certificate, &info);
    enum verb_exit code = err ? verb_fail(&info) : tell(a, &certificate);
    if (err == ERR_SIGNATURE) code = VERB_FOUND;
    buf_finish(&text);
    return code;
}

const struct verb verb_store_certificate = {
    .name = "store certificate",
    .arguments = "FILE",
    .summary = "Checks the certificate that store end leaves.",
    .details = "Prints what it says: surveys, batches and responses that the device held in all. "
               "Ends with 1 when it\nwas altered, is not that of the device asked for, or when the "
               "archive does not have all that the\ndevice held.",
    .least = 1,
    .most = 1,
    .options =
        (const struct argument_option[]){
            {"device", ARGUMENT_TEXT, "HEX", "the device's public key, as svar verify shows it"},
            {"archive", ARGUMENT_TEXT, "FILE", "look for its batches in this archive"},
            {0}},
    .run = run_certificate,
};
