// Asks for the figures of the moment every few seconds, for pages that show a part of them.

import { watch } from './watch.js';

/** @typedef {import('../view.ts').Snapshot} Snapshot */

const everyMs = 2000;

/** @param {(snapshot: Snapshot) => void} show */
export function watchFigures(show) {
  watch('/console/figures', everyMs, (told) => show(/** @type {Snapshot} */ (told)));
}
