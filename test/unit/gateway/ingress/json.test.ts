// Promises of the reader of JSON bodies.

import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { limits } from '#protocol';
import { measure, readJson } from '../../../../src/gateway/ingress/json.ts';

const seed = 20261121;

function depthOfValue(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOfValue));
}

describe('reading JSON', () => {
  it('measures the nesting of any value, whatever its texts hold', () => {
    const tricky = fc.oneof(fc.string(), fc.constantFrom('[[[[', '"{', '\\"[', '\\\\', '}}'));
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 6 },
        tricky,
        fc.integer(),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(tricky, tie('tree'), { maxKeys: 3 }),
      ),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        expect(measure(Buffer.from(JSON.stringify(value))).depth).toBe(depthOfValue(value));
      }),
      { seed, numRuns: 300 },
    );
  });

  it('reads what it may, and drops keys of prototypes however they are written', () => {
    expect(readJson(Buffer.from('{"a":[1,"\\u00e9"]}'))).toEqual({
      ok: true,
      value: { a: [1, 'é'] },
    });
    const hidden = readJson(
      Buffer.from('{"__proto__":1,"\\u005f_proto__":2,"b":{"constructor":3,"c":4}}'),
    );
    expect(hidden).toEqual({ ok: true, value: { b: { c: 4 } } });
    expect(hidden.ok && Object.keys(hidden.value as object)).toEqual(['b']);
  });

  it('takes sixteen levels and refuses seventeen', () => {
    const nested = (levels: number) => Buffer.from('['.repeat(levels) + ']'.repeat(levels));
    expect(readJson(nested(16)).ok).toBe(true);
    expect(readJson(nested(17))).toMatchObject({ refusal: { code: 'request.malformed' } });
  });

  it('takes as many values as it may, and refuses a flood of them before it parses', () => {
    const list = (length: number) => Buffer.from(JSON.stringify(Array(length).fill(1)));
    expect(readJson(list(limits.jsonValuesMax - 1)).ok).toBe(true);
    expect(readJson(list(limits.jsonValuesMax))).toMatchObject({
      refusal: { code: 'request.malformed' },
    });
    const flood = Buffer.from(`["\\u0041"${',{}'.repeat(300_000)}]`);
    const parse = vi.spyOn(JSON, 'parse');
    expect(readJson(flood).ok).toBe(false);
    expect(parse).not.toHaveBeenCalled();
    parse.mockRestore();
    expect(readJson(Buffer.from(JSON.stringify(','.repeat(100_000)))).ok).toBe(true);
  });
});
