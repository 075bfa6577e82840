// SPDX-License-Identifier: EUPL-1.2
// Stage three: the instance, one respondent's tree. A definition node has one instance node outside
// repeats and any number inside; form_ref names one. All memory comes from the arena passed at
// creation (a secret one on a kiosk); destroying the instance wipes nothing by itself. One thread.
//
// An answer recomputes only what hangs on it: expressions stand in a graph in topological order.
#pragma once

#include "base/clock.h"
#include "form/def.h"
#include "form/expr.h"

struct form_instance; // opaque

// One node of the tree: the index of an instance node. Valid until a repeat above it is removed.
typedef uint32_t form_ref;
#define FORM_REF_NONE UINT32_MAX

struct form_session {
    struct clock clock;
    struct rng rng;          // uuid(), random(), randomize() without a seed
    int32_t zone_offset_min; // device's zone, minutes east of UTC
    // The zone's offset at a moment, where it has summer time; NULL: the above at all times.
    int32_t (*zone_offset_at)(void *data, int64_t wall_ms);
    void *zone_data;
    size_t language;      // the language to begin with
    struct str device_id; // survey-scoped, unlinkable; may be empty
    // A repeat within an added instance of another begins without instances, as in ODK's engines,
    // instead of with one. For hosts that can offer the first of them.
    bool bare_repeats;
};

// Loads defaults, computes everything once. a outlives the instance; ERR_LIMIT when it is too
// small.
enum err form_instance_create(const struct form_def *def, const struct form_session *session,
                              struct arena *a, struct form_instance **out,
                              struct err_info *info) MUST_CHECK;
void form_instance_destroy(struct form_instance *in); // accepts NULL; the arena stays
const struct form_def *form_instance_def(const struct form_instance *in);

// ---- the tree ----
form_ref form_instance_root(const struct form_instance *in);
size_t form_ref_node(const struct form_instance *in, form_ref ref); // its definition node
form_ref form_ref_parent(const struct form_instance *in, form_ref ref);
form_ref form_ref_first_child(const struct form_instance *in, form_ref ref);
form_ref form_ref_next(const struct form_instance *in, form_ref ref); // next sibling
// "/data/g/q", "g/q", "/data/r[2]/q" or a unique name. FORM_REF_NONE where there is none.
form_ref form_instance_find(const struct form_instance *in, struct str path);
// "/data/r[2]/q", appended; positions only below repeats.
void form_ref_path(const struct form_instance *in, form_ref ref, struct buf *out);
uint32_t form_ref_position(const struct form_instance *in, form_ref ref); // of a repeat, from 1

// ---- values, always as ODK instance strings ----
// Borrowed until the node is set again. Empty where there is no answer.
struct str form_instance_value(const struct form_instance *in, form_ref ref);
// Sets an answer and recomputes what hangs on it. The empty string clears. A question with a
// calculation keeps an answer until something that the calculation reads changes. ERR_DENIED for
// read-only questions, calculates and structure; ERR_PARSE for a value that the type cannot hold or
// a choice that is not there; ERR_LIMIT over LIMIT_ANSWER_BYTES. A constraint never refuses a
// value: it shows in form_ref_state.
enum err form_instance_set(struct form_instance *in, form_ref ref, struct str value,
                           struct err_info *info) MUST_CHECK;
// -1, -2 or -3 beside an empty value ("vet inte" and its like where they are not choices), 0 to
// take it back. Setting a value takes it back as well.
enum err form_instance_set_missing(struct form_instance *in, form_ref ref, int code,
                                   struct err_info *info) MUST_CHECK;
int form_instance_missing(const struct form_instance *in, form_ref ref);

enum {
    FORM_RELEVANT = 1, // itself and all above it
    FORM_REQUIRED = 2, // required is true now
    FORM_READONLY = 4,
    FORM_VIOLATES_CONSTRAINT = 8, // only ever with a value
    FORM_VIOLATES_REQUIRED = 16,  // required, relevant and empty
};
unsigned form_ref_state(const struct form_instance *in, form_ref ref);

// ---- repeats ----
enum err form_instance_add(struct form_instance *in, form_ref parent, size_t repeat_node,
                           form_ref *out, struct err_info *info) MUST_CHECK;
enum err form_instance_remove(struct form_instance *in, form_ref repeat,
                              struct err_info *info) MUST_CHECK;

// ---- language ----
void form_instance_set_language(struct form_instance *in, size_t language); // recomputes labels
size_t form_instance_language(const struct form_instance *in);

// Changes each time anything visible may have changed: compare to know whether to build the page
// anew.
uint64_t form_instance_generation(const struct form_instance *in);

// The first expression that failed while it was evaluated (too large, not a date format, …), if one
// did. Its value was taken as blank, a relevant or constraint as true, a required as false: the
// respondent goes on. For logs and for `svar check`.
bool form_instance_trouble(const struct form_instance *in, struct err_info *out);

// Evaluates an expression as if it stood at ref: for tools and tests. Text appended to out_value.
enum err form_instance_eval(struct form_instance *in, form_ref ref, struct str expression,
                            enum form_value_kind *out_kind, struct buf *out_value,
                            struct err_info *info) MUST_CHECK;

// The same with every string value of a node set, in document order; visit is called once for
// another value. The text is borrowed for the call.
typedef void (*form_value_visit)(struct str value, void *data);
enum err form_instance_eval_each(struct form_instance *in, form_ref ref, struct str expression,
                                 enum form_value_kind *out_kind, form_value_visit visit, void *data,
                                 struct err_info *info) MUST_CHECK;

// Months and days in another language than the form's, until that changes. For tools; the code is
// borrowed for as long as the instance lives.
void form_instance_name_dates(struct form_instance *in, struct str language);

// ---- finishing ----
// Sets the end time. Then the first node that still violates its constraint, or
// FORM_REF_NONE; whether a violation stops the respondent is the kiosk's choice.
form_ref form_instance_finish(struct form_instance *in);
// {path: value} of relevant nodes with a value, and {path: code} of those without: -1/-2/-3 as
// chosen, -8 for questions that were not relevant, -9 for those left empty, and -7 for those after
// the last page seen, whether they were relevant or not, when last_seen (a page, or a question on
// it) is not FORM_REF_NONE (a break-off). A select_one whose chosen choice is a missing code goes
// to missing, not to answers; so does a select_multiple with nothing but such choices, and beside
// others they are left out. Values are JSON strings; what is computed stands among the answers and
// never among the missing. Paths as form_node_short_path, with
// positions below repeats ("r[2]/q"). Text appended as two JSON objects: answers, missing.
void form_instance_answers(const struct form_instance *in, form_ref last_seen,
                           struct buf *out_answers, struct buf *out_missing);
// "uuid:…", "" where the form omits it or there is no chance to make it from.
struct str form_instance_id(const struct form_instance *in);
// The setting instance_name as it is now, appended; false where the form has none.
bool form_instance_title(const struct form_instance *in, struct buf *out);
// The ODK instance XML of relevant nodes.
void form_instance_xml(const struct form_instance *in, struct buf *out);
