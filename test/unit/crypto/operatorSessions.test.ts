// Promises of operators' sessions.

import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createAccessTokens, createOperatorSessions, operatorSessionLifetimeMs } from '#crypto';
import type { AccountId, DeviceId } from '#protocol';

const now = 1_800_000_000_000;
const secrets = { indexKey: Buffer.alloc(32, 7).toString('base64') };
const token = 'operator-token-of-the-tests-0123456789';

describe('an operator’s session', () => {
  it('is accepted by every worker with the same secrets, until its time is over', async () => {
    const { session, expiresAtMs } = await createOperatorSessions(secrets, token).issue(now);
    const another = createOperatorSessions(secrets, token);
    expect(expiresAtMs).toBe(now + operatorSessionLifetimeMs);
    expect(await another.verify(session, now)).toBe(true);
    expect(await another.verify(session, expiresAtMs - 1000)).toBe(true);
    expect(await another.verify(session, expiresAtMs)).toBe(false);
  });

  it('ends when the operators’ token or the secrets change', async () => {
    const { session } = await createOperatorSessions(secrets, token).issue(now);
    const newToken = createOperatorSessions(secrets, `${token}-new`);
    const newSecrets = { indexKey: Buffer.alloc(32, 8).toString('base64') };
    expect(await newToken.verify(session, now)).toBe(false);
    expect(await createOperatorSessions(newSecrets, token).verify(session, now)).toBe(false);
  });

  it('is not made by hand: changed, unsigned, overlong or of another kind', async () => {
    const sessions = createOperatorSessions(secrets, token);
    const { session } = await sessions.issue(now);
    const [head = '', body = '', tag = ''] = session.split('.');
    const plain = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const unsigned = `${plain({ alg: 'none', typ: 'console+jwt' })}.${body}.`;
    const longer = `${head}.${body}.${tag.slice(0, -2)}${tag.endsWith('AA') ? 'BB' : 'AA'}`;
    const { privateKey } = generateKeyPairSync('ed25519');
    const tokenKey = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const whole = { version: 1 as const, sealing: [], operatorToken: token, tokenKey, ...secrets };
    const { token: access } = await createAccessTokens(whole).issue(
      {
        ...{ account: 'a' as AccountId, device: 1 as DeviceId, credential: 'c' },
        ...{ scopes: ['device'], authAtMs: now, amr: ['pwd'] },
      },
      now,
    );
    for (const wrong of ['', 'x', unsigned, longer, `${session}${'x'.repeat(600)}`, access]) {
      expect(await sessions.verify(wrong, now)).toBe(false);
    }
  });
});
