// The keys of a device are checked in one place: what is proven there is checked nowhere else.

import { describe, expect, it } from 'vitest';
import { proveIdentity } from '#actors';
import { newRegistration } from '../../../support/accounts.ts';

const { identityKeys, identities } = newRegistration().command.keys;
const other = newRegistration().command.keys;

describe('the keys of a device', () => {
  it('are proven where their identity keys have signed them', () => {
    expect(proveIdentity(identityKeys, identities)).toMatchObject({
      ok: true,
      value: { identityKeys, identities },
    });
  });

  it.each([
    ['a pre-key', { signedPreKey: other.identities.aci.signedPreKey }],
    ['a last-resort key', { lastResortPreKey: other.identities.aci.lastResortPreKey }],
  ])('are refused where another identity has signed %s', (_what, foreign) => {
    for (const kind of ['aci', 'pni'] as const) {
      const given = { ...identities, [kind]: { ...identities[kind], ...foreign } };
      expect(proveIdentity(identityKeys, given)).toMatchObject({
        ok: false,
        refusal: { code: 'key.signature' },
      });
    }
  });

  it.each(['aci', 'pni'])('are refused for an identity key %s that cannot be read', (kind) => {
    const given = { ...identityKeys, [kind]: new Uint8Array(33) };
    expect(proveIdentity(given, identities)).toMatchObject({ refusal: { code: 'key.malformed' } });
  });
});
