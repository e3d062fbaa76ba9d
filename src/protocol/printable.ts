// Text of others, made fit to be printed: names, messages, reasons, whatever a peer or a server may
// have chosen. What moves a cursor, turns a line round or begins a new one becomes a mark.

/** Shown in place of a line break, so that nobody writes lines in another's name. */
const LINE_MARK = '\u23ce';
/** Shown in place of any other control. */
const CONTROL_MARK = '\ufffd';

/** Every way to begin a line: CR LF, LF, VT, FF, CR, NEL, and Unicode's two separators. */
const BREAKS = /\r\n|[\n\u000b\u000c\r\u0085\u2028\u2029]/g;
const C0 = '\\u0000-\\u0008\\u000e-\\u001f';
const DEL_AND_C1 = '\\u007f-\\u0084\\u0086-\\u009f';
/** Marks, embeddings, overrides and isolates of bidirectional text. */
const BIDI = '\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069';
/** The tab stays: it only moves on. */
const CONTROLS = new RegExp(`[${C0}${DEL_AND_C1}${BIDI}]`, 'g');

/** One line that only shows what it says, on a terminal and anywhere else. */
export function printable(text: string): string {
  return text.replace(BREAKS, LINE_MARK).replace(CONTROLS, CONTROL_MARK);
}

/** JSON on one line, escaped so that no terminal obeys its text; what it means stays. */
export function printableJson(value: unknown): string {
  const escaped = (one: string) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(value).replace(BREAKS, escaped).replace(CONTROLS, escaped);
}
