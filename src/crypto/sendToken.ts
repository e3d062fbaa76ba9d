// A token that is leave to write to some accounts, as members of a group make it of what the group
// has endorsed. Source: libsignal's GroupSendFullToken.

import { Aci } from '@signalapp/libsignal-client';
import type { ServerSecretParams } from '@signalapp/libsignal-client/dist/zkgroup/index.js';
import {
  GroupSendDerivedKeyPair,
  GroupSendFullToken,
} from '@signalapp/libsignal-client/dist/zkgroup/index.js';
import { limits } from '#protocol';

const accountBytes = 16;

/** When a token ends; undefined for what is none. */
export function endOfToken(token: Uint8Array): number | undefined {
  return readToken(token)?.getExpiration().getTime();
}

/** True when the token is leave to write to exactly these accounts, 16 bytes each. */
export function isLeave(
  secret: ServerSecretParams,
  token: Uint8Array,
  accounts: Uint8Array,
  nowMs: number,
): boolean {
  const full = readToken(token);
  if (!full || accounts.length === 0) return false;
  try {
    const names: Aci[] = [];
    for (let at = 0; at < accounts.length; at += accountBytes) {
      names.push(Aci.fromUuidBytes(accounts.slice(at, at + accountBytes)));
    }
    const pair = GroupSendDerivedKeyPair.forExpiration(full.getExpiration(), secret);
    full.verify(names, pair, new Date(nowMs));
    return true;
  } catch {
    return false;
  }
}

function readToken(token: Uint8Array): GroupSendFullToken | undefined {
  // libsignal ignores bytes that follow, so the length is checked here.
  if (token.length !== limits.groupSendTokenBytes) return undefined;
  try {
    return new GroupSendFullToken(Uint8Array.from(token));
  } catch {
    return undefined;
  }
}
