// SPDX-License-Identifier: EUPL-1.2
// One respondent's finished answers as JSON, in locked memory of its own, ready to be sealed. Who
// holds a response owns it: it goes from the session to the store's worker, which wipes it.
#pragma once

#include "form/instance.h"
#include "kiosk/facts.h"

struct kiosk_response {
    struct arena *memory; // secret
    struct str json;
    struct kiosk_response *next; // for the queue that holds it
    uint64_t ticket;             // which one, for the answer
};

struct kiosk_response_options {
    const struct kiosk_facts *facts;
    struct clock clock; // wall_ms
    struct rng rng;     // the response's id
    int32_t zone_offset_min;
    struct str language;
    bool break_off;
    form_ref last_seen;  // where it is a break-off
    bool rapid;          // one of a quick series at a one-tap terminal: "rapid":true
    int64_t duration_ms; // as measured; rounded here
};

// Call form_instance_finish first. ERR_LIMIT where the answers are larger than
// LIMIT_RESPONSE_BYTES.
enum err kiosk_response_create(const struct form_instance *in,
                               const struct kiosk_response_options *options,
                               struct kiosk_response **out, struct err_info *info) MUST_CHECK;
void kiosk_response_destroy(struct kiosk_response *response); // wipes; accepts NULL
