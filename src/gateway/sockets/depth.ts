// How deep a JSON text nests, known without parsing it, so that nothing deep is ever built.

const quote = 0x22;
const backslash = 0x5c;
const openList = 0x5b;
const closeList = 0x5d;
const openObject = 0x7b;
const closeObject = 0x7d;

/**
 * True when no bracket of the text is nested deeper than `most`. Brackets inside strings do not
 * count.
 */
export function nestsWithin(json: string, most: number): boolean {
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < json.length; i++) {
    const unit = json.charCodeAt(i);
    if (quoted) {
      if (unit === backslash) i++;
      else if (unit === quote) quoted = false;
    } else if (unit === quote) quoted = true;
    else if (unit === openList || unit === openObject) {
      if (++depth > most) return false;
    } else if (unit === closeList || unit === closeObject) depth--;
  }
  return true;
}
