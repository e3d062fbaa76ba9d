// Checks uploaded public keys in small steps: a hundred Kyber keys take milliseconds, and others
// wait.

import { setImmediate as nextTurn } from 'node:timers/promises';
import { checkSignedKey, isEcPublicKey } from '#crypto';
import type { ErrorCode } from '#protocol';
import type { EcPreKey, SignedPreKey } from './account.ts';

/** Keys checked in one turn of the event loop. */
const keysPerTurnMax = 8;

/** A key that has to be signed by an identity key. */
export interface KeyCheck {
  readonly kind: 'ec' | 'kem';
  readonly identityKey: Uint8Array;
  readonly key: SignedPreKey;
}

/** The code of the first key that is wrong. */
export async function verifyKeys(
  signed: readonly KeyCheck[],
  plain: readonly EcPreKey[],
): Promise<ErrorCode | undefined> {
  let checked = 0;
  for (const { kind, identityKey, key } of signed) {
    const verdict = checkSignedKey(kind, identityKey, key.publicKey, key.signature);
    if (verdict !== 'valid') return verdict === 'malformed' ? 'key.malformed' : 'key.signature';
    if (++checked % keysPerTurnMax === 0) await nextTurn();
  }
  for (const key of plain) {
    if (!isEcPublicKey(key.publicKey)) return 'key.malformed';
    if (++checked % keysPerTurnMax === 0) await nextTurn();
  }
  return undefined;
}
