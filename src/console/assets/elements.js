// Making and changing elements. Nothing here reads markup from a text, so that no figure can become
// an element.

/**
 * The element of the page with this id.
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no ${id}`);
  return found;
}

/**
 * A new element.
 * @param {string} tag
 * @param {Record<string, string>} [attributes]
 * @param {(Node | string)[]} children
 * @returns {HTMLElement}
 */
export function make(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/**
 * Changes the text only when it differs, so that what is selected or read aloud stays.
 * @param {Element} element
 * @param {string} text
 */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Changes an attribute only when it differs.
 * @param {Element} element
 * @param {string} name
 * @param {string} value
 */
export function mark(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/**
 * Keeps a list of elements in step with a list of things: each thing's element is made once, then
 * brought up to date; those of things that are gone are removed.
 * @template T
 * @param {Element} parent
 * @param {readonly T[]} things
 * @param {(thing: T) => string} keyOf
 * @param {(thing: T) => HTMLElement} create
 * @param {(element: HTMLElement, thing: T) => void} update
 */
export function keep(parent, things, keyOf, create, update) {
  /** @type {Map<string, HTMLElement>} */
  const before = new Map();
  for (const child of parent.children) {
    if (child instanceof HTMLElement) before.set(child.dataset['key'] ?? '', child);
  }
  things.forEach((thing, position) => {
    const key = keyOf(thing);
    const element = before.get(key) ?? create(thing);
    before.delete(key);
    element.dataset['key'] = key;
    update(element, thing);
    const there = parent.children[position] ?? null;
    if (there !== element) parent.insertBefore(element, there);
  });
  for (const left of before.values()) left.remove();
}
