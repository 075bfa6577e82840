// SPDX-License-Identifier: EUPL-1.2
// svar rehearse: what respondents made of chance met in a form: questions that nobody gets to see,
// answers that are never accepted, pages that cannot be left, and how long it takes by which route.
#include "organizer/rehearse.h"

#include "base/alloc.h"
#include "base/json.h"
#include "organizer/form_file.h"
#include "organizer/verbs.h"

#include <stdlib.h>

enum {
    ARENA_BYTES = 1 << 30,
    ROUTES_TOLD = 8,
    TRIES_FOR_CERTAINTY = 20,
    DEFIED_MAX = 64, // questions whose constraints are broken on purpose, and how often each
    DEFYING_RUNS = 40,
};

// ---- findings ----

struct finding {
    const char *kind; // for programs
    size_t node;
    bool note; // worth knowing, and no fault of the form
    char text[640];
};

struct findings {
    struct finding *items;
    size_t count, room;
    size_t faults; // those that are no notes
};

static struct finding *add(struct findings *f, const char *kind, size_t node)
{
    if (f->count == f->room) {
        f->room = f->room ? f->room * 2 : 16;
        f->items = xreallocarray(f->items, f->room, sizeof *f->items);
    }
    struct finding *one = &f->items[f->count++];
    *one = (struct finding){.kind = kind, .node = node};
    f->faults++;
    return one;
}

static struct finding *add_note(struct findings *f, const char *kind, size_t node)
{
    struct finding *one = add(f, kind, node);
    one->note = true;
    f->faults--;
    return one;
}

static bool is_structure(const struct form_def *form, size_t node)
{
    enum form_kind kind = form_node_kind(form, node);
    return kind == FORM_ROOT || kind == FORM_GROUP || kind == FORM_REPEAT;
}

// Questions shown to respondents below a node, and whether one of them was ever asked.
static size_t questions_below(const struct rehearse *r, size_t node, bool *out_asked)
{
    size_t count = 0;
    *out_asked = false;
    for (size_t i = node; i < form_node_end(r->form, node); i++) {
        if (is_structure(r->form, i) || !form_node_visible(r->form, i)) continue;
        count++;
        if (r->nodes[i].asked) *out_asked = true;
    }
    return count;
}

// The question whose constraint keeps everybody from what is below a node; 0 where none does.
static size_t kept_away_by(const struct rehearse *r, size_t node)
{
    for (size_t i = node; i < form_node_end(r->form, node); i++)
        if (r->nodes[i].defied) return r->nodes[i].defied;
    return 0;
}

static void find_unseen(const struct rehearse *r, struct findings *f, size_t node)
{
    struct finding *one;
    size_t against = kept_away_by(r, node);
    if (against && !r->nodes[against].accepted && rehearse_is_free_text(r->form, against)) {
        one = add_note(f, "behind-not-guessed", node);
        snprintf(
            one->text, sizeof one->text,
            "nobody got to see “%.*s”: it waits for an answer to “%.*s”, and chance found none "
            "that is accepted there. Try it by hand.",
            STR_ARG(form_node_name(r->form, node)), STR_ARG(form_node_name(r->form, against)));
        return;
    }
    if (against) {
        one = add(f, "contradiction", node);
        snprintf(one->text, sizeof one->text,
                 "nobody got to see “%.*s”: its relevant asks for answers to “%.*s” that the "
                 "constraint there refuses. Change one of the two.",
                 STR_ARG(form_node_name(r->form, node)), STR_ARG(form_node_name(r->form, against)));
        return;
    }
    if (is_structure(r->form, node)) {
        one = add(f, "page-never-seen", node);
        snprintf(one->text, sizeof one->text,
                 "nobody got to see anything in “%.*s”. See what its relevant asks for, or whether "
                 "a page before it cannot be left.",
                 STR_ARG(form_node_name(r->form, node)));
        return;
    }
    one = add(f, "unreachable", node);
    snprintf(one->text, sizeof one->text,
             "nobody got to see “%.*s”. See what its relevant asks for, and whether those answers "
             "can be given.",
             STR_ARG(form_node_name(r->form, node)));
}

static void find_refusals(const struct rehearse *r, struct findings *f, size_t node)
{
    const struct rehearse_node *n = &r->nodes[node];
    struct str name = form_node_name(r->form, node);
    if (n->stuck) {
        struct finding *one = add(f, "dead-end", node);
        snprintf(one->text, sizeof one->text,
                 "%llu of %llu respondents could not get past “%.*s”: it is required, and no "
                 "answer they tried was accepted. Take away required, or widen the constraint or "
                 "the choices.",
                 (unsigned long long)n->stuck, (unsigned long long)r->runs, STR_ARG(name));
    }
    if (n->unguessed && !n->accepted) {
        struct finding *one = add_note(f, "not-guessed", node);
        snprintf(
            one->text, sizeof one->text,
            "chance found no text that “%.*s” accepts, and went on. Try its constraint by hand.",
            STR_ARG(name));
    } else if (n->tried >= TRIES_FOR_CERTAINTY && !n->accepted) {
        struct finding *one = add(f, "never-accepted", node);
        snprintf(one->text, sizeof one->text,
                 "none of %llu answers to “%.*s” was accepted. Its constraint and what makes it "
                 "relevant may contradict each other.",
                 (unsigned long long)n->tried, STR_ARG(name));
    }
    if (n->choiceless) {
        struct finding *one = add(f, "no-choices", node);
        snprintf(one->text, sizeof one->text,
                 "“%.*s” was asked %llu times with nothing to choose. Widen its choice_filter, or "
                 "give it a relevant.",
                 STR_ARG(name), (unsigned long long)n->choiceless);
    }
}

// A choice that the filter never lets through, where others were offered often.
static void find_unoffered(const struct rehearse *r, struct findings *f, size_t node)
{
    const struct rehearse_node *n = &r->nodes[node];
    if (!n->prepared || n->asked < TRIES_FOR_CERTAINTY) return;
    size_t count = form_node_choice_count(r->form, node), never = 0;
    struct buf names = {0};
    for (size_t i = 0; i < count; i++) {
        if (n->offered[i]) continue;
        if (never++ < 5)
            buf_printf(&names, "%s%.*s", names.len ? ", " : "",
                       STR_ARG(form_choice_name(r->form, node, i)));
    }
    if (never && never < count) {
        struct finding *one = add(f, "choice-never-offered", node);
        snprintf(one->text, sizeof one->text,
                 "“%.*s” never offered %zu of its %zu choices (%s%s). See its choice_filter.",
                 STR_ARG(form_node_name(r->form, node)), never, count, buf_text(&names),
                 never > 5 ? ", …" : "");
    }
    buf_finish(&names);
}

static void find_all(const struct rehearse *r, struct findings *f)
{
    if (r->empty) {
        struct finding *one = add(f, "nothing-shown", 0);
        snprintf(one->text, sizeof one->text, "%llu of %llu respondents were shown nothing at all.",
                 (unsigned long long)r->empty, (unsigned long long)r->runs);
    }
    for (size_t node = 1; node < form_def_node_count(r->form);) {
        bool asked;
        size_t questions = questions_below(r, node, &asked);
        if (questions && !asked) {
            find_unseen(r, f, node);
            node = form_node_end(r->form, node); // what is inside goes without saying
            continue;
        }
        if (!is_structure(r->form, node)) {
            find_refusals(r, f, node);
            find_unoffered(r, f, node);
        }
        node++;
    }
    if (r->trouble.code) {
        struct finding *one = add(f, "expression", 0);
        snprintf(one->text, sizeof one->text, "an expression failed: %s", r->trouble.message);
    }
}

// ---- telling ----

static int by_runs(const void *a, const void *b)
{
    const struct rehearse_route *left = a, *right = b;
    if (left->runs != right->runs) return left->runs < right->runs ? 1 : -1;
    return left->key < right->key ? -1 : left->key > right->key;
}

static double share(uint64_t part, uint64_t all)
{
    return all ? 100.0 * (double)part / (double)all : 0;
}

// What this route leaves out of all that anybody was asked.
static void left_out(const struct rehearse *r, const struct rehearse_route *route, struct buf *out)
{
    size_t count = form_def_node_count(r->form), missing = 0;
    bool *on_it = xcalloc(count, sizeof *on_it);
    for (size_t i = 0; i < route->asked_count; i++)
        on_it[route->asked[i]] = true;
    for (size_t node = 1; node < count; node++) {
        if (!r->nodes[node].asked || on_it[node]) continue;
        if (missing++ < 12)
            buf_printf(out, "%s%.*s", out->len ? ", " : "",
                       STR_ARG(form_node_short_path(r->form, node)));
    }
    if (missing > 12) buf_printf(out, ", … (%zu)", missing);
    free(on_it);
}

static void print_text(const struct rehearse *r, const struct findings *f, const char *path,
                       int64_t seed)
{
    for (size_t i = 0; i < f->count; i++) {
        printf("%s:", path);
        if (f->items[i].node) printf("%d:", form_node_row(r->form, f->items[i].node));
        printf(" %s%s\n", f->items[i].note ? "note: " : "", f->items[i].text);
    }
    if (f->count) printf("\n");
    double n = r->plausible ? (double)r->plausible : 1;
    printf(
        "%llu respondents (seed %lld): %zu thing%s to mend. Half of them answered as people do;\n"
        "they were asked %.1f questions and took about %.1f minutes.\n",
        (unsigned long long)r->runs, (long long)seed, f->faults, f->faults == 1 ? "" : "s",
        r->questions / n, r->seconds / n / 60);
    for (size_t i = 0; i < r->route_count && i < ROUTES_TOLD; i++) {
        const struct rehearse_route *route = &r->routes[i];
        struct buf names = {0};
        left_out(r, route, &names);
        printf("  route %zu: %5.1f %%  %3llu questions  %5.1f min%s%s\n", i + 1,
               share(route->runs, r->plausible), (unsigned long long)route->questions,
               route->seconds / (double)route->runs / 60, names.len ? "  without " : "",
               buf_text(&names));
        buf_finish(&names);
    }
    if (r->route_count > ROUTES_TOLD)
        printf("  and %zu more routes\n", r->route_count - ROUTES_TOLD);
}

static json_t *routes_json(const struct rehearse *r)
{
    json_t *list = json_array();
    for (size_t i = 0; i < r->route_count; i++) {
        const struct rehearse_route *route = &r->routes[i];
        json_t *asked = json_array();
        for (size_t q = 0; q < route->asked_count; q++)
            json_array_append_new(asked, json_str(form_node_short_path(r->form, route->asked[q])));
        json_array_append_new(list,
                              json_pack("{s:I,s:f,s:I,s:f,s:o}", "runs", (json_int_t)route->runs,
                                        "share", share(route->runs, r->plausible) / 100,
                                        "questions", (json_int_t)route->questions, "seconds",
                                        route->seconds / (double)route->runs, "asked", asked));
    }
    return list;
}

static void print_json(const struct rehearse *r, const struct findings *f, const char *path,
                       int64_t seed)
{
    json_t *list = json_array();
    for (size_t i = 0; i < f->count; i++) {
        size_t node = f->items[i].node;
        json_array_append_new(
            list, json_pack("{s:s,s:b,s:o,s:i,s:s}", "kind", f->items[i].kind, "fault",
                            !f->items[i].note, "node", json_str(form_node_path(r->form, node)),
                            "row", (int)form_node_row(r->form, node), "text", f->items[i].text));
    }
    double n = r->plausible ? (double)r->plausible : 1;
    json_t *all = json_pack("{s:s,s:I,s:I,s:I,s:{s:f,s:f},s:o,s:o}", "form", path, "runs",
                            (json_int_t)r->runs, "seed", (json_int_t)seed, "finished",
                            (json_int_t)r->finished, "expected", "questions", r->questions / n,
                            "seconds", r->seconds / n, "routes", routes_json(r), "findings", list);
    struct buf text = {0};
    json_write(all, &text);
    printf("%s\n", buf_text(&text));
    buf_finish(&text);
    json_decref(all);
}

// ---- the verb ----

static void finish(struct rehearse *r)
{
    for (size_t i = 0; i < r->route_count; i++)
        free(r->routes[i].asked);
    free(r->routes);
    free(r->nodes);
    arena_destroy(r->arena);
    arena_destroy(r->texts);
    arena_destroy(r->keep);
}

static bool all_seen(const struct rehearse *r)
{
    for (size_t i = 1; i < form_def_node_count(r->form); i++)
        if (form_node_visible(r->form, i) && !is_structure(r->form, i) && !r->nodes[i].asked)
            return false;
    return true;
}

// Where something was never seen: whether breaking the constraint of one question leads there.
static enum err walk_against(struct rehearse *r, struct err_info *info)
{
    size_t tried = 0;
    if (all_seen(r)) return ERR_NONE;
    for (size_t node = 1; node < form_def_node_count(r->form) && tried < DEFIED_MAX; node++) {
        const struct rehearse_node *n = &r->nodes[node];
        if (n->tried == n->accepted) continue; // nothing was refused
        tried++;
        for (int i = 0; i < DEFYING_RUNS; i++) {
            enum err err = rehearse_run_defying(r, node, info);
            if (err) return err;
        }
    }
    return ERR_NONE;
}

static enum err walk(struct rehearse *r, int64_t runs, struct err_info *info)
{
    r->nodes = xcalloc(form_def_node_count(r->form), sizeof *r->nodes);
    r->arena = arena_create(ARENA_PLAIN, ARENA_BYTES);
    r->texts = arena_create(ARENA_PLAIN, ARENA_BYTES);
    r->keep = arena_create(ARENA_PLAIN, ARENA_BYTES);
    for (int64_t i = 0; i < runs; i++) {
        enum err err = rehearse_run(r, i % 2 == 1, info);
        if (err) return err;
    }
    if (r->route_count) qsort(r->routes, r->route_count, sizeof *r->routes, by_runs);
    return walk_against(r, info);
}

static enum verb_exit run(const struct arguments *a)
{
    struct err_info info = {0};
    struct moment moment;
    struct form_def *form = NULL;
    struct rehearse r = {.moment = &moment};
    struct findings found = {0};
    int64_t runs = 0, seed = 0;
    enum verb_exit exit = VERB_FAILED;
    enum err err = moment_read(a, &moment, &info);
    if (!err) err = arguments_number(a, "runs", 1, 1000000, 1000, &runs, &info);
    if (!err) err = arguments_number(a, "seed", 0, INT64_MAX, 1, &seed, &info);
    if (!err) err = form_file_load(a->words[0], &form, &info);
    if (!err) err = form_file_language(form, arguments_text(a, "lang"), &r.language, &info);
    if (!err) {
        r.form = form;
        r.rng = moment_rng(&moment, (uint64_t)seed);
        err = walk(&r, runs, &info);
    }
    if (!err) {
        find_all(&r, &found);
        if (arguments_flag(a, "json"))
            print_json(&r, &found, a->words[0], seed);
        else
            print_text(&r, &found, a->words[0], seed);
        exit = found.faults ? VERB_FOUND : VERB_DONE;
    } else {
        verb_fail(&info);
    }
    free(found.items);
    finish(&r);
    form_def_destroy(form);
    return exit;
}

const struct verb verb_rehearse = {
    .name = "rehearse",
    .arguments = "FORM",
    .summary = "Lets respondents made of chance walk through a form and tells what they met.",
    .details =
        "Half of them answer as people do, half look for the edges. Tells of questions and pages "
        "that\nnobody gets to see, also because a relevant asks for what a constraint refuses, of "
        "pages that\ncannot be left, answers that are never accepted, questions with nothing to "
        "choose, and the usual routes with a rough time for each. The "
        "same seed gives the same\nwalks. The exit code is 0 where nothing was found, 1 where "
        "something was, 2 where the form\ncannot be read.",
    .least = 1,
    .most = 1,
    .options =
        (const struct argument_option[]){
            {"runs", ARGUMENT_TEXT, "NUMBER", "how many respondents; 1000"},
            {"seed", ARGUMENT_TEXT, "NUMBER", "where chance begins; 1"},
            {"lang", ARGUMENT_TEXT, "LANG", "the language they read"},
            MOMENT_OPTIONS,
            {"json", ARGUMENT_FLAG, NULL, "for programs"},
            {0}},
    .run = run,
};
