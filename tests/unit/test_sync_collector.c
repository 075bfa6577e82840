// SPDX-License-Identifier: EUPL-1.2
// The whole way with the collector itself, as a program on a loopback port: publish, enrol, upload,
// pull, open; and the collector killed while the device uploads. Needs SVAR_BUILD (make test sets
// it); skipped without.
#include "seal/open.h"
#include "sync/uploader.h"
#include "tests/unit/store_fixture.h"
#include "tests/unit/survey_fixture.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>

struct rig {
    struct fixture survey_folder;
    struct survey *survey;
    struct seal_signer *organizer;
    struct desk desk;
    struct sync_http *http;
    struct sync_collector c;
    struct sync_uploader *u;
    char folder[64]; // the collector's
    char sign_key[128];
    char listen[32];
    pid_t pid;
};

static bool collector_program(char *out, size_t out_bytes)
{
    const char *build = getenv("SVAR_BUILD");
    snprintf(out, out_bytes, "%s/bin/svar-collector", build ? build : "");
    return build && access(out, X_OK) == 0;
}

static void pause_ms(long ms)
{
    struct timespec t = {ms / 1000, ms % 1000 * 1000000};
    nanosleep(&t, NULL);
}

static void collector_start(struct rig *r)
{
    char program[4096], db[128], key[128], port[128], log[128];
    assert_true(collector_program(program, sizeof program));
    snprintf(db, sizeof db, "sqlite:%s/db", r->folder);
    snprintf(key, sizeof key, "%s/key", r->folder);
    snprintf(port, sizeof port, "%s/port", r->folder);
    snprintf(log, sizeof log, "%s/log", r->folder);
    unlink(port);
    r->pid = fork();
    if (r->pid == 0) {
        if (!freopen("/dev/null", "w", stderr)) _exit(126);
        execl(program, program, "--db", db, "--listen", r->listen, "--key", key, "--organizer",
              r->sign_key, "--port-file", port, "--log", log, "--rate", "0", (char *)NULL);
        _exit(127);
    }
    for (int i = 0; i < 500; i++) {
        struct buf text = {0};
        int64_t number;
        bool there =
            !file_read(port, 64, &text, NULL) && str_to_int64(str_trim(buf_str(&text)), &number);
        buf_finish(&text);
        if (there) {
            snprintf(r->listen, sizeof r->listen, "127.0.0.1:%d", (int)number);
            return;
        }
        pause_ms(10);
    }
    fail_msg("the collector does not start");
}

static void collector_stop(struct rig *r, int how)
{
    kill(r->pid, how);
    waitpid(r->pid, NULL, 0);
}

static enum err next_batch(void *data, struct buf *out, struct err_info *info)
{
    return store_next_batch(((struct rig *)data)->desk.store, out, info);
}

static enum err receipted(void *data, const struct seal_receipt *receipt, struct str bytes,
                          struct err_info *info)
{
    return store_receipted(((struct rig *)data)->desk.store, receipt, bytes, info);
}

// The survey names the address, so it has to be known before the collector starts.
static void choose_port(struct rig *r)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &len), 0);
    close(fd);
    snprintf(r->listen, sizeof r->listen, "127.0.0.1:%d", ntohs(address.sin_port));
}

// A survey that names the collector and the desk's key, and everything that goes with it.
static void rig_make(struct rig *r)
{
    char path[128], key[65], recipient[SEAL_RECIPIENT_CHARS + 1], patch[512];
    struct seal_signer *collector = NULL;
    struct buf line = {0};
    memset(r, 0, sizeof *r);
    sync_init();
    desk_make(&r->desk);
    fixture_temporary(r->folder);
    choose_port(r);
    snprintf(path, sizeof path, "%s/key", r->folder);
    assert_int_equal(seal_signer_load_or_create(path, &collector, NULL), ERR_NONE);
    hex_encode(seal_signer_public(collector), 32, key);
    seal_signer_destroy(collector);
    seal_recipient_format(&r->desk.recipient, recipient);
    snprintf(patch, sizeof patch,
             "{\"recipients\":[\"%s\"],\"collector\":{\"url\":\"http://%s\",\"keys\":[\"%s\"]}}",
             recipient, r->listen, key);
    fixture_make(&r->survey_folder, patch);
    fixture_sign(&r->survey_folder);
    seal_minisign_key_format(&r->survey_folder.key, &line);
    snprintf(r->sign_key, sizeof r->sign_key, "%s", buf_text(&line));
    buf_finish(&line);
    collector_start(r);
    assert_int_equal(survey_open(r->survey_folder.folder, &r->survey_folder.key, &r->survey, NULL),
                     ERR_NONE);
    r->organizer = seal_minisign_signer(r->survey_folder.secret);
    r->http = sync_http_create(NULL);
    assert_int_equal(
        sync_collector_of(r->survey, sync_http_transport(r->http), rng_system(), &r->c, NULL),
        ERR_NONE);
    size_t count;
    const struct seal_recipient *recipients = survey_recipients(r->survey, &count);
    assert_int_equal(store_begin(r->desk.store, survey_id(r->survey), survey_hash(r->survey),
                                 recipients, count, NULL),
                     ERR_NONE);
}

static void rig_finish(struct rig *r)
{
    collector_stop(r, SIGTERM);
    sync_uploader_destroy(r->u);
    sync_http_destroy(r->http);
    seal_signer_destroy(r->organizer);
    survey_close(r->survey);
    fixture_finish(&r->survey_folder);
    fixture_remove(r->folder);
    desk_finish(&r->desk);
}

static void publish_and_enrol(struct rig *r)
{
    struct buf package = {0}, token = {0};
    struct err_info info = {0};
    assert_int_equal(survey_pack(r->survey, &package, NULL), ERR_NONE);
    if (sync_publish(&r->c, r->organizer, buf_str(&package), &info)) fail_msg("%s", info.message);
    seal_token_create(r->organizer, survey_id(r->survey), &token);
    struct sync_options options = {
        .collector = r->c,
        .device = r->desk.device,
        .clock = {desk_wall, desk_mono, &r->desk},
        .source = {.next_batch = next_batch, .receipted = receipted, .data = r},
        .survey_id = survey_id(r->survey),
        .token = buf_str(&token),
        .device_name = STR("hall"),
    };
    r->u = sync_uploader_create(&options);
    buf_finish(&package);
    buf_finish(&token);
}

// Until everything is receipted; a failure only turns the clock on.
static void sync_all(struct rig *r, unsigned kill_every)
{
    for (unsigned i = 1; i < 400; i++) {
        int64_t wait_ms = sync_step(r->u);
        struct sync_figures figures;
        sync_uploader_figures(r->u, &figures);
        if (figures.refused) fail_msg("refused: %s", figures.trouble);
        if (figures.phase == SYNC_IDLE) return;
        r->desk.mono_ms += wait_ms;
        if (kill_every && i % kill_every == 0) {
            collector_stop(r, SIGKILL);
            collector_start(r);
        }
    }
    struct sync_figures figures;
    sync_uploader_figures(r->u, &figures);
    fail_msg("not everything was sent: %s", figures.trouble);
}

struct pulled {
    struct rig *rig;
    struct drained out;
};

static enum err take(void *data, struct str batch, struct str receipt_bytes, struct str cursor,
                     struct err_info *info)
{
    struct pulled *p = data;
    struct seal_receipt receipt;
    (void)cursor, (void)info;
    desk_check(&p->rig->desk, batch, &p->out);
    assert_int_equal(seal_receipt_decode(receipt_bytes, &receipt, NULL), ERR_NONE);
    assert_true(seal_receipt_from(&receipt, p->rig->c.keys, p->rig->c.key_count));
    assert_memory_equal(receipt.link, p->out.link, 32);
    return ERR_NONE;
}

static void pull_and_check(struct rig *r, unsigned responses)
{
    struct pulled p = {.rig = r};
    struct buf cursor = {0};
    struct err_info info = {0};
    if (sync_pull(&r->c, r->organizer, survey_id(r->survey), STR(""), take, &p, &cursor, &info))
        fail_msg("%s", info.message);
    assert_int_equal(p.out.responses, responses);
    assert_seen_once(&p.out, 1, responses);
    // From there on there is nothing new.
    struct pulled again = {.rig = r};
    assert_int_equal(sync_pull(&r->c, r->organizer, survey_id(r->survey), buf_str(&cursor), take,
                               &again, NULL, &info),
                     ERR_NONE);
    assert_int_equal(again.out.batches, 0);
    buf_finish(&cursor);
}

TEST(the_whole_way)
{
    struct rig r;
    char program[4096];
    if (!collector_program(program, sizeof program)) return;
    rig_make(&r);
    publish_and_enrol(&r);
    for (unsigned i = 1; i <= 12; i++) {
        desk_respond(&r.desk, i, i);
        if (i % 4 == 0) desk_close_batch(&r.desk);
    }
    sync_all(&r, 0);
    assert_int_equal(desk_figures(&r.desk).responses_receipted, 12);
    pull_and_check(&r, 12);
    struct buf package = {0};
    struct survey *fetched = NULL;
    struct err_info info = {0};
    if (sync_fetch_survey(&r.c, r.desk.device, survey_id(r.survey), 0, &package, &info))
        fail_msg("%s", info.message);
    assert_int_equal(survey_open_bytes(buf_str(&package), &r.survey_folder.key, &fetched, NULL),
                     ERR_NONE);
    assert_memory_equal(survey_hash(fetched), survey_hash(r.survey), 32);
    survey_close(fetched);
    buf_finish(&package);
    // A stranger neither publishes nor pulls.
    struct seal_signer *stranger = seal_signer_create();
    struct pulled p = {.rig = &r};
    assert_int_equal(sync_pull(&r.c, stranger, survey_id(r.survey), STR(""), take, &p, NULL, &info),
                     ERR_REFUSED);
    assert_int_equal(sync_publish(&r.c, stranger, STR("PK\3\4"), &info), ERR_REFUSED);
    seal_signer_destroy(stranger);
    rig_finish(&r);
}

TEST(a_killed_collector_costs_only_time)
{
    struct rig r;
    char program[4096];
    if (!collector_program(program, sizeof program)) return;
    rig_make(&r);
    publish_and_enrol(&r);
    for (unsigned i = 1; i <= 10; i++) {
        desk_respond(&r.desk, i, i);
        desk_close_batch(&r.desk);
    }
    sync_all(&r, 3);
    assert_int_equal(desk_figures(&r.desk).batches_receipted, 10);
    pull_and_check(&r, 10);
    rig_finish(&r);
}

TEST_MAIN(cmocka_unit_test(the_whole_way), cmocka_unit_test(a_killed_collector_costs_only_time))
