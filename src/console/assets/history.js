// The last minutes of the cluster's figures, as this page has seen them, and their drawing. A
// reload keeps them; a time in which nobody looked is a gap, not a line.

import { make, say } from './elements.js';

/** How much is drawn. */
const historyMs = 5 * 60 * 1000;
/** Two samples further apart than this are not joined. */
const gapMs = 5000;
const storageName = 'aldis-console-history';
const width = 240;
const height = 44;
const svgSpace = 'http://www.w3.org/2000/svg';

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

/** A small drawing of one figure's course. */
export class Sparkline {
  #line = document.createElementNS(svgSpace, 'path');
  #area = document.createElementNS(svgSpace, 'path');
  #svg = document.createElementNS(svgSpace, 'svg');
  #peak = make('small', { class: 'peak' });
  element = make('div', { class: 'spark' });

  constructor() {
    this.#svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
    this.#svg.setAttribute('preserveAspectRatio', 'none');
    this.#svg.setAttribute('role', 'img');
    this.#area.setAttribute('class', 'area');
    this.#line.setAttribute('class', 'line');
    this.#svg.append(this.#area, this.#line);
    this.element.append(this.#svg, this.#peak);
  }

  /**
   * @param {{ atMs: number, value: number }[]} points
   * @param {number} nowMs
   * @param {(value: number) => string} format
   * @param {string} name
   */
  draw(points, nowMs, format, name) {
    const peak = Math.max(0, ...points.map(({ value }) => value));
    const top = peak === 0 ? 1 : peak * 1.1;
    const x = (/** @type {number} */ atMs) => width * (1 - (nowMs - atMs) / historyMs);
    const y = (/** @type {number} */ value) => height - 2 - (value / top) * (height - 6);
    let line = '';
    let area = '';
    let before = -Infinity;
    let end = '';
    for (const { atMs, value } of points) {
      const [px, py] = [x(atMs).toFixed(1), y(value).toFixed(1)];
      if (atMs - before > gapMs) {
        area += `${end}M${px} ${height}`;
        line += `M${px} ${py}`;
      } else line += `L${px} ${py}`;
      area += `L${px} ${py}`;
      end = `L${px} ${height}Z`;
      before = atMs;
    }
    this.#line.setAttribute('d', line);
    this.#area.setAttribute('d', area + end);
    const words = points.length === 0 ? 'nothing yet' : `peak ${format(peak)}`;
    say(this.#peak, `5 min, ${words}`);
    this.#svg.setAttribute('aria-label', `${name} over the last five minutes, ${words}`);
  }
}
