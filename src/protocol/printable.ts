// Text of others, made fit to be printed: names, messages, reasons, whatever a peer or a server may
// have chosen. What moves a cursor, turns a line round or begins a new one becomes a mark.

/** Shown in place of a line break, so that nobody writes lines in another's name. */
const lineMark = '\u23ce';
/** Shown in place of any other control. */
const controlMark = '\ufffd';

/** Every way to begin a line: CR LF, LF, VT, FF, CR, NEL, and Unicode's two separators. */
const breaks = /\r\n|[\n\u000b\u000c\r\u0085\u2028\u2029]/g;
const c0 = '\\u0000-\\u0008\\u000e-\\u001f';
const delAndC1 = '\\u007f-\\u0084\\u0086-\\u009f';
/** Marks, embeddings, overrides and isolates of bidirectional text. */
const bidi = '\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069';
/** The tab stays: it only moves on. */
const controls = new RegExp(`[${c0}${delAndC1}${bidi}]`, 'g');

/** One line that only shows what it says, on a terminal and anywhere else. */
export function printable(text: string): string {
  return text.replace(breaks, lineMark).replace(controls, controlMark);
}

/** JSON on one line, escaped so that no terminal obeys its text; what it means stays. */
export function printableJson(value: unknown): string {
  const escaped = (one: string) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(value).replace(breaks, escaped).replace(controls, escaped);
}
