// SPDX-License-Identifier: EUPL-1.2
// Loads XForms with ODK Web Forms' engine and makes an instance of each. One line a form; ends with
// 1 when one of them does not load. Usage: node odk_load.mjs FOLDER_WITH_NODE_MODULES FORM.xml…
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder, ...forms] = process.argv.slice(2);
const require = createRequire(join(folder, 'package.json'));
const { JSDOM } = require('jsdom');
const { window } = new JSDOM('<!doctype html><html></html>');
// What the engine takes from a browser: the DOM's classes, and no more.
for (const name of Object.getOwnPropertyNames(window)) {
    if (/^[A-Z]/.test(name) && !(name in globalThis)) globalThis[name] = window[name];
}
globalThis.window = window;
globalThis.document = window.document;
globalThis.__dirname = folder; // its XPath parser asks for it, though it is an ES module
const entry = join(folder, 'node_modules/@getodk/xforms-engine/dist/index.js');
const { loadForm } = await import(pathToFileURL(entry).href);

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
