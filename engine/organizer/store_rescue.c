// SPDX-License-Identifier: EUPL-1.2
// svar store rescue: all that can be read in a store, sound or damaged, into a folder that svar
// import takes. What lies in the store stays as it is.
#include "organizer/verbs.h"

#include "base/file.h"
#include "organizer/store_words.h"
#include "stick/stick.h"

#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>

struct rescue {
    const char *out;
    struct stick stick;
    uint64_t batches, responses, receipts, loose;
};

static enum err put_loose(struct rescue *r, const struct store_found *found, struct err_info *info)
{
    char folder[PATH_MAX], path[PATH_MAX], name[2 * SEAL_SLOT_ID_BYTES + 5];
    hex_encode(found->slot_id, SEAL_SLOT_ID_BYTES, name);
    memcpy(name + 2 * SEAL_SLOT_ID_BYTES, ".age", 5);
    enum err err = file_join(folder, sizeof folder, r->out, "open-batch", info);
    if (!err) err = file_make_dir(folder, 0700, info);
    if (!err) err = file_join(path, sizeof path, folder, name, info);
    if (!err) err = file_write_new(path, found->sealed, 0600, info);
    if (err == ERR_EXISTS) {
        verb_clear(info);
        return ERR_NONE; // from another file, or from an earlier run
    }
    if (!err) r->loose++;
    return err;
}

static enum err put(void *data, const struct store_found *found, struct err_info *info)
{
    struct rescue *r = data;
    if (!found->batch.len) return put_loose(r, found, info);
    enum stick_put put = STICK_THERE;
    enum err err = stick_put_batch(&r->stick, found->batch, &put, info);
    if (err || put == STICK_THERE) return err;
    struct seal_batch batch = {0};
    err = seal_batch_decode(found->batch, &batch, info);
    if (err) return err;
    r->batches++;
    r->responses += batch.count;
    if (found->receipt.len) {
        err = stick_put_receipt(&r->stick, batch.link, found->receipt, info);
        r->receipts++;
    }
    seal_batch_finish(&batch);
    return err;
}

static size_t tell_faults(const struct store_inspection *i)
{
    size_t count = 0;
    for (size_t k = 0; k < i->finding_count; k++) {
        struct buf sv = {0}, en = {0};
        if (!store_what_fault(i->findings[k].what)) continue;
        count++;
        store_words_finding(&i->findings[k], STORE_SWEDISH, &sv);
        store_words_finding(&i->findings[k], STORE_ENGLISH, &en);
        verb_say("fel: %s", buf_text(&sv));
        verb_say("  fault: %s", buf_text(&en));
        buf_finish(&sv);
        buf_finish(&en);
    }
    return count;
}

static enum verb_exit run(const struct arguments *a)
{
    struct err_info info = {0};
    struct rescue r = {.out = arguments_text(a, "out")};
    struct store_inspection inspection = {0};
    char otherwise[PATH_MAX];
    if (!r.out) {
        struct str folder = str_of(a->words[0]);
        while (folder.len > 1 && folder.ptr[folder.len - 1] == '/')
            folder.len--;
        snprintf(otherwise, sizeof otherwise, "%.*s-rescued", STR_ARG(folder));
        r.out = otherwise;
    }
    enum err err = file_make_dir(r.out, 0700, &info);
    if (!err) err = stick_open(r.out, true, &r.stick, &info);
    if (!err) {
        err = store_inspect(a->words[0], put, &r, &inspection, &info);
        stick_close(&r.stick);
    }
    size_t faults = tell_faults(&inspection);
    store_inspection_finish(&inspection);
    if (err) return verb_fail(&info);
    printf("%llu buntar med %llu svar (%llu kvitterade) och %llu svar ur en öppen bunt "
           "\xE2\x86\x92 %s\n",
           (unsigned long long)r.batches, (unsigned long long)r.responses,
           (unsigned long long)r.receipts, (unsigned long long)r.loose, r.out);
    printf("%llu batches with %llu responses (%llu receipted) and %llu responses of an open batch "
           "\xE2\x86\x92 %s\n",
           (unsigned long long)r.batches, (unsigned long long)r.responses,
           (unsigned long long)r.receipts, (unsigned long long)r.loose, r.out);
    if (r.batches) verb_say("next: svar import --survey SURVEY %s", r.out);
    if (r.loose) verb_say("each of open-batch/*.age opens with svar age decrypt, or with age");
    return faults ? VERB_FOUND : VERB_DONE;
}

const struct verb verb_store_rescue = {
    .name = "store rescue",
    .arguments = "DIR",
    .summary = "Saves all that can be read from a device's store.",
    .details =
        "DIR is the kiosk's state folder, or the store folder in it. Every whole batch goes into "
        "OUT as on a\nstick, for svar import; responses of a batch that was still open go into "
        "OUT/open-batch as age files.\nFiles set aside, damaged or another device's are read too. "
        "Nothing in DIR is changed, nothing in OUT\nis replaced. Ends with 1 when something could "
        "not be saved, and says what. End the kiosk first.",
    .least = 1,
    .most = 1,
    .options =
        (const struct argument_option[]){
            {"out", ARGUMENT_TEXT, "OUT", "where to; DIR-rescued otherwise"}, {0}},
    .run = run,
};
