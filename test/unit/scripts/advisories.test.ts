// What the registry says of pinned packages, as npm prints it, and when that stops a release.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const script = join(import.meta.dirname, '../../../scripts/advisories.mjs');

interface Judged {
  readonly lines: readonly string[];
  readonly isBad: boolean;
}

/** What the script makes of that, in a process of its own; undefined: no answer. */
function judge(text: string, borne: Record<string, string> = {}): Judged | undefined {
  const source =
    `import { judge } from ${JSON.stringify(script)};\n` +
    `console.log(JSON.stringify(judge(${JSON.stringify(text)}, ${JSON.stringify(borne)}) ?? null))`;
  const words = ['--input-type=module', '-e', source];
  const { stdout } = spawnSync(process.execPath, words, { encoding: 'utf8' });
  return (JSON.parse(stdout) as Judged | null) ?? undefined;
}

const advisory = (name: string, severity: string, id: string) => ({
  name,
  severity,
  range: '<1.2.3',
  title: `${name} can be made to stop`,
  url: `https://github.com/advisories/${id}`,
});
const printed = (...via: readonly unknown[]) =>
  JSON.stringify({ auditReportVersion: 2, vulnerabilities: { a: { via }, b: { via: ['a'] } } });

it('a grave advisory stops a release, a moderate one is only named', () => {
  const grave = judge(printed(advisory('a', 'high', 'GHSA-1'), advisory('a', 'low', 'GHSA-2')));
  expect(grave?.isBad).toBe(true);
  expect(grave?.lines).toHaveLength(2);
  expect(grave?.lines[0]).toBe(
    'high: a <1.2.3: a can be made to stop (https://github.com/advisories/GHSA-1)',
  );
  expect(judge(printed(advisory('a', 'moderate', 'GHSA-3')))?.isBad).toBe(false);
  expect(judge(printed())).toEqual({ lines: [], isBad: false });
});

it('a grave one that is borne is named with its reason', () => {
  const told = judge(printed(advisory('a', 'critical', 'GHSA-1')), { 'GHSA-1': 'not reached' });
  expect(told?.isBad).toBe(false);
  expect(told?.lines[0]).toMatch(/; borne: not reached$/);
});

it('a registry that answers no such question is told from one that knows of nothing', () => {
  const refused = '{"message":"405 Method Not Allowed","method":"POST","statusCode":405}';
  for (const text of [refused, '', 'npm error', '[]', 'null']) expect(judge(text)).toBeUndefined();
});
