// SPDX-License-Identifier: EUPL-1.2
// The desk from keys to report, by the verbs themselves, on batches sealed as a kiosk seals them.
#include "tests/unit/desk_fixture.h"
#include "tests/unit/library_leaks.h"
#include "tests/unit/sample_2019.h"

#include <dirent.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[] = "/tmp/svar-desk-XXXXXX";
static char root[512];
static struct seal_signer *device;

// Permissions mean nothing to root, who becomes somebody else for a while; the folder is his then.
enum { NOBODY = 65534 };
static void be(uid_t user)
{
    char line[64];
    if (getuid() != 0) return;
    assert_int_equal(seteuid(0), 0);
    snprintf(line, sizeof line, "chown -R %lu .", (unsigned long)user);
    assert_int_equal(system(line), 0);
    assert_int_equal(seteuid(user), 0);
}

static size_t lines_of(const char *path)
{
    struct buf text = {0};
    size_t lines = 0;
    assert_int_equal(file_read(path, 1 << 24, &text, NULL), ERR_NONE);
    for (size_t i = 0; i < text.len; i++)
        lines += text.ptr[i] == '\n';
    buf_finish(&text);
    return lines;
}

// A response as a kiosk that breaks its lines would have written it.
static void break_line(struct buf *json)
{
    struct buf broken = {0};
    buf_add_text(&broken, "{\r\n");
    buf_add_str(&broken, str_sub(buf_str(json), 1, json->len));
    buf_finish(json);
    *json = broken;
}

// One batch of responses from to; spoilt puts one among them that is no JSON, and one that is more
// than a line. *link chains on.
static void add_batch(struct archive *archive, const struct survey *survey, uint64_t number,
                      int from, int to, bool spoilt, uint8_t link[32], bool keep)
{
    struct buf json[64] = {{0}};
    size_t count = 0;
    for (int i = from; i < to; i++)
        sample_response(i, &json[count++]);
    if (spoilt) break_line(&json[0]);
    if (spoilt) buf_add_text(&json[count++], "{\"svar\":1,");
    desk_add_batch(keep ? archive : NULL, survey, device, number, json, count, link);
    for (size_t i = 0; i < count; i++)
        buf_finish(&json[i]);
}

static void make_archive(const char *path, bool spoilt, bool gap)
{
    struct survey *survey = NULL;
    struct archive *archive = NULL;
    uint8_t link[32] = {0};
    assert_int_equal(survey_open("survey", NULL, &survey, NULL), ERR_NONE);
    assert_int_equal(archive_open(path, &archive, NULL), ERR_NONE);
    assert_int_equal(archive_add_survey(archive, survey, NULL), ERR_NONE);
    add_batch(archive, survey, 1, 0, 25, false, link, true);
    add_batch(archive, survey, 2, 25, 30, spoilt, link, !gap);
    add_batch(archive, survey, 3, 30, SAMPLE_RESPONDENTS, false, link, true);
    archive_close(archive);
    survey_close(survey);
}

static int set_up(void **state)
{
    (void)state;
    char line[2048];
    seal_init();
    if (!getcwd(root, sizeof root) || !mkdtemp(dir) || chdir(dir) != 0) return -1;
    device = seal_signer_create();
    if (svar("keygen --dir keys --no-passphrase") || svar("keygen --dir other --no-passphrase"))
        return -1;
    snprintf(line, sizeof line,
             "survey new survey --form %s/forms/q-sam-2019.md --settings "
             "%s/forms/q-sam-2019.survey.json --id samverkan-2019 --recipient @keys/recipient.txt "
             "--sign-key-pub keys/sign.pub",
             root, root);
    if (svar(line) || svar("survey sign survey --sign-key keys/sign.key")) return -1;
    make_archive("archive.db", false, false);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    return desk_leave(dir, device);
}

#define OPENING_OF(archive) "--survey survey --archive " archive " --key keys/identity.age "
#define OPENING OPENING_OF("archive.db")

TEST(every_response_opens)
{
    assert_svar("open " OPENING "--out all.ndjson", 0);
    assert_int_equal(lines_of("all.ndjson"), SAMPLE_RESPONDENTS);
    struct stat st;
    assert_int_equal(stat("all.ndjson", &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
}

TEST(verify_finds_a_whole_chain)
{
    assert_svar("verify --survey survey --archive archive.db", 0);
    assert_in_file("stdout", "3 batches with 40 sealed responses");
    assert_svar("verify --survey survey --archive archive.db --json", 0);
    assert_in_file("stdout", "\"faults\":0");
}

TEST(verify_finds_a_batch_taken_away)
{
    make_archive("gap.db", false, true);
    assert_svar("verify --survey survey --archive gap.db", 1);
    assert_in_file("stdout", "[gap]");
}

TEST(verify_writes_a_sheet_that_can_be_filed)
{
    struct stat st;
    assert_svar("verify --survey survey --archive archive.db --sheet whole.html", 0);
    assert_int_equal(stat("whole.html", &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_in_file("whole.html", "<html lang=\"sv\">");
    assert_in_file("whole.html", "Allt är helt.");
    assert_in_file("whole.html", "Låsta svar</th><td class=\"n\">40</td>");
    assert_in_file("whole.html", "Inte kontrollerat: det behöver organisatörens nyckel");
    assert_in_file("whole.html", "Namnteckning");
    assert_svar("verify " OPENING "--sheet inside.html --language en", 0);
    assert_in_file("inside.html", "Checked with the organizer");
    make_archive("sheet.db", false, true);
    assert_svar("verify --survey survey --archive sheet.db --sheet gap.html", 1);
    assert_in_file("gap.html", "Något är fel.");
    assert_in_file("gap.html", "kedjor</th><td class=\"n bad\">1</td>");
    assert_in_file("gap.html", "saknas i enhetens kedja");
}

TEST(a_sheet_in_no_language_of_ours_is_refused)
{
    assert_svar("verify --survey survey --archive archive.db --sheet x.html --language fi", 2);
    assert_in_file("stderr", "sv or en");
    assert_false(file_exists("x.html"));
    assert_svar("verify --survey survey --archive archive.db --language sv", 2);
    assert_in_file("stderr", "--sheet");
    assert_svar("verify --survey survey --archive archive.db --sheet nowhere/x.html", 2);
    assert_in_file("stderr", "nowhere/x.html");
}

static size_t entries_of(const char *folder)
{
    DIR *open = opendir(folder);
    size_t count = 0;
    assert_non_null(open);
    for (struct dirent *entry; (entry = readdir(open));)
        count += entry->d_name[0] != '.' || strlen(entry->d_name) > 2;
    closedir(open);
    return count;
}

// Runs a verb while no file may grow past a kilobyte, which is how a full disk looks from inside.
static void assert_no_room(const char *line)
{
    struct rlimit before, little;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    little = before;
    little.rlim_cur = 1024;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &little), 0);
    int code = svar(line);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    if (code != 2) fail_msg("%s: %d, not 2", line, code);
    assert_in_file("stderr", "cannot write");
    assert_in_file("stderr", "File too large"); // what the system says of it
}

TEST(a_disk_without_room_leaves_no_half_file)
{
    static const char *const outputs[] = {
        "export " OPENING "--format csv --out full/x",
        "export " OPENING "--format csv-excel --out full/x",
        "export " OPENING "--format xlsx --out full/x",
        "export " OPENING "--format sav --out full/x",
        "export " OPENING "--format dta --out full/x",
        "export " OPENING "--format ndjson --out full/x",
        "export " OPENING "--format ddi --out full/x",
        "export " OPENING "--format codebook --out full/x",
        "export " OPENING "--format r --out full/x",
        "open " OPENING "--out full/x",
        "report " OPENING "--out full/x",
        "report " OPENING "--pdf full/x",
        "verify --survey survey --archive archive.db --sheet full/x",
    };
    assert_int_equal(mkdir("full", 0700), 0);
    for (size_t i = 0; i < sizeof outputs / sizeof outputs[0]; i++) {
        assert_no_room(outputs[i]);
        assert_int_equal(entries_of("full"), 0);
    }
}

TEST(a_device_is_written_to_and_never_replaced)
{
    struct stat st;
    assert_int_equal(symlink("/dev/full", "device"), 0);
    assert_svar("export " OPENING "--format csv --out device", 2);
    assert_in_file("stderr", "No space left on device");
    assert_int_equal(unlink("device"), 0);
    assert_int_equal(symlink("/dev/null", "device"), 0);
    assert_svar("export " OPENING "--format csv --out device", 0);
    assert_int_equal(lstat("device", &st), 0);
    assert_true(S_ISLNK(st.st_mode));
    assert_svar("close --archive archive.db --dry-run", 0);
    assert_int_equal(stat("/dev/null", &st), 0);
    assert_true(S_ISCHR(st.st_mode));
}

TEST(a_place_that_cannot_be_written_is_told_before_anything_is_opened)
{
    // The key is wrong too: what is cheaper to hear comes first.
    assert_svar("export --survey survey --archive archive.db --key nokey --out nowhere/x.csv", 2);
    assert_in_file("stderr", "there is no folder nowhere");
    assert_svar("export --survey survey --archive archive.db --key nokey --out keys", 2);
    assert_in_file("stderr", "keys is a folder");
    assert_svar("export --survey survey --archive archive.db --key nokey --out x --out x", 2);
    assert_in_file("stderr", "x is there twice");
}

TEST(a_half_written_archive_is_no_empty_one)
{
    static const size_t cuts[] = {0, 1, 511, 4096, 9000, 20000};
    struct buf whole = {0};
    assert_int_equal(file_read("archive.db", 1 << 24, &whole, NULL), ERR_NONE);
    for (size_t i = 0; i < sizeof cuts / sizeof cuts[0]; i++) {
        assert_true(cuts[i] < whole.len);
        struct str half = str_sub(buf_str(&whole), 0, cuts[i]);
        assert_int_equal(file_write("half.db", half, 0600, NULL), ERR_NONE);
        assert_svar("open " OPENING_OF("half.db") "--passphrase-file passphrase --out half.ndjson",
                    2);
        assert_in_file("stderr", "cut off");
        assert_svar("verify --survey survey --archive half.db", 2);
        assert_in_file("stderr", "cut off");
        assert_false(file_exists("half.ndjson"));
    }
    buf_finish(&whole);
}

TEST(a_disk_without_room_leaves_the_file_before_as_it_was)
{
    struct buf before = {0}, after = {0};
    assert_svar("export " OPENING "--format csv --out kept", 0);
    assert_int_equal(file_read("kept", 1 << 20, &before, NULL), ERR_NONE);
    assert_no_room("export " OPENING "--format ndjson --out kept");
    assert_in_file("stderr", "What stood there before is as it was; make room");
    assert_int_equal(file_read("kept", 1 << 20, &after, NULL), ERR_NONE);
    assert_true(str_eq(buf_str(&before), buf_str(&after)));
    buf_finish(&before);
    buf_finish(&after);
}

// As on a stick, where a file cannot be without a name, after a kill in the middle.
TEST(what_a_killed_run_left_goes_when_the_file_is_written_again)
{
    static const char *const left[] = {"left/x.csv.svar-a1B2c3"};
    static const char *const others[] = {"left/x.csv.backup", "left/x.csv.svar-a1B2c",
                                         "left/x.csv.svar-a1B2c34", "left/y.csv.svar-a1B2c3",
                                         "left/x.csv.svar-living"};
    assert_int_equal(mkdir("left", 0700), 0);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        assert_int_equal(file_write(others[i], STR("theirs"), 0600, NULL), ERR_NONE);
    assert_int_equal(file_write(left[0], STR("answers"), 0600, NULL), ERR_NONE);
    int living = open("left/x.csv.svar-living", O_RDONLY | O_CLOEXEC); // somebody writes it now
    assert_true(living >= 0 && flock(living, LOCK_EX | LOCK_NB) == 0);
    assert_svar("export " OPENING "--out left/x.csv", 0);
    close(living);
    assert_false(file_exists(left[0]));
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        assert_true(file_exists(others[i]));
    assert_int_equal(entries_of("left"), sizeof others / sizeof others[0] + 1);
    assert_svar("export " OPENING "--out left/x.csv", 0); // nobody any longer
    assert_false(file_exists("left/x.csv.svar-living"));
    assert_int_equal(file_write(left[0], STR("answers"), 0600, NULL), ERR_NONE);
    assert_svar("close --archive archive.db", 0);
    assert_false(file_exists(left[0]));
}

static void make_repeats(void)
{
    struct survey *survey = NULL;
    struct archive *archive = NULL;
    uint8_t link[32] = {0};
    struct buf json = {0};
    const char *form = "| survey |\n| | type | name | label |\n| | integer | cold | Hur kallt? |\n"
                       "| | begin repeat | child | Barn |\n"
                       "| | select_multiple does | likes | Gillar |\n| | end repeat | | |\n"
                       "| choices |\n| | list_name | name | label |\n| | does | ball | Boll |\n"
                       "| settings |\n| | form_title | form_id |\n| | Prov | prov |\n";
    assert_int_equal(file_write("repeats.md", str_of(form), 0600, NULL), ERR_NONE);
    assert_svar("survey new repeats --form repeats.md --id repeats --organizer-name K --recipient "
                "@keys/recipient.txt --sign-key-pub keys/sign.pub",
                0);
    assert_svar("survey sign repeats --sign-key keys/sign.key", 0);
    assert_int_equal(survey_open("repeats", NULL, &survey, NULL), ERR_NONE);
    assert_int_equal(archive_open("repeats.db", &archive, NULL), ERR_NONE);
    assert_int_equal(archive_add_survey(archive, survey, NULL), ERR_NONE);
    buf_add_text(
        &json,
        "{\"svar\":1,\"survey\":\"repeats\",\"survey_version\":1,\"form\":{\"hash\":"
        "\"aa\"},\"id\":\"00000000-0000-4000-8000-000000000001\",\"language\":"
        "\"sv\",\"status\":\"complete\",\"answers\":{\"cold\":\"-5\",\"child[1]/likes\":\"ball\","
        "\"child[2]/likes\":\"ball\"},\"missing\":{}}");
    desk_add_batch(archive, survey, device, 1, &json, 1, link);
    archive_close(archive);
    survey_close(survey);
    buf_finish(&json);
}

TEST(what_stands_in_a_repeat_has_its_own_files_with_all_that_goes_with_them)
{
    make_repeats();
    assert_svar("export --survey repeats --archive repeats.db --key keys/identity.age "
                "--out all.csv --out all.sav --out all.R --out all.html",
                0);
    assert_in_file("all-child.csv", "_id,_position/child,child/likes/ball\r\n");
    assert_int_equal(lines_of("all-child.csv"), 3);
    assert_false(file_exists("all.sps")); // no set among the responses' own columns
    assert_in_file("all-child.sps", "VARIABLES=likes_ball");
    assert_in_file("all.R", "svar_file else \"all.csv\"");
    assert_in_file("all-child.R", "svar_file else \"all-child.csv\"");
    assert_in_file("all-child.R", "assign(\"answers_child\"");
    assert_in_file("all.R", "svar_take(\"cold\", -1000000000)");
    assert_in_file("all.html", "1 000 000 000 lower here");
    assert_svar("export --survey repeats --archive repeats.db --key keys/identity.age "
                "--out all.geojson",
                2);
    assert_in_file("stderr", "the form asks for no place");
    // An archive of another survey is no survey without answers.
    assert_svar("export --survey repeats --archive archive.db --key keys/identity.age --out n.csv",
                0);
    assert_in_file("stderr", "the archive has no batch of the survey \"repeats\"");
}

TEST(a_format_and_a_name_must_not_contradict_each_other)
{
    assert_svar("export " OPENING "--format csv --out wrong.xlsx", 2);
    assert_in_file("stderr", "wrong.xlsx is a name for xlsx, not for csv");
    assert_false(file_exists("wrong.xlsx"));
    assert_svar("export " OPENING "--format sav --out wrong.html", 2);
    assert_in_file("stderr", "is a name for codebook, not for sav");
    // Of several, those whose ending leaves it open.
    assert_svar("export " OPENING "--format csv-excel --out two.csv --out two.ndjson", 0);
    assert_in_file("two.csv", "\xEF\xBB\xBF_id;");
    assert_in_file("two.ndjson", "{\"id\":");
    // And what will be opened later is called so already.
    assert_svar("export " OPENING "--out two.ndjson.age --to @other/recipient.txt --dry-run", 0);
    assert_svar("export " OPENING "--out two.R.age --to @other/recipient.txt", 0);
    assert_in_file("stderr", "two.R.age describes 16 columns, sealed; there are no answers in it");
    assert_svar("export " OPENING "--format nothing --out two.csv", 2);
    assert_in_file("stderr", "ddi, r, or codebook");
    assert_svar("export " OPENING "--out two.csv --language de", 2);
    assert_in_file("stderr", "no language \"de\"; it has sv, en");
}

TEST(what_is_no_key_is_told_from_a_wrong_one)
{
    static const char *const none[] = {"keys/recipient.txt", "keys/sign.key", "keys/sign.pub",
                                       "survey/form.md"};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        char line[200];
        snprintf(line, sizeof line, "open --survey survey --archive archive.db --key %s --out x",
                 none[i]);
        assert_svar(line, 2);
        assert_in_file("stderr", "is no key that opens answers; give identity.age");
    }
}

TEST(the_export_has_a_line_a_response)
{
    assert_svar("export " OPENING "--format csv-excel --out all.csv", 0);
    assert_int_equal(lines_of("all.csv"), SAMPLE_RESPONDENTS + 1);
    assert_svar("export " OPENING "--format ndjson --out -", 0);
    assert_int_equal(lines_of("stdout"), SAMPLE_RESPONDENTS);
    assert_svar("export " OPENING "--format wk1 --out x", 2);
    assert_in_file("stderr", "csv-excel");
    assert_false(file_exists("x"));
}

TEST(an_export_can_be_sealed_to_somebody_else)
{
    struct buf file = {0}, identity = {0}, plain = {0};
    struct seal_identity *id[1];
    size_t count;
    assert_svar("export " OPENING "--out all.csv.age --to @other/recipient.txt", 0);
    assert_int_equal(file_read("all.csv.age", 1 << 24, &file, NULL), ERR_NONE);
    assert_int_equal(file_read("other/identity.age", 4096, &identity, NULL), ERR_NONE);
    assert_int_equal(seal_identity_read(buf_str(&identity), STR(""), id, 1, &count, NULL), 0);
    assert_int_equal(seal_age_decrypt(id, count, buf_str(&file), &plain, NULL), ERR_NONE);
    assert_true(str_starts(buf_str(&plain), STR("_id,")));
    seal_identity_destroy(id[0]);
    buf_finish(&file), buf_finish(&identity), buf_finish(&plain);
}

TEST(the_report_equals_the_published_one)
{
    char line[1024];
    snprintf(line, sizeof line,
             "report " OPENING "--out report.html --compare %s/forms/q-sam-2019.published.json",
             root);
    assert_svar(line, 0);
    assert_in_file("stdout", "Alla 38 siffror");
    assert_in_file("report.html", "26 av 40 = 65,0");
}

TEST(a_figure_that_differs_ends_with_1)
{
    char line[400];
    assert_int_equal(
        file_write("wrong.json",
                   STR("{\"svar_published\":1,\"form\":\"q-sam-2019\",\"respondents\":41}"), 0600,
                   NULL),
        ERR_NONE);
    snprintf(line, sizeof line, "report " OPENING "--language en --compare wrong.json");
    assert_svar(line, 1);
    assert_in_file("stdout", "DIFFERS");
}

// ---- what reports show of groups ----

TEST(what_a_report_by_group_shows_is_remembered_beside_the_archive)
{
    struct buf text = {0};
    struct stat found;
    unlink("archive.db.released.json");
    assert_svar("report " OPENING "--by q1 --draft --out groups.html", 0);
    assert_in_file("groups.html", "Arbetsutkast");
    assert_int_not_equal(stat("archive.db.released.json", &found), 0); // a draft is not remembered
    assert_svar("report " OPENING "--by q1 --out groups.html --pdf groups.pdf", 0);
    assert_in_file("groups.html", "id=\"groups1\"");
    assert_int_equal(stat("archive.db.released.json", &found), 0);
    assert_int_equal(found.st_mode & 0777, 0600);
    assert_in_file("archive.db.released.json", "\"past\":[{\"by\":\"q1\"");
    // The same report again is the same file: what it showed stands nowhere in its own way.
    assert_int_equal(file_read("groups.html", 1 << 24, &text, NULL), ERR_NONE);
    assert_svar("report " OPENING "--by q1 --out again.html", 0);
    assert_in_file("again.html", buf_text(&text));
    buf_finish(&text);
    unlink("archive.db.released.json");
}

TEST(a_poster_is_a_page_or_a_sheet_of_paper)
{
    assert_svar("report " OPENING "--poster poster.html --due 2026-12-18", 0);
    assert_in_file("poster.html", "18\xC2\xA0"
                                  "december 2026");
    assert_svar("report " OPENING "--poster poster.pdf --paper a3", 0);
    assert_in_file("poster.pdf", "%PDF");
    assert_svar("report " OPENING "--poster poster.pdf --paper a5", 2);
    assert_in_file("stderr", "a4 or a3");
    assert_svar("report " OPENING "--out report.html --paper a3", 2);
    assert_in_file("stderr", "ends in .pdf");
}

TEST(mistakes_in_a_template_are_told_with_their_place)
{
    static const struct {
        const char *text, *said;
    } cases[] = {
        {"title sv: Prov\nordr: brief\n", "template.txt:2: "},
        {"# en rad\nlogo: nowhere.svg\n", "template.txt:2: "},
        {"claim: q99 = 1\n", "template.txt:1: "},
        {"colour: green\n", "template.txt:1: "},
        {"  sv: utan början\n", "template.txt:1: "},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(file_write("template.txt", str_of(cases[i].text), 0600, NULL), ERR_NONE);
        assert_svar("report " OPENING "--out report.html --template template.txt", 2);
        assert_in_file("stderr", cases[i].said);
    }
    assert_svar("report " OPENING "--out report.html --template nowhere.txt", 2);
    assert_in_file("stderr", "nowhere.txt");
    assert_svar("report " OPENING "--by nothing --out report.html", 2);
    assert_in_file("stderr", "\"nothing\"");
}

TEST(a_wrong_key_says_so)
{
    assert_svar("open --survey survey --archive archive.db --key other/identity.age --out no", 2);
    assert_in_file("stderr", "was sealed for this key");
    assert_int_equal(lines_of("stderr"), 4); // a line a batch and one for all, not one a response
    assert_false(file_exists("no"));
}

TEST(one_bad_response_never_stops_the_rest)
{
    make_archive("spoilt.db", true, false);
    assert_svar("open " OPENING_OF("spoilt.db") "--out good.ndjson", 1);
    assert_int_equal(lines_of("good.ndjson"), SAMPLE_RESPONDENTS);
    assert_in_file("stderr", "batch 2, response");
    assert_svar("export " OPENING_OF("spoilt.db") "--out g.csv", 1);
    assert_int_equal(lines_of("g.csv"), SAMPLE_RESPONDENTS + 1);
    assert_in_file("stderr", "not in it: 1 response that opens but does not fit the form");
    assert_svar("report " OPENING_OF("spoilt.db") "--out g.html", 1);
    assert_in_file("g.html", "1 svar kunde inte öppnas");
}

TEST(any_of_several_keys_opens)
{
    assert_svar("open " OPENING "--key other/identity.age --out two.ndjson", 0);
    assert_int_equal(lines_of("two.ndjson"), SAMPLE_RESPONDENTS);
    assert_svar("open --survey survey --archive archive.db --out two.ndjson", 2);
    assert_in_file("stderr", "--key FILE");
}

TEST(a_dry_run_counts_and_writes_nothing)
{
    assert_svar("open " OPENING "--out dry.ndjson --dry-run", 0);
    assert_in_file("stderr", "dry.ndjson would hold 40 responses");
    assert_false(file_exists("dry.ndjson"));
    assert_svar("export " OPENING "--out dry.csv --out dry.sav --dry-run", 0);
    assert_in_file("stderr", "dry.csv would hold 40 responses");
    assert_false(file_exists("dry.csv"));
    assert_false(file_exists("dry.sav"));
}

TEST(what_was_opened_is_closed)
{
    make_archive("closed.db", false, false);
    assert_svar("open " OPENING_OF("closed.db") "--out c.ndjson", 0);
    assert_svar("export " OPENING_OF("closed.db") "--out c.csv --out c-ddi.xml --out c.html", 0);
    assert_svar("close --archive closed.db --dry-run", 0);
    assert_true(file_exists("c.ndjson"));
    assert_svar("close --archive closed.db", 0);
    assert_false(file_exists("c.ndjson"));
    assert_false(file_exists("c.csv"));
    assert_true(file_exists("c-ddi.xml")); // these two hold no answers
    assert_true(file_exists("c.html"));
    assert_svar("close --archive closed.db", 0);
    assert_in_file("stderr", "no plain file");
}

TEST(a_file_that_somebody_worked_in_is_not_closed_unasked)
{
    make_archive("worked.db", false, false);
    assert_svar("open " OPENING_OF("worked.db") "--out w.ndjson", 0);
    assert_int_equal(file_write("w.ndjson", STR("my own notes"), 0600, NULL), ERR_NONE);
    assert_svar("close --archive worked.db", 1);
    assert_in_file("stderr", "--changed");
    assert_true(file_exists("w.ndjson"));
    assert_svar("close --archive worked.db --changed", 0);
    assert_false(file_exists("w.ndjson"));
}

TEST(a_sealed_export_is_not_closed)
{
    make_archive("sealed.db", false, false);
    assert_svar("export " OPENING_OF("sealed.db") "--out s.csv.age --to @other/recipient.txt", 0);
    assert_svar("close --archive sealed.db", 0);
    assert_true(file_exists("s.csv.age"));
}

TEST(sealed_batches_are_handed_on_with_their_proofs)
{
    assert_svar("archive export --survey survey --archive archive.db --out handed", 0);
    assert_in_file("stderr", "3 batches with 40 sealed responses");
    assert_svar("archive export --survey survey --archive archive.db --out handed", 0);
    assert_svar("import --survey handed/samverkan-2019-v1.svar --archive other.db handed", 0);
    assert_svar("verify --survey survey --archive other.db", 0);
    assert_in_file("stdout", "3 batches with 40 sealed responses");
    assert_svar("open " OPENING_OF("other.db") "--out there", 0);
    assert_int_equal(lines_of("there"), SAMPLE_RESPONDENTS);
}

static void write_text(const char *path, const char *text)
{
    assert_int_equal(file_write(path, str_of(text), 0600, NULL), ERR_NONE);
}

#define IMPORT "import --survey survey --archive "

TEST(what_reports_have_shown_goes_with_the_archive)
{
    static const char memory[] =
        "{\"svar_released\":1,\"shown\":[\"00112233445566778899aabbccddeeff\"],\"withheld\":[],"
        "\"cuts\":{}}";
    struct buf text = {0};
    write_text("archive.db.released.json", memory);
    assert_svar("archive export --survey survey --archive archive.db --out told", 0);
    assert_in_file("stderr", "remembered there too");
    assert_svar(IMPORT "third.db told", 0);
    assert_in_file("stderr", "remembered here too");
    assert_int_equal(file_read("third.db.released.json", 1 << 20, &text, NULL), ERR_NONE);
    assert_str(buf_str(&text), memory);
    buf_finish(&text);
    assert_svar(IMPORT "third.db told", 0); // the same again
    write_text("third.db.released.json",
               "{\"svar_released\":1,\"shown\":[],\"withheld\":[],\"cuts\":{}}");
    assert_svar(IMPORT "third.db told", 1);
    assert_in_file("stderr", "not the same");
    write_text("told/released.json", "{");
    assert_svar(IMPORT "fourth.db told", 1); // the batches came, the memory is damaged
    assert_false(file_exists("fourth.db.released.json"));
    assert_svar("verify --survey survey --archive fourth.db", 0);
    assert_svar("close --archive archive.db", 0); // removes answers in the plain, and not this
    assert_true(file_exists("archive.db.released.json"));
    assert_int_equal(unlink("archive.db.released.json"), 0);
}

TEST(a_folder_that_cannot_be_made_is_told)
{
    assert_svar("archive export --survey survey --archive archive.db --out no/where", 2);
    assert_in_file("stderr", "no/where");
}

TEST(what_is_missing_is_named)
{
    assert_svar("open --survey nowhere --archive archive.db --key keys/identity.age --out x", 2);
    assert_in_file("stderr", "nowhere");
    assert_svar("open " OPENING_OF("nowhere.db") "--out x", 2);
    assert_in_file("stderr", "svar pull");
    assert_false(file_exists("nowhere.db"));
    assert_svar("open --survey survey --archive archive.db --key nokey --out x", 2);
    assert_in_file("stderr", "nokey");
    assert_svar("report " OPENING, 2);
    assert_in_file("stderr", "--out FILE");
}

TEST(a_survey_of_another_signer_is_refused_where_the_signer_is_named)
{
    assert_svar("verify --survey survey --archive archive.db --survey-key keys/sign.pub", 0);
    assert_svar("verify --survey survey --archive archive.db --survey-key other/sign.pub", 2);
}

TEST(an_archive_that_cannot_be_written_is_read)
{
    assert_int_equal(system("mkdir shelf && cp archive.db shelf/ && chmod -R a-w shelf"), 0);
    be(NOBODY);
    assert_svar("verify --survey survey --archive shelf/archive.db", 0);
    assert_in_file("stdout", "3 batches with 40 sealed responses");
    assert_svar("verify " OPENING_OF("shelf/archive.db"), 0);
    assert_svar("archive export --survey survey --archive shelf/archive.db --out shelved", 0);
    assert_in_file("stderr", "3 batches with 40 sealed responses");
    assert_svar("open " OPENING_OF("shelf/archive.db") "--out -", 0);
    assert_int_equal(lines_of("stdout"), SAMPLE_RESPONDENTS);
    assert_svar("export " OPENING_OF("shelf/archive.db") "--out shelved.csv --dry-run", 0);
    assert_svar("report " OPENING_OF("shelf/archive.db") "--out shelved.html --draft", 0);
    assert_svar("report " OPENING_OF("shelf/archive.db") "--out shelved.html", 2);
    // What leaves a plain file behind must be able to remember it.
    assert_svar("open " OPENING_OF("shelf/archive.db") "--out shelved.ndjson", 2);
    assert_in_file("stderr", "copy it, together with what is named after it");
    assert_int_equal(access("shelved.ndjson", F_OK), -1);
    assert_svar("close --archive shelf/archive.db", 2);
    assert_in_file("stderr", "copy it, together with what is named after it");
    be(0);
    assert_int_equal(system("chmod -R u+w shelf && rm -r shelved shelf"), 0);
}

TEST_MAIN_IN(
    set_up, tear_down, cmocka_unit_test(every_response_opens),
    cmocka_unit_test(verify_finds_a_whole_chain), cmocka_unit_test(verify_finds_a_batch_taken_away),
    cmocka_unit_test(verify_writes_a_sheet_that_can_be_filed),
    cmocka_unit_test(a_sheet_in_no_language_of_ours_is_refused),
    cmocka_unit_test(a_disk_without_room_leaves_no_half_file),
    cmocka_unit_test(a_device_is_written_to_and_never_replaced),
    cmocka_unit_test(a_half_written_archive_is_no_empty_one),
    cmocka_unit_test(a_place_that_cannot_be_written_is_told_before_anything_is_opened),
    cmocka_unit_test(a_disk_without_room_leaves_the_file_before_as_it_was),
    cmocka_unit_test(what_a_killed_run_left_goes_when_the_file_is_written_again),
    cmocka_unit_test(what_stands_in_a_repeat_has_its_own_files_with_all_that_goes_with_them),
    cmocka_unit_test(a_format_and_a_name_must_not_contradict_each_other),
    cmocka_unit_test(what_is_no_key_is_told_from_a_wrong_one),
    cmocka_unit_test(the_export_has_a_line_a_response),
    cmocka_unit_test(an_export_can_be_sealed_to_somebody_else),
    cmocka_unit_test(the_report_equals_the_published_one),
    cmocka_unit_test(a_figure_that_differs_ends_with_1),
    cmocka_unit_test(what_a_report_by_group_shows_is_remembered_beside_the_archive),
    cmocka_unit_test(a_poster_is_a_page_or_a_sheet_of_paper),
    cmocka_unit_test(mistakes_in_a_template_are_told_with_their_place),
    cmocka_unit_test(a_wrong_key_says_so), cmocka_unit_test(one_bad_response_never_stops_the_rest),
    cmocka_unit_test(any_of_several_keys_opens),
    cmocka_unit_test(a_dry_run_counts_and_writes_nothing),
    cmocka_unit_test(what_was_opened_is_closed),
    cmocka_unit_test(a_file_that_somebody_worked_in_is_not_closed_unasked),
    cmocka_unit_test(a_sealed_export_is_not_closed),
    cmocka_unit_test(sealed_batches_are_handed_on_with_their_proofs),
    cmocka_unit_test(what_reports_have_shown_goes_with_the_archive),
    cmocka_unit_test(a_folder_that_cannot_be_made_is_told),
    cmocka_unit_test(an_archive_that_cannot_be_written_is_read),
    cmocka_unit_test(what_is_missing_is_named),
    cmocka_unit_test(a_survey_of_another_signer_is_refused_where_the_signer_is_named))
