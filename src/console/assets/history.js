// The last minutes of the cluster's figures, as this page has seen them. A reload keeps them.

/** How much is kept. */
export const historyMs = 5 * 60 * 1000;
const storageName = 'aldis-console-history';

/**
 * The time of a sample, and its figures by name; a figure that nobody knew then is null.
 * @typedef {object} Sample
 * @property {number} atMs
 * @property {Record<string, number | null>} values
 */

/** Samples of the last minutes, oldest first. */
export class History {
  /** @type {Sample[]} */
  #samples = read();

  /** @param {Sample} sample */
  add(sample) {
    const last = this.#samples.at(-1);
    // The clocks of two workers differ a little: one line never runs back.
    if (last && sample.atMs <= last.atMs) return;
    this.#samples.push(sample);
    const since = sample.atMs - historyMs;
    while ((this.#samples[0]?.atMs ?? since) < since) this.#samples.shift();
    try {
      sessionStorage.setItem(storageName, JSON.stringify(this.#samples));
    } catch {
      // Without storage a reload begins anew.
    }
  }

  /** @param {string} name @returns {{ atMs: number, value: number }[]} */
  of(name) {
    return this.#samples.flatMap(({ atMs, values }) => {
      const value = values[name];
      return value === null || value === undefined ? [] : [{ atMs, value }];
    });
  }
}

/** @returns {Sample[]} */
function read() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(storageName) ?? '[]');
    const now = Date.now();
    return Array.isArray(kept)
      ? kept.filter(({ atMs }) => atMs > now - historyMs && atMs <= now)
      : [];
  } catch {
    return [];
  }
}
