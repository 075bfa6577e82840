/* SPDX-License-Identifier: EUPL-1.2 */
/* The smallest host there can be, from the ABI headers alone: lists the questionnaires of a plugin,
 * or writes one to standard output. Usage: host PLUGIN.so [ID] */
#include <svar/questionnaire.h>

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
    const struct svar_questionnaire_factory_1 *factory;
    const struct svar_plugin *plugin;
    uint32_t i;
    int found = 0;
    void *handle = argc > 1 ? dlopen(argv[1], RTLD_NOW | RTLD_LOCAL) : NULL;

    if (handle == NULL) {
        fprintf(stderr, "host: %s\n", argc > 1 ? dlerror() : "name a plugin");
        return 1;
    }
    plugin = (const struct svar_plugin *)dlsym(handle, SVAR_PLUGIN_SYMBOL);
    if (plugin == NULL || plugin->abi_major != SVAR_ABI_MAJOR) return 1;
    factory =
        (const struct svar_questionnaire_factory_1 *)plugin->get_factory(SVAR_QUESTIONNAIRE_1);
    for (i = 0; factory != NULL && i < factory->count(factory); i++) {
        const struct svar_questionnaire_1 *q = factory->get(factory, i);
        if (argc < 3)
            printf("%s/%s\t%s\t%s\n", plugin->id, q->id, q->file_name, q->title);
        else if (strcmp(argv[2], q->id) == 0)
            found = fwrite(q->form, 1, (size_t)q->form_bytes, stdout) == q->form_bytes;
    }
    return argc > 2 && !found;
}
