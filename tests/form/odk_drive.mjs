// SPDX-License-Identifier: EUPL-1.2
// Replays svar drive's commands in ODK Web Forms' engine: for each pair of a converted form and a
// file of commands, one line of JSON with the nodes as they stand at each "dump".
// Usage: node odk_drive.mjs FOLDER_WITH_NODE_MODULES FORM.xml COMMANDS …
import { readFileSync } from 'node:fs';
import { engineIn } from './odk_engine.mjs';

const [folder, ...pairs] = process.argv.slice(2);
const { loadForm } = await engineIn(folder);

function* walk(node) {
    yield node;
    for (const child of node.currentState.children ?? []) yield* walk(child);
}
// Repeats bear [n] in svar drive, and their ranges are no nodes.
const isRange = (node) => node.nodeType.startsWith('repeat-range');
const reference = (node) => node.currentState.reference;
const find = (root, path) => [...walk(root)].find((n) => !isRange(n) && reference(n) === path);

function text(node) {
    const { instanceState, currentState, nodeType } = node;
    if (nodeType === 'group' || nodeType === 'root' || nodeType === 'repeat-instance') return null;
    const xml = instanceState?.instanceXML ?? '';
    const found = /^<[^>]*>([^]*)<\/[^>]*>$/.exec(xml);
    const value = found ? found[1] : '';
    return currentState.relevant === false && !found ? null
        : value.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&amp;/g, '&');
}

function describe(node) {
    const { currentState: s, validationState: v } = node;
    const out = { path: reference(node), value: text(node), relevant: s.relevant, readonly: s.readonly, required: s.required };
    out.violates = v?.violation ? v.violation.condition : null;
    out.label = s.label?.asString || null;
    if (s.valueOptions) out.choices = s.valueOptions.map((o) => [o.value, o.label.asString]);
    return out;
}

function setValue(node, value) {
    if (node.nodeType === 'select') return node.selectValues(value === '' ? [] : value.split(' '));
    if (node.nodeType === 'rank') return node.setValues(value === '' ? [] : value.split(' '));
    if (node.nodeType === 'trigger') return node.setValue(value === 'OK');
    return node.setValue(value);
}

function obey(root, line) {
    const [, verb, ref, value] = /^(\S+) ?(\S*) ?([^]*)$/.exec(line);
    if (verb === 'set') return setValue(find(root, ref), value);
    if (verb === 'clear') return setValue(find(root, ref), '');
    if (verb === 'lang') return root.setLanguage(root.languages.find((l) => l.language === line.slice(5)));
    if (verb === 'add') {
        const range = [...walk(root)].find((n) => isRange(n) && reference(n) === ref);
        return range.addInstances();
    }
    if (verb === 'remove') {
        const [, range, number] = /^(.*)\[(\d+)\]$/.exec(ref);
        return [...walk(root)].find((n) => isRange(n) && reference(n) === range).removeInstances(Number(number) - 1, 1);
    }
    throw new Error(`no command ${verb}`);
}

for (let i = 0; i + 1 < pairs.length; i += 2) {
    const answers = [];
    try {
        const result = await loadForm(readFileSync(pairs[i], 'utf8'), {
            fetchFormAttachment: async () => new Response('name,label\n1,One\n'),
            missingResourceBehavior: 'BLANK',
        });
        if (result.status === 'failure') throw result.error;
        const { root } = result.createInstance();
        for (const line of readFileSync(pairs[i + 1], 'utf8').split('\n').filter(Boolean)) {
            if (line === 'dump') {
                answers.push([...walk(root)].filter((n) => !isRange(n)).map(describe));
                continue;
            }
            try {
                obey(root, line);
            } catch (error) {
                answers.push({ refused: line, why: String(error?.message ?? error) });
            }
        }
    } catch (error) {
        answers.push({ failed: String(error?.message ?? error) });
    }
    console.log(JSON.stringify(answers));
}
