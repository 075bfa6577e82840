// SPDX-License-Identifier: EUPL-1.2
// What svar-collector is told: by flags, by a file, by both.
#include "collector/arguments_priv.h"

#include "base/file.h"
#include "tests/unit/survey_fixture.h"
#include "tests/unit/test.h"

#define KEY "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3"

// Reads the words of `text`, split at spaces.
static enum err read_words(const char *text, struct collector_arguments *out, char said[300])
{
    static char copy[1000];
    static char *words[40];
    int count = 0;
    struct err_info info = {0};
    snprintf(copy, sizeof copy, "svar-collector %s", text);
    for (char *word = strtok(copy, " "); word; word = strtok(NULL, " "))
        words[count++] = word;
    enum err err = collector_arguments_read(count, words, out, &info);
    snprintf(said, 300, "%.299s", err ? info.message : "");
    return err;
}

static enum err read_file(const char *text, struct collector_arguments *out, char said[300])
{
    struct err_info info = {0};
    *out = (struct collector_arguments){.port = 8080};
    enum err err = collector_arguments_file(str_of(text), "f.conf", out, &info);
    snprintf(said, 300, "%.299s", err ? info.message : "");
    return err;
}

TEST(flags_are_read)
{
    struct collector_arguments a;
    char said[300];
    assert_int_equal(read_words("--db sqlite:c.db --key=k --organizer " KEY
                                " --listen [::1]:99 --rate 0 --keep-days 30 --verbose",
                                &a, said),
                     ERR_NONE);
    assert_string_equal(a.db, "sqlite:c.db");
    assert_string_equal(a.key, "k");
    assert_string_equal(a.address, "::1");
    assert_int_equal(a.port, 99);
    assert_int_equal(a.rate, 0);
    assert_int_equal(a.keep_days, 30);
    assert_int_equal(a.organizer_count, 1);
    assert_true(a.verbose);
    assert_int_equal(a.verb, COLLECTOR_SERVE);
    collector_arguments_finish(&a);
}

TEST(verbs_take_what_is_theirs)
{
    struct collector_arguments a;
    char said[300];
    assert_int_equal(read_words("backup --db sqlite:c.db copy.db", &a, said), ERR_NONE);
    assert_int_equal(a.verb, COLLECTOR_BACKUP);
    assert_string_equal(a.out, "copy.db");
    assert_int_equal(read_words("migrate --from sqlite:a --to postgresql://b", &a, said), ERR_NONE);
    assert_int_equal(read_words("import --db sqlite:a --key k /mnt/1 /mnt/2", &a, said), ERR_NONE);
    assert_int_equal(a.stick_count, 2);
    assert_int_equal(read_words("devices --db sqlite:a --block abcd", &a, said), ERR_NONE);
    static const char *const wrong[] = {
        "backup --db sqlite:c.db",
        "backup copy.db",
        "migrate --from sqlite:a",
        "import --db sqlite:a --key k",
        "devices",
        "devices --db sqlite:a --rename abcd",
        "--db sqlite:a --key k --organizer " KEY " --block abcd",
        "--db sqlite:a --key k --organizer " KEY " --from x",
        "--db sqlite:a --key k --organizer " KEY " --vouched",
        "--db sqlite:a --key k",
        "--db sqlite:a --organizer " KEY,
        "--key k --organizer " KEY,
        "--db sqlite:a --key k --organizer " KEY " --tls-cert x",
        "--db sqlite:a --key k --organizer " KEY " --prefix svar",
        "--db sqlite:a --key k --organizer " KEY " --prefix /svar/",
        "--db",
        "--nothing",
        "nothing",
        "devices backup --db x y",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        if (read_words(wrong[i], &a, said) != ERR_ARGUMENT) fail_msg("taken: %s", wrong[i]);
        assert_true(strlen(said) > 5);
        collector_arguments_finish(&a);
    }
}

TEST(a_file_says_the_same_words)
{
    struct collector_arguments a;
    char said[300];
    assert_int_equal(read_file("# the collector of the town\n"
                               "db = sqlite:/var/lib/c.db\r\n"
                               "\n"
                               "  key=/var/lib/key  \n"
                               "organizer = " KEY "\n"
                               "listen = 0.0.0.0:443\n"
                               "rate = 50\n"
                               "verbose = no",
                               &a, said),
                     ERR_NONE);
    assert_string_equal(a.db, "sqlite:/var/lib/c.db");
    assert_string_equal(a.key, "/var/lib/key");
    assert_string_equal(a.address, "0.0.0.0");
    assert_int_equal(a.rate, 50);
    assert_false(a.verbose);
    assert_int_equal(a.organizer_count, 1);
    collector_arguments_finish(&a);
}

TEST(errors_in_a_file_name_their_line)
{
    static const struct {
        const char *text, *says;
    } cases[] = {
        {"db = x\nrate = many\n", "f.conf:2: rate: \"many\" is no whole number"},
        {"rate = 99999999999999999999", "f.conf:1: rate"},
        {"rate = -1", "f.conf:1: rate"},
        {"\n\ncolour = red", "f.conf:3: \"colour\" is not known"},
        {"db", "f.conf:1: write \"word = value\""},
        {"db =", "f.conf:1: db has no value"},
        {"= x", "f.conf:1: \"\" is not known"},
        {"listen = here", "f.conf:1: listen here: write ADDRESS:PORT"},
        {"listen = 127.0.0.1:99999", "f.conf:1: listen"},
        {"verbose = perhaps", "f.conf:1: verbose: \"perhaps\" is neither yes nor no"},
        {"organizer = RWnothing", "f.conf:1: organizer"},
        {"organizer = /nowhere/at/all", "f.conf:1: organizer"},
        {"config = other", "f.conf:1: \"config\" can only be said on the command line"},
        {"new-epoch = yes", "f.conf:1: \"new-epoch\" can only be said on the command line"},
        {"print-key = yes", "f.conf:1: \"print-key\" can only"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct collector_arguments a;
        char said[300];
        assert_int_equal(read_file(cases[i].text, &a, said), ERR_ARGUMENT);
        if (strncmp(said, cases[i].says, strlen(cases[i].says)))
            fail_msg("\"%s\" is not \"%s\"", said, cases[i].says);
        collector_arguments_finish(&a);
    }
}

TEST(every_flag_that_configures_may_stand_in_a_file)
{
    static const char *const lines[] = {
        "db = a",           "listen = 1.2.3.4:5", "prefix = /a",   "key = a",
        "tls-cert = a",     "tls-key = a",        "port-file = a", "log = a",
        "connections = 1",  "per-address = 1",    "rate = 1",      "idle = 1",
        "request-time = 1", "room = 1",           "keep-days = 1", "erase-days = 1",
        "verbose = yes",    "organizer = " KEY,
    };
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        struct collector_arguments a;
        char said[300];
        if (read_file(lines[i], &a, said)) fail_msg("%s", said);
        collector_arguments_finish(&a);
        char flag[40];
        snprintf(flag, sizeof flag, "--%.*s ", (int)strcspn(lines[i], " "), lines[i]);
        assert_non_null(strstr(collector_help, flag));
    }
}

TEST(a_flag_wins_over_the_file)
{
    struct fixture f;
    char text[400], said[300];
    struct collector_arguments a;
    fixture_make(&f, NULL);
    fixture_write(&f, "c.conf",
                  STR("db = sqlite:of-file\nkey = k\nrate = 5\norganizer = " KEY "\n"));
    snprintf(text, sizeof text, "--rate 7 --config %s/c.conf --listen 127.0.0.1:0", f.folder);
    if (read_words(text, &a, said)) fail_msg("%s", said);
    assert_string_equal(a.db, "sqlite:of-file");
    assert_int_equal(a.rate, 7);
    assert_int_equal(a.port, 0);
    collector_arguments_finish(&a);
    snprintf(text, sizeof text, "--config %s/none.conf", f.folder);
    assert_int_not_equal(read_words(text, &a, said), ERR_NONE);
    assert_non_null(strstr(said, "none.conf"));
    collector_arguments_finish(&a);
    fixture_finish(&f);
}

TEST_MAIN(cmocka_unit_test(flags_are_read), cmocka_unit_test(verbs_take_what_is_theirs),
          cmocka_unit_test(a_file_says_the_same_words),
          cmocka_unit_test(errors_in_a_file_name_their_line),
          cmocka_unit_test(every_flag_that_configures_may_stand_in_a_file),
          cmocka_unit_test(a_flag_wins_over_the_file))
