// docs/errors.md and the table of errors say the same, both ways.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { errorCodes, errorRow } from '#protocol';

const page = readFileSync(new URL('../../../../docs/errors.md', import.meta.url), 'utf8');
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, code = '', status, retry, closes, meaning, advice = '']) => ({
    code: code.replaceAll('`', ''),
    status: Number(status),
    retry: retry === 'yes',
    closes: closes === 'yes',
    meaning,
    advice,
  }));

describe('the page of errors', () => {
  it('lists the codes of the table and no others, in its order', () => {
    expect(rows.map((row) => row.code)).toEqual(errorCodes);
  });

  it.each(errorCodes)('says of %s what the table says', (code) => {
    const { status, retry, closes, message } = errorRow(code);
    const row = rows.find((one) => one.code === code);
    expect(row).toMatchObject({ status, retry, closes, meaning: message });
    expect(row?.advice.length).toBeGreaterThan(10);
  });
});
