// SPDX-License-Identifier: EUPL-1.2
// Every word that the kiosk itself says, in one table, and what it knows of languages: their own
// names and the way they run. What the survey and its form say comes from them. [any]
#pragma once

#include "base/buf.h"

// Id, Swedish, English, Arabic. {n} and its like are filled in by kiosk_text_fill.
#define KIOSK_TEXT_MAP(X)                                                                                                                                                \
    X(START, "Börja", "Start", "ابدأ")                                                                                                                                   \
    X(QUESTIONS_ONE, "1 fråga", "1 question", "سؤال واحد")                                                                                                               \
    X(QUESTIONS, "{n} frågor", "{n} questions", "عدد الأسئلة: {n}")                                                                                                      \
    X(MINUTES_ONE, "ungefär 1 minut", "about 1 minute", "حوالي دقيقة واحدة")                                                                                             \
    X(MINUTES, "ungefär {n} minuter", "about {n} minutes", "المدة بالدقائق: نحو {n}")                                                                                    \
    X(ATTRACT_LINE, "Dina svar låses direkt. Bara den som frågar kan läsa dem.",                                                                                         \
      "Your answers are locked at once. Only those who ask can read them.",                                                                                              \
      "تُقفل إجاباتك فورًا، ولا يقرؤها إلا من يسأل.")                                                                                                                      \
    X(LANGUAGE_TITLE, "Välj språk", "Choose a language", "اختر اللغة")                                                                                                   \
    X(LANGUAGE, "Språk", "Language", "اللغة")                                                                                                                            \
    X(INFO_TITLE, "Innan du börjar", "Before you start", "قبل أن تبدأ")                                                                                                  \
    X(INFO_TEXT,                                                                                                                                                         \
      "{organizer} ställer frågorna. Svaren redovisas bara för grupper om minst {k} personer.",                                                                          \
      "{organizer} asks the questions. Answers are only reported for groups of at least {k}.",                                                                           \
      "{organizer} يطرح الأسئلة. لا تُعرض الإجابات إلا لمجموعات من {k} أشخاص على الأقل.")                                                                                 \
    X(INFO_CONTACT, "Frågor? {contact}", "Questions? {contact}", "أسئلة؟ {contact}")                                                                                     \
    X(CONTINUE, "Fortsätt", "Continue", "تابع")                                                                                                                          \
    X(CONSENT_TITLE, "Vill du vara med?", "Do you want to take part?", "هل تريد المشاركة؟")                                                                              \
    X(CONSENT_TEXT, "Det är frivilligt. Du kan hoppa över frågor och sluta när du vill.",                                                                                \
      "It is voluntary. You can skip questions and stop whenever you like.",                                                                                             \
      "المشاركة طوعية. يمكنك تخطي الأسئلة والتوقف متى شئت.")                                                                                                             \
    X(YES, "Ja", "Yes", "نعم")                                                                                                                                           \
    X(NO, "Nej", "No", "لا")                                                                                                                                             \
    X(BACK, "Tillbaka", "Back", "رجوع")                                                                                                                                  \
    X(NEXT, "Nästa", "Next", "التالي")                                                                                                                                   \
    X(FINISH, "Klar", "Finish", "إنهاء")                                                                                                                                 \
    X(STOP, "Sluta och radera", "Stop and erase", "توقف وامسح")                                                                                                          \
    X(STOP_TITLE, "Vill du sluta?", "Do you want to stop?", "هل تريد التوقف؟")                                                                                           \
    X(STOP_TEXT, "Allt du har svarat raderas. Inget sparas.",                                                                                                            \
      "Everything you have answered is erased. Nothing is kept.",                                                                                                        \
      "سيُمسح كل ما أجبت به ولن يُحفظ شيء.")                                                                                                                               \
    X(STOP_YES, "Ja, radera", "Yes, erase", "نعم، امسح")                                                                                                                 \
    X(STOP_NO, "Nej, fortsätt svara", "No, go on answering", "لا، أكمل الإجابة")                                                                                         \
    X(ERASED_TITLE, "Allt är raderat", "Everything is erased", "تم مسح كل شيء")                                                                                          \
    X(ERASED_TEXT, "Inget av det du svarade finns kvar.", "Nothing that you answered is left.",                                                                          \
      "لم يبقَ شيء مما أجبت به.")                                                                                                                                         \
    X(HINT, "Du har inte svarat. Vill du gå vidare ändå? Tryck på {next}.",                                                                                              \
      "You have not answered. Go on anyway? Press {next}.",                                                                                                              \
      "لم تُجب. هل تريد المتابعة رغم ذلك؟ اضغط {next}.")                                                                                                                  \
    X(INVALID, "Svaret går inte att använda. Ändra det, eller ta bort det.",                                                                                             \
      "This answer cannot be used. Please change or remove it.",                                                                                                         \
      "لا يمكن استخدام هذه الإجابة. غيّرها أو احذفها.")                                                                                                                   \
    X(REQUIRED, "Den här frågan behöver ett svar.", "This question needs an answer.",                                                                                    \
      "هذا السؤال يحتاج إلى إجابة.")                                                                                                                                     \
    X(WARN_NAME,                                                                                                                                                         \
      "Skrev du namnet på någon? Ta gärna bort det, så att ingen kan kännas igen. Tryck på "                                                                       \
      "{next} om det ska stå kvar.",                                                                                                                                     \
      "Did you write somebody's name? Please remove it, so that nobody can be recognised. Press "                                                                        \
      "{next} to keep it.",                                                                                                                                              \
      "هل كتبت اسم شخص؟ من الأفضل حذفه كي لا يُعرف أحد. اضغط {next} للإبقاء عليه.")                                                                                       \
    X(WARN_PLACE,                                                                                                                                                        \
      "Skrev du namnet på en plats? Ta gärna bort det om någon kan kännas igen. Tryck på {next} "                                                                   \
      "om det ska stå kvar.",                                                                                                                                            \
      "Did you name a place? Please remove it if somebody could be recognised. Press {next} to "                                                                         \
      "keep it.",                                                                                                                                                        \
      "هل ذكرت اسم مكان؟ من الأفضل حذفه إن كان يدل على شخص. اضغط {next} للإبقاء عليه.")                                                                                  \
    X(WARN_NUMBER,                                                                                                                                                       \
      "Det ser ut som ett telefonnummer, en adress eller ett personnummer. Ta gärna bort det. "                                                                         \
      "Tryck på {next} om det ska stå kvar.",                                                                                                                            \
      "This looks like a phone number, an address or an identity number. Please remove it. "                                                                             \
      "Press {next} to keep it.",                                                                                                                                        \
      "يبدو هذا كرقم هاتف أو عنوان أو رقم هوية. من الأفضل حذفه. اضغط {next} للإبقاء عليه.")                                                                              \
    X(CANNOT_SHOW, "Den här frågan kan inte visas här. Gå vidare till nästa.",                                                                                           \
      "This question cannot be shown here. Please go on to the next.",                                                                                                   \
      "لا يمكن عرض هذا السؤال هنا. انتقل إلى التالي من فضلك.")                                                                                                           \
    X(SAVING, "Sparar dina svar …", "Saving your answers …", "جارٍ حفظ إجاباتك …")                                                                                        \
    X(TROUBLE_TITLE, "Dina svar är inte sparade än", "Your answers are not saved yet",                                                                                   \
      "لم تُحفظ إجاباتك بعد")                                                                                                                                             \
    X(TROUBLE_TEXT,                                                                                                                                                      \
      "Kiosken försöker igen av sig själv. Säg gärna till personalen. Inget visas på skärmen.",                                                                          \
      "The kiosk keeps trying by itself. Please tell the staff. Nothing is shown on the screen.",                                                                        \
      "يحاول الجهاز مجددًا من تلقاء نفسه. أخبر الموظفين من فضلك. لا شيء معروض على الشاشة.")                                                                               \
    X(THANKS_TITLE, "Tack!", "Thank you!", "شكرًا لك!")                                                                                                                   \
    X(THANKS_TEXT, "Dina svar är sparade och låsta. Bara den som frågar kan läsa dem.",                                                                                  \
      "Your answers are saved and locked. Only those who ask can read them.",                                                                                            \
      "حُفظت إجاباتك وقُفلت، ولا يقرؤها إلا من يسأل.")                                                                                                                     \
    X(THANKS_CLEARED, "Inget av det du svarade finns kvar på skärmen.",                                                                                                  \
      "Nothing that you answered is left on the screen.", "لم يبقَ شيء من إجاباتك على الشاشة.")                                                                           \
    X(AGAIN, "Nästa person", "Next person", "الشخص التالي")                                                                                                              \
    X(HAND_ON, "Lämna gärna över till nästa person.", "Please hand it on to the next person.",                                                                           \
      "سلّم الجهاز إلى الشخص التالي من فضلك.")                                                                                                                            \
    X(NEXT_INTERVIEW, "Nästa intervju", "Next interview", "المقابلة التالية")                                                                                            \
    X(INTERVIEW_LINE, "Intervju: läs frågorna högt och fyll i åt den som svarar.",                                                                                       \
      "Interview: read the questions aloud and fill in for the person who answers.",                                                                                     \
      "مقابلة: اقرأ الأسئلة بصوت عالٍ وسجّل إجابات من يجيب.")                                                                                                              \
    X(DECLINED_TITLE, "Tack ändå!", "Thank you anyway!", "شكرًا على أي حال!")                                                                                             \
    X(DECLINED_TEXT, "Det är helt i sin ordning. Inget har sparats om dig.",                                                                                             \
      "That is perfectly all right. Nothing about you has been kept.",                                                                                                   \
      "لا بأس بذلك. لم يُحفظ أي شيء عنك.")                                                                                                                                \
    X(IDLE_TITLE, "Är du kvar?", "Are you still there?", "هل ما زلت هنا؟")                                                                                               \
    X(IDLE_TEXT, "Annars raderas dina svar snart.", "Otherwise your answers are erased soon.",                                                                           \
      "وإلا ستُمسح إجاباتك قريبًا.")                                                                                                                                       \
    X(IDLE_TEXT_KEEP, "Annars avslutas enkäten snart.", "Otherwise the survey is ended soon.",                                                                           \
      "وإلا سينتهي الاستبيان قريبًا.")                                                                                                                                    \
    X(IDLE_CONTINUE, "Ja, fortsätt", "Yes, go on", "نعم، أكمل")                                                                                                          \
    X(IDLE_CLEAR, "Avsluta och rensa", "End and clear", "إنهاء ومسح")                                                                                                    \
    X(SECONDS_ONE, "1 sekund kvar", "1 second left", "بقيت ثانية واحدة")                                                                                                 \
    X(SECONDS, "{n} sekunder kvar", "{n} seconds left", "الثواني المتبقية: {n}")                                                                                         \
    X(PROGRESS, "Fråga {n} av {m}", "Question {n} of {m}", "السؤال {n} من {m}")                                                                                          \
    X(TEST_MODE, "Provläge", "Test mode", "وضع تجريبي")                                                                                                                  \
    X(ANSWER_FIELD, "Skriv här", "Write here", "اكتب هنا")                                                                                                               \
    X(NEW_LINE, "Ny rad", "New line", "سطر جديد")                                                                                                                        \
    X(SPACE, "mellanslag", "space", "مسافة")                                                                                                                             \
    X(ERASE, "Sudda", "Erase", "حذف")                                                                                                                                    \
    X(SHIFT, "Stora bokstäver", "Capital letters", "تبديل")                                                                                                              \
    X(SYMBOLS, "123", "123", "123")                                                                                                                                      \
    X(LETTERS, "abc", "abc", "أبج")                                                                                                                                      \
    X(MORE, "Visa mer", "Show more", "عرض المزيد")                                                                                                                       \
    X(LESS, "Visa det som var före", "Show what was before", "عرض ما سبق")                                                                                               \
    X(AA, "Text och utseende", "Text and appearance", "النص والمظهر")                                                                                                    \
    X(AA_SIZE, "Textstorlek", "Text size", "حجم النص")                                                                                                                   \
    X(AA_CONTRAST, "Färger", "Colours", "الألوان")                                                                                                                       \
    X(AA_LIGHT, "Ljust", "Light", "فاتح")                                                                                                                                \
    X(AA_DARK, "Mörkt", "Dark", "داكن")                                                                                                                                  \
    X(AA_HIGH, "Stark kontrast", "High contrast", "تباين عالٍ")                                                                                                           \
    X(AA_OTHER, "Annat", "Other", "أخرى")                                                                                                                                \
    X(AA_STILL, "Inget rör sig", "Nothing moves", "بلا حركة")                                                                                                            \
    X(AA_CALM, "Stadigare tryck", "Steadier touches", "لمسات أثبت")                                                                                                      \
    X(AA_ALOUD, "Läs upp", "Read aloud", "القراءة بصوت عالٍ")                                                                                                             \
    X(AA_RESET, "Som det var", "As it was", "كما كان")                                                                                                                   \
    X(AA_CLOSE, "Klar", "Done", "تم")                                                                                                                                    \
    X(SPEAK, "Läs upp sidan", "Read this page aloud", "اقرأ هذه الصفحة")                                                                                                 \
    X(SPOKEN_CHOSEN, "vald", "chosen", "تم اختياره")                                                                                                                     \
    X(PIN_TITLE, "Personalens kod", "Staff code", "رمز الموظفين")                                                                                                        \
    X(PIN_HINT, "Skriv koden.", "Type the code.", "اكتب الرمز.")                                                                                                         \
    X(PIN_WRONG, "Koden stämde inte.", "That was not the code.", "الرمز غير صحيح.")                                                                                      \
    X(PIN_WAIT, "Vänta {n} sekunder.", "Wait {n} seconds.", "انتظر {n} ثانية.")                                                                                          \
    X(ADMIN_TITLE, "För personalen", "For the staff", "للموظفين")                                                                                                        \
    X(ADMIN_RESPONSES, "Svar i allt", "Responses in all", "مجموع الإجابات")                                                                                              \
    X(ADMIN_WAITING, "Väntar på att skickas", "Waiting to be sent", "في انتظار الإرسال")                                                                                 \
    X(ADMIN_RECEIPTED, "Kvitterade", "Receipted", "مؤكدة الاستلام")                                                                                                      \
    X(ADMIN_DECLINED, "Sade nej", "Said no", "رفضوا المشاركة")                                                                                                           \
    X(ADMIN_BROKE_OFF, "Avbröt", "Broke off", "توقفوا قبل النهاية")                                                                                                      \
    X(ADMIN_LAST, "Senaste kvitto", "Last receipt", "آخر إيصال")                                                                                                         \
    X(ADMIN_NEVER, "inget än", "none yet", "لا يوجد بعد")                                                                                                                \
    X(ADMIN_DISK, "Ledigt på disken", "Free on the disk", "المساحة الحرة على القرص")                                                                                     \
    X(ADMIN_SYNC, "Skicka nu", "Send now", "أرسل الآن")                                                                                                                  \
    X(ADMIN_TEST, "Lås ett provsvar", "Seal a test response", "اقفل إجابة تجريبية")                                                                                      \
    X(ADMIN_LEAVE, "Avsluta kiosken", "Leave the kiosk", "أغلق الجهاز")                                                                                                  \
    X(ADMIN_TESTED, "Ett provsvar gick att låsa. Det sparas inte.",                                                                                                      \
      "A test response could be sealed. It is not kept.", "أمكن قفل إجابة تجريبية. لن تُحفظ.")                                                                            \
    X(ADMIN_SYNCING, "Skickar …", "Sending …", "جارٍ الإرسال …")                                                                                                          \
    X(ADMIN_SYNCED, "Allt är skickat.", "Everything is sent.", "أُرسل كل شيء.")                                                                                           \
    X(ADMIN_SYNC_FAILED, "Det gick inte att skicka. Kiosken försöker igen.",                                                                                             \
      "It could not be sent. The kiosk tries again.", "تعذر الإرسال. سيحاول الجهاز مجددًا.")                                                                              \
    X(ADMIN_NO_COLLECTOR, "Enkäten skickas inte över nätet.", "This survey is not sent.",                                                                                \
      "هذا الاستبيان لا يُرسل عبر الشبكة.")                                                                                                                               \
    X(DONT_KNOW, "Vet inte", "I do not know", "لا أعرف")                                                                                                                 \
    X(REFUSE, "Vill inte svara", "I do not want to answer", "لا أريد أن أجيب")                                                                                           \
    X(NOT_MINE, "Gäller inte mig", "Does not apply to me", "لا ينطبق عليّ")                                                                                               \
    X(GUIDANCE, "Mer information", "More information", "مزيد من المعلومات")                                                                                              \
    X(GUIDANCE_LESS, "Mindre information", "Less information", "معلومات أقل")                                                                                            \
    X(NO_PLACE, "Platsen kan inte tas här: kiosken har ingen satellitmottagare. Gå vidare.",                                                                             \
      "A place cannot be taken here: this kiosk has no satellite receiver. Please go on.",                                                                               \
      "لا يمكن تحديد الموقع هنا: لا يوجد في الجهاز مستقبل أقمار صناعية. تابع من فضلك.")                                                                                  \
    X(NO_CAMERA, "Bild och ljud kan inte tas upp här: kiosken har ingen kamera. Gå vidare.",                                                                             \
      "Pictures and sound cannot be recorded here: this kiosk has no camera. Please go on.",                                                                             \
      "لا يمكن التقاط صورة أو صوت هنا: لا توجد كاميرا في الجهاز. تابع من فضلك.")                                                                                         \
    X(LESS_OF, "{what}: mindre", "{what}: less", "{what}: أقل")                                                                                                          \
    X(MORE_OF, "{what}: mer", "{what}: more", "{what}: أكثر")                                                                                                            \
    X(NOTHING_CHOSEN, "Tryck på linjen", "Tap the line", "اضغط على الخط")                                                                                                \
    X(STATEMENT, "{n}\u00a0av\u00a0{m}", "{n}\u00a0of\u00a0{m}", "{n}\u00a0من\u00a0{m}")                                                                                 \
    X(LIST_ADD, "Lägg till en till", "Add another", "أضف واحدًا آخر")                                                                                                     \
    X(LIST_ADD_FIRST, "Lägg till", "Add", "أضف")                                                                                                                         \
    X(LIST_REMOVE, "Ta bort nummer {n}", "Remove number {n}", "احذف رقم {n}")                                                                                            \
    X(LIST_BLANK, "Inget svar än", "Not answered yet", "لا توجد إجابة بعد")                                                                                              \
    X(LIST_NONE, "Inget är tillagt.", "Nothing has been added.", "لم يُضف شيء.")                                                                                          \
    X(LIST_FULL, "Det får inte plats fler.", "There is no room for more.", "لا يوجد متسع للمزيد.")                                                                       \
    X(ADMIN_REFUSED, "Togs inte emot", "Not accepted", "لم تُقبل")                                                                                                        \
    X(ADMIN_ELSEWHERE, "Från andra enkäter, väntar", "Of other surveys, waiting",                                                                                        \
      "من استبيانات أخرى، بانتظار الإرسال")                                                                                                                              \
    X(ADMIN_OPEN_WAITS, "{n} svar väntar på fler, så att ingen kan pekas ut",                                                                                            \
      "{n} responses wait for more, so that nobody can be singled out",                                                                                                  \
      "{n} إجابات تنتظر المزيد كي لا يُعرف أحد")                                                                                                                          \
    X(ADMIN_NEXT_TRY, "Nästa försök inom {n} min", "Next attempt within {n} min",                                                                                        \
      "المحاولة التالية خلال {n} دقيقة")                                                                                                                                 \
    X(ADMIN_TO_STICK, "Till USB-sticka", "To USB stick", "إلى ذاكرة USB")                                                                                                \
    X(ADMIN_FROM_STICK, "Från USB-sticka", "From USB stick", "من ذاكرة USB")                                                                                             \
    X(ADMIN_STICK_BUSY, "Stickan används. Låt den sitta i …",                                                                                                            \
      "The stick is in use. Leave it in …", "الذاكرة قيد الاستخدام. اتركها موصولة …")                                                                                    \
    X(ADMIN_STICK_WRITTEN, "Buntar med svar på stickan: {n}. Du kan ta ut den.",                                                                                         \
      "Batches of responses on the stick: {n}. You can take it out.",                                                                                                    \
      "حزم الإجابات على الذاكرة: {n}. يمكنك نزعها.")                                                                                                                     \
    X(ADMIN_STICK_NOTHING, "Det finns inget att lägga på stickan. Du kan ta ut den.",                                                                                    \
      "There is nothing to put on the stick. You can take it out.",                                                                                                      \
      "لا يوجد ما يُنقل إلى الذاكرة. يمكنك نزعها.")                                                                                                                       \
    X(ADMIN_STICK_TAKEN, "Kvitton hämtade från stickan: {n}.",                                                                                                           \
      "Receipts taken from the stick: {n}.", "الإيصالات المأخوذة من الذاكرة: {n}.")                                                                                      \
    X(ADMIN_STICK_NO_RECEIPTS, "På stickan låg inga nya kvitton för den här enheten.",                                                                                   \
      "The stick held no new receipts for this device.",                                                                                                                 \
      "لا توجد على الذاكرة إيصالات جديدة لهذا الجهاز.")                                                                                                                  \
    X(ADMIN_STICK_REFUSED,                                                                                                                                               \
      "Buntar som inte togs emot: {n}. De finns kvar här. Hör med arrangören.",                                                                                          \
      "Batches that were not accepted: {n}. They are still here. Please ask the organizer.",                                                                             \
      "الحزم التي لم تُقبل: {n}. ما زالت هنا. اسأل الجهة المنظمة.")                                                                                                       \
    X(ADMIN_UPDATED, "En nyare version av enkäten är hämtad. Den används från nästa start.",                                                                             \
      "A newer version of the survey has come. It is used from the next start.",                                                                                         \
      "وصلت نسخة أحدث من الاستبيان وتُستخدم بعد إعادة التشغيل.")                                                                                                          \
    X(ADMIN_UPDATE_REFUSED, "Enkäten på stickan går inte att använda här. Den gamla används.",                                                                           \
      "The survey on the stick cannot be used here. The old one is used.",                                                                                               \
      "لا يمكن استخدام الاستبيان الموجود على الذاكرة هنا. يبقى القديم.")                                                                                                 \
    X(ADMIN_STICK_TOKEN, "En inskrivningskod är hämtad. Enheten skriver in sig.",                                                                                        \
      "An enrolment code was taken. The device enrols itself.",                                                                                                          \
      "أُخذ رمز تسجيل. يسجّل الجهاز نفسه.")                                                                                                                                \
    X(ADMIN_STICK_MISSING, "Ingen sticka hittades. Sätt i en och försök igen.",                                                                                          \
      "No stick was found. Put one in and try again.",                                                                                                                   \
      "لم يُعثر على ذاكرة. أدخل واحدة وحاول ثانية.")                                                                                                                      \
    X(ADMIN_STICK_EMPTY, "På stickan finns inget från Svar.",                                                                                                            \
      "There is nothing from Svar on the stick.", "لا يوجد على الذاكرة شيء من Svar.")                                                                                    \
    X(ADMIN_STICK_SEVERAL, "Flera stickor sitter i. Låt bara en sitta kvar.",                                                                                            \
      "Several sticks are in. Leave just one in.", "هناك أكثر من ذاكرة. اترك واحدة فقط.")                                                                                \
    X(ADMIN_STICK_FULL,                                                                                                                                                  \
      "Stickan är full. Gör plats på den eller ta en annan. Det som redan ligger där är helt.",                                                                          \
      "The stick is full. Make room on it or use another. What is on it already is whole.",                                                                              \
      "الذاكرة ممتلئة. أفرغ مكانًا أو استخدم غيرها. ما عليها سليم.")                                                                                                      \
    X(ADMIN_STICK_LOCKED, "Stickan går inte att skriva på. Är den låst?",                                                                                                \
      "The stick cannot be written. Is it locked?", "لا يمكن الكتابة على الذاكرة. هل هي مقفلة؟")                                                                         \
    X(ADMIN_STICK_BROKEN,                                                                                                                                                \
      "Stickan svarar inte. Den drogs kanske ut. Sätt i den och försök igen, eller ta en annan. "                                                                     \
      "Inget är förlorat.",                                                                                                                                              \
      "The stick does not answer. It may have been pulled out. Put it in and try again, or use "                                                                         \
      "another. Nothing is lost.",                                                                                                                                       \
      "الذاكرة لا تستجيب. ربما نُزعت. أدخلها وحاول ثانية أو استخدم غيرها. لم يُفقد شيء.")                                                                                  \
    X(ADMIN_TOKEN, "Skriv inskrivningskod", "Type an enrolment code", "اكتب رمز التسجيل")                                                                                \
    X(ADMIN_TOKEN_TITLE, "Inskrivningskod från arrangören", "Enrolment code from the organizer",                                                                         \
      "رمز التسجيل من الجهة المنظمة")                                                                                                                                    \
    X(ADMIN_TOKEN_FIELD, "Koden börjar med svar-enrol. En läsare för QR-koder går också bra.",                                                                           \
      "The code begins with svar-enrol. A reader of QR codes will do too.",                                                                                              \
      "يبدأ الرمز بـ svar-enrol. يمكن استخدام قارئ رموز QR أيضًا.")                                                                                                       \
    X(ADMIN_TOKEN_WRONG, "Koden hör inte till den här enkäten, eller är felskriven.",                                                                                    \
      "The code does not belong to this survey, or is mistyped.",                                                                                                        \
      "الرمز لا يخص هذا الاستبيان أو فيه خطأ.")                                                                                                                          \
    X(ADMIN_TOKEN_TAKEN, "Koden är tagen. Enheten skriver in sig.",                                                                                                      \
      "The code is taken. The device enrols itself.", "أُخذ الرمز. يسجّل الجهاز نفسه.")                                                                                    \
    X(WHY_UNREACHABLE,                                                                                                                                                   \
      "Insamlaren går inte att nå. Är nätet borta? Kiosken försöker igen av sig själv.",                                                                                 \
      "The collector cannot be reached. Is the network down? The kiosk tries again by itself.",                                                                          \
      "لا يمكن الوصول إلى الخادم. هل الشبكة مقطوعة؟ يعاود الجهاز المحاولة بنفسه.")                                                                                       \
    X(WHY_OTHER, "Nätet svarar, men inte insamlaren. Kanske måste någon logga in på nätet först.",                                                                       \
      "The network answers, but not the collector. Somebody may have to log in to the network "                                                                          \
      "first.",                                                                                                                                                          \
      "الشبكة تستجيب لكن الخادم لا. ربما يجب تسجيل الدخول إلى الشبكة أولًا.")                                                                                             \
    X(WHY_BUSY, "Insamlaren är upptagen och ber kiosken vänta.",                                                                                                         \
      "The collector is busy and asks the kiosk to wait.", "الخادم مشغول ويطلب الانتظار.")                                                                               \
    X(WHY_DENIED,                                                                                                                                                        \
      "Insamlaren säger nej till den här enheten. Den kan vara spärrad. Hör med arrangören.",                                                                            \
      "The collector says no to this device. It may be blocked. Please ask the organizer.",                                                                              \
      "يرفض الخادم هذا الجهاز. ربما هو محظور. اسأل الجهة المنظمة.")                                                                                                      \
    X(WHY_NO_TOKEN, "Enheten är inte inskriven. Den behöver en inskrivningskod från arrangören.",                                                                        \
      "The device is not enrolled. It needs an enrolment code from the organizer.",                                                                                      \
      "الجهاز غير مسجَّل. يحتاج إلى رمز تسجيل من الجهة المنظمة.")                                                                                                          \
    X(WHY_TOKEN, "Inskrivningskoden togs inte emot. Be arrangören om en ny.",                                                                                            \
      "The enrolment code was not accepted. Please ask the organizer for a new one.",                                                                                    \
      "لم يُقبل رمز التسجيل. اطلب رمزًا جديدًا من الجهة المنظمة.")                                                                                                          \
    X(WHY_BATCH,                                                                                                                                                         \
      "Insamlaren tog inte emot en bunt svar. Den ligger kvar här och prövas igen. Hör med "                                                                          \
      "arrangören.",                                                                                                                                                     \
      "The collector did not accept a batch of responses. It stays here and is tried again. "                                                                            \
      "Please ask the organizer.",                                                                                                                                       \
      "لم يقبل الخادم حزمة إجابات. تبقى هنا ويُعاد إرسالها. اسأل الجهة المنظمة.")                                                                                         \
    X(WHY_SURVEY,                                                                                                                                                        \
      "En nyare version av enkäten kom, men går inte att använda här. Den gamla används.",                                                                               \
      "A newer version of the survey came but cannot be used here. The old one is used.",                                                                                \
      "وصلت نسخة أحدث من الاستبيان لكن لا يمكن استخدامها هنا. يبقى القديم.")                                                                                             \
    X(WHY_OWN, "Enhetens egen lagring krånglar. Hör med den som sköter enheten.",                                                                                        \
      "The device cannot use its own storage. Please ask whoever keeps the device.",                                                                                     \
      "هناك مشكلة في تخزين الجهاز. اسأل المسؤول عنه.")                                                                                                                   \
    X(AA_EXPLORE, "Känn dig fram", "Explore by touch", "الاستكشاف باللمس")                                                                                               \
    X(AA_SPEED, "Röstens fart", "Speed of the voice", "سرعة الصوت")                                                                                                      \
    X(AA_SLOW, "Långsam", "Slow", "بطيء")                                                                                                                                \
    X(AA_USUAL, "Vanlig", "Usual", "عادي")                                                                                                                               \
    X(AA_FAST, "Snabb", "Fast", "سريع")                                                                                                                                  \
    X(AA_VOLUME, "Ljudstyrka", "Volume", "مستوى الصوت")                                                                                                                  \
    X(AA_SOFT, "Svag", "Soft", "منخفض")                                                                                                                                  \
    X(AA_LOUD, "Stark", "Loud", "مرتفع")                                                                                                                                 \
    X(AA_SWITCHES, "Svara med knappkontakt", "Answer by switch", "الإجابة بالمفتاح")                                                                                     \
    X(AA_SWITCHES_NONE, "Ingen", "None", "بلا")                                                                                                                          \
    X(AA_SWITCHES_ONE, "En", "One", "واحد")                                                                                                                              \
    X(AA_SWITCHES_TWO, "Två", "Two", "اثنان")                                                                                                                            \
    X(KEY_LAYOUT, "Byt tangentbord", "Another keyboard", "لوحة مفاتيح أخرى")                                                                                             \
    X(KEY_ACCENTS, "Fler bokstäver: välj sedan en bokstav", "More letters: then choose a letter",                                                                        \
      "حروف أخرى: ثم اختر حرفًا")                                                                                                                                         \
    X(KEY_EMOJI, "Bilder i stället för bokstäver", "Pictures instead of letters",                                                                                        \
      "صور بدل الحروف")                                                                                                                                                  \
    X(KEY_MORE_EMOJI, "Fler bilder", "More pictures", "صور أخرى")                                                                                                        \
    X(KEY_UNDO, "Ångra", "Undo", "تراجع")                                                                                                                                \
    X(KEY_LEFT, "Markören åt vänster", "Cursor to the left", "المؤشر إلى اليسار")                                                                                        \
    X(KEY_RIGHT, "Markören åt höger", "Cursor to the right", "المؤشر إلى اليمين")                                                                                        \
    X(KEY_SELECT, "Markera", "Select", "تحديد")                                                                                                                          \
    X(KEY_CUT, "Klipp ut", "Cut", "قص")                                                                                                                                  \
    X(KEY_COPY, "Kopiera", "Copy", "نسخ")                                                                                                                                \
    X(KEY_PASTE, "Klistra in", "Paste", "لصق")                                                                                                                           \
    X(KEY_ALL, "Markera allt", "Select all", "تحديد الكل")                                                                                                               \
    X(AA_FONT, "Bokstäver", "Letters", "الخط")                                                                                                                           \
    X(AA_FONT_USUAL, "Vanliga", "Usual", "عادي")                                                                                                                         \
    X(AA_FONT_BEGINNER, "Tydliga", "Clear", "واضح")                                                                                                                      \
    X(AA_FONT_DYSLEXIA, "För dyslexi", "For dyslexia", "لعسر القراءة")                                                                                                   \
    X(ONE_TAP, "Det är frivilligt. Ditt tryck är ditt svar, och ingen ser vem du är.",                                                                                   \
      "Taking part is up to you. Your tap is your answer, and nobody sees who you are.",                                                                                 \
      "المشاركة اختيارية. لمستك هي إجابتك، ولا أحد يرى من أنت.")                                                                                                         \
    X(HINT_HALF, "Svaret är inte helt ifyllt. Vill du gå vidare ändå? Tryck på {next}.",                                                                                 \
      "Your answer is not complete. Go on anyway? Press {next}.",                                                                                                        \
      "إجابتك غير مكتملة. هل تريد المتابعة؟ اضغط {next}.")                                                                                                               \
    X(SPOKEN_BUTTON, "knapp", "button", "زر")                                                                                                                            \
    X(SPOKEN_FIELD, "skrivfält", "text field", "حقل كتابة")                                                                                                              \
    X(SPOKEN_HELP,                                                                                                                                                       \
      "Uppläsning är på. Dra ett finger över skärmen för att höra vad som finns där. Tryck en "                                                                  \
      "gång till för att välja. Håll två fingrar still för att stänga av.",                                                                                              \
      "Reading aloud is on. Slide a finger over the screen to hear what is there. Tap once more "                                                                        \
      "to choose. Hold two fingers still to turn it off.",                                                                                                               \
      "القراءة مفعّلة. مرّر إصبعك على الشاشة لتسمع ما فيها. انقر مرة أخرى للاختيار. ثبّت إصبعين " \
      "لإيقافها.")                                                                                                                                                       \
    X(SPOKEN_HELP_OFF, "Uppläsning är av.", "Reading aloud is off.", "القراءة متوقفة.")                                                                                  \
    X(ADMIN_STICK, "Sticka", "Stick", "الذاكرة")                                                                                                                         \
    X(ADMIN_STICK_TITLE, "Sticka och kod", "Stick and code", "الذاكرة والرمز")                                                                                           \
    X(ADMIN_STICK_HINT,                                                                                                                                                  \
      "Utan nät går svaren på en USB-sticka, och kvitton, nyare enkäter och koder tillbaka.",                                                                            \
      "Without a network, responses leave on a USB stick, and receipts, newer surveys and codes "                                                                        \
      "come back.",                                                                                                                                                      \
      "بلا شبكة تُنقل الإجابات على ذاكرة USB، وتعود بها الإيصالات والنسخ الأحدث والرموز.")                                                                                \
    X(ADMIN_SURVEY, "Enkäten", "The survey", "الاستبيان")                                                                                                                \
    X(ADMIN_SCREEN, "Skärmen", "The screen", "الشاشة")                                                                                                                   \
    X(ADMIN_CHANGE, "Byt enkät", "Change survey", "غيّر الاستبيان")                                                                                                       \
    X(ADMIN_CHANGE_TITLE, "Vilken enkät?", "Which survey?", "أي استبيان؟")                                                                                               \
    X(ADMIN_CHANGE_HINT, "Den du väljer börjar direkt. Svar som är lämnade finns kvar.",                                                                                 \
      "The one that you choose begins at once. Responses that were given stay.",                                                                                         \
      "يبدأ ما تختاره فورًا، وتبقى الإجابات المسلَّمة.")                                                                                                                    \
    X(ADMIN_CHANGE_NONE,                                                                                                                                                 \
      "Ingen annan enkät finns här. Sätt i en sticka med en, och öppna den här sidan igen.",                                                                             \
      "There is no other survey here. Put in a stick with one, and open this page again.",                                                                               \
      "لا يوجد استبيان آخر هنا. أدخل ذاكرة تحوي واحدًا وافتح هذه الصفحة ثانية.")                                                                                          \
    X(ADMIN_CHANGE_UNUSABLE,                                                                                                                                             \
      "Enkäter som inte går att använda här: {n}. De är skadade, eller någon annans.",                                                                                   \
      "Surveys that cannot be used here: {n}. They are damaged, or somebody else's.",                                                                                    \
      "استبيانات لا يمكن استخدامها هنا: {n}. إنها تالفة أو لجهة أخرى.")                                                                                                  \
    X(ADMIN_CHANGE_FAILED, "Enkäten gick inte att byta till. Den gamla används.",                                                                                        \
      "The survey could not be changed. The old one is used.",                                                                                                           \
      "تعذر تغيير الاستبيان. يبقى القديم.")                                                                                                                              \
    X(ADMIN_LOOKING, "Letar efter enkäter …", "Looking for surveys …",                                                                                                   \
      "جارٍ البحث عن الاستبيانات …")                                                                                                                                      \
    X(ADMIN_VERSION, "{title} · version\u00a0{n}", "{title} · version\u00a0{n}",                                                                                         \
      "{title} · النسخة\u00a0{n}")                                                                                                                                       \
    X(ADMIN_LANGUAGE_TITLE, "Vilket språk börjar den på?", "Which language does it begin in?",                                                                           \
      "بأي لغة يبدأ؟")                                                                                                                                                   \
    X(ADMIN_LIGHT, "Ljusstyrka", "Brightness", "السطوع")                                                                                                                 \
    X(ADMIN_DARKER, "Mörkare", "Darker", "أغمق")                                                                                                                         \
    X(ADMIN_LIGHTER, "Ljusare", "Brighter", "أسطع")                                                                                                                      \
    X(ADMIN_TURNED, "Vriden", "Turned", "الدوران")                                                                                                                       \
    X(ADMIN_TURN, "Vrid ett kvarts varv", "Turn by a quarter", "أدر ربع دورة")                                                                                           \
    X(ADMIN_SIZE, "Bildpunkter", "Pixels", "النقاط")                                                                                                                     \
    X(ADMIN_CROSSES, "Rätta trycken", "Correct the touches", "صحّح اللمس")                                                                                                \
    X(ADMIN_CROSS, "Tryck mitt på korset.", "Tap the middle of the cross.", "اضغط وسط العلامة.")                                                                         \
    X(ADMIN_CROSS_MISSED, "Trycken passade inte korsen. Inget är ändrat. Försök igen.",                                                                                  \
      "The touches did not fit the crosses. Nothing is changed. Please try again.",                                                                                      \
      "لم تطابق اللمسات العلامات. لم يتغير شيء. حاول ثانية.")                                                                                                            \
    X(ADMIN_KEEP_TITLE, "Träffar trycken rätt nu?", "Do touches land right now?",                                                                                        \
      "هل اللمس صحيح الآن؟")                                                                                                                                             \
    X(ADMIN_KEEP_TEXT, "Annars blir det som förut om {n} sekunder.",                                                                                                     \
      "Otherwise it is as before in {n} seconds.", "وإلا يعود كما كان بعد {n} ثانية.")                                                                                   \
    X(ADMIN_KEEP, "Ja, behåll", "Yes, keep it", "نعم، احتفظ به")                                                                                                         \
    X(ADMIN_KEEP_NOT, "Nej, som förut", "No, as before", "لا، كما كان")                                                                                                  \
    X(ADMIN_KEPT, "Sparat.", "Saved.", "حُفظ.")                                                                                                                           \
    X(ADMIN_NOT_KEPT, "Det gick inte att spara. Det gäller tills kiosken startas om.",                                                                                   \
      "It could not be saved. It holds until the kiosk is started again.",                                                                                               \
      "تعذر الحفظ. يسري حتى إعادة التشغيل.")                                                                                                                             \
    X(ADMIN_PORTER, "Omstarter av det som når nätet", "Restarts of what reaches the network",                                                                            \
      "مرات إعادة تشغيل ما يصل إلى الشبكة")                                                                                                                              \
    X(ADMIN_LOST,                                                                                                                                                        \
      "Svar som har gått förlorade här, efter ett fel på disken: {n}. Säg det till arrangören.",                                                                         \
      "Responses that were lost here, after a fault of the disk: {n}. Please tell the organizer.",                                                                       \
      "إجابات فُقدت هنا بعد خلل في القرص: {n}. أخبر الجهة المنظمة.")                                                                                                      \
    X(ADMIN_LOST_BATCHES,                                                                                                                                                \
      "Buntar med svar som har gått förlorade här, efter ett fel på disken: {n}. Säg det till "                                                                     \
      "arrangören.",                                                                                                                                                     \
      "Batches of responses that were lost here, after a fault of the disk: {n}. Please tell the "                                                                       \
      "organizer.",                                                                                                                                                      \
      "حزم إجابات فُقدت هنا بعد خلل في القرص: {n}. أخبر الجهة المنظمة.")                                                                                                  \
    X(ADMIN_ENDED,                                                                                                                                                       \
      "Den här enheten har avslutats en gång: allt den hade var kvitterat och är förstört. Det "                                                                    \
      "som "                                                                                                                                                             \
      "visas här har kommit sedan dess, med en ny nyckel.",                                                                                                              \
      "This device was ended once: all it held had receipts and is destroyed. What is shown here "                                                                       \
      "has come since, with a new key.",                                                                                                                                 \
      "أُنهي عمل هذا الجهاز مرة: كل ما كان فيه تأكد استلامه ثم أُتلف. ما يظهر هنا جاء بعد ذلك "        \
      "بمفتاح جديد.")                                                                                                                                                    \
    X(SPOKEN_NOT_CHOSEN, "inte vald", "not chosen", "غير مختار")

#define KIOSK_TEXT_ENUM(id, sv, en, ar) TEXT_##id,
enum kiosk_text { KIOSK_TEXT_MAP(KIOSK_TEXT_ENUM) KIOSK_TEXT_COUNT };
#undef KIOSK_TEXT_ENUM

// Static text. Finnish for respondents stands in texts_finnish.def; languages without a column get
// English; "sv-SE" counts as "sv".
struct str kiosk_text(enum kiosk_text id, struct str language);

// A place in a text, "{name}", and what goes there.
struct kiosk_fill {
    const char *name;
    struct str value;
};
// Appends pattern to out with every {name} that is given filled in; others stand as written.
void kiosk_text_fill(struct str pattern, const struct kiosk_fill *fills, size_t count,
                     struct buf *out);

// "Svenska" for "sv"; the code itself where we do not know the language.
struct str kiosk_language_name(struct str code);
bool kiosk_language_rtl(struct str code);
bool kiosk_language_cased(struct str code); // its script has capital letters
