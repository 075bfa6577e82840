// SPDX-License-Identifier: EUPL-1.2
// Looking at a device's store from outside, sound or damaged, without changing anything in its
// folder: every file is copied and the copy is read. For `svar store check` and `svar store
// rescue`; no key is needed and nothing is opened. [any]
#pragma once

#include "seal/batch.h"

#include <limits.h>

enum store_role {
    STORE_ROLE_PRESENT,  // the last one: the kiosk writes here
    STORE_ROLE_OLDER,    // left after a fault; the kiosk takes it over when it starts
    STORE_ROLE_EXAMINED, // taken over
    STORE_ROLE_DAMAGED,  // taken over as far as it could be read
    STORE_ROLE_FOREIGN,  // another device's
    STORE_ROLE_OTHER,    // of some other name
};

enum store_what {
    STORE_UNREADABLE,     // the file cannot be read at all
    STORE_BAD_PAGES,      // parts of it cannot be read
    STORE_MENDED,         // its first page or its log is damaged; put right in a copy it was read
    STORE_BATCH_DAMAGED,  // number (0: unknown): the batch is not what it was
    STORE_BATCH_MISSING,  // number, count: so many from this number on are in no file
    STORE_BATCH_FORKED,   // number: two batches have it
    STORE_RESPONSES_GONE, // count: of the open batch
    STORE_OTHER_DEVICE,   // device: batches of another device's key
    STORE_READ_BY_OTHERS, // the file can be read by other users of the machine
    STORE_LOSS_KNOWN,     // number, count: the kiosk found this missing and went on behind it
};
bool store_what_fault(enum store_what what); // otherwise worth knowing, and no loss

struct store_finding {
    enum store_what what;
    char file[80];
    char survey[65];
    uint64_t number, count;
    uint8_t device[32];
    char detail[160];
};

struct store_looked {
    char file[80];
    enum store_role role;
    uint64_t batches_waiting, responses_waiting;
    uint64_t batches_receipted, responses_receipted;
    uint64_t batches_refused, responses_refused;
    uint64_t responses_open;
    uint64_t batches_erased, responses_erased; // receipted, and their time was over
    uint64_t declined, broke_off;
};

struct store_inspection {
    struct store_looked *files; // by name
    size_t file_count;
    struct store_finding *findings;
    size_t finding_count;
};

// One thing that can be saved, borrowed until the callback returns. The same batch may come from
// several files.
struct store_found {
    const char *file;
    struct str survey;      // "" where it is not known
    struct str batch;       // as it travels; empty for a response of a batch that was still open
    struct str receipt;     // "" where there is none
    const uint8_t *slot_id; // of such a response
    struct str sealed;      // its age file
};
// Another result than ERR_NONE ends the walk and is returned.
typedef enum err (*store_found_each)(void *data, const struct store_found *found,
                                     struct err_info *info);

// folder: the store's, or the kiosk's state folder that holds it. each may be NULL. ERR_MISSING
// where there is no store; ERR_STATE while a kiosk uses it. out is freed with
// store_inspection_finish in any case.
enum err store_inspect(const char *folder, store_found_each each, void *data,
                       struct store_inspection *out, struct err_info *info) MUST_CHECK;
void store_inspection_finish(struct store_inspection *i);
