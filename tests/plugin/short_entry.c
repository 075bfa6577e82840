/* SPDX-License-Identifier: EUPL-1.2 */
/* A shared object whose entry has the right name and version and is no plugin: too short, or (with
 * -DFUNCTION) code. */
#include <stdint.h>

#if defined(FUNCTION)
__attribute__((visibility("default"))) int svar_plugin_entry(void);
int svar_plugin_entry(void)
{
    return 1;
}
#else
__attribute__((visibility("default"))) extern const uint32_t svar_plugin_entry[2];
const uint32_t svar_plugin_entry[2] = {1, 0};
#endif
