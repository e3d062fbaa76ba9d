// Tables whose rows stay in step with lists of things. On a narrow page a row is a card, so each
// cell carries its column's name.

import { byId, keep, make, mark, say } from './elements.js';

/**
 * A column: its name, a cell's text, and whether that figure is one to worry about.
 * @template T
 * @typedef {object} Column
 * @property {string} name
 * @property {(row: T) => string} [text] absent: the table's `decorate` fills the cell
 * @property {string} [title] what the figure means
 * @property {(row: T) => string | undefined} [tone] `warn`, `bad`, or nothing
 * @property {(row: T) => string} [note] a second line of the cell
 */

/**
 * Fills the table of this id; returns what brings it up to date.
 * @template T
 * @param {string} id
 * @param {readonly Column<T>[]} columns
 * @param {(row: T) => string} keyOf
 * @param {(element: HTMLElement, row: T) => void} [decorate]
 * @returns {(rows: readonly T[]) => void}
 */
export function createTable(id, columns, keyOf, decorate) {
  const table = byId(id);
  const [head, body] = [table.querySelector('thead'), table.querySelector('tbody')];
  if (!head || !body) throw new Error('a table without head or body');
  const cells = columns.map(({ name, title }) =>
    make('th', { role: 'columnheader', scope: 'col', ...(title ? { title } : {}) }, name),
  );
  head.append(make('tr', { role: 'row' }, ...cells));
  const create = () => {
    const row = columns.map(({ name, title }, index) => {
      const attributes = { 'data-label': name, ...(title ? { title } : {}) };
      const [tag, role] = index === 0 ? ['th', 'rowheader'] : ['td', 'cell'];
      const note = make('small');
      return make(tag, { ...attributes, role }, make('span'), note);
    });
    return make('tr', { role: 'row' }, ...row);
  };
  /** @param {HTMLElement} element @param {T} row */
  const update = (element, row) => {
    columns.forEach(({ text, tone, note }, index) => {
      const cell = element.children[index];
      const [main, small] = cell?.children ?? [];
      if (!cell || !main || !small) return;
      if (text) say(main, text(row));
      say(small, note?.(row) ?? '');
      mark(cell, 'data-tone', tone?.(row) ?? 'plain');
    });
    decorate?.(element, row);
  };
  return (rows) => keep(body, rows, keyOf, create, update);
}
