// SPDX-License-Identifier: EUPL-1.2
// Our tests and intervals beside R's on tables and samples made by counting: chisq.test,
// fisher.test, prop.test, pbinom, and alpha and Kish by their formulas. Skipped without R.
#include "tests/unit/test.h"

#include "base/file.h"
#include "stats/compare.h"
#include "stats/run.h"
#include "stats/scale.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { CASES = 12, ROWS = 3, COLUMNS = 3 };

static uint64_t seed = 2026;

static uint64_t next(uint64_t below)
{
    seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407U;
    return (seed >> 33) % below;
}

// Runs a script in R; its lines are numbers, one each.
static bool ask(const struct buf *script, double *out, size_t count)
{
    char dir[] = "/tmp/svar-r-XXXXXX", path[64], command[160];
    if (system("command -v Rscript >/dev/null 2>&1") != 0 || !mkdtemp(dir)) return false;
    snprintf(path, sizeof path, "%s/ask.R", dir);
    assert_int_equal(file_write(path, buf_str(script), 0600, NULL), ERR_NONE);
    snprintf(command, sizeof command, "Rscript --vanilla %s 2>%s/err", path, dir);
    FILE *answers = popen(command, "r");
    size_t got = 0;
    char line[128];
    while (answers && got < count && fgets(line, sizeof line, answers))
        if (str_to_double(str_trim(str_of(line)), &out[got])) got++;
    assert_int_equal(answers ? pclose(answers) : 1, 0);
    unlink(path);
    snprintf(path, sizeof path, "%s/err", dir);
    unlink(path);
    rmdir(dir);
    assert_int_equal(got, count);
    return true;
}

static void assert_near(double ours, double theirs)
{
    if (!(fabs(ours - theirs) <= 1e-6 * (1 + fabs(theirs))))
        fail_msg("%.10f, and R says %.10f", ours, theirs);
}

TEST(cross_tables_agree_with_r)
{
    uint64_t cells[CASES][ROWS * COLUMNS];
    double answers[CASES * 3];
    struct buf script = {0};
    for (size_t c = 0; c < CASES; c++) {
        buf_add_text(&script, "m <- matrix(c(");
        for (size_t i = 0; i < ROWS * COLUMNS; i++) {
            cells[c][i] = 1 + next(c < CASES / 2 ? 8 : 30);
            buf_printf(&script, "%s%llu", i ? "," : "", (unsigned long long)cells[c][i]);
        }
        buf_printf(&script,
                   "), %d, byrow = TRUE)\nx <- suppressWarnings(chisq.test(m, correct = FALSE))\n"
                   "cat(sprintf('%%.12g\\n', c(x$statistic, x$p.value, "
                   "fisher.test(m, workspace = 2e7)$p.value)), sep = '')\n",
                   ROWS);
    }
    bool asked = ask(&script, answers, CASES * 3);
    buf_finish(&script);
    if (!asked) skip();
    for (size_t c = 0; c < CASES; c++) {
        struct stats_association a;
        assert_true(stats_cross(cells[c], ROWS, COLUMNS, &a));
        assert_near(a.chi_square, answers[3 * c]);
        assert_near(a.p, answers[3 * c + 1]);
        if (a.fisher_known) assert_near(a.fisher_p, answers[3 * c + 2]);
        if (c < CASES / 2 && !a.holds) assert_true(a.fisher_known);
    }
}

TEST(intervals_agree_with_r)
{
    struct stats_share shares[CASES];
    double answers[CASES * 2];
    struct buf script = {0};
    for (size_t c = 0; c < CASES; c++) {
        shares[c].whole = 1 + next(200);
        shares[c].part = next(shares[c].whole + 1);
        buf_printf(&script,
                   "cat(sprintf('%%.12g\\n', suppressWarnings(prop.test(%llu, %llu, correct = "
                   "FALSE))$conf.int), sep = '')\n",
                   (unsigned long long)shares[c].part, (unsigned long long)shares[c].whole);
    }
    bool asked = ask(&script, answers, CASES * 2);
    buf_finish(&script);
    if (!asked) skip();
    for (size_t c = 0; c < CASES; c++) {
        struct stats_interval ours = stats_wilson(shares[c]);
        assert_near(ours.low, answers[2 * c]);
        assert_near(ours.high, answers[2 * c + 1]);
    }
}

TEST(run_limits_agree_with_r)
{
    double answers[100];
    struct buf script = {0};
    buf_add_text(&script, "n <- 11:60\ncat(sprintf('%d\\n', as.integer(rbind(round(log2(n) + 3), "
                          "qbinom(0.05, n - 1, 0.5)))), sep = '')\n");
    bool asked = ask(&script, answers, 100);
    buf_finish(&script);
    if (!asked) skip();
    for (size_t n = 11; n <= 60; n++) {
        assert_near((double)stats_run_longest_max(n), answers[2 * (n - 11)]);
        assert_near((double)stats_run_crossings_min(n), answers[2 * (n - 11) + 1]);
    }
}

TEST(alpha_and_kish_agree_with_r)
{
    enum { PEOPLE = 40, ITEMS = 5 };
    double values[PEOPLE * ITEMS], answers[2];
    struct buf script = {0};
    buf_add_text(&script, "a <- matrix(c(");
    for (size_t i = 0; i < PEOPLE * ITEMS; i++) {
        values[i] = (double)(1 + (i / ITEMS) % 4 + next(3));
        buf_printf(&script, "%s%d", i ? "," : "", (int)values[i]);
    }
    buf_printf(
        &script,
        "), %d, byrow = TRUE)\nk <- ncol(a)\nw <- a[, 1]\ncat(sprintf('%%.12g\\n', c(k / (k - "
        "1) * (1 - sum(apply(a, 2, var)) / var(rowSums(a))), sum(w)^2 / sum(w^2))), sep = "
        "'')\n",
        PEOPLE);
    bool asked = ask(&script, answers, 2);
    buf_finish(&script);
    if (!asked) skip();
    double alpha, weights[PEOPLE];
    for (size_t i = 0; i < PEOPLE; i++)
        weights[i] = values[i * ITEMS];
    assert_true(stats_alpha(values, PEOPLE, ITEMS, &alpha));
    assert_near(alpha, answers[0]);
    assert_near(stats_kish(weights, PEOPLE), answers[1]);
}

// Newcombe's method 10 of two Wilson intervals by prop.test; Wilson of a small population with the
// effective base.
TEST(differences_and_small_populations_agree_with_r)
{
    struct stats_share now[CASES], then[CASES];
    uint64_t population[CASES];
    double answers[CASES * 4];
    struct buf script = {0};
    buf_add_text(
        &script,
        "w <- function(x, n) suppressWarnings(prop.test(x, n, correct = FALSE))$conf.int\n"
        "s <- function(p, n) { z <- qnorm(0.975); m <- (p + z^2 / (2 * n)) / (1 + z^2 / n)\n"
        "h <- z * sqrt(p * (1 - p) / n + z^2 / (4 * n^2)) / (1 + z^2 / n); c(m - h, m + h) }\n"
        "d <- function(x, n, y, m, N) { a <- w(x, n); b <- w(y, m); p <- x / n; q <- y / m\n"
        "e <- s(p, n * (N - 1) / (N - n))\n"
        "cat(sprintf('%.12g\\n', c(p - q - sqrt((p - a[1])^2 + (b[2] - q)^2), "
        "p - q + sqrt((a[2] - p)^2 + (q - b[1])^2), max(e[1], 0), min(e[2], 1))), sep = '') }\n");
    for (size_t c = 0; c < CASES; c++) {
        now[c].whole = 5 + next(200);
        then[c].whole = 5 + next(200);
        now[c].part = 1 + next(now[c].whole - 1);
        then[c].part = 1 + next(then[c].whole - 1);
        population[c] = now[c].whole + 1 + next(400);
        buf_printf(&script, "d(%llu, %llu, %llu, %llu, %llu)\n", (unsigned long long)now[c].part,
                   (unsigned long long)now[c].whole, (unsigned long long)then[c].part,
                   (unsigned long long)then[c].whole, (unsigned long long)population[c]);
    }
    bool asked = ask(&script, answers, CASES * 4);
    buf_finish(&script);
    if (!asked) skip();
    for (size_t c = 0; c < CASES; c++) {
        struct stats_interval small,
            ours = stats_difference(
                (double)now[c].part / (double)now[c].whole, stats_wilson(now[c]),
                (double)then[c].part / (double)then[c].whole, stats_wilson(then[c]));
        assert_near(ours.low, answers[4 * c]);
        assert_near(ours.high, answers[4 * c + 1]);
        assert_int_equal(stats_wilson_fpc(now[c], population[c], &small, NULL), ERR_NONE);
        assert_near(small.low, answers[4 * c + 2]);
        assert_near(small.high, answers[4 * c + 3]);
    }
}

TEST(v_agrees_with_r)
{
    uint64_t cells[ROWS * COLUMNS];
    double answer[1];
    struct stats_association a;
    struct buf script = {0};
    buf_add_text(&script, "m <- matrix(c(");
    for (size_t i = 0; i < ROWS * COLUMNS; i++) {
        cells[i] = 1 + next(40);
        buf_printf(&script, "%s%llu", i ? "," : "", (unsigned long long)cells[i]);
    }
    buf_printf(&script,
               "), %d, byrow = TRUE)\ncat(sprintf('%%.12g\\n', sqrt(suppressWarnings(chisq.test(m, "
               "correct = FALSE))$statistic / (sum(m) * (min(dim(m)) - 1)))))\n",
               ROWS);
    bool asked = ask(&script, answer, 1);
    buf_finish(&script);
    if (!asked) skip();
    assert_true(stats_cross(cells, ROWS, COLUMNS, &a));
    assert_near(a.v, answer[0]);
}

TEST(p_charts_agree_with_r)
{
    enum { POINTS = 16 };
    struct stats_share shares[POINTS];
    struct stats_p_point points[POINTS];
    double answers[1 + 2 * POINTS];
    struct buf parts = {0}, wholes = {0}, script = {0};
    for (size_t i = 0; i < POINTS; i++) {
        shares[i].whole = 10 + next(40);
        shares[i].part = next(shares[i].whole + 1);
        buf_printf(&parts, "%s%llu", i ? "," : "", (unsigned long long)shares[i].part);
        buf_printf(&wholes, "%s%llu", i ? "," : "", (unsigned long long)shares[i].whole);
    }
    buf_printf(&script,
               "x <- c(%s)\nn <- c(%s)\np <- sum(x) / sum(n)\ns <- 3 * sqrt(p * (1 - p) / n)\n"
               "cat(sprintf('%%.12g\\n', c(p, rbind(pmax(p - s, 0), pmin(p + s, 1)))), sep = '')\n",
               buf_text(&parts), buf_text(&wholes));
    bool asked = ask(&script, answers, 1 + 2 * POINTS);
    buf_finish(&parts);
    buf_finish(&wholes);
    buf_finish(&script);
    if (!asked) skip();
    assert_near(stats_p_chart(shares, POINTS, points), answers[0]);
    for (size_t i = 0; i < POINTS; i++) {
        assert_near(points[i].low, answers[1 + 2 * i]);
        assert_near(points[i].high, answers[2 + 2 * i]);
    }
}

TEST_MAIN(cmocka_unit_test(cross_tables_agree_with_r), cmocka_unit_test(intervals_agree_with_r),
          cmocka_unit_test(run_limits_agree_with_r), cmocka_unit_test(alpha_and_kish_agree_with_r),
          cmocka_unit_test(differences_and_small_populations_agree_with_r),
          cmocka_unit_test(v_agrees_with_r), cmocka_unit_test(p_charts_agree_with_r))
