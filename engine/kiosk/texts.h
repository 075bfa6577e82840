// SPDX-License-Identifier: EUPL-1.2
// Every word that the kiosk itself says, in one table, and what it knows of languages: their own
// names and the way they run. What the survey and its form say comes from them. [any]
#pragma once

#include "base/buf.h"

// Id, Swedish, English, Arabic. {n} and its like are filled in by kiosk_text_fill.
#define KIOSK_TEXT_MAP(X)                                                                              \
    X(START, "Börja", "Start", "ابدأ")                                                                 \
    X(QUESTIONS_ONE, "1 fråga", "1 question", "سؤال واحد")                                             \
    X(QUESTIONS, "{n} frågor", "{n} questions", "{n} أسئلة")                                           \
    X(MINUTES_ONE, "ungefär 1 minut", "about 1 minute", "حوالي دقيقة واحدة")                           \
    X(MINUTES, "ungefär {n} minuter", "about {n} minutes", "حوالي {n} دقائق")                          \
    X(ATTRACT_LINE, "Dina svar låses direkt. Bara den som frågar kan läsa dem.",                       \
      "Your answers are locked at once. Only those who ask can read them.",                            \
      "تُقفل إجاباتك فورًا، ولا يقرؤها إلا من يسأل.")                                                    \
    X(LANGUAGE_TITLE, "Välj språk", "Choose a language", "اختر اللغة")                                 \
    X(LANGUAGE, "Språk", "Language", "اللغة")                                                          \
    X(INFO_TITLE, "Innan du börjar", "Before you start", "قبل أن تبدأ")                                \
    X(INFO_TEXT,                                                                                       \
      "{organizer} ställer frågorna. Svaren redovisas bara för grupper om minst {k} personer.",        \
      "{organizer} asks the questions. Answers are only reported for groups of at least {k}.",         \
      "{organizer} يطرح الأسئلة. لا تُعرض الإجابات إلا لمجموعات من {k} أشخاص على الأقل.")               \
    X(INFO_CONTACT, "Frågor? {contact}", "Questions? {contact}", "أسئلة؟ {contact}")                   \
    X(CONTINUE, "Fortsätt", "Continue", "تابع")                                                        \
    X(CONSENT_TITLE, "Vill du vara med?", "Do you want to take part?", "هل تريد المشاركة؟")            \
    X(CONSENT_TEXT, "Det är frivilligt. Du kan hoppa över frågor och sluta när du vill.",              \
      "It is voluntary. You can skip questions and stop whenever you like.",                           \
      "المشاركة طوعية. يمكنك تخطي الأسئلة والتوقف متى شئت.")                                           \
    X(YES, "Ja", "Yes", "نعم")                                                                         \
    X(NO, "Nej", "No", "لا")                                                                           \
    X(BACK, "Tillbaka", "Back", "رجوع")                                                                \
    X(NEXT, "Nästa", "Next", "التالي")                                                                 \
    X(FINISH, "Klar", "Finish", "إنهاء")                                                               \
    X(STOP, "Sluta och radera", "Stop and erase", "توقف وامسح")                                        \
    X(STOP_TITLE, "Vill du sluta?", "Do you want to stop?", "هل تريد التوقف؟")                         \
    X(STOP_TEXT, "Allt du har svarat raderas. Inget sparas.",                                          \
      "Everything you have answered is erased. Nothing is kept.",                                      \
      "سيُمسح كل ما أجبت به ولن يُحفظ شيء.")                                                             \
    X(STOP_YES, "Ja, radera", "Yes, erase", "نعم، امسح")                                               \
    X(STOP_NO, "Nej, fortsätt svara", "No, go on answering", "لا، أكمل الإجابة")                       \
    X(ERASED_TITLE, "Allt är raderat", "Everything is erased", "تم مسح كل شيء")                        \
    X(ERASED_TEXT, "Inget av det du svarade finns kvar.", "Nothing that you answered is left.",        \
      "لم يبقَ شيء مما أجبت به.")                                                                       \
    X(HINT, "Du har inte svarat. Vill du gå vidare ändå? Tryck på {next}.",                            \
      "You have not answered. Go on anyway? Press {next}.",                                            \
      "لم تُجب. هل تريد المتابعة رغم ذلك؟ اضغط {next}.")                                                \
    X(INVALID, "Svaret går inte att använda. Ändra det, eller ta bort det.",                           \
      "This answer cannot be used. Please change or remove it.",                                       \
      "لا يمكن استخدام هذه الإجابة. غيّرها أو احذفها.")                                                 \
    X(REQUIRED, "Den här frågan behöver ett svar.", "This question needs an answer.",                  \
      "هذا السؤال يحتاج إلى إجابة.")                                                                   \
    X(WARN_NAME,                                                                                       \
      "Skrev du namnet på någon? Ta gärna bort det, så att ingen kan kännas igen. Tryck på "     \
      "{next} om det ska stå kvar.",                                                                   \
      "Did you write somebody's name? Please remove it, so that nobody can be recognised. Press "      \
      "{next} to keep it.",                                                                            \
      "هل كتبت اسم شخص؟ من الأفضل حذفه كي لا يُعرف أحد. اضغط {next} للإبقاء عليه.")                     \
    X(WARN_PLACE,                                                                                      \
      "Skrev du namnet på en plats? Ta gärna bort det om någon kan kännas igen. Tryck på {next} " \
      "om det ska stå kvar.",                                                                          \
      "Did you name a place? Please remove it if somebody could be recognised. Press {next} to "       \
      "keep it.",                                                                                      \
      "هل ذكرت اسم مكان؟ من الأفضل حذفه إن كان يدل على شخص. اضغط {next} للإبقاء عليه.")                \
    X(WARN_NUMBER,                                                                                     \
      "Det ser ut som ett telefonnummer, en adress eller ett personnummer. Ta gärna bort det. "       \
      "Tryck på {next} om det ska stå kvar.",                                                          \
      "This looks like a phone number, an address or an identity number. Please remove it. "           \
      "Press {next} to keep it.",                                                                      \
      "يبدو هذا كرقم هاتف أو عنوان أو رقم هوية. من الأفضل حذفه. اضغط {next} للإبقاء عليه.")            \
    X(CANNOT_SHOW, "Den här frågan kan inte visas här. Gå vidare till nästa.",                         \
      "This question cannot be shown here. Please go on to the next.",                                 \
      "لا يمكن عرض هذا السؤال هنا. انتقل إلى التالي من فضلك.")                                         \
    X(SAVING, "Sparar dina svar …", "Saving your answers …", "جارٍ حفظ إجاباتك …")                      \
    X(TROUBLE_TITLE, "Dina svar är inte sparade än", "Your answers are not saved yet",                 \
      "لم تُحفظ إجاباتك بعد")                                                                           \
    X(TROUBLE_TEXT,                                                                                    \
      "Kiosken försöker igen av sig själv. Säg gärna till personalen. Inget visas på skärmen.",        \
      "The kiosk keeps trying by itself. Please tell the staff. Nothing is shown on the screen.",      \
      "يحاول الجهاز مجددًا من تلقاء نفسه. أخبر الموظفين من فضلك. لا شيء معروض على الشاشة.")             \
    X(THANKS_TITLE, "Tack!", "Thank you!", "شكرًا لك!")                                                 \
    X(THANKS_TEXT, "Dina svar är sparade och låsta. Bara den som frågar kan läsa dem.",                \
      "Your answers are saved and locked. Only those who ask can read them.",                          \
      "حُفظت إجاباتك وقُفلت، ولا يقرؤها إلا من يسأل.")                                                   \
    X(THANKS_CLEARED, "Inget av det du svarade finns kvar på skärmen.",                                \
      "Nothing that you answered is left on the screen.", "لم يبقَ شيء من إجاباتك على الشاشة.")         \
    X(AGAIN, "Nästa person", "Next person", "الشخص التالي")                                            \
    X(DECLINED_TITLE, "Tack ändå!", "Thank you anyway!", "شكرًا على أي حال!")                           \
    X(DECLINED_TEXT, "Det är helt i sin ordning. Inget har sparats om dig.",                           \
      "That is perfectly all right. Nothing about you has been kept.",                                 \
      "لا بأس بذلك. لم يُحفظ أي شيء عنك.")                                                              \
    X(IDLE_TITLE, "Är du kvar?", "Are you still there?", "هل ما زلت هنا؟")                             \
    X(IDLE_TEXT, "Annars raderas dina svar snart.", "Otherwise your answers are erased soon.",         \
      "وإلا ستُمسح إجاباتك قريبًا.")                                                                     \
    X(IDLE_TEXT_KEEP, "Annars avslutas enkäten snart.", "Otherwise the survey is ended soon.",         \
      "وإلا سينتهي الاستبيان قريبًا.")                                                                  \
    X(IDLE_CONTINUE, "Ja, fortsätt", "Yes, go on", "نعم، أكمل")                                        \
    X(IDLE_CLEAR, "Avsluta och rensa", "End and clear", "إنهاء ومسح")                                  \
    X(SECONDS, "{n} sekunder kvar", "{n} seconds left", "بقيت {n} ثوانٍ")                               \
    X(PROGRESS, "Fråga {n} av {m}", "Question {n} of {m}", "السؤال {n} من {m}")                        \
    X(TEST_MODE, "Provläge", "Test mode", "وضع تجريبي")                                                \
    X(ANSWER_FIELD, "Skriv här", "Write here", "اكتب هنا")                                             \
    X(NEW_LINE, "Ny rad", "New line", "سطر جديد")                                                      \
    X(SPACE, "mellanslag", "space", "مسافة")                                                           \
    X(ERASE, "Sudda", "Erase", "حذف")                                                                  \
    X(SHIFT, "Stora bokstäver", "Capital letters", "تبديل")                                            \
    X(SYMBOLS, "123", "123", "123")                                                                    \
    X(LETTERS, "abc", "abc", "أبج")                                                                    \
    X(MORE, "Visa mer", "Show more", "عرض المزيد")                                                     \
    X(LESS, "Visa det som var före", "Show what was before", "عرض ما سبق")                             \
    X(AA, "Text och utseende", "Text and appearance", "النص والمظهر")                                  \
    X(AA_SIZE, "Textstorlek", "Text size", "حجم النص")                                                 \
    X(AA_CONTRAST, "Färger", "Colours", "الألوان")                                                     \
    X(AA_LIGHT, "Ljust", "Light", "فاتح")                                                              \
    X(AA_DARK, "Mörkt", "Dark", "داكن")                                                                \
    X(AA_HIGH, "Stark kontrast", "High contrast", "تباين عالٍ")                                         \
    X(AA_OTHER, "Annat", "Other", "أخرى")                                                              \
    X(AA_STILL, "Inget rör sig", "Nothing moves", "بلا حركة")                                          \
    X(AA_ALOUD, "Läs upp", "Read aloud", "القراءة بصوت عالٍ")                                           \
    X(AA_RESET, "Som det var", "As it was", "كما كان")                                                 \
    X(AA_CLOSE, "Klar", "Done", "تم")                                                                  \
    X(SPEAK, "Läs upp sidan", "Read this page aloud", "اقرأ هذه الصفحة")                               \
    X(SPOKEN_CHOSEN, "vald", "chosen", "تم اختياره")                                                   \
    X(PIN_TITLE, "Personalens kod", "Staff code", "Staff code")                                        \
    X(PIN_HINT, "Skriv koden.", "Type the code.", "Type the code.")                                    \
    X(PIN_WRONG, "Koden stämde inte.", "That was not the code.", "That was not the code.")             \
    X(PIN_WAIT, "Vänta {n} sekunder.", "Wait {n} seconds.", "Wait {n} seconds.")                       \
    X(ADMIN_TITLE, "För personalen", "For the staff", "For the staff")                                 \
    X(ADMIN_RESPONSES, "Svar i allt", "Responses in all", "Responses in all")                          \
    X(ADMIN_WAITING, "Väntar på att skickas", "Waiting to be sent", "Waiting to be sent")              \
    X(ADMIN_RECEIPTED, "Kvitterade", "Receipted", "Receipted")                                         \
    X(ADMIN_DECLINED, "Sade nej", "Said no", "Said no")                                                \
    X(ADMIN_BROKE_OFF, "Avbröt", "Broke off", "Broke off")                                             \
    X(ADMIN_LAST, "Senaste kvitto", "Last receipt", "Last receipt")                                    \
    X(ADMIN_NEVER, "inget än", "none yet", "none yet")                                                 \
    X(ADMIN_DISK, "Ledigt på disken", "Free on the disk", "Free on the disk")                          \
    X(ADMIN_SYNC, "Skicka nu", "Send now", "Send now")                                                 \
    X(ADMIN_TEST, "Lås ett provsvar", "Seal a test response", "Seal a test response")                  \
    X(ADMIN_LEAVE, "Avsluta kiosken", "Leave the kiosk", "Leave the kiosk")                            \
    X(ADMIN_TESTED, "Ett provsvar gick att låsa. Det sparas inte.",                                    \
      "A test response could be sealed. It is not kept.",                                              \
      "A test response could be sealed. It is not kept.")                                              \
    X(ADMIN_SYNCING, "Skickar …", "Sending …", "Sending …")                                            \
    X(ADMIN_SYNCED, "Allt är skickat.", "Everything is sent.", "Everything is sent.")                  \
    X(ADMIN_SYNC_FAILED, "Det gick inte att skicka. Kiosken försöker igen.",                           \
      "It could not be sent. The kiosk tries again.",                                                  \
      "It could not be sent. The kiosk tries again.")                                                  \
    X(ADMIN_NO_COLLECTOR, "Enkäten skickas inte över nätet.", "This survey is not sent.",              \
      "This survey is not sent.")                                                                      \
    X(SPOKEN_NOT_CHOSEN, "inte vald", "not chosen", "غير مختار")

#define KIOSK_TEXT_ENUM(id, sv, en, ar) TEXT_##id,
enum kiosk_text { KIOSK_TEXT_MAP(KIOSK_TEXT_ENUM) KIOSK_TEXT_COUNT };
#undef KIOSK_TEXT_ENUM

// Static text. Languages without a column get English; "sv-SE" counts as "sv".
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
