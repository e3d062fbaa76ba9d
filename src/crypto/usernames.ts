// The proof that whoever wants a hash as a user name knows a name of that hash, and that this name
// has the form of one. Checking takes a tenth of a millisecond: no thread is worth the way there.

import { usernames } from '@signalapp/libsignal-client';

/** True when the proof is of that hash. Shape: 128 and 32 bytes. */
export function provesUsername(proof: Uint8Array, hash: Uint8Array): boolean {
  try {
    usernames.verifyProof(Uint8Array.from(proof), Uint8Array.from(hash));
    return true;
  } catch {
    return false;
  }
}
