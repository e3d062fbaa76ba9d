// The console's page: asks for the figures every second while somebody looks, shows them, and says
// so when they are old.

import { watchDay } from './counts.js';
import { byId, make, mark, say } from './elements.js';
import { Events } from './events.js';
import { clockTime, duration, milliseconds, whole } from './format.js';
import { createRefusals } from './refusals.js';
import { Shards } from './shards.js';
import { createTable } from './table.js';
import { createTiles } from './tiles.js';
import { Workers } from './workers.js';

/** @typedef {import('../view.ts').Snapshot} Snapshot */
/** @typedef {import('../view.ts').JobCounts} JobCounts */
/** @typedef {import('../view.ts').DependencyState} DependencyState */

const everyMs = 1000;
const askTimeoutMs = 5000;
/** Figures without a successor for this long are called old. */
const staleMs = 4000;

const headlines = { ok: 'All is well', warn: 'Serving, with worries', bad: 'Not well' };

const workers = new Workers();
const shards = new Shards();
const events = new Events();
const showTiles = createTiles();
const showJobs = createTable('jobs', jobColumns(), ({ name }) => name);
const showServers = createTable('servers', serverColumns(), ({ kind }) => kind);
/** @type {{ snapshot: Snapshot, at: number } | undefined} */
let latest;
/** @type {number | undefined} */
let timer;
/** When the tab came into sight again: what it missed while it rested is nobody's fault. */
let wokenAt = 0;

/** @param {Snapshot} snapshot */
function show(snapshot) {
  workers.update(snapshot);
  shards.update(snapshot, workers);
  showTiles(snapshot);
  if (snapshot.jobs) showJobs(snapshot.jobs);
  showServers([snapshot.redis, snapshot.store]);
  say(byId('backups'), backupsLine(snapshot));
  events.update(snapshot);
  showVerdict(snapshot);
  document.body.classList.toggle('partial', snapshot.workers === null);
}

/** @param {Snapshot} snapshot */
function showVerdict({ verdict, workers: rows, owners }) {
  const present = rows?.filter(({ status }) => status !== 'gone') ?? [];
  const serving = present.filter(({ status }) => status === 'serving').length;
  const sockets = present.reduce((sum, row) => sum + row.sockets, 0);
  const people = serving === 1 ? '1 worker' : `${serving} workers`;
  const owned = owners.filter(Boolean).length;
  const facts = rows
    ? `${people}, ${owned} of ${owners.length} shards, ${whole(sockets)} sockets`
    : 'the figures below are from before';
  const missing = workers.missing().map((name) => ({
    level: 'warn',
    text: `${name} is gone, and its place is not filled yet.`,
  }));
  const level = verdict.level === 'ok' && missing.length > 0 ? 'warn' : verdict.level;
  speak(level, `${headlines[level]}: ${facts}.`, [...verdict.complaints, ...missing]);
}

/**
 * @param {string} level
 * @param {string} headline
 * @param {readonly { level: string, text: string }[]} complaints
 */
function speak(level, headline, complaints) {
  const section = byId('verdict');
  const [title, list] = section.children;
  if (!title || !list) return;
  mark(section, 'data-level', level);
  say(title, headline);
  const words = complaints.map(({ text }) => text).join('\n');
  if (list.getAttribute('data-words') === words) return;
  list.setAttribute('data-words', words);
  list.replaceChildren(...complaints.map((one) => make('li', { class: one.level }, one.text)));
}

/** Says how old the figures are, in words where they are too old. */
function showFreshness() {
  if (document.hidden) return;
  const line = byId('freshness');
  const ageMs = latest ? performance.now() - latest.at : Infinity;
  const isOld = ageMs > staleMs && performance.now() - wokenAt > staleMs;
  document.body.classList.toggle('stale', isOld && latest !== undefined);
  if (!latest) return;
  const time = clockTime(latest.snapshot.atMs);
  say(line, isOld ? `Old: from ${time}` : `Live, ${time}`);
  if (!isOld) return;
  const words = `No answer for ${duration(ageMs)}. What you see is from ${time}.`;
  speak('bad', 'The cluster does not answer this page', [{ level: 'bad', text: words }]);
}

async function ask() {
  try {
    const signal = AbortSignal.timeout(askTimeoutMs);
    const answer = await fetch('/console/figures', { cache: 'no-store', signal });
    if (answer.status === 401) {
      location.assign('/console/login');
      return;
    }
    if (answer.ok) {
      const snapshot = /** @type {Snapshot} */ (await answer.json());
      latest = { snapshot, at: performance.now() };
      show(snapshot);
    }
  } catch {
    // The age of what is shown says it.
  }
  showFreshness();
  if (!document.hidden) timer = window.setTimeout(ask, everyMs);
}

document.addEventListener('visibilitychange', () => {
  clearTimeout(timer);
  wokenAt = performance.now();
  if (!document.hidden) void ask();
});
setInterval(showFreshness, everyMs);
void ask();
watchDay(createRefusals());

/** @param {Snapshot} snapshot */
function backupsLine({ backups, atMs }) {
  if (!backups) return 'Backups: not known while Redis is away';
  const { madeAtMs, restoredAtMs, everyMs } = backups;
  const ago = (/** @type {number | null} */ at) => (at ? `${duration(atMs - at)} ago` : 'never');
  const next = everyMs ? `, one every ${duration(everyMs)}` : ', none by itself';
  return `Last backup: ${ago(madeAtMs)}${next}. Last restored: ${ago(restoredAtMs)}.`;
}

/** @returns {readonly import('./table.js').Column<JobCounts>[]} */
function jobColumns() {
  return [
    { name: 'Job', text: ({ name }) => name },
    { name: 'Waiting', text: ({ waiting }) => whole(waiting) },
    { name: 'Active', text: ({ active }) => whole(active) },
    {
      name: 'Failed',
      title: 'Runs that failed every attempt, kept for two weeks.',
      text: ({ failed }) => whole(failed),
      tone: ({ failed }) => (failed > 0 ? 'warn' : undefined),
    },
    { name: 'Kept as done', text: ({ completed }) => whole(completed) },
    {
      name: 'Last run',
      text: ({ lastRunAtMs }) => (lastRunAtMs ? clockTime(lastRunAtMs) : '–'),
    },
    {
      name: 'Next run',
      text: ({ nextRunAtMs }) => (nextRunAtMs ? clockTime(nextRunAtMs) : '–'),
    },
  ];
}

/** @returns {readonly import('./table.js').Column<DependencyState>[]} */
function serverColumns() {
  return [
    { name: 'Server', text: ({ kind }) => kind },
    {
      name: 'State',
      text: ({ up }) => (up ? 'answers' : 'does not answer'),
      tone: ({ up }) => (up ? undefined : 'bad'),
    },
    { name: 'Round trip', text: ({ roundTripMs }) => milliseconds(roundTripMs) },
  ];
}
