// SPDX-License-Identifier: EUPL-1.2
// Loads XForms with ODK Web Forms' engine and makes an instance of each. One line a form; ends with
// 1 when one of them does not load. Usage: node odk_load.mjs FOLDER_WITH_NODE_MODULES FORM.xml…
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { engineIn } from './odk_engine.mjs';

const [folder, ...forms] = process.argv.slice(2);
const { loadForm } = await engineIn(folder);

const countNodes = (node) =>
    1 + (node.currentState.children ?? []).reduce((sum, child) => sum + countNodes(child), 0);

let bad = 0;
for (const path of forms) {
    const name = basename(path);
    try {
        const result = await loadForm(readFileSync(path, 'utf8'), {
            fetchFormAttachment: async () => new Response('name,label\n1,One\n'),
            missingResourceBehavior: 'BLANK',
        });
        if (result.status === 'failure') throw result.error;
        const { root } = result.createInstance();
        console.log(`${name}: ${countNodes(root)} nodes, ${root.languages.length} languages`);
    } catch (error) {
        console.log(`${name}: ${error?.message ?? error}`);
        bad = 1;
    }
}
process.exit(bad);
