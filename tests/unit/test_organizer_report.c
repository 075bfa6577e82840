// SPDX-License-Identifier: EUPL-1.2
// Reports by the verbs themselves, on answers that these tests make up: several waves, what many
// reports together give away, and an archive that somebody else works on.
#include "tests/unit/desk_fixture.h"
#include "tests/unit/library_leaks.h"

#include <sqlite3.h>
#include <sys/stat.h>

static char dir[] = "/tmp/svar-reports-XXXXXX";
static struct seal_signer *device;

static const char form[] =
    "| survey |\n| | type | name | label |\n| | select_one kon | kon | Vem är du? |\n"
    "| | select_one ort | ort | Var bor du? |\n| | select_one ja | ja | Trivs du? |\n"
    "| choices |\n| | list_name | name | label |\n| | kon | 1 | Tjej |\n| | kon | 2 | Kille |\n"
    "| | ort | 1 | Salem |\n| | ort | 2 | Nacka |\n| | ort | 3 | Täby |\n"
    "| | ja | 1 | Ja |\n| | ja | 2 | Nej |\n| settings |\n| | form_title | form_id |\n"
    "| | Prov | prov |\n";

static void make_survey(const char *name, int version, const char *wave, int expected)
{
    char line[512];
    snprintf(line, sizeof line,
             "survey new %s --form form.md --id prov --recipient @keys/recipient.txt "
             "--organizer-name Vi "
             "--sign-key-pub keys/sign.pub --version %d --wave %s --expected %d",
             name, version, wave, expected);
    assert_svar(line, 0);
    snprintf(line, sizeof line, "survey sign %s --sign-key keys/sign.key", name);
    assert_svar(line, 0);
}

static int set_up(void **state)
{
    (void)state;
    seal_init();
    if (!mkdtemp(dir) || chdir(dir) != 0) return -1;
    device = seal_signer_create();
    if (svar("keygen --dir keys --no-passphrase")) return -1;
    if (file_write("form.md", str_of(form), 0600, NULL)) return -1;
    make_survey("first", 1, "2024", 50);
    make_survey("second", 2, "2026", 80);
    make_survey("open", 3, "2027", 0);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    return desk_leave(dir, device);
}

static void assert_lacks_in(const char *path, const char *part)
{
    struct buf text = {0};
    assert_int_equal(file_read(path, 1 << 24, &text, NULL), ERR_NONE);
    if (strstr(buf_text(&text), part)) fail_msg("\"%s\" in %s", part, path);
    buf_finish(&text);
}

// So many responses of one kind, in batches of their own.
struct lot {
    int count;
    const char *kon, *ort, *ja;
};

static void add(const char *path, const char *survey_name, const char *wave, const struct lot *lots,
                size_t lot_count)
{
    static unsigned id;
    struct survey *survey = NULL;
    struct archive *archive = NULL;
    uint8_t link[32] = {0};
    uint64_t number = 0;
    struct seal_signer *own = seal_signer_create(); // a device for each call: chains begin anew
    assert_int_equal(survey_open(survey_name, NULL, &survey, NULL), ERR_NONE);
    assert_int_equal(archive_open(path, &archive, NULL), ERR_NONE);
    assert_int_equal(archive_add_survey(archive, survey, NULL), ERR_NONE);
    for (size_t l = 0; l < lot_count; l++) {
        struct buf json[64] = {{0}};
        for (int i = 0; i < lots[l].count; i++)
            buf_printf(&json[i],
                       "{\"svar\":1,\"survey\":\"prov\",\"survey_version\":1,\"wave\":\"%s\","
                       "\"form\":{\"id\":\"prov\",\"version\":\"\",\"hash\":\"00ff\"},\"id\":"
                       "\"00000000-0000-4000-8000-%012x\",\"language\":\"sv\",\"time\":"
                       "\"%.4s-08-27\",\"status\":\"complete\",\"duration_s\":60,\"answers\":{"
                       "\"kon\":\"%s\",\"ort\":\"%s\",\"ja\":\"%s\"},\"missing\":{}}",
                       wave, ++id, wave, lots[l].kon, lots[l].ort, lots[l].ja);
        desk_add_batch(archive, survey, own, ++number, json, (size_t)lots[l].count, link);
        for (int i = 0; i < lots[l].count; i++)
            buf_finish(&json[i]);
    }
    seal_signer_destroy(own);
    archive_close(archive);
    survey_close(survey);
}

static const struct lot thirty[] = {{15, "1", "1", "1"}, {15, "2", "2", "2"}},
                        forty[] = {{20, "1", "1", "1"}, {20, "2", "2", "1"}};

// ---- waves ----

TEST(every_wave_has_its_own_group_behind_it)
{
    add("waves.db", "first", "2024", thirty, 2);
    add("waves.db", "second", "2026", forty, 2);
    assert_svar("report --survey second --archive waves.db --key keys/identity.age --out w.html",
                0);
    assert_in_file("w.html", "70 av 130");
    assert_in_file("w.html", "53,8\xC2\xA0%"); // 70 of 50 + 80
    assert_in_file("w.html", "Svarsfrekvens i varje omgång");
    assert_in_file("w.html", "60,0\xC2\xA0%"); // 30 of 50
    assert_in_file("w.html", "50,0\xC2\xA0%"); // 40 of 80
}

TEST(an_export_names_the_group_of_each_wave)
{
    add("named.db", "first", "2024", thirty, 2);
    add("named.db", "second", "2026", forty, 2);
    assert_svar("export --survey second --archive named.db --key keys/identity.age --out n.xml", 0);
    assert_in_file("n.xml", "2024: 50 ");
    assert_in_file("n.xml", "2026: 80 ");
    add("single.db", "first", "2024", thirty, 2);
    assert_svar("export --survey first --archive single.db --key keys/identity.age --out s.xml", 0);
    assert_in_file("s.xml", "<universe>50 ");
}

TEST(the_rate_is_not_known_where_one_wave_does_not_say_its_group)
{
    add("unknown.db", "first", "2024", thirty, 2);
    add("unknown.db", "open", "2027", forty, 2);
    assert_svar("report --survey first --archive unknown.db --key keys/identity.age --out u.html",
                0);
    assert_in_file("u.html", "70 svar");
    assert_lacks_in("u.html", "70 av 50");
    assert_lacks_in("u.html", "AAPOR");
}

TEST(a_report_by_an_older_survey_counts_the_waves_that_answered)
{
    add("later.db", "second", "2026", forty, 2);
    assert_svar("report --survey first --archive later.db --key keys/identity.age --out l.html", 0);
    assert_in_file("l.html", "40 av 80"); // not of the 50 that the older one was meant for
}

// ---- reports side by side ----

TEST(a_report_that_a_few_more_answered_is_warned_of)
{
    static const struct lot two[] = {{2, "2", "3", "1"}}, five[] = {{5, "1", "2", "1"}};
    add("grown.db", "first", "2024", thirty, 2);
    assert_svar("report --survey first --archive grown.db --key keys/identity.age --out g.html", 0);
    assert_svar("report --survey first --archive grown.db --key keys/identity.age --out g.html", 0);
    assert_lacks_in("stderr", "Whoever sees both"); // the same responses again
    add("grown.db", "first", "2024", two, 1);
    assert_svar("report --survey first --archive grown.db --key keys/identity.age --out g.html "
                "--draft",
                0);
    assert_lacks_in("stderr", "Whoever sees both");
    assert_svar("report --survey first --archive grown.db --key keys/identity.age --out g.html", 0);
    assert_in_file("stderr", "2 responses more than the one of");
    add("grown.db", "first", "2024", five, 1);
    assert_svar("report --survey first --archive grown.db --key keys/identity.age --out g.html", 0);
    assert_lacks_in("stderr", "Whoever sees both");
}

// ---- an archive that another process works on ----

// Each verb waits some seconds for the other to end, so one of them has to do here.
TEST(an_archive_that_stays_locked_is_told_and_nothing_is_written)
{
    add("locked.db", "first", "2024", thirty, 2);
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open("locked.db", &db), SQLITE_OK);
    assert_int_equal(
        sqlite3_exec(db, "PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE", NULL, NULL, NULL),
        SQLITE_OK);
    assert_svar("report --survey first --archive locked.db --key keys/identity.age --out k.html",
                2);
    assert_in_file("stderr", "locked.db is in use by another program");
    assert_false(file_exists("k.html"));
    sqlite3_close(db);
}

TEST_MAIN_IN(set_up, tear_down, cmocka_unit_test(every_wave_has_its_own_group_behind_it),
             cmocka_unit_test(an_export_names_the_group_of_each_wave),
             cmocka_unit_test(the_rate_is_not_known_where_one_wave_does_not_say_its_group),
             cmocka_unit_test(a_report_by_an_older_survey_counts_the_waves_that_answered),
             cmocka_unit_test(a_report_that_a_few_more_answered_is_warned_of),
             cmocka_unit_test(an_archive_that_stays_locked_is_told_and_nothing_is_written))
