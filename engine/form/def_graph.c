// SPDX-License-Identifier: EUPL-1.2
// What hangs on what: jobs in topological order, circles named with their path, and for every node
// the jobs that read it, in compressed rows.
//
// Vertices are node × JOB_COUNT + job. Those of a value and of a relevance are there for every
// node, with or without an expression: a value is what an answer sets, relevance is inherited.
#include "form/build_priv.h"

#include "base/alloc.h"
#include "form/text_priv.h"

#include <stdio.h>
#include <stdlib.h>

struct edge {
    uint32_t from, to;
};

struct graph {
    struct builder *b;
    struct form_def *def;
    struct edge *edges;
    size_t edge_count, edge_room;
    // Readers, as (node read, index in `readers`).
    struct edge *reads;
    struct def_reader *readers; // their `rank` is a vertex until ranks are known
    size_t reader_room;
    size_t read_count, read_room;
    uint32_t *first;   // by vertex: its edges' beginning in `targets`
    uint32_t *targets; // CSR
    uint32_t *waits;   // edges that lead to a vertex and are not taken yet
};

static uint32_t vertex(uint32_t node, enum def_job job)
{
    return node * JOB_COUNT + (uint32_t)job;
}

static void add(struct edge **edges, size_t *count, size_t *room, uint32_t from, uint32_t to)
{
    if (*count == *room) {
        *room = *room ? *room * 2 : 1024;
        *edges = xreallocarray(*edges, *room, sizeof **edges);
    }
    (*edges)[(*count)++] = (struct edge){from, to};
}

static void add_edge(struct graph *g, uint32_t from, uint32_t to)
{
    add(&g->edges, &g->edge_count, &g->edge_room, from, to);
}

static void add_read(struct graph *g, uint32_t node, uint32_t to, uint32_t base)
{
    if (g->read_count == g->reader_room) {
        g->reader_room = g->reader_room ? g->reader_room * 2 : 1024;
        g->readers = xreallocarray(g->readers, g->reader_room, sizeof *g->readers);
    }
    g->readers[g->read_count] = (struct def_reader){to, base};
    add(&g->reads, &g->read_count, &g->read_room, node, (uint32_t)g->read_count);
}

// Binds one expression and notes what it reads.
static void gather_job(struct graph *g, uint32_t node, enum def_job job)
{
    struct def_node *n = &g->def->nodes[node];
    struct reads reads = {0};
    struct binding binding = {.def = g->def,
                              .b = g->b,
                              .expr = n->jobs[job],
                              .node = node,
                              .list = job == JOB_FILTER ? n->list : DEF_NONE,
                              .row = n->row,
                              .column = n->job_columns[job],
                              .reads = &reads};
    if (job == JOB_FILTER && n->list == DEF_NONE) {
        if (n->source == DEF_NONE) return; // its list is unknown: reported
        binding.context = g->def->nodes[n->source].parent;
    }
    form_expression_bind(&binding);
    if (job == JOB_FILTER && n->seed) {
        binding.expr = n->seed;
        binding.list = DEF_NONE;
        form_expression_bind(&binding);
    }
    if (job == JOB_FILTER && !binding.failed) form_list_plan_filter(g->b, n);
    if (job == JOB_VALUE && binding.language) n->flags |= DEF_LANGUAGE;
    for (uint32_t i = 0; i < reads.count; i++) {
        uint32_t read = reads.items[i].node;
        // A constraint looks at its own value: that is what it is for.
        if (read == node && job == JOB_CONSTRAINT) continue;
        add_edge(g, vertex(read, JOB_VALUE), vertex(node, job));
        add_edge(g, vertex(read, JOB_RELEVANT), vertex(node, job));
        add_read(g, read, vertex(node, job), reads.items[i].base);
    }
    if (job == JOB_CONSTRAINT) {
        add_edge(g, vertex(node, JOB_VALUE), vertex(node, job));
        add_edge(g, vertex(node, JOB_RELEVANT), vertex(node, job));
        add_read(g, node, vertex(node, job), def_frame_of(n));
    }
    // What is in a repeat comes and goes with its count, and its relevance leads to all of it.
    if (job == JOB_REPEAT) add_edge(g, vertex(node, job), vertex(node, JOB_RELEVANT));
    if (job == JOB_FILTER) add_edge(g, vertex(node, job), vertex(node, JOB_VALUE));
    form_reads_finish(&reads);
}

static void gather(struct graph *g)
{
    for (uint32_t i = 0; i < g->def->node_count; i++) {
        if (i) add_edge(g, vertex(g->def->nodes[i].parent, JOB_RELEVANT), vertex(i, JOB_RELEVANT));
        for (enum def_job job = 0; job < JOB_COUNT; job++)
            if (g->def->nodes[i].jobs[job]) gather_job(g, i, job);
    }
}

static void compress(const struct edge *edges, size_t edge_count, size_t vertex_count,
                     uint32_t *first, uint32_t *targets)
{
    for (size_t i = 0; i < edge_count; i++)
        first[edges[i].from + 1]++;
    for (size_t i = 0; i < vertex_count; i++)
        first[i + 1] += first[i];
    uint32_t *next = xcalloc(vertex_count + 1, sizeof *next);
    memcpy(next, first, vertex_count * sizeof *next);
    for (size_t i = 0; i < edge_count; i++)
        targets[next[edges[i].from]++] = edges[i].to;
    free(next);
}

// ---- circles ----

static const char *job_name(enum def_job job)
{
    static const char *const names[] = {"calculation", "relevant",   "choice_filter", "required",
                                        "read_only",   "constraint", "repeat_count"};
    return names[job];
}

// Describes the circle on the stack, where each vertex needs the next: "a (calculation) → b
// (relevant) → a".
static void report_circle(struct graph *g, const uint32_t *stack, size_t count)
{
    struct buf text = {0};
    uint32_t place = DEF_NONE;
    for (size_t i = 0; i < count && place == DEF_NONE; i++)
        if (g->def->nodes[stack[i] / JOB_COUNT].jobs[stack[i] % JOB_COUNT]) place = (uint32_t)i;
    if (place == DEF_NONE) return;
    for (size_t i = 0; i < count; i++) {
        uint32_t at = stack[(place + i) % count];
        enum def_job job = at % JOB_COUNT;
        const struct def_node *n = &g->def->nodes[at / JOB_COUNT];
        buf_printf(&text, "%.*s", STR_ARG(n->name));
        if (n->jobs[job]) buf_printf(&text, " (%s)", job_name(job));
        buf_add_text(&text, " \u2192 ");
    }
    uint32_t first = stack[place];
    const struct def_node *n = &g->def->nodes[first / JOB_COUNT];
    buf_printf(&text, "%.*s", STR_ARG(n->name));
    size_t cut = utf8_cut(buf_str(&text), 300);
    PROBLEM(g->b, FORM_ERROR, n->row, n->job_columns[first % JOB_COUNT], TEXT_CIRCLE, (int)cut,
            buf_text(&text), cut < text.len ? " \u2026" : "");
    buf_finish(&text);
}

// Every vertex that still waits is on a circle or behind one. Going back along waiting edges from
// any of them must meet itself. Found circles are reported and taken out until none is left.
static void find_circles(struct graph *g, size_t vertex_count)
{
    uint32_t *from_first = xcalloc(vertex_count + 2, sizeof *from_first);
    uint32_t *froms = xcalloc(g->edge_count + 1, sizeof *froms);
    struct edge *reversed = xcalloc(g->edge_count + 1, sizeof *reversed);
    for (size_t i = 0; i < g->edge_count; i++)
        reversed[i] = (struct edge){g->edges[i].to, g->edges[i].from};
    compress(reversed, g->edge_count, vertex_count, from_first, froms);
    uint32_t *seen = xcalloc(vertex_count, sizeof *seen), *stack = xcalloc(vertex_count, 4);
    uint32_t round = 0;
    for (uint32_t start = 0; start < vertex_count; start++) {
        if (!g->waits[start] || seen[start]) continue;
        round++;
        size_t depth = 0;
        uint32_t at = start;
        while (!seen[at]) {
            seen[at] = round;
            stack[depth++] = at;
            uint32_t before = DEF_NONE;
            for (uint32_t i = from_first[at]; i < from_first[at + 1] && before == DEF_NONE; i++)
                if (g->waits[froms[i]]) before = froms[i];
            if (before == DEF_NONE) break;
            at = before;
        }
        if (seen[at] != round || !depth) continue;
        size_t begin = 0;
        while (begin < depth && stack[begin] != at)
            begin++;
        if (begin < depth) report_circle(g, stack + begin, depth - begin);
    }
    free(from_first);
    free(froms);
    free(reversed);
    free(seen);
    free(stack);
}

// ---- order ----

static void order(struct graph *g)
{
    struct form_def *def = g->def;
    size_t vertex_count = def->node_count * JOB_COUNT;
    g->first = xcalloc(vertex_count + 2, sizeof *g->first);
    g->targets = xcalloc(g->edge_count + 1, sizeof *g->targets);
    g->waits = xcalloc(vertex_count, sizeof *g->waits);
    compress(g->edges, g->edge_count, vertex_count, g->first, g->targets);
    for (size_t i = 0; i < g->edge_count; i++)
        g->waits[g->edges[i].to]++;
    uint32_t *queue = xcalloc(vertex_count, sizeof *queue);
    size_t head = 0, tail = 0;
    for (uint32_t v = 0; v < vertex_count; v++)
        if (!g->waits[v]) queue[tail++] = v;
    def->rank_of = ARENA_ARRAY(def->a, uint32_t, vertex_count);
    def->ranks = ARENA_ARRAY(def->a, struct def_rank, vertex_count);
    while (head < tail) {
        uint32_t v = queue[head++];
        if (def->nodes[v / JOB_COUNT].jobs[v % JOB_COUNT]) {
            def->rank_of[v] = def->rank_count;
            def->ranks[def->rank_count++] = (struct def_rank){v / JOB_COUNT, v % JOB_COUNT};
        }
        for (uint32_t i = g->first[v]; i < g->first[v + 1]; i++)
            if (!--g->waits[g->targets[i]]) queue[tail++] = g->targets[i];
    }
    if (tail < vertex_count) find_circles(g, vertex_count);
    free(queue);
}

static void list_readers(struct graph *g)
{
    struct form_def *def = g->def;
    uint32_t *first = xcalloc(def->node_count + 2, sizeof *first);
    uint32_t *order = xcalloc(g->read_count + 1, sizeof *order);
    def->readers = ARENA_ARRAY(def->a, struct def_reader, g->read_count + 1);
    compress(g->reads, g->read_count, def->node_count, first, order);
    for (uint32_t i = 0; i < def->node_count; i++) {
        struct def_node *n = &def->nodes[i];
        n->first_reader = first[i];
        n->reader_count = first[i + 1] - first[i];
        for (uint32_t r = first[i]; r < first[i + 1]; r++) {
            const struct def_reader *reader = &g->readers[order[r]];
            def->readers[r] = (struct def_reader){def->rank_of[reader->rank], reader->base};
        }
    }
    free(first);
    free(order);
}

static void list_language_jobs(struct form_def *def)
{
    def->language_jobs = ARENA_ARRAY(def->a, uint32_t, def->rank_count);
    for (uint32_t r = 0; r < def->rank_count; r++)
        if (def->ranks[r].job == JOB_VALUE && (def->nodes[def->ranks[r].node].flags & DEF_LANGUAGE))
            def->language_jobs[def->language_job_count++] = r;
}

void form_graph_build(struct builder *b)
{
    struct graph g = {.b = b, .def = b->def};
    b->sheet_name = b->survey.cells->name;
    gather(&g);
    order(&g);
    list_readers(&g);
    list_language_jobs(b->def);
    free(g.edges);
    free(g.reads);
    free(g.readers);
    free(g.first);
    free(g.targets);
    free(g.waits);
}
