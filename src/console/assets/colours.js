// A colour for each worker: hues far apart from their neighbours', without the red of an alarm, and
// of different lightness, for those who see hues less well.

const hueLeast = 60;
const hueSpan = 270;
const hueFirst = 190;
/** The span's golden section: no two of the first eight are near each other. */
const hueStep = 166.9;
const shades = ['0%', '-14%', '12%'];

/**
 * Gives an element the colour of this place.
 * @param {HTMLElement} element
 * @param {number} slot
 */
export function paint(element, slot) {
  const hue = hueLeast + ((hueFirst + slot * hueStep) % hueSpan);
  element.style.setProperty('--hue', hue.toFixed(0));
  element.style.setProperty('--shade', shades[slot % shades.length] ?? '0%');
}
