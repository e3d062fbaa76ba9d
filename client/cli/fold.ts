// Lines for a terminal, folded here and not by the terminal: a long text of somebody else would go
// on at the left edge, where lines of ours begin, and could look like one. What goes on is marked.

/** Stands in front of a line that continues another. */
export const continues = '      ┊ ';
/** The width of a terminal that does not say how wide it is. */
const columnsDefault = 80;
/** A narrower one is written to as if it were so wide. */
const columnsMin = 24;
/** The most columns that a tab takes. */
const tabColumns = 8;

/** Breaks each line that is longer than the terminal is wide. */
export function folded(text: string, columns = columnsDefault): string {
  // A terminal may go to the next line when the last column is written.
  const room = Math.max(columns, columnsMin) - 1;
  return text
    .split('\n')
    .map((line) => foldLine(line, room))
    .join('\n');
}

function foldLine(line: string, room: number): string {
  const rows: string[] = [];
  let row = '';
  let width = 0;
  for (const letter of line) {
    const columns = columnsOf(letter);
    if (width + columns > room) {
      rows.push(row);
      row = continues;
      width = continues.length;
    }
    row += letter;
    width += columns;
  }
  return [...rows, row].join('\n');
}

/**
 * How many columns a letter may take. Rather too many than too few: what joins others, or is narrow
 * in some terminals, counts like any other.
 */
function columnsOf(letter: string): number {
  const code = letter.codePointAt(0) ?? 0;
  if (letter === '\t') return tabColumns;
  const isDash = code >= 0x2010 && code <= 0x22ff;
  const isBlock = code >= 0x2500 && code <= 0x25fc;
  return code < 0x1100 || isDash || isBlock ? 1 : 2;
}
