// The shards as squares, coloured by owner. One of them takes the keyboard's focus; the arrow keys
// move it.

import { paint } from './colours.js';
import { byId, keep, make, mark, say } from './elements.js';

/** @typedef {import('../view.ts').Snapshot} Snapshot */
/** @typedef {import('./workers.js').Workers} Workers */

const perRow = 16;

/** The map of shards and its legend. */
export class Shards {
  /** @type {HTMLElement[]} */
  #cells = [];
  #focused = 0;
  #says = byId('shard-says');

  constructor() {
    const grid = byId('shards');
    grid.addEventListener('keydown', (event) => this.#onKey(event));
    grid.addEventListener('focusin', (event) => this.#tell(event.target));
    grid.addEventListener('pointerover', (event) => this.#tell(event.target));
  }

  /** @param {Snapshot} snapshot @param {Workers} workers */
  update({ owners }, workers) {
    if (this.#cells.length !== owners.length) this.#lay(owners.length);
    /** @type {Map<string, number>} */
    const counts = new Map();
    owners.forEach((owner, shard) => {
      const cell = this.#cells[shard];
      if (!cell) return;
      counts.set(owner ?? '', (counts.get(owner ?? '') ?? 0) + 1);
      const words = owner === null ? 'no owner' : workers.lookOf(owner).name;
      const moved = cell.dataset['owner'] !== undefined && cell.dataset['owner'] !== (owner ?? '');
      mark(cell, 'data-owner', owner ?? '');
      mark(cell, 'aria-label', `Shard ${shard}: ${words}`);
      mark(cell, 'title', `Shard ${shard}: ${words}`);
      colour(cell, owner, workers);
      if (moved) flash(cell);
    });
    this.#legend(counts, workers);
  }

  /** @param {Map<string, number>} counts @param {Workers} workers */
  #legend(counts, workers) {
    const rows = [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
    const create = () => make('li', {}, make('i', { 'aria-hidden': 'true' }), make('span'));
    keep(
      byId('legend'),
      rows,
      ([owner]) => owner || 'none',
      create,
      (element, row) => {
        const [owner, count] = row;
        const [swatch, words] = element.children;
        if (!(swatch instanceof HTMLElement) || !words) return;
        colour(swatch, owner || null, workers);
        say(words, `${owner ? workers.lookOf(owner).name : 'no owner'}: ${count}`);
      },
    );
  }

  /** @param {number} count */
  #lay(count) {
    this.#cells = Array.from({ length: count }, (_, shard) =>
      make('span', { role: 'gridcell', tabindex: shard === 0 ? '0' : '-1' }),
    );
    const rows = Array.from({ length: Math.ceil(count / perRow) }, (_, row) =>
      make('div', { role: 'row' }, ...this.#cells.slice(row * perRow, (row + 1) * perRow)),
    );
    byId('shards').replaceChildren(...rows);
  }

  /** @param {EventTarget | null} target */
  #tell(target) {
    const label = target instanceof Element ? target.getAttribute('aria-label') : null;
    if (label) say(this.#says, label);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    /** @type {Record<string, number>} */
    const steps = {
      ArrowLeft: -1,
      ArrowRight: 1,
      ArrowUp: -perRow,
      ArrowDown: perRow,
      Home: -this.#cells.length,
      End: this.#cells.length,
    };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const last = this.#cells.length - 1;
    const next = Math.min(last, Math.max(0, this.#focused + step));
    this.#cells[this.#focused]?.setAttribute('tabindex', '-1');
    this.#cells[next]?.setAttribute('tabindex', '0');
    this.#cells[next]?.focus();
    this.#focused = next;
  }
}

/** @param {HTMLElement} element @param {string | null} owner @param {Workers} workers */
function colour(element, owner, workers) {
  element.classList.toggle('ownerless', owner === null);
  if (owner !== null) paint(element, workers.lookOf(owner).slot);
}

/** @param {HTMLElement} cell */
function flash(cell) {
  cell.classList.remove('moved');
  // Starting an animation again takes a look at the layout in between.
  void cell.offsetWidth;
  cell.classList.add('moved');
}
