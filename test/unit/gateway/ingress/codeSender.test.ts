// Promises of the development code sender.

import { describe, expect, it } from 'vitest';
import { ConfigError } from '#runtime';
import {
  codeSenderAdvice,
  consoleCodeSender,
  createCodeSender,
} from '../../../../src/gateway/ingress/codeSender.ts';

describe('the code sender', () => {
  it('shows the code in one marked line in development', async () => {
    const lines: string[] = [];
    const sender = consoleCodeSender({ ALDIS_MODE: 'development' }, (line) => lines.push(line));
    expect(await sender.send('+12025550123', 'sms', '123456')).toBe('sent');
    expect(lines.join('').trim().split('\n')).toEqual([
      '*** DEVELOPMENT ONLY: verification code for +12025550123 by sms: 123456 ***',
    ]);
  });

  it('is refused in production, where codes are refused and the doctor says so', async () => {
    expect(() => consoleCodeSender({ ALDIS_MODE: 'production' })).toThrow(ConfigError);
    const sender = createCodeSender({ ALDIS_MODE: 'production' });
    expect(await sender.send('+12025550123', 'sms', '123456')).toBe('refused');
    expect(codeSenderAdvice({ ALDIS_MODE: 'production' })).toContain('invitation');
    expect(codeSenderAdvice({ ALDIS_MODE: 'development' })).toBeUndefined();
  });
});
