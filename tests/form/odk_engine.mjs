// SPDX-License-Identifier: EUPL-1.2
// ODK Web Forms' engine out of a folder with node_modules, for node: its loadForm.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export async function engineIn(folder) {
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
    return import(pathToFileURL(entry).href);
}
