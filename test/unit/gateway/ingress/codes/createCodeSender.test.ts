// Promises of those who bring codes: the console in development, and nobody in production.

import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig, silentLog, systemClock } from '#runtime';
import {
  consoleCodeSender,
  createCodeSender,
  describeCodeSender,
} from '../../../../../src/gateway/ingress/codes/createCodeSender.ts';
import { CodeTexts, languagesOf } from '../../../../../src/gateway/ingress/codes/codeTexts.ts';

const order = { number: '+12025550123', transport: 'sms', code: '123456', languages: [] } as const;
const settings = (mode: string) => readConfig({ ALDIS_MODE: mode });
const edge = { clock: systemClock, log: silentLog };

describe('the code sender', () => {
  it('shows the code in one marked line in development', async () => {
    const lines: string[] = [];
    const sender = consoleCodeSender({ ALDIS_MODE: 'development' }, (line) => lines.push(line));
    expect(await sender.send(order)).toBe('sent');
    expect(lines.join('').trim().split('\n')).toEqual([
      '*** DEVELOPMENT ONLY: verification code for +12025550123 by sms: 123456 ***',
    ]);
    expect(describeCodeSender(settings('development')).advice).toBeUndefined();
  });

  it('is refused in production, where codes are refused and the doctor says so', async () => {
    expect(() => consoleCodeSender({ ALDIS_MODE: 'production' })).toThrow(ConfigError);
    const sender = createCodeSender(settings('production'), edge);
    expect([await sender.send(order), sender.state()]).toEqual(['unavailable', 'none']);
    expect(describeCodeSender(settings('production')).advice).toContain('invitation');
  });
});

describe('the text of a code', () => {
  const texts = CodeTexts.read({ ALDIS_CODES_TEXTS_FILE: undefined });

  it('is in the first language there is, however it is told, and else in English', () => {
    const told = (...languages: string[]) => texts.tell('sms', '123456', languages).language;
    expect([told('ja', 'de-AT', 'fr'), told('PT-BR'), told('ja'), told()]).toEqual([
      ...['de', 'pt', 'en', 'en'],
    ]);
    expect(texts.tell('sms', '012345', ['de']).text).toContain('012345');
    expect(texts.tell('voice', '012345', ['fr']).text).toContain('0, 1, 2, 3, 4, 5');
  });

  it.each([
    ['', []],
    ['de', ['de']],
    ['da, en-gb;q=0.8, en;q=0.7', ['da', 'en-gb', 'en']],
    ['en;q=0.7, da;q=0.9, sv;q=0', ['da', 'en']],
    ['*, x y, ;q=1, de;q=2, nl;q=0.5', ['nl']],
    [`${'a,'.repeat(5000)}de`, Array(8).fill('a')],
  ])('hears of %j these languages', (header, languages) => {
    expect(languagesOf(header)).toEqual(languages);
  });
});
