// Whether a change of keys has been carried out, where that is not known: an earlier try may have
// been, and a later one refused for what has ended since.

import type * as signal from '@signalapp/libsignal-client';
import { own } from '../bytes.ts';
import type { ClientContext } from '../clientContext.ts';
import { repeatedKeyDigest, showSigned, showStoredKyber } from '../keys/preKeys.ts';
import type { IdentityKind } from '../store/profileTable.ts';
import { refusalOf } from '../transport/http.ts';
import { NoAnswer } from '../transport/transport.ts';

/** Keys of one identity that repeat, as they are stored. */
export interface RepeatedKeys {
  readonly pair: signal.IdentityKeyPair;
  readonly signed: Uint8Array;
  readonly lastResort: Uint8Array;
}

/** Throws NoAnswer where the server does not say. Source: Signal-Server, POST /v2/keys/check. */
export async function holdsKeys(
  { http }: Pick<ClientContext, 'http'>,
  kind: IdentityKind,
  { pair, signed, lastResort }: RepeatedKeys,
): Promise<boolean> {
  const digest = repeatedKeyDigest(
    pair.publicKey.serialize(),
    showSigned(own(signed)),
    showStoredKyber(own(lastResort)),
  );
  const body = { identityType: kind.toUpperCase(), digest };
  const check = await http({ verb: 'POST', path: '/v2/keys/check', body });
  if (check.status === 409) return false;
  if (check.status < 300) return true;
  throw new NoAnswer('It is not told whether the keys were changed.', {
    cause: refusalOf(check, 'The keys are not compared'),
  });
}
