// `npm run advisories`: what is publicly known against the pinned versions that a release ships, as
// the registry tells npm. A high or critical one that is not in `borne` ends it with 1. Where the
// registry answers no such question, it says so in one sentence and ends with 0.
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './bootstrap.mjs';

const limitMs = 60_000;
const grave = ['high', 'critical'];
/** Why a grave one does us no harm, by the last part of its address (GHSA-…). None just now. */
const borne = {};

/**
 * Reads what `npm audit --json` printed. `lines`: one of each advisory; `isBad`: a grave one is not
 * borne; undefined: the registry did not answer the question.
 */
export function judge(printed, reasons = borne) {
  const told = parsed(printed);
  if (!told?.vulnerabilities || typeof told.vulnerabilities !== 'object') return undefined;
  const found = new Map();
  for (const { via } of Object.values(told.vulnerabilities)) {
    // Words name packages by which it comes in; the advisory stands with its own package.
    for (const one of via) if (typeof one === 'object') found.set(one.url, one);
  }
  const all = [...found.values()];
  const isOpen = ({ severity, url }) =>
    grave.includes(severity) && reasons[idOf(url)] === undefined;
  const lines = all.map(({ name, range, severity, title, url }) => {
    const reason = reasons[idOf(url)];
    return `${severity}: ${name} ${range}: ${title} (${url})${reason ? `; borne: ${reason}` : ''}`;
  });
  return { lines, isBad: all.some(isOpen) };
}

/** Asks the registry and prints what it says; true where a release may be made. */
export function looksClean() {
  const words = ['audit', '--json', '--omit=dev'];
  const { stdout } = spawnSync('npm', words, { cwd: root, encoding: 'utf8', timeout: limitMs });
  const told = judge(stdout ?? '');
  if (!told) {
    console.log('This registry answers no questions about advisories; ask another (`npm audit`).');
    return true;
  }
  for (const line of told.lines) console.log(line);
  if (told.lines.length === 0) console.log('No advisory is known against the pinned packages.');
  if (told.isBad) console.log('Update them, or say in scripts/advisories.mjs why they do no harm.');
  return !told.isBad;
}

const idOf = (url) => String(url).split('/').at(-1);

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  process.exitCode = looksClean() ? 0 : 1;
}
