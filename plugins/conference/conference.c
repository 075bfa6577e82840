// SPDX-License-Identifier: EUPL-1.2
// Questionnaires for conferences and seminars. Their forms stand as readable tables in forms/ and
// are built into the plugin as they are.
#include <svar/questionnaire.h>

#include <forms/q-sam-2019.h>
#include <forms/q-sam-mall.h>

#include <string.h>

static const struct svar_questionnaire_1 questionnaires[] = {
    {
        .id = "q-sam-2019",
        .title = "Utvärdering av Samverkan på riktigt 2019",
        .language = "sv",
        .version = "2019.1",
        .file_name = "q-sam-2019.md",
        .form = form_q_sam_2019,
        .form_bytes = sizeof form_q_sam_2019,
    },
    {
        .id = "q-sam-mall",
        .title = "Utvärdering av konferens (mall)",
        .language = "sv",
        .version = "2026.1",
        .file_name = "q-sam-mall.md",
        .form = form_q_sam_mall,
        .form_bytes = sizeof form_q_sam_mall,
    },
};

static uint32_t count(const struct svar_questionnaire_factory_1 *factory)
{
    (void)factory;
    return sizeof questionnaires / sizeof *questionnaires;
}

static const struct svar_questionnaire_1 *get(const struct svar_questionnaire_factory_1 *factory,
                                              uint32_t index)
{
    return index < count(factory) ? &questionnaires[index] : NULL;
}

static const struct svar_questionnaire_factory_1 factory = {count, get};

static const void *get_factory(const char *factory_id)
{
    return strcmp(factory_id, SVAR_QUESTIONNAIRE_1) == 0 ? &factory : NULL;
}

const struct svar_plugin svar_plugin_entry = {
    .abi_major = SVAR_ABI_MAJOR,
    .abi_minor = SVAR_ABI_MINOR,
    .id = "conference",
    .name = "Questionnaires for conferences",
    .version = "1",
    .license = "EUPL-1.2",
    .get_factory = get_factory,
};
