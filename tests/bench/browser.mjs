// SPDX-License-Identifier: EUPL-1.2
// One page in Chromium's kiosk mode, measured as bench-kiosk measures ours: cold start, a tap until
// its frame is made, memory of all its processes, idling. Speaks the DevTools protocol over a pipe.
// Usage: node browser.mjs NAME PAGE.html SELECTOR IDLE_SECONDS PROFILE_FOLDER
import { spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';

const [name, page, selector, idleSeconds, profile] = process.argv.slice(2);
const TAPS = 41;
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const median = (list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)];
const print = (what, value, unit) => console.log(`browser.${name}_${what} ${value} ${unit}`);

const begun = performance.now();
const chromium = spawn('chromium', [
    '--kiosk', '--no-first-run', '--no-default-browser-check', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', '--remote-debugging-pipe',
    ...(process.getuid() === 0 ? ['--no-sandbox'] : []),
    `--user-data-dir=${profile}`, '--window-size=1280,800', `file://${page}`,
], { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
process.on('exit', () => chromium.kill('SIGKILL'));

// ---- the protocol: JSON texts, each ended by a zero byte ----
const waiting = new Map();
let last = 0;
let rest = '';
chromium.stdio[4].on('data', (bytes) => {
    rest += bytes;
    for (let end = rest.indexOf('\0'); end >= 0; end = rest.indexOf('\0')) {
        const message = JSON.parse(rest.slice(0, end));
        rest = rest.slice(end + 1);
        waiting.get(message.id)?.(message);
        waiting.delete(message.id);
    }
});
function ask(method, params = {}, sessionId = undefined) {
    const id = ++last;
    chromium.stdio[3].write(JSON.stringify({ id, method, params, sessionId }) + '\0');
    return new Promise((done, fail) => {
        waiting.set(id, (m) => (m.error ? fail(new Error(m.error.message)) : done(m.result)));
    });
}

// ---- its processes ----
function family() {
    const parents = new Map();
    for (const pid of readdirSync('/proc').filter((d) => /^\d+$/.test(d))) {
        try {
            const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
            parents.set(Number(pid), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
        } catch { /* it has ended */ }
    }
    const all = new Set([chromium.pid]);
    for (let grew = true; grew;) {
        grew = false;
        for (const [pid, parent] of parents) {
            if (all.has(parent) && !all.has(pid)) { all.add(pid); grew = true; }
        }
    }
    return [...all];
}
function sum(read) {
    let total = 0;
    for (const pid of family()) {
        try { total += read(pid); } catch { /* it has ended */ }
    }
    return total;
}
const pssKb = (pid) =>
    Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))[1]);
const cpuNs = (pid) => readdirSync(`/proc/${pid}/task`).reduce((ns, task) =>
    ns + Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]), 0);

// ---- the figures ----
let target;
for (let i = 0; i < 6000 && !target; i++) {
    const { targetInfos } = await ask('Target.getTargets');
    target = targetInfos.find((t) => t.type === 'page' && t.title === 'ready');
    if (!target) await sleep(5);
}
if (!target) throw new Error(`${page} was never ready`);
print('cold_start_ms', Math.round(performance.now() - begun), 'ms');

const { sessionId } = await ask('Target.attachToTarget', { targetId: target.targetId, flatten: true });
const evaluate = async (expression) => (await ask('Runtime.evaluate',
    { expression, awaitPromise: true, returnByValue: true }, sessionId)).result.value;
// Until the frame in which the choice is seen to be chosen: a library may need more than one.
await evaluate(`window.frames_ = [];
    addEventListener('pointerup', (e) => {
        const choice = e.target.closest(${JSON.stringify(selector)});
        const card = choice.closest('.sd-item');
        const chosen = () => choice.querySelector('input').checked &&
            (!card || card.matches('.sd-item--checked'));
        const look = () => {
            if (!chosen()) return requestAnimationFrame(look);
            const channel = new MessageChannel();
            channel.port1.onmessage = () => frames_.push(performance.now() - e.timeStamp);
            channel.port2.postMessage(0);
        };
        requestAnimationFrame(look);
    }, true);`);
for (let i = 0; i < TAPS; i++) {
    const at = await evaluate(`(() => { const list = document.querySelectorAll(${JSON.stringify(selector)});
        const r = list[${i} % list.length].getBoundingClientRect();
        return { x: r.x + r.width / 2, y: r.y + r.height / 2 }; })()`);
    const mouse = { ...at, button: 'left', clickCount: 1 };
    await ask('Input.dispatchMouseEvent', { type: 'mousePressed', ...mouse }, sessionId);
    await ask('Input.dispatchMouseEvent', { type: 'mouseReleased', ...mouse }, sessionId);
    await sleep(120);
}
const frames = await evaluate('frames_');
if (frames.length !== TAPS) throw new Error(`${frames.length} of ${TAPS} taps chose something`);
print('tap_to_pixel_ms', median(frames).toFixed(1), 'ms');
await ask('Target.detachFromTarget', { sessionId });
print('pss_mb', (sum(pssKb) / 1024).toFixed(0), 'MB');
await sleep(3000);
const before = sum(cpuNs);
await sleep(Number(idleSeconds) * 1000);
print('idle_cpu_percent', ((sum(cpuNs) - before) / 1e7 / Number(idleSeconds)).toFixed(3), '%');
chromium.kill('SIGTERM');
process.exit(0);
