// What must never reach a log does not, even when it stands in an error or in a field's text.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { LogFields } from '#runtime';
import { logConstant, logDefect, logId } from '#runtime';
import { describe, expect, it } from 'vitest';

const canary = 'canary.15551234567';

describe('a log line', () => {
  it('holds neither the message nor the cause nor the fields of an error', () => {
    const inner = Object.assign(new Error(`inner ${canary}`), { body: canary });
    const outer = new TypeError(`outer ${canary}\n    at /x/${canary}.ts:1:2`, { cause: inner });
    const fields = JSON.stringify(logDefect(Object.assign(outer, { code: 'EPIPE', canary })));
    expect(fields).not.toContain('canary');
    expect(fields).not.toContain('5551234567');
    expect(logDefect(outer)['defect']).toBe('TypeError');
    expect(logDefect(outer)['system']).toBe('EPIPE');
    expect(logDefect(outer)['at']).toMatch(/runtime\/log\.test\.ts:\d+/);
  });

  it('holds nothing of a value that is thrown without being an error', () => {
    expect(JSON.stringify(logDefect(canary))).not.toContain('canary');
    expect(JSON.stringify(logDefect({ text: canary }))).not.toContain('canary');
    expect(logDefect(null)).toEqual({ defect: 'object' });
  });

  it('takes no plain string for a field', () => {
    // @ts-expect-error a string is not known to be safe
    const refused: LogFields = { account: canary };
    expect(refused).toBeDefined();
  });

  it('is one line of JSON, whatever a constant holds', () => {
    const written = runLog(
      `log.warn('test.event', { what: logConstant('a\\n{"b":1}\\u001b[31m') });`,
    );
    expect(written.trim().split('\n')).toHaveLength(1);
    expect(JSON.parse(written)).toMatchObject({ msg: 'test.event', level: 40, member: 'm-1' });
    expect(written).not.toContain('\\u001b');
  });

  it('of a defect shows class and place on standard output, and not the message', () => {
    const written = runLog(`log.error('test.failed', {}, new RangeError('${canary}'));`);
    expect(written).toContain('RangeError');
    expect(written).not.toContain('canary');
  });
});

describe('a log line in a terminal', () => {
  const code = `log.warn('test.event', { what: logConstant('a b'), who: logId('someone'), n: 3 });
log.error('test.failed', {}, new RangeError('${canary}'));`;
  const shape = (paint: (text: string) => string) => [
    new RegExp(`^${paint('\\d\\d:\\d\\d:\\d\\d\\.\\d{3}')}  `),
    new RegExp(`${paint('m-1')}  test\\.event  ${paint('what=')}a b  ${paint('who=')}[0-9a-f]{10}`),
    /test\.failed {2}.*RangeError/,
  ];

  it('is to be read, in colour, and holds no more than its JSON', () => {
    const written = runLog(code, 'auto', true);
    for (const part of shape((text) => `\\u001b\\[2m${text}\\u001b\\[0m`)) {
      expect(written).toMatch(part);
    }
    expect(written).toContain('\u001b[33mwarn ');
    expect(written).not.toContain('canary');
    expect(written).not.toContain('{');
  });

  it('is JSON where that is asked for, and text where nobody looks, without colour', () => {
    const lines = runLog(code, 'json', true).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).msg)).toEqual(['test.event', 'test.failed']);
    const text = runLog(code, 'text');
    for (const part of shape((plain) => plain)) expect(text).toMatch(part);
    expect(text).not.toContain('\u001b');
    expect(text).not.toContain('canary');
  });
});

describe('an identity in a log', () => {
  it('is equal to itself and unlike others, and is not the identity', () => {
    const aci = '9d0652a3-dcc3-4d11-975f-74d61598733f';
    expect(logId(aci)).toBe(logId(aci));
    expect(logId(aci)).not.toBe(logId(aci.replace('9', '8')));
    expect(logId(aci)).toMatch(/^[0-9a-f]{10}$/);
    expect(aci).not.toContain(logId(aci));
  });

  it('means nothing to another process', () => {
    const other = runLog(`process.stdout.write(logId('someone'));`);
    expect(other).toMatch(/^[0-9a-f]{10}$/);
    expect(other).not.toBe(logId('someone'));
  });
});

it('a constant is cut to 120 signs', () => {
  expect(logConstant('x'.repeat(500))).toHaveLength(120);
});

/** Runs code in a process whose standard output is the log's. */
function runLog(code: string, format = 'auto', terminal = false): string {
  const source = `import { createLog, logConstant, logId } from '#runtime';
const settings = { ALDIS_LOG: 'info', ALDIS_LOG_FORMAT: '${format}', NO_COLOR: '' };
const log = createLog(settings, 'm-1');
void log, logConstant, logId;
${code}`;
  const root = fileURLToPath(new URL('../../..', import.meta.url));
  const words = ['--input-type=module', '-e', source];
  const quoted = [process.execPath, ...words].map((word) => `'${word.replaceAll("'", "'\\''")}'`);
  const [file, args] = terminal
    ? ['script', ['-qec', quoted.join(' '), '/dev/null']]
    : [process.execPath, words];
  const done = spawnSync(file, args, { cwd: root, encoding: 'utf8' });
  expect(done.stderr).toBe('');
  return done.stdout;
}
