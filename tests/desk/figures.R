# SPDX-License-Identifier: EUPL-1.2
# Computes from answers.csv what plain.html and weighted.html show and compares, figure by figure.
# Usage: Rscript figures.R POPULATION, in the folder of the three. Base R alone; ends with 1 and
# names the figures that differ. Made by tests/unit/test_organizer_figures.c.
population <- as.numeric(commandArgs(TRUE)[1])
a <- utils::read.csv("answers.csv", check.names = FALSE, encoding = "UTF-8")
wrong <- 0
compared <- 0
same <- function(what, theirs, ours) {
  compared <<- compared + 1
  if (identical(theirs, ours)) return(invisible())
  wrong <<- wrong + 1
  cat(sprintf("%s: the report says \"%s\", R \"%s\"\n", what, paste(theirs, collapse = " | "),
              paste(ours, collapse = " | ")))
}

# ---- numbers as the report writes them ----
comma <- function(x) sub(".", ",", x, fixed = TRUE)
half_up <- function(x, d) floor(abs(x) * 10^d + 0.5 + 1e-9) / 10^d
decimals <- function(x, d, plus = FALSE) {
  r <- half_up(x, d)
  comma(paste0(if (r == 0) "" else if (x < 0) "\u2212" else if (plus) "+" else "",
               sprintf("%.*f", d, r)))
}
# Of whole numbers, without a fraction anywhere: half up to one decimal.
percent <- function(part, whole) {
  tenths <- (2000 * part + whole) %/% (2 * whole)
  sprintf("%d,%d %%", tenths %/% 10, tenths %% 10)
}
share <- function(x) paste(decimals(100 * x, 1), "%")
range_of <- function(i) sprintf("%s\u2013%s %%", decimals(100 * i[1], 1), decimals(100 * i[2], 1))

# ---- the page ----
page <- function(name) paste(readLines(name, encoding = "UTF-8"), collapse = "\n")
part_of <- function(text, from, to) {
  at <- regexpr(from, text, fixed = TRUE)
  if (at < 0) stop("the page has no ", from)
  rest <- substring(text, at)
  end <- regexpr(to, substring(rest, 2), fixed = TRUE)
  if (end < 0) rest else substring(rest, 1, end)
}
plain_text <- function(html) {
  text <- gsub("&gt;", ">", gsub("&lt;", "<", gsub("<[^>]*>", "", html)))
  trimws(gsub("[\u2060\u00ad]", "", gsub("\u00a0", " ", text)))
}
# The rows of the tables in a piece, as vectors of text, by what stands first.
rows_of <- function(html) {
  rows <- regmatches(html, gregexpr("<tr[^>]*>.*?</tr>", html, perl = TRUE))[[1]]
  cells <- lapply(rows, function(r)
    plain_text(regmatches(r, gregexpr("<t[hd][^>]*>.*?</t[hd]>", r, perl = TRUE))[[1]]))
  stats::setNames(lapply(cells, `[`, -1), vapply(cells, `[`, "", 1))
}
question <- function(text, number) part_of(text, sprintf("id=\"q%d\">", number), "</section>")
table_of <- function(section, caption)
  part_of(section, paste0(">", caption, "</caption>"), "</table>")

# ---- what is known of statistics ----
z <- stats::qnorm(0.975)
wilson <- function(p, n) {
  if (is.infinite(n)) return(c(p, p))
  middle <- (p + z^2 / (2 * n)) / (1 + z^2 / n)
  half <- z * sqrt(p * (1 - p) / n + z^2 / (4 * n^2)) / (1 + z^2 / n)
  pmin(pmax(c(middle - half, middle + half), 0), 1)
}
wider <- function(n) if (n >= population) Inf else n * (population - 1) / (population - n)
newcombe <- function(p, n, q, m) {
  first <- wilson(p, n)
  second <- wilson(q, m)
  c(p - q - sqrt((p - first[1])^2 + (second[2] - q)^2),
    p - q + sqrt((first[2] - p)^2 + (q - second[1])^2))
}
kish <- function(w) sum(w)^2 / sum(w^2)
steps <- c("Inte alls" = 1, "Lite" = 2, "Ganska" = 3, "Mycket" = 4)
codes <- c("Vet ej" = -1, "Tomma" = -9)
points <- c(0, 33, 66, 100)
valid <- function(x) x > 0
w <- ifelse(a$vikt >= 0, a$vikt, 0)

# ---- the questions ----
one_question <- function(text, number, x, w, weighted) {
  rows <- rows_of(question(text, number))
  what <- function(name)
    sprintf("question %d%s, %s", number, if (weighted) ", by weight" else "", name)
  one <- function(name, chosen, coded) {
    n <- sum(chosen)
    if (weighted) {
      p <- sum(w[chosen]) / sum(w)
      both <- c(share(p), share(sum(w[chosen]) / sum(w[valid(x)])))
      interval <- wilson(p, wider(kish(w)))
    } else {
      p <- n / length(x)
      both <- c(percent(n, length(x)), percent(n, sum(valid(x))))
      interval <- wilson(p, wider(length(x)))
    }
    same(what(name), rows[[name]], if (coded) c(n, both[1], "\u2013", "\u2013")
         else c(n, both, range_of(interval)))
  }
  for (name in names(steps)) one(name, x == steps[[name]], FALSE)
  for (name in names(codes))
    if (any(x == codes[[name]]) || name == "Tomma") one(name, x == codes[[name]], TRUE)
  one("Ganska och Mycket tillsammans", x >= 3, FALSE)
  v <- valid(x)
  u <- if (weighted) w[v] else rep(1, sum(v))
  section <- question(text, number)
  said <- plain_text(regmatches(section, regexpr("[^>]*ndex 0.100:[^<]*", section)))
  same(what("index"), said,
       sprintf(paste(if (weighted) "V\u00e4gt index 0\u2013100: %s. V\u00e4gt medelv\u00e4rde"
                     else "Index 0\u2013100: %s. Medelv\u00e4rde",
                     "p\u00e5 skalan 1\u20134: %s. Bas: %d som tog st\u00e4llning."),
               decimals(sum(u * points[x[v]]) / sum(u), 1), decimals(sum(u * x[v]) / sum(u), 2),
               sum(v)))
}

# ---- groups ----
one_cut <- function(section, caption, x) {
  rows <- rows_of(table_of(section, caption))
  for (name in names(steps))
    same(paste("groups,", caption, name), rows[[name]], vapply(letters[1:4], function(town) {
      own <- x[a$kommun == town]
      sprintf("%d (%s)", sum(own == steps[[name]]), percent(sum(own == steps[[name]]), length(own)))
    }, "", USE.NAMES = FALSE))
  m <- table(x[valid(x)], a$kommun[valid(x)])
  test <- suppressWarnings(stats::chisq.test(m, correct = FALSE))
  v <- sqrt(unname(test$statistic) / (sum(m) * (min(dim(m)) - 1)))
  p <- if (test$p.value < 0.001) "< 0,001" else paste("=", decimals(test$p.value, 3))
  after <- part_of(section, paste0(">", caption, "</caption>"), "</p>")
  same(paste("association,", caption), sub(".*Samband", "Samband", plain_text(after)), sprintf(paste(
    "Samband bland dem som tog st\u00e4llning (n = %d): Cram\u00e9rs V = %s. Chitv\u00e5test: \u03c7\u00b2 = %s,",
    "frihetsgrader %d, p %s."), sum(m), decimals(v, 2), decimals(test$statistic, 2),
    as.integer(test$parameter), p))
}

# ---- waves ----
one_wave <- function(section, caption, x) {
  rows <- rows_of(table_of(section, caption))
  then <- x[a$`_wave` == 2025]
  now <- x[a$`_wave` == 2026]
  for (name in names(steps)) {
    n <- c(sum(then == steps[[name]]), sum(now == steps[[name]]))
    p <- n / c(length(then), length(now))
    i <- newcombe(p[2], length(now), p[1], length(then))
    same(paste("waves,", caption, name), rows[[name]],
         c(sprintf("%s (%d)", percent(n[1], length(then)), n[1]),
           sprintf("%s (%d)", percent(n[2], length(now)), n[2]),
           decimals(100 * (p[2] - p[1]), 1, plus = TRUE),
           sprintf("%s till %s", decimals(100 * i[1], 1), decimals(100 * i[2], 1))))
  }
}

# ---- over time ----
one_run <- function(section, title, x) {
  piece <- part_of(section, paste0("<h3>", title, "</h3>"), "</table>")
  rows <- rows_of(piece)[-1]
  day <- as.Date(a$`_time`)
  week <- format(day, "%G %V")
  part <- tapply(x >= 3, week, sum)
  whole <- tapply(x, week, length)
  p <- sum(part) / sum(whole)
  for (i in seq_along(part)) {
    s <- 3 * sqrt(p * (1 - p) / whole[[i]])
    label <- sprintf("v. %d %s", as.integer(substring(names(part)[i], 6)),
                     substring(names(part)[i], 1, 4))
    same(paste("run chart,", title, label), c(names(rows)[i], rows[[i]]),
         c(label, percent(part[[i]], whole[[i]]), whole[[i]],
           range_of(c(max(p - s, 0), min(p + s, 1)))))
  }
  values <- as.vector(part) / as.vector(whole)
  middle <- stats::median(values)
  useful <- values[values != middle]
  runs <- rle(useful > middle)$lengths
  text <- plain_text(piece)
  same(paste("runs,", title),
       regmatches(text, regexpr("Medianen \u00e4r.*?serien \\d+", text, perl = TRUE)),
       sprintf("Medianen \u00e4r %s, %d anv\u00e4ndbara punkter, %d serier, l\u00e4ngsta serien %d",
               share(middle), length(useful), length(runs), max(runs)))
  longest <- round(log2(length(useful)) + 3)
  fewest <- stats::qbinom(0.05, length(useful) - 1, 0.5)
  crossings <- length(runs) - 1
  found <- regmatches(piece, regexpr("Anh\u00f8j: l\u00e4ngsta serien[^<.]*", piece))
  same(paste("Anh\u00f8j,", title), found, if (max(runs) > longest || crossings < fewest) sprintf(paste(
    "Anh\u00f8j: l\u00e4ngsta serien \u00e4r %d (h\u00f6gst %d vid slump) och antalet korsningar %d",
    "(minst %d)"), max(runs), longest, crossings, fewest) else character(0))
  same(paste("Perla's shift,", title), grepl("Skifte (Perla)", piece, fixed = TRUE), max(runs) >= 6)
}

# ---- all of it ----
plain <- page("plain.html")
weighted <- page("weighted.html")
asked <- list("3. Hur n\u00f6jd \u00e4r du?" = a$nojd, "4. Hur trygg \u00e4r du?" = a$trygg)
for (i in 1:2) {
  one_question(plain, i + 2, asked[[i]], w, FALSE)
  one_question(weighted, i + 2, asked[[i]], w, TRUE)
  one_cut(part_of(plain, "id=\"groups1\"", "</section>"), names(asked)[i], asked[[i]])
  one_wave(part_of(plain, "id=\"waves\"", "</section>"), names(asked)[i], asked[[i]])
  one_run(part_of(plain, "id=\"runs\"", "</section>"), names(asked)[i], asked[[i]])
}
both <- cbind(a$nojd, a$trygg)[valid(a$nojd) & valid(a$trygg), ]
alpha <- 2 * (1 - sum(apply(both, 2, stats::var)) / stats::var(rowSums(both)))
complete <- w[valid(a$nojd) & valid(a$trygg)]
life <- rowMeans(matrix(points[both], ncol = 2))
for (by_weight in c(FALSE, TRUE)) {
  section <- part_of(if (by_weight) weighted else plain, "id=\"indexes\"", "</section>")
  mean_of_all <- if (by_weight) sum(complete * life) / sum(complete) else mean(life)
  same("index with alpha", rows_of(section)[["Livet"]],
       c("3, 4", as.character(nrow(both)), decimals(mean_of_all, 1), decimals(alpha, 2)))
}
same("Kish", regmatches(weighted, regexpr("enligt Kish \u00e4r [0-9,]+", weighted)),
     paste("enligt Kish \u00e4r", decimals(kish(w), 1)))
if (wrong > 0) {
  cat(wrong, "of", compared, "figures differ\n")
  quit(status = 1)
}
cat(compared, "comparisons, all figures agree\n")
