// SPDX-License-Identifier: EUPL-1.2
// Debian's age and age-keygen as the judges of our age files, both ways.
#include "tests/unit/seal_help.h"

#include <poll.h>
#include <pty.h>
#include <signal.h>

static const size_t sizes[] = {0, 1, 65535, 65536, 65537, 400001};
enum { SIZES = sizeof(sizes) / sizeof(sizes[0]), KEYS = 3 };

static struct seal_identity *ids[KEYS];
static struct seal_recipient recipients[KEYS];
static char names[KEYS][SEAL_RECIPIENT_CHARS + 1];

static void identity_path(char out[128], size_t index)
{
    snprintf(out, 128, "%s/key%zu.txt", help_folder, index);
}

// Keys made by age-keygen, read by us.
static int setup(void **state)
{
    if (help_folder_make(state)) return -1;
    for (size_t i = 0; i < KEYS; i++) {
        char path[128];
        size_t count = 0;
        struct buf file = {0};
        struct err_info info = {0};
        identity_path(path, i);
        if (HELP_RUN("age-keygen", "-o", path) != 0) return -1;
        if (file_read(path, 4096, &file, &info) ||
            seal_identity_read(buf_str(&file), STR(""), &ids[i], 1, &count, &info) || count != 1) {
            fprintf(stderr, "%s\n", info.message);
            return -1;
        }
        recipients[i] = help_recipient(ids[i]);
        seal_recipient_format(&recipients[i], names[i]);
        buf_wipe(&file);
    }
    return 0;
}

static int teardown(void **state)
{
    for (size_t i = 0; i < KEYS; i++)
        seal_identity_destroy(ids[i]);
    return help_folder_remove(state);
}

static void assert_age_opens(struct str file, size_t key, struct str plain)
{
    char path[128];
    identity_path(path, key);
    help_write("in.age", file);
    unlink(help_path("out"));
    assert_int_equal(HELP_RUN("age", "-d", "-i", path, "-o", help_path("out"), help_path("in.age")),
                     0);
    if (!plain.len && !file_exists(help_path("out"))) return; // age makes no file for no bytes
    struct buf out = help_read("out");
    assert_true(str_eq(buf_str(&out), plain));
    buf_finish(&out);
}

static void assert_we_open(struct str file, size_t key, struct str plain)
{
    struct buf out = {0};
    struct err_info info = {0};
    if (seal_age_decrypt(&ids[key], 1, file, &out, &info)) fail_msg("%s", info.message);
    assert_true(str_eq(buf_str(&out), plain));
    buf_finish(&out);
}

TEST(age_opens_our_files_of_every_size)
{
    for (size_t i = 0; i < SIZES; i++) {
        struct buf plain = help_bytes(sizes[i]);
        struct buf file = help_encrypt(recipients, 1, buf_str(&plain));
        assert_age_opens(buf_str(&file), 0, buf_str(&plain));
        buf_finish(&file);
        buf_finish(&plain);
    }
}

TEST(age_opens_our_armoured_files_of_every_size)
{
    for (size_t i = 0; i < SIZES; i++) {
        struct buf plain = help_bytes(sizes[i]), armored = {0};
        struct buf file = help_encrypt(recipients, 1, buf_str(&plain));
        seal_armor(buf_str(&file), &armored);
        assert_age_opens(buf_str(&armored), 0, buf_str(&plain));
        assert_we_open(buf_str(&armored), 0, buf_str(&plain));
        buf_finish(&armored);
        buf_finish(&file);
        buf_finish(&plain);
    }
}

TEST(each_recipient_opens_our_file_with_age)
{
    for (size_t count = 1; count <= KEYS; count++) {
        struct buf file = help_encrypt(recipients, count, STR("svar"));
        for (size_t key = 0; key < count; key++)
            assert_age_opens(buf_str(&file), key, STR("svar"));
        buf_finish(&file);
    }
}

TEST(we_open_ages_files_of_every_size)
{
    for (size_t i = 0; i < SIZES; i++) {
        struct buf plain = help_bytes(sizes[i]);
        help_write("plain", buf_str(&plain));
        for (int armored = 0; armored < 2; armored++) {
            const char *target = help_path("theirs.age");
            assert_int_equal(
                armored ? HELP_RUN("age", "-a", "-r", names[0], "-o", target, help_path("plain"))
                        : HELP_RUN("age", "-r", names[0], "-o", target, help_path("plain")),
                0);
            struct buf file = help_read("theirs.age");
            assert_we_open(buf_str(&file), 0, buf_str(&plain));
            buf_finish(&file);
        }
        buf_finish(&plain);
    }
}

TEST(each_recipient_opens_ages_file)
{
    help_write("plain", STR("svar"));
    assert_int_equal(HELP_RUN("age", "-r", names[0], "-r", names[1], "-r", names[2], "-o",
                              help_path("three.age"), help_path("plain")),
                     0);
    struct buf file = help_read("three.age");
    for (size_t key = 0; key < KEYS; key++)
        assert_we_open(buf_str(&file), key, STR("svar"));
    buf_finish(&file);
}

TEST(age_keygen_knows_our_identity)
{
    struct seal_identity *id = seal_identity_create();
    struct seal_recipient recipient = help_recipient(id);
    char name[SEAL_RECIPIENT_CHARS + 2];
    struct buf text = {0};
    seal_recipient_format(&recipient, name);
    strcat(name, "\n");
    seal_identity_format(id, &text);
    buf_add_char(&text, '\n');
    help_write("ours.txt", buf_str(&text));
    assert_int_equal(
        HELP_RUN("age-keygen", "-y", "-o", help_path("ours.pub"), help_path("ours.txt")), 0);
    struct buf out = help_read("ours.pub");
    assert_str(buf_str(&out), name);
    buf_finish(&out);
    buf_wipe(&text);
    seal_identity_destroy(id);
}

TEST(age_opens_every_response_and_the_seed_of_a_batch)
{
    struct help_batch h;
    struct buf key = {0}, seed = {0};
    help_batch_init(&h, 6);
    seal_identity_format(h.id, &key);
    help_write("batch.txt", buf_str(&key));
    for (size_t i = 0; i < h.count; i++) {
        char expected[256];
        snprintf(expected, sizeof(expected), "{\"n\":%zu}%*s", i, 200 - 7, "");
        help_write("one.age", sealed_bytes(h.sealed[i]));
        assert_int_equal(HELP_RUN("age", "-d", "-i", help_path("batch.txt"), "-o", help_path("one"),
                                  help_path("one.age")),
                         0);
        struct buf out = help_read("one");
        assert_str(buf_str(&out), expected);
        buf_finish(&out);
    }
    help_write("seed.age", buf_str(&h.seed));
    assert_int_equal(HELP_RUN("age", "-d", "-i", help_path("batch.txt"), "-o", help_path("seed"),
                              help_path("seed.age")),
                     0);
    seed = help_read("seed");
    assert_int_equal(seed.len, 32);
    buf_wipe(&seed);
    buf_wipe(&key);
    help_batch_finish(&h);
}

// ---- armour: what age takes we take, what it refuses we refuse ----

// Replaces the first from by to.
static struct buf replaced(struct str text, const char *from, const char *to)
{
    struct buf out = {0};
    ptrdiff_t at = str_find(text, str_of(from));
    assert_true(at >= 0);
    buf_add_str(&out, str_sub(text, 0, (size_t)at));
    buf_add_text(&out, to);
    buf_add_str(&out, str_sub(text, (size_t)at + strlen(from), text.len));
    return out;
}

static void assert_agree(struct str file, bool opens)
{
    struct buf out = {0};
    char path[128];
    identity_path(path, 0);
    help_write("spoilt.age", file);
    int theirs = HELP_RUN("age", "-d", "-i", path, "-o", help_path("out"), help_path("spoilt.age"));
    enum err ours = seal_age_decrypt(&ids[0], 1, file, &out, NULL);
    if ((theirs == 0) != opens || (ours == ERR_NONE) != opens)
        fail_msg("age ended with %d, ours with %s: %.*s", theirs, err_name(ours), STR_ARG(file));
    buf_finish(&out);
}

TEST(age_and_we_agree_on_armour)
{
    static const struct {
        const char *from, *to;
        bool opens;
    } cases[] = {
        {"-----BEGIN", "-----BEGIN", true},
        {"-----BEGIN", "\n-----BEGIN", false},
        {"FILE-----\n", "FILE-----\r\n", true},
        {"END AGE ENCRYPTED FILE-----\n", "END AGE ENCRYPTED FILE-----", true},
        {"END AGE ENCRYPTED FILE-----\n", "END AGE ENCRYPTED FILE-----\n \t\n\n", true},
        {"END AGE ENCRYPTED FILE-----\n", "END AGE ENCRYPTED FILE-----\nx\n", false},
        {"END AGE ENCRYPTED FILE-----\n", "END AGE ENCRYPTED FILE----- x\n", false},
        {"-----END AGE ENCRYPTED FILE-----\n", "", false},
        {"-----END AGE ENCRYPTED FILE-----\n", "\n-----END AGE ENCRYPTED FILE-----\n", false},
        {"FILE-----\n", "FILE-----\n\n", false},
        {"FILE-----\n", "FILE----- \n", false},
        {"FILE-----\n", "FILE-----\nProc-Type: 4\n\n", false},
        {"BEGIN AGE ENCRYPTED", "BEGIN age ENCRYPTED", false},
        {"BEGIN AGE ENCRYPTED FILE", "BEGIN AGE FILE", false},
        {"FILE-----\nYWdl", "FILE-----\nYWdl ", false},
        {"FILE-----\nYWdl", "FILE-----\nYWdl\n", false},
        {"FILE-----\nYWdl", "FILE-----\n YWdl", false},
    };
    struct buf file = help_encrypt(recipients, 1, STR("svar svar")), armored = {0};
    seal_armor(buf_str(&file), &armored);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct buf spoilt = replaced(buf_str(&armored), cases[i].from, cases[i].to);
        assert_agree(buf_str(&spoilt), cases[i].opens);
        buf_finish(&spoilt);
    }
    buf_finish(&armored);
    buf_finish(&file);
}

TEST(age_and_we_agree_on_cuts_near_the_chunks)
{
    struct buf plain = help_bytes(2 * 65536 + 1);
    struct buf file = help_encrypt(recipients, 1, buf_str(&plain));
    static const size_t off[] = {1, 16, 17, 18, 17 + 65552, 16 + 65552, 17 + 2 * 65552};
    for (size_t i = 0; i < sizeof(off) / sizeof(off[0]); i++)
        assert_agree(str_sub(buf_str(&file), 0, file.len - off[i]), false);
    assert_agree(buf_str(&file), true);
    buf_finish(&file);
    buf_finish(&plain);
}

// ---- passphrases: age wants a terminal ----

// Runs a program on a terminal of its own and answers each prompt with the passphrase.
static int run_at_terminal(const char *const *args, const char *passphrase)
{
    int terminal = -1, status = -1;
    pid_t child = forkpty(&terminal, NULL, NULL, NULL);
    if (child == 0) {
        execvp(args[0], (char *const *)(uintptr_t)args);
        _exit(127);
    }
    assert_true(child > 0);
    char seen[2048];
    size_t length = 0;
    for (;;) {
        struct pollfd poll_of = {.fd = terminal, .events = POLLIN};
        if (poll(&poll_of, 1, 60000) <= 0) kill(child, SIGKILL);
        ssize_t got = read(terminal, seen + length, sizeof(seen) - 1 - length);
        if (got <= 0) break; // the program has ended
        length += (size_t)got;
        seen[length] = '\0';
        bool prompt =
            strstr(seen, "passphrase") && length > 2 && strcmp(seen + length - 2, ": ") == 0;
        if (prompt) {
            dprintf(terminal, "%s\n", passphrase);
            length = 0;
        }
        if (length > sizeof(seen) / 2) length = 0;
    }
    waitpid(child, &status, 0);
    close(terminal);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}
#define RUN_AT_TERMINAL(passphrase, ...) \
    run_at_terminal((const char *const[]){__VA_ARGS__, NULL}, passphrase)

TEST(age_opens_our_file_under_a_passphrase)
{
    struct rng rng = rng_system();
    struct buf file = {0};
    assert_int_equal(
        seal_age_encrypt_passphrase(STR("lösen ord"), 10, STR("svar"), &rng, &file, NULL),
        ERR_NONE);
    help_write("pass.age", buf_str(&file));
    assert_int_equal(RUN_AT_TERMINAL("lösen ord", "age", "-d", "-o", help_path("pass.out"),
                                     help_path("pass.age")),
                     0);
    struct buf out = help_read("pass.out");
    assert_str(buf_str(&out), "svar");
    buf_finish(&out);
    buf_finish(&file);
}

TEST(we_open_ages_file_under_a_passphrase)
{
    help_write("plain", STR("svar"));
    assert_int_equal(RUN_AT_TERMINAL("hemligt", "age", "-p", "-a", "-o", help_path("theirs-p.age"),
                                     help_path("plain")),
                     0);
    struct buf file = help_read("theirs-p.age"), out = {0};
    assert_int_equal(seal_age_decrypt_passphrase(STR("fel"), buf_str(&file), &out, NULL), ERR_KEY);
    assert_int_equal(seal_age_decrypt_passphrase(STR("hemligt"), buf_str(&file), &out, NULL),
                     ERR_NONE);
    assert_str(buf_str(&out), "svar");
    buf_finish(&out);
    buf_finish(&file);
}

TEST(age_uses_our_identity_file_under_a_passphrase)
{
    struct seal_identity *id = seal_identity_create();
    struct seal_recipient recipient = help_recipient(id);
    struct rng rng = rng_system();
    struct buf text = {0}, locked = {0}, armored = {0};
    buf_add_text(&text, "# a comment\n");
    seal_identity_format(id, &text);
    buf_add_char(&text, '\n');
    assert_int_equal(
        seal_age_encrypt_passphrase(STR("hemligt"), 12, buf_str(&text), &rng, &locked, NULL),
        ERR_NONE);
    seal_armor(buf_str(&locked), &armored);
    help_write("identity.age", buf_str(&armored));
    struct buf file = help_encrypt(&recipient, 1, STR("svar"));
    help_write("for-identity.age", buf_str(&file));
    assert_int_equal(RUN_AT_TERMINAL("hemligt", "age", "-d", "-i", help_path("identity.age"), "-o",
                                     help_path("identity.out"), help_path("for-identity.age")),
                     0);
    struct buf out = help_read("identity.out");
    assert_str(buf_str(&out), "svar");
    buf_finish(&out);
    buf_finish(&file);
    buf_finish(&locked);
    buf_finish(&armored);
    buf_wipe(&text);
    seal_identity_destroy(id);
}

TEST(we_use_ages_identity_file_under_a_passphrase)
{
    char path[128];
    struct seal_identity *id = NULL;
    struct err_info info = {0};
    size_t count = 0;
    identity_path(path, 1);
    assert_int_equal(
        RUN_AT_TERMINAL("hemligt", "age", "-p", "-o", help_path("their-identity.age"), path), 0);
    struct buf file = help_read("their-identity.age");
    assert_true(seal_identity_locked(buf_str(&file)));
    assert_int_equal(seal_identity_read(buf_str(&file), STR(""), &id, 1, &count, &info), ERR_KEY);
    assert_int_equal(seal_identity_read(buf_str(&file), STR("fel"), &id, 1, &count, &info),
                     ERR_KEY);
    assert_null(id);
    assert_int_equal(seal_identity_read(buf_str(&file), STR("hemligt"), &id, 1, &count, &info),
                     ERR_NONE);
    assert_int_equal(count, 1);
    struct seal_recipient recipient = help_recipient(id);
    assert_memory_equal(&recipient, &recipients[1], sizeof(recipient));
    seal_identity_destroy(id);
    buf_finish(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(age_opens_our_files_of_every_size),
        cmocka_unit_test(age_opens_our_armoured_files_of_every_size),
        cmocka_unit_test(each_recipient_opens_our_file_with_age),
        cmocka_unit_test(we_open_ages_files_of_every_size),
        cmocka_unit_test(each_recipient_opens_ages_file),
        cmocka_unit_test(age_keygen_knows_our_identity),
        cmocka_unit_test(age_opens_every_response_and_the_seed_of_a_batch),
        cmocka_unit_test(age_and_we_agree_on_armour),
        cmocka_unit_test(age_and_we_agree_on_cuts_near_the_chunks),
        cmocka_unit_test(age_opens_our_file_under_a_passphrase),
        cmocka_unit_test(we_open_ages_file_under_a_passphrase),
        cmocka_unit_test(age_uses_our_identity_file_under_a_passphrase),
        cmocka_unit_test(we_use_ages_identity_file_under_a_passphrase),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, setup, teardown) != 0;
}
