/* SPDX-License-Identifier: EUPL-1.2 */
/* svar.questionnaire/1: ready questionnaires that a plugin brings, as XLSForms with their media.
 * An organizer makes a survey from one by its whole name, "plugin/id": the form is copied into the
 * survey and signed there, so the plugin is not needed to answer or to read the answers. */
#ifndef SVAR_QUESTIONNAIRE_H
#define SVAR_QUESTIONNAIRE_H

#include <svar/plugin.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SVAR_QUESTIONNAIRE_1 "svar.questionnaire/1"

/* A picture or sound that the form names in a media column. */
struct svar_questionnaire_media_1 {
    const char *name; /* file name as the form writes it; no folders */
    const uint8_t *data;
    uint64_t bytes;
};

/* One questionnaire. Static data. */
struct svar_questionnaire_1 {
    const char *id;        /* as a plugin's id: "q-sam-2019" */
    const char *title;     /* for people, in the form's default language */
    const char *language;  /* BCP 47 tag of the title: "sv" */
    const char *version;   /* the form's version */
    const char *file_name; /* its ending names the format: "q-sam-2019.md", .xlsx or .csv */
    const uint8_t *form;
    uint64_t form_bytes;
    const struct svar_questionnaire_media_1 *media; /* NULL where media_count is 0 */
    uint32_t media_count;
};

struct svar_questionnaire_factory_1 {
    /* [main] How many there are; the same each time. */
    uint32_t (*count)(const struct svar_questionnaire_factory_1 *factory);

    /* [main] One of them; NULL from count on. */
    const struct svar_questionnaire_1 *(*get)(const struct svar_questionnaire_factory_1 *factory,
                                              uint32_t index);
};

#ifdef __cplusplus
}
#endif

#endif
