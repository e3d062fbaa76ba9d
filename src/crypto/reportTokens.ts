// Tokens of reports: by one, whoever was written to by name shows that this cluster has brought
// them something from that account, and when. Nothing is kept to know it by, and nothing of what
// was said is in it.

import { limits } from '#protocol';
import type { AccountId } from '#protocol';
import { derivedKey } from './derivedKeys.ts';
import { createMac } from './mac.ts';
import type { Secrets } from './secrets.ts';

const secondsBytes = 4;
/** Pairs whose token of this second is kept: who sends much to somebody gets the same. */
const issuedMax = 4096;

export interface ReportTokens {
  /** For an envelope from one to the other. Shape: 20 bytes. */
  issue(from: AccountId, to: AccountId, nowMs: number): Uint8Array;
  /** Whether it was made for such an envelope, within 30 days. */
  isGood(token: Uint8Array, from: AccountId, to: AccountId, nowMs: number): boolean;
}

/** Tokens under a key of the secrets file. */
export function createReportTokens(secrets: Pick<Secrets, 'indexKey'>): ReportTokens {
  const mac = createMac(derivedKey(secrets, 'aldis tokens of reports 1', 32));
  const issued = new Map<string, Uint8Array>();
  let second = 0;
  const make = (pair: string) => {
    const seconds = Buffer.alloc(secondsBytes);
    seconds.writeUInt32BE(second);
    return Buffer.concat([seconds, mac.tag(pair, seconds)]);
  };
  return {
    issue(from, to, nowMs) {
      const nowSecond = Math.floor(nowMs / 1000);
      if (nowSecond !== second || issued.size >= issuedMax) issued.clear();
      second = nowSecond;
      const pair = `${from}>${to}`;
      const token = issued.get(pair) ?? make(pair);
      issued.set(pair, token);
      return token;
    },
    isGood(token, from, to, nowMs) {
      if (token.length <= secondsBytes) return false;
      const bytes = Buffer.from(token);
      const seconds = bytes.subarray(0, secondsBytes);
      if (!mac.matches(`${from}>${to}`, seconds, bytes.subarray(secondsBytes))) return false;
      // Either way, as clocks are set back.
      return Math.abs(nowMs - seconds.readUInt32BE() * 1000) <= limits.reportTokenMs;
    },
  };
}
