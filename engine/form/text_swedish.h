// SPDX-License-Identifier: EUPL-1.2
// Every sentence of form/text_priv.h and form/workbook*.c in Swedish, beside the English one, with
// the same values in the same order. TEXT(english, swedish); see form/swedish.c, which reads it.
// A test holds this list against the sources: a new sentence needs its line here.

// ---- the file and its sheets ----
TEXT(
    "The form is larger than Svar accepts. Split it, or take away sheets and columns that the form "
    "does not use.",
    "Formuläret är större än Svar tar emot. Dela det, eller ta bort blad och kolumner som det inte "
    "använder.")
TEXT("The workbook has more than %d sheets. Take away those that the form does not use.",
     "Arbetsboken har fler än %d blad. Ta bort dem som formuläret inte använder.")
TEXT("The name of a sheet is longer than %d bytes. Shorten it.",
     "Ett blads namn är längre än %d byte. Korta det.")
TEXT("There are two sheets named \"%.*s\". Join them or rename one.",
     "Två blad heter ”%.*s”. Slå ihop dem eller döp om det ena.")
TEXT("The file gives this cell twice: it is damaged. Open it in a spreadsheet program and save it "
     "again.",
     "Cellen finns två gånger i filen, så den är skadad. Öppna filen i ett kalkylprogram och spara "
     "om "
     "den.")
TEXT("The cell holds more than %d bytes. Shorten it.",
     "Cellen rymmer mer än %d byte. Korta texten.")
TEXT("The cell holds a NUL character. Write it anew.",
     "Cellen innehåller ett otillåtet tecken (NUL). Skriv om den.")
TEXT("The sheet reaches further than Svar reads (%d rows, %d columns). Take away what lies beyond.",
     "Bladet är större än Svar läser (%d rader, %d kolumner). Ta bort det som ligger utanför.")
TEXT("Line %d is not UTF-8 text. Save the file as UTF-8 (in Excel: \"CSV UTF-8\").",
     "Rad %d är inte text i UTF-8. Spara filen som UTF-8 (i Excel: ”CSV UTF-8”).")
TEXT("The file is larger than %d MiB. Take away pictures and sheets that the form does not use.",
     "Filen är större än %d MiB. Ta bort bilder och blad som formuläret inte använder.")
TEXT("There is no sheet in the file. A form needs a sheet \"survey\" with the columns type, name "
     "and "
     "label.",
     "Filen har inget blad. Ett formulär behöver bladet ”survey” med kolumnerna type, name och "
     "label.")
TEXT("Svar reads forms as .xlsx, .xlsm, .md and .csv. Save the form as one of them.",
     "Svar läser formulär som .xlsx, .xlsm, .md och .csv. Spara formuläret som något av dem.")
TEXT("A quotation mark that opens on line %d of the file is never closed. Close it, or write it "
     "twice "
     "(\"\") inside text.",
     "Ett citattecken som öppnas på filens rad %d avslutas aldrig. Avsluta det, eller skriv två "
     "(\"\") "
     "inne i text.")
TEXT("The row does not end with \"|\", so \"%.*s\" is not read. End the row with \"|\".",
     "Raden slutar inte med ”|”, så ”%.*s” läses inte. Avsluta raden med ”|”.")
TEXT("The workbook is damaged (cell \"%.20s\" in row %d). Open it in a spreadsheet program and "
     "save it again.",
     "Arbetsboken är skadad (cellen ”%.20s” på rad %d). Öppna den i ett kalkylprogram och spara om "
     "den.")
TEXT("The cell holds \"%.*s\", which is no number. Write it anew.",
     "I cellen står ”%.*s”, som inte är ett tal. Skriv om den.")
TEXT("The workbook is damaged: the text of this cell is missing. Open it in a spreadsheet program "
     "and "
     "save it again.",
     "Arbetsboken är skadad: cellens text saknas. Öppna den i ett kalkylprogram och spara om den.")
TEXT("The formula in this cell gives %.*s. Mend the formula.",
     "Formeln i cellen ger %.*s. Rätta formeln.")
TEXT("This column and those behind it are not read, as more than %d blank columns stand before. "
     "Take "
     "away the blank columns, or what lies behind.",
     "Den här kolumnen och de efter den läses inte, eftersom fler än %d tomma kolumner står före. "
     "Ta "
     "bort de tomma kolumnerna, eller det som ligger efter.")
TEXT("The formula in this cell has no stored result, so the cell reads as empty. Open the workbook "
     "in "
     "a spreadsheet program and save it.",
     "Formeln i cellen har inget sparat resultat, så cellen läses som tom. Öppna arbetsboken i ett "
     "kalkylprogram och spara den.")
TEXT("This row and those below are not read, as more than %d blank rows stand above. Take away the "
     "blank rows, or what lies below.",
     "Den här raden och de under läses inte, eftersom fler än %d tomma rader står ovanför. Ta bort "
     "de "
     "tomma raderna, eller det som ligger under.")
TEXT("The sheet has a row beyond the %d that Svar reads. Take it away.",
     "Bladet har en rad efter de %d som Svar läser. Ta bort den.")
TEXT("The part %s is nested too deeply. Save the workbook anew from a spreadsheet program.",
     "Delen %s är nästlad för djupt. Spara om arbetsboken från ett kalkylprogram.")
TEXT("The part %s has a document type declaration, which workbooks do not have. Save the workbook "
     "anew "
     "from a spreadsheet program.",
     "Delen %s har en dokumenttypsdeklaration, och det har inga arbetsböcker. Spara om arbetsboken "
     "från ett kalkylprogram.")
TEXT("The workbook is damaged (%s: %s). Open it in a spreadsheet program and save it again.",
     "Arbetsboken är skadad (%s: %s). Öppna den i ett kalkylprogram och spara om den.")
TEXT("Unpacked, the part %s is larger than Svar accepts. Take away sheets and pictures that the "
     "form "
     "does not use.",
     "Delen %s är uppackad större än Svar tar emot. Ta bort blad och bilder som formuläret inte "
     "använder.")
TEXT("too large", "för stor")
TEXT("line %lu: %s", "rad %lu: %s")
TEXT("out of memory", "minnet räcker inte")
TEXT("too many relationships", "för många relationer")
TEXT("a sheet without name or id", "ett blad utan namn eller id")
TEXT("a sheet's id is too long", "ett blads id är för långt")
TEXT("too many strings", "för många texter")
TEXT("too many styles", "för många format")
TEXT("is not there", "finns inte")
TEXT("names no workbook", "anger ingen arbetsbok")
TEXT("has no relationships", "har inga relationer")
TEXT("This is a zip file, but no .xlsx workbook. Save the form as an Excel workbook (.xlsx).",
     "Det här är en zip-fil, men ingen arbetsbok. Spara formuläret som Excel-arbetsbok (.xlsx).")
TEXT(
    "The workbook is protected by a password or in the old .xls format. Save it as .xlsx without a "
    "password.",
    "Arbetsboken är skyddad med lösenord eller i det gamla formatet .xls. Spara den som .xlsx utan "
    "lösenord.")
TEXT("The file is no .xlsx workbook, or it is cut off (%s). Save it again from a spreadsheet "
     "program.",
     "Filen är ingen .xlsx-arbetsbok, eller så är den avhuggen (%s). Spara om den från ett "
     "kalkylprogram.")
TEXT("The workbook has more than %d parts. Take away pictures and sheets that the form does not "
     "use.",
     "Arbetsboken har fler än %d delar. Ta bort bilder och blad som formuläret inte använder.")
TEXT(TEXT_NO_SURVEY_SHEET, "det finns inget blad som heter ”survey”. Döp bladet med frågorna till "
                           "”survey”.")
TEXT(TEXT_SHEET_EMPTY,
     "bladet survey är tomt. Skriv en rad med kolumnernas namn och en rad för varje "
     "fråga.")
TEXT(TEXT_SHEET_NEAR, "bladet ”%.*s” ser ut som ett felstavat ”%s”. Döp om det.")
TEXT(TEXT_SHEET_IDLE,
     "bladet ”%s” har ingen verkan här. Ta bort det, eller låt det stå för andra program.")
TEXT(TEXT_NOT_UTF8, "texten är inte UTF-8. Spara filen som UTF-8.")
TEXT(TEXT_NODES_MANY, "bladet survey har fler än %d rader. Dela formuläret.")
TEXT(TEXT_CHOICES_MANY, "bladet choices har fler än %d rader. Dela det.")

// ---- columns and languages ----
TEXT(TEXT_COLUMN_TWICE, "kolumnen ”%.*s” betyder samma sak som kolumnen ”%.*s”. Behåll en av dem.")
TEXT(TEXT_COLUMN_NEAR, "kolumnen ”%.*s” är okänd. Menade du ”%.*s”?")
TEXT(TEXT_COLUMN_IDLE, "kolumnen ”%.*s” har ingen verkan här: svar delas inte mellan formulär "
                       "eller program. Ta bort den, eller låt den stå för andra program.")
TEXT(TEXT_COLUMN_UNKNOWN,
     "kolumnen ”%.*s” är okänd och har ingen verkan. Rätta namnet, eller ta bort "
     "den.")
TEXT(TEXT_SETTING_UNKNOWN,
     "inställningen ”%.*s” är okänd och har ingen verkan. Rätta namnet, eller ta bort den.")
TEXT(TEXT_SETTING_NEAR, "inställningen ”%.*s” är okänd. Menade du ”%.*s”?")
TEXT(TEXT_NO_TYPE_COLUMN,
     "bladet survey har ingen kolumn ”type”. Lägg till en som säger vad varje rad är.")
TEXT(TEXT_NO_LIST_COLUMN,
     "bladet choices har ingen kolumn ”list_name”. Lägg till en som säger vilken "
     "lista varje svarsalternativ hör till.")
TEXT(TEXT_LANGUAGES_MANY, "formuläret har fler än %d språk. Ta bort några.")
TEXT(
    TEXT_NO_DEFAULT_LANGUAGE,
    "vissa texter har ett språk och andra inget. Skriv default_language på bladet settings för att "
    "säga vilket språk kolumnen ”label” är på.")
TEXT(TEXT_SETTING_PLANNED, "inställningen ”%.*s” har ingen verkan här än. Ta bort den, eller låt "
                           "den stå för andra program.")

// ---- rows ----
TEXT(TEXT_NO_TYPE, "raden har ingen typ. Skriv en i kolumnen ”type”, eller töm raden.")
TEXT(TEXT_DISABLED,
     "raden är avstängd (disabled) och utelämnas. Töm kolumnen ”disabled” för att få tillbaka den.")
TEXT(TEXT_TYPE_UNKNOWN, "typen ”%.*s” är okänd. svar-xlsform(7) räknar upp frågetyperna.")
TEXT(TEXT_TYPE_UNKNOWN_NEAR, "typen ”%.*s” är okänd. Menade du ”%.*s”?")
TEXT(TEXT_TYPE_REFUSED, "typen ”%.*s” kan inte användas här. %.*s")
TEXT(TEXT_TYPE_NOTE,
     "”%.*s” kräver %.*s, som inte används här: de som svarar ser texten som en "
     "upplysning och lämnar inget svar. Ta bort raden, eller fråga på ett annat sätt.")
TEXT(TEXT_TYPE_EMPTY,
     "”%.*s” är alltid tom här: %.*s. Ta bort raden, eller låt inget hänga på den.")
TEXT("a satellite receiver", "en satellitmottagare")
TEXT("a camera or a microphone", "en kamera eller en mikrofon")
TEXT("the respondent’s own files", "den svarandes egna filer")
TEXT("there is no satellite receiver", "det finns ingen satellitmottagare")
TEXT("respondents are never recorded", "de som svarar spelas aldrig in")
TEXT("nobody signs in on this device, and nothing may point at a person",
     "ingen loggar in på enheten, och inget får peka ut en person")
TEXT("Ask for the place in words, or as a choice.",
     "Fråga efter platsen med ord, eller som svarsalternativ.")
TEXT("Save the choices as a .csv file and use select_one_from_file with a choice_filter.",
     "Spara svarsalternativen som en .csv-fil och använd select_one_from_file med choice_filter.")
TEXT("Save the data as a .csv file and use csv-external.",
     "Spara uppgifterna som en .csv-fil och använd csv-external.")
TEXT("Write the group once for each choice, or use a repeat.",
     "Skriv gruppen en gång för varje svarsalternativ, eller använd en repeat.")
TEXT(TEXT_TRIGGER_FORM, "”%.*s” anger inga frågor. Skriv ${namn}, med komma mellan flera.")
TEXT(TEXT_TRIGGER_GROUP, "”%.*s” är en grupp och ändras aldrig. Ange en fråga i den.")
TEXT(TEXT_COUNT_WRONG,
     "”%.*s” är ingen repeat, så repeat_count betyder inget. Flytta det till raden "
     "”begin repeat”.")
TEXT(TEXT_TABLE_LISTS,
     "”%.*s” har en annan lista än resten av tabellen ”%.*s”. Använd samma lista för "
     "alla, eller ta bort ”table-list”.")
TEXT(TEXT_TABLE_FILTER, "tabellen ”%.*s” kan inte ha choice_filter. Töm cellen, eller ta bort "
                        "”table-list”.")
TEXT(TEXT_SELECT_NO_FILE, "typen behöver namnet på en fil efter sig, till exempel orter.csv. Skriv "
                          "det med ett mellanslag emellan.")
TEXT(TEXT_TYPE_EXTRA, "typen ”%.*s” har ord efter ”%.*s” som inte betyder något. Ta bort dem.")
TEXT(TEXT_OR_OTHER,
     "”or_other” kan inte stå här: det kräver en lista på bladet choices och inget "
     "choice_filter. Lägg till svarsalternativet ”other” och en textfråga som är relevant "
     "när det är valt.")
TEXT(TEXT_NO_NAME, "%.*s har inget namn. Skriv ett i kolumnen ”name”.")
TEXT(TEXT_NAME_BAD, "”%.*s” kan inte vara ett namn. Börja med en bokstav eller ”_” och använd bara "
                    "bokstäver, siffror, ”-”, ”_” och ”.”, utan mellanslag.")
TEXT(TEXT_NAME_RESERVED, "namnet ”%.*s” är upptaget. Välj ett annat.")
TEXT(TEXT_NAME_TWICE,
     "namnet ”%.*s” används redan på rad %d. Ge varje fråga i en grupp ett eget namn.")
TEXT(TEXT_REPEAT_NAME_TWICE,
     "namnet ”%.*s” används också på rad %d, och en repeat behöver ett namn som "
     "inget annat har. Döp om en av dem.")
TEXT(TEXT_NO_LABEL, "frågan ”%.*s” har varken label eller hint. Skriv det som ska synas i kolumnen "
                    "”label”.")
TEXT(TEXT_CALCULATE_EMPTY, "beräkningen ”%.*s” är tom. Skriv den i kolumnen ”calculation”.")
TEXT(TEXT_GROUP_COLUMN,
     "%.*s har inget värde, så cellen har ingen verkan. Töm den, eller flytta den "
     "till en fråga.")
TEXT(TEXT_GROUP_OPEN, "%s ”%.*s” avslutas aldrig. Lägg till raden ”end %s” efter dess sista fråga.")
TEXT(TEXT_GROUP_EMPTY, "”%.*s” är tom. Lägg till en fråga, eller ta bort den.")
TEXT(TEXT_GROUPS_DEEP, "grupper står i varandra mer än %d nivåer djupt. Använd färre nivåer.")
TEXT(TEXT_END_WITHOUT_BEGIN,
     "”end %s” har ingen ”begin %s” före sig. Ta bort raden, eller lägg till "
     "början.")
TEXT(TEXT_END_OTHER, "”end %s” står där ”end %s” måste komma först, för ”%.*s” från rad %d. Rätta "
                     "ordningen.")
TEXT(TEXT_APPEARANCE_IDLE,
     "utseendet ”%.*s” har ingen verkan här: %s. Ta bort det, eller låt det stå för andra program.")
TEXT("there are no maps", "det finns inga kartor")
TEXT("there is no camera and no microphone", "det finns varken kamera eller mikrofon")
TEXT("dates follow the Gregorian calendar", "datum följer den gregorianska kalendern")
TEXT("choices are shown as a list", "svarsalternativen visas som en lista")
TEXT("the device has no compass", "enheten har ingen kompass")
TEXT("nothing is signed", "inget skrivs under")
TEXT("everybody may see what they type themselves", "var och en får se vad den själv skriver")
TEXT("respondents cannot leave the survey", "den som svarar kan inte lämna enkäten")
TEXT("there is no printer", "det finns ingen skrivare")
TEXT("no other program is started", "inget annat program startas")
TEXT(TEXT_APPEARANCE_NEAR, "utseendet ”%.*s” är okänt. Menade du ”%.*s”?")
TEXT(TEXT_APPEARANCE_UNKNOWN,
     "utseendet ”%.*s” är okänt och har ingen verkan. Rätta namnet, eller ta bort det.")
TEXT(TEXT_SEARCH, "search() kan inte läsas. Skriv search('fil') eller search('fil', 'matches', "
                  "'kolumn', ${fråga}), "
                  "på en fråga vars lista har en rad som anger kolumnerna för värde och text.")
TEXT(TEXT_NO_QUESTIONS, "formuläret har ingen fråga som kan visas. Lägg till en.")
TEXT(TEXT_REQUIRED_FORCES, "”%.*s” tvingar fram ett svar och ger ingen utväg. Lägg till ett "
                           "svarsalternativ som -1 ”Vet inte” "
                           "eller -2 ”Vill inte svara”, eller ta bort kravet.")
TEXT(TEXT_DEFAULT_WRONG, "standardvärdet kan inte användas: %s. Rätta det, eller töm cellen.")

// ---- choices ----
TEXT(TEXT_SELECT_NO_LIST, "%.*s behöver namnet på en lista efter sig. Skriv det med ett mellanslag "
                          "emellan.")
TEXT(TEXT_SELECT_FROM_REPEAT,
     "svarsalternativ från en repeat (”%.*s”) går inte än. Använd en lista på "
     "bladet choices.")
TEXT(TEXT_LIST_UNKNOWN,
     "det finns ingen lista ”%.*s” på bladet choices. Lägg till dess svarsalternativ "
     "där.")
TEXT(TEXT_LIST_UNKNOWN_NEAR, "det finns ingen lista ”%.*s” på bladet choices. Menade du ”%.*s”?")
TEXT(TEXT_CHOICE_NO_LIST,
     "svarsalternativet hör inte till någon lista. Skriv listans namn i kolumnen "
     "”list_name”.")
TEXT(TEXT_CHOICE_NO_NAME, "ett svarsalternativ i listan ”%.*s” har inget namn. Skriv en kort kod i "
                          "kolumnen ”name”.")
TEXT(TEXT_CHOICE_NO_LABEL, "svarsalternativet ”%.*s” har ingen text, så namnet visas i stället. "
                           "Skriv en i kolumnen ”label”.")
TEXT(TEXT_CHOICE_TWICE, "svarsalternativet ”%.*s” står två gånger i listan ”%.*s” (också på rad "
                        "%d). Döp om det ena, eller "
                        "skriv allow_choice_duplicates = yes på bladet settings.")
TEXT(TEXT_CHOICE_SPACE, "svarsalternativets namn ”%.*s” har ett mellanslag, men listan används av "
                        "en select_multiple, vars "
                        "svar skiljs åt med mellanslag. Skriv ”_” i stället.")
TEXT(TEXT_MISSING_CODE, "”%.*s” är ingen kod för saknade svar. Använd -1 (vet inte), -2 (vill inte "
                        "svara) eller -3 (gäller inte).")
TEXT(TEXT_FILTER_WITHOUT_CHOICES, "%.*s har inga svarsalternativ att välja ut. Töm cellen.")

// ---- data files ----
TEXT(TEXT_FILE_NOT_HERE, "filer bredvid formuläret kan inte läsas här")
TEXT(TEXT_FILE_NAME, "”%.*s” kan inte användas som datafil. Spara den som .csv, .xml eller "
                     ".geojson i formulärets egen mapp.")
TEXT(TEXT_FILE_FAILED, "filen ”%.*s” kan inte användas: %s.")
TEXT(TEXT_FILE_AND_LIST,
     "filen ”%.*s” har samma namn som listan ”%.*s” på bladet choices. Döp om en av "
     "dem.")
TEXT(TEXT_FILES_MANY, "formuläret anger fler än %d datafiler. Använd färre.")
TEXT(TEXT_GEOJSON, "den är ingen FeatureCollection i GeoJSON. Exportera den som en sådan")
TEXT(TEXT_CSV_UTF8, "den är inte text i UTF-8. Spara den som ”CSV UTF-8”")
TEXT(TEXT_CSV_NO_COLUMNS, "dess första rad anger inga kolumner. Skriv deras namn där")
TEXT(TEXT_CSV_COLUMNS_MANY, "den har fler än %d kolumner. Ta bort några")
TEXT(TEXT_CSV_COLUMN_TWICE, "den har två kolumner som heter ”%.*s”. Döp om en")
TEXT(TEXT_CSV_OPEN,
     "ett citattecken avslutas aldrig (rad %zu). Avsluta det, eller skriv två inne i en "
     "text")
TEXT(TEXT_CSV_LARGE, "den är större än vad som får plats. Dela den")
TEXT(TEXT_FILE_COLUMN,
     "filen ”%.*s” har ingen kolumn ”%.*s”. Jämför stavningen med dess första rad")
TEXT("cannot open %s: %s", "%s kan inte öppnas: %s")
TEXT("cannot read %s: %s", "%s kan inte läsas: %s")
TEXT("No such file or directory", "filen finns inte")
TEXT("Permission denied", "åtkomst nekas")
TEXT("%s is a folder, not a file", "%s är en mapp och ingen fil")
TEXT("%s is larger than %zu bytes", "%s är större än %zu byte")
TEXT("%s.", "%s.")

// ---- parameters ----
TEXT(TEXT_PARAMETER_FORM,
     "”%.*s” är ingen parameter. Skriv namn=värde, med mellanslag mellan flera.")
TEXT(TEXT_PARAMETER_UNKNOWN,
     "parametern ”%.*s” är okänd, eller stöds inte än, för %.*s. Ta bort den.")
TEXT(TEXT_PARAMETER_NUMBER, "parametern ”%.*s” måste vara ett tal, inte ”%.*s”. Rätta det.")
TEXT(TEXT_PARAMETER_BOOLEAN, "parametern ”%.*s” måste vara true eller false. Skriv ett av dem.")
TEXT(TEXT_PARAMETER_SEED,
     "seed har ingen verkan utan randomize=true. Lägg till det, eller ta bort seed.")
TEXT(TEXT_RANGE_STEP,
     "steget (step) måste vara större än 0 och högst avståndet från start till end. "
     "Rätta det.")
TEXT(TEXT_RANGE_TICK, "tick_interval måste vara en multipel av step. Rätta det.")
TEXT(TEXT_RANGE_PLACEHOLDER, "placeholder måste vara en punkt på skalan. Rätta det.")

// ---- names in expressions ----
TEXT(TEXT_NAME_UNKNOWN,
     "det finns ingen fråga som heter ”%.*s”. Jämför stavningen med kolumnen ”name”")
TEXT(TEXT_NAME_UNKNOWN_NEAR, "det finns ingen fråga som heter ”%.*s”. Menade du ”%.*s”?")
TEXT(TEXT_NAME_AMBIGUOUS,
     "flera frågor heter ”%.*s”, så det är oklart vilken som menas. Döp om alla utom "
     "en")
TEXT(TEXT_CHOICE_COLUMN, "bladet choices har ingen kolumn ”%.*s”, så detta är alltid tomt")
TEXT(TEXT_CHOICE_COLUMN_NEAR,
     "bladet choices har ingen kolumn ”%.*s”, så detta är alltid tomt. Menade du "
     "”%.*s”?")
TEXT(TEXT_INDEXED,
     "indexed-repeat() behöver en fråga, och sedan för varje repeat runt den denna repeat "
     "och ett nummer")
TEXT(TEXT_INDEXED_OUTSIDE, "frågan ”%.*s” finns inte i repeat ”%.*s”")
TEXT(TEXT_CHOICE_NAME_OF,
     "”%.*s” har inga svarsalternativ. jr:choice-name behöver frågan som värdet kommer "
     "från")
TEXT(TEXT_INSTANCE_TEXT, "instance() behöver namnet på en lista inom citattecken")
TEXT(TEXT_INSTANCE_UNKNOWN, "det finns ingen lista ”%.*s” på bladet choices")
TEXT(TEXT_NOT_HERE, "funktionen %s() går inte att använda här")
TEXT(TEXT_CIRCLE,
     "dessa väntar på varandra i en cirkel, så ingen kan räknas ut: %.*s%s. Ta bort en av dem "
     "ur cirkeln.")
TEXT(TEXT_TEXT_UNCLOSED, "”${” saknar ”}” efter sig. Skriv ${namn}.")

// ---- grammar of expressions ----
TEXT(TEXT_EXPR_AT, "%s (vid tecken %zu).")
TEXT(TEXT_EXPR_LONG, "uttrycket är längre än %d byte. Dela det på flera beräkningar.")
TEXT(TEXT_EXPR_EMPTY, "uttrycket är tomt. Skriv ett, eller töm cellen.")
TEXT(TEXT_EXPR_DEEP, "uttrycket är nästlat mer än %d nivåer djupt. Dela det på flera beräkningar")
TEXT(TEXT_EXPR_BAD_TOKEN, "%.*s går inte att läsa. Rätta det")
TEXT("a quotation mark without its partner", "ett citattecken utan sin make")
TEXT("“${” without its “}”", "”${” utan sitt ”}”")
TEXT("a lone “$”", "ett ensamt ”$”")
TEXT("a value", "ett värde")
TEXT("a name", "ett namn")
TEXT(TEXT_EXPR_ENDS, "uttrycket slutar där %s saknas. Lägg till det")
TEXT(TEXT_EXPR_EXPECTED, "%s saknas före ”%.*s”. Lägg till det")
TEXT(TEXT_EXPR_CLOSE, "det finns en ”)” för mycket. Ta bort den, eller lägg till en ”(” före")
TEXT(TEXT_EXPR_REST, "”%.*s” står där uttrycket kunde sluta. Ett tecken som and, or, =, + saknas")
TEXT(TEXT_EXPR_AXIS, "axeln ”%.*s” stöds inte. Använd /, .. eller //")
TEXT(TEXT_EXPR_FUNCTION_IN_PATH, "%.*s() kan inte stå i en sökväg. Sätt funktionen runt sökvägen")
TEXT(TEXT_EXPR_EMPTY_REFERENCE, "${} anger ingen fråga. Skriv ${namn}")
TEXT(TEXT_EXPR_UNKNOWN_FUNCTION, "det finns ingen funktion ”%.*s”. Kontrollera stavningen")
TEXT(TEXT_EXPR_UNKNOWN_FUNCTION_NEAR, "det finns ingen funktion ”%.*s”. Menade du ”%.*s”?")
TEXT(TEXT_EXPR_TOO_FEW,
     "%s() behöver minst %u värden och har %u. Lägg till det som saknas, med komma "
     "emellan")
TEXT(TEXT_EXPR_TOO_MANY, "%s() tar högst %u värden och har %u. Ta bort det som är för mycket")
TEXT(TEXT_REGEX_LONG, "mönstret är längre än %d byte. Korta det")
TEXT(TEXT_REGEX_BAD, "mönstret ”%.*s” går inte att läsa: %s, nära dess tecken %zu. Rätta det")
TEXT(TEXT_REGEX_HARD, "mönstret tar för lång tid att jämföra med. Skriv det enklare")

// ---- while evaluating ----
TEXT(TEXT_EVAL_MEMORY, "uttrycket ger för mycket text")
TEXT(TEXT_EVAL_VISITS, "uttrycket tittar på för många svar")
TEXT(TEXT_EVAL_NOT_NODES,
     "en sökväg kan bara fortsätta från frågor, inte från en text eller ett tal")
TEXT(TEXT_EVAL_UNION, "”|” förenar frågor, inte texter eller tal")
TEXT(TEXT_EVAL_WANTS_NODES, "%s() behöver frågor, inte en text eller ett tal")
TEXT(TEXT_EVAL_PAIRS, "weighted-checklist() behöver en vikt efter varje värde")
TEXT(TEXT_EVAL_NO_FORM, "%s() går inte att använda här")
TEXT(TEXT_EVAL_NO_INSTANCE, "det finns ingen lista ”%.*s”")
TEXT(TEXT_EVAL_DIGEST,
     "det finns inget kontrollvärde ”%.*s”. Använd MD5, SHA-1, SHA-256, SHA-384 eller "
     "SHA-512")
TEXT(TEXT_EVAL_DATE, "”%.*s” är inget datum. Skriv ett som 2026-01-31")
TEXT(TEXT_EVAL_DATE_FIELD,
     "”%%%c” är ingen del av ett datum. Använd %%Y %%y %%m %%n %%b %%d %%e %%a, och "
     "%%H %%h %%M %%S %%3 för tider")

// ---- answers ----
TEXT(TEXT_VALUE_LONG, "svaret är längre än %d byte")
TEXT(TEXT_VALUE_UTF8, "svaret är inte text i UTF-8")
TEXT(TEXT_VALUE_INTEGER, "svaret måste vara ett heltal")
TEXT(TEXT_VALUE_DECIMAL, "svaret måste vara ett tal")
TEXT(TEXT_VALUE_DATE, "svaret måste vara ett datum som 2026-01-31")
TEXT(TEXT_VALUE_TIME, "svaret måste vara ett klockslag som 14:30")
TEXT(TEXT_VALUE_DATETIME, "svaret måste vara datum och klockslag som 2026-01-31T14:30")
TEXT(TEXT_VALUE_POINT, "svaret måste vara en punkt: latitud och longitud")
TEXT(TEXT_VALUE_POINTS, "svaret måste vara minst %d punkter med ”;” emellan")
TEXT(TEXT_VALUE_RANGE, "svaret måste vara mellan %.*s och %.*s")
TEXT(TEXT_VALUE_CHOICE, "”%.*s” finns inte bland svarsalternativen")
TEXT(TEXT_VALUE_TRIGGER, "svaret måste vara OK eller tomt")
TEXT(TEXT_VALUE_STRUCTURE, "”%.*s” är en grupp och har inget svar")
TEXT(TEXT_VALUE_READONLY, "”%.*s” kan inte besvaras: den går bara att läsa eller räknas ut")
TEXT(TEXT_VALUE_REF, "det finns ingen sådan fråga i svaret")
TEXT(TEXT_VALUE_MISSING, "%d är ingen kod för ett saknat svar")
TEXT(TEXT_ARENA_SMALL, "svaret behöver mer minne än det har fått")
TEXT(TEXT_REPEAT_WRONG, "”%.*s” kan inte upprepas där")
TEXT(TEXT_REPEAT_COUNTED, "”%.*s” följer sitt repeat_count: inget kan läggas till eller tas bort")
TEXT(TEXT_TRIGGERS_CHASE,
     "frågor utlöser varandra utan slut runt ”%.*s”. Ta bort en trigger, eller låt den "
     "ta slut")
TEXT(TEXT_REPEAT_MANY, "”%.*s” upprepas %d gånger, och fler går inte")

// ---- what the linter says ----
TEXT(TEXT_LINT_NEVER,
     "”%.*s” kan aldrig visas: inga svar gör dess relevant sant. Rätta relevant, eller ta "
     "bort det.")
TEXT(TEXT_LINT_NEVER_BY,
     "”%.*s” kan aldrig visas: dess relevant kräver något som ”%.*s” inte kan vara. Rätta "
     "relevant, eller den frågans svarsalternativ och constraint.")
TEXT(TEXT_LINT_NEVER_AFTER,
     "”%.*s” kan aldrig visas: den väntar på ”%.*s”, som själv aldrig får något svar. "
     "Rätta den frågans relevant först.")
TEXT(TEXT_LINT_NOTE_REQUIRED,
     "upplysningen ”%.*s” är obligatorisk, och ingen kan svara på en upplysning: "
     "ODK:s appar kommer inte vidare. Töm cellen.")
TEXT(TEXT_LINT_STUCK_READONLY,
     "ingen kommer förbi ”%.*s”: den är obligatorisk men går bara att läsa, och "
     "inget fyller i den. Ta bort det ena.")
TEXT(TEXT_LINT_STUCK_CHOICES,
     "ingen kommer förbi ”%.*s”: den är obligatorisk, och det finns inget att välja. "
     "Rätta choice_filter, eller lägg till svarsalternativ.")
TEXT(TEXT_LINT_NO_CHOICES,
     "”%.*s” har inget att välja. Rätta choice_filter, eller lägg till svarsalternativ.")
TEXT(TEXT_LINT_STUCK,
     "ingen kommer förbi ”%.*s”: den är obligatorisk, och inget svar uppfyller dess "
     "constraint. Rätta constraint.")
TEXT(TEXT_LINT_NEVER_ACCEPTED,
     "inget svar på ”%.*s” uppfyller dess constraint där den visas. Rätta "
     "constraint.")
TEXT(TEXT_LINT_CHOICE_NEAR,
     "”%.*s” har inget svarsalternativ ”%.*s”, så detta stämmer aldrig. Menade du "
     "”%.*s”?")
TEXT(TEXT_LINT_CHOICE_UNKNOWN,
     "”%.*s” har inget svarsalternativ ”%.*s”, så detta stämmer aldrig. Skriv "
     "namnet på ett av dess svarsalternativ.")
TEXT(TEXT_LINT_LATER,
     "”%.*s” väntar på ”%.*s”, som ställs senare: då har den som svarar redan passerat. "
     "Flytta den efter den frågan.")
TEXT(TEXT_LINT_DOUBLE,
     "”%.*s” verkar fråga om två saker på en gång (”%.*s”), och ett svar rymmer inte båda. "
     "Ställ dem som två frågor.")
TEXT(TEXT_LINT_LONG,
     "texten till ”%.*s” har %zu tecken, och den minsta skärmen (800 × 480) visar ungefär %zu "
     "på en gång. Korta den, eller flytta en del till en upplysning före.")
TEXT(TEXT_LINT_LONG_WORD,
     "texten till ”%.*s” har ett ord på %zu tecken, som är bredare än den minsta skärmen "
     "(800 × 480). Dela det med ”-”, eller välj ett annat ord.")
TEXT(TEXT_LINT_UNTRANSLATED,
     "%s till ”%.*s” saknas på %.*s. Översätt, annars visas ett annat språk.")
TEXT(TEXT_LINT_NO_LANGUAGE_COLUMN,
     "%s finns inte alls på %.*s. Lägg till kolumnen ”%s::%.*s”, annars visas ett "
     "annat språk.")
TEXT(TEXT_LINT_SCALE,
     "”%.*s” ser ut som en felskrivning av ”%.*s” i listan ”%.*s” (rad %d). Skriv båda lika, "
     "eller använd en lista för båda frågorna.")
TEXT(TEXT_LINT_TWINS,
     "svarsalternativet ”%.*s” i listan ”%.*s” har samma text som ”%.*s” (rad %d), så de går "
     "inte att skilja åt. Skriv om en av texterna.")
TEXT(TEXT_LINT_NAME_LONG,
     "namnet ”%.*s” är längre än de %d byte som SPSS tar emot, och kapas där. Korta det.")
TEXT(TEXT_LINT_NAME_SAME,
     "SPSS tar namnet ”%.*s” för samma som det på rad %d, och får en siffra efter det. Välj "
     "ett namn som skiljer sig i mer än versaler, accenter och tecken.")
TEXT(TEXT_LINT_CHOICE_LONG,
     "svarsalternativets namn ”%.*s” är längre än de %d byte som SPSS tar emot, och kapas "
     "där. Korta det; texten i label får vara lång.")
TEXT(TEXT_LINT_CHOICE_ODD,
     "SPSS kan inte ta emot svarsalternativets namn ”%.*s”, eftersom det innehåller ”%.*s”. "
     "Använd bara bokstäver, siffror och ”_”; texten i label får innehålla allt.")
TEXT(TEXT_LINT_CODES_MIXED,
     "listan ”%.*s” har både tal och ord som namn (”%.*s”), så SPSS får nya nummer för "
     "alla. Använd tal för varje svarsalternativ, eller ord för varje.")
TEXT(TEXT_LINT_JOINED_LONG,
     "variabeln ”%.*s”, som SPSS får för detta svarsalternativ, är längre än %d byte och "
     "kapas. Korta svarsalternativets namn eller frågans.")
TEXT(TEXT_LINT_JOINED_SAME,
     "svarsalternativet ”%.*s” till ”%.*s” blir variabeln ”%.*s” i SPSS, som redan är "
     "upptagen. Välj ett namn som skiljer sig i mer än versaler, accenter och tecken.")
