// The list of token buckets. Each says what happens while the store of counters is away: `open`
// where a refusal would hurt more people than an excess, `closed` where the bucket guards something
// that runs out or can be guessed. An operator replaces measures by name in the file
// ALDIS_LIMITS_FILE.

import { readFileSync } from 'node:fs';
import type { BucketLimit, RateLimiter } from '#ports';
import type { Result } from '#protocol';
import { refuse } from '#protocol';
import type { Config } from '#runtime';
import { ConfigError } from '#runtime';
import { z } from 'zod/v4';

const second = 1000;
const minute = 60 * second;

const bucket = (burst: number, refillMs: number, onFailure: 'open' | 'closed') => ({
  burst,
  refillMs,
  onFailure,
});

const buckets = {
  // Sender and recipient. Open: mail is worth more than the limit. Source: Signal.
  messages: { ...bucket(60, second, 'open'), aheadMax: 16 },
  // Sending account; a permit is a byte. Charged afterwards (sentBytes.ts). Open, likewise. Source:
  // Signal.
  sentBytes: bucket(128 * 1024 * 1024, 0.5, 'open'),
  // Address: what is asked without a name. A wrong access key or token costs 21. Open, likewise.
  anonymous: { ...bucket(4000, 5, 'open'), aheadMax: 16 },
  // Recipient; who has its access key, who shares a group and everybody else apart: sealed sends.
  // Open, likewise.
  sealedMessages: { ...bucket(1000, 20, 'open'), aheadMax: 16 },
  // Address; bytes of sealed sends, charged as those of an account are. Open, likewise.
  sealedBytes: bucket(128 * 1024 * 1024, 0.5, 'open'),
  // Address; a permit is a recipient of an upload to a group. Open, likewise.
  groupSends: bucket(50_000, 0.2, 'open'),
  // Target, likewise apart. Closed: one-time keys run out.
  sealedPreKeys: bucket(60, 10 * second, 'closed'),
  // Taker (without a name: its address) and target. Closed: one-time keys run out. Source: Signal.
  preKeys: bucket(6, 10 * minute, 'closed'),
  // Phone number whose session proves it. Closed: it takes accounts over. Source: Signal.
  register: bucket(6, 30 * second, 'closed'),
  // Address, before anything is looked at; what proves something limits itself. Closed: it makes
  // accounts.
  registration: bucket(2000, 50, 'closed'),
  // Address, all of the verification routes. Closed: codes cost money and can be guessed.
  verification: bucket(120, 5 * second, 'closed'),
  // Phone number: codes sent to one phone, whoever asks. Closed: each disturbs a person.
  verificationCode: bucket(6, 10 * minute, 'closed'),
  // Address and phone number, taken before that: no address leaves a number without codes.
  verificationCodeAddress: bucket(3, 30 * minute, 'closed'),
  // Address: wrong passwords. Open: passwords are random, and a closed door locks everyone out.
  authFailure: bucket(20, 3 * second, 'open'),
  // Address: tokens that were never signed here. Open, likewise.
  authFailureToken: bucket(20, 3 * second, 'open'),
  // Account: wrong credentials from anywhere; shuts out the address that fails, never the owner's.
  authFailureAccount: bucket(50, 6 * second, 'open'),
  // Address: what is asked of logins; each costs a worker some milliseconds. Closed: passwords can
  // be guessed.
  login: bucket(300, 200, 'closed'),
  // Address and name: tries of a password, right or wrong. Closed, likewise.
  loginTries: bucket(10, 30 * second, 'closed'),
  // Address: wrong passwords; whoever was let in from there before does not wait. Closed, likewise.
  loginFailure: bucket(30, 20 * second, 'closed'),
  // Name: wrong passwords from anywhere; beyond it answers come late, and nobody is shut out. Open:
  // it slows only.
  loginFailureName: bucket(20, minute, 'open'),
  // Account: devices announced. Closed: it makes devices. Source: Signal.
  linking: bucket(12, 30 * second, 'closed'),
  // Account: sealed messages to new devices. Closed: an address could be guessed.
  provisioning: bucket(12, 30 * second, 'closed'),
  // Address: new devices that wait for their primary. Closed: each is held for minutes.
  linkWait: bucket(30, 10 * second, 'closed'),
  // Address: devices that show a token, before anything is looked at. Closed, likewise.
  linkDevice: bucket(200, 500, 'closed'),
  // Account: access tokens made. Open: reconnecting needs them.
  token: bucket(60, 2 * second, 'open'),
  // Address, in each worker by itself: engine sessions begun, before there are credentials. It asks
  // no store, so that it never fails.
  handshake: bucket(2000, 8, 'open'),
  // Address: Socket.IO handshakes. Open: after a failure everybody returns at once.
  connect: bucket(20_000, 2, 'open'),
  // Account: Socket.IO handshakes. Open, likewise.
  connectAccount: bucket(60, second, 'open'),
  // Account: friend requests and answers. Closed: each shows up at a person's.
  friend: bucket(60, 10 * second, 'closed'),
  // Device: uploads of keys, each of which costs verifications. Open: a device without keys is
  // mute.
  keyUpload: bucket(60, 10 * second, 'open'),
  // Account: leaves to upload. Closed: each makes room for a blob. Source: Signal.
  attachments: bucket(50, 1200, 'closed'),
  // Account, or group and member: bytes to upload; a permit is 1 KiB, 4 GiB come back in a day.
  // Closed: they stay.
  uploadedBytes: bucket(4 * 1024 * 1024, 20.6, 'closed'),
  // Address: requests that upload or download. Open: what was sent is to be seen.
  blobs: bucket(4000, 10, 'open'),
  // Account: credentials for groups, some days at once. Closed: each costs a worker a millisecond.
  groupCredentials: bucket(20, minute, 'closed'),
  // Address: what is asked of groups. Open: members want to know.
  groups: bucket(4000, 10, 'open'),
  // Address: proofs that were not seen that day, one by one. Closed: each costs a worker a
  // millisecond.
  groupProofs: bucket(2000, 50, 'closed'),
  // Address: groups made. Closed: they stay.
  groupCreations: bucket(60, minute, 'closed'),
  // Address: leaves to upload a group's picture. Closed: each makes room for a blob, and whoever
  // makes groups is as many members as they like.
  groupPictures: bucket(300, minute, 'closed'),
  // Group and member: reads. Open: a group without its state is mute.
  groupReads: bucket(300, 200, 'open'),
  // Group and member: changes. Closed: each is kept.
  groupChanges: bucket(60, 2 * second, 'closed'),
  // Address: joins to calls. Closed: each makes a place.
  callJoins: bucket(2000, 50, 'closed'),
  // Call: the same; all may come back at once. Closed, likewise.
  callEntries: bucket(3000, 20, 'closed'),
  // Account: credentials for TURN servers. Closed: each has a quota of its own there.
  callRelays: bucket(20, minute, 'closed'),
  // Account: profiles read. Open: people want to know who writes. Source: Signal.
  profiles: bucket(4320, 20 * second, 'open'),
  // Target, likewise apart: the same without a name.
  sealedProfiles: bucket(4320, 200, 'open'),
  // Account (without a name: its address): credentials of profile keys. Closed: each costs a
  // thread two milliseconds.
  profileCredentials: bucket(2000, second, 'closed'),
  // Account: profiles written. Closed: each is kept.
  profileWrites: bucket(60, 10 * second, 'closed'),
  // Address: accounts whose identity keys are compared, each a permit; a request has up to 1,000.
  // Open: who has been replaced should be known.
  identityChecks: bucket(5000, 20, 'open'),
  // Address: the cluster's configuration. Open: it is cheap.
  config: bucket(300, 200, 'open'),
  // Account: everything that only reads or sets the own account. Open: it is cheap.
  account: bucket(300, 200, 'open'),
  // Address: wrong tokens at operators' routes; the right one always passes, being random and long.
  // Open: an operator must get in when things are broken.
  operator: bucket(60, second, 'open'),
  // Address: wrong logins at the console. Open, likewise.
  consoleLogin: bucket(10, 10 * second, 'open'),
  // The facade's: POST /keys 5 a minute, GET /keys 30, session 20, messages 300, strangers' 20.
  facadeKeyUpload: bucket(5, 12 * second, 'closed'),
  facadeKeys: bucket(30, 2 * second, 'closed'),
  facadeSession: bucket(20, 3 * second, 'closed'),
  facadeMessages: bucket(300, 200, 'open'),
  facadeStrangers: bucket(20, 3 * second, 'closed'),
} as const;

export type RateLimitName = keyof typeof buckets;
export type RateLimits = Readonly<Record<RateLimitName, BucketLimit>>;

/** Takes permits of a bucket, one unless said. Refuses: rate.limited. */
export type TakePermits<Name extends RateLimitName = RateLimitName> = (
  bucket: Name,
  subject: string,
  permits?: number,
) => Promise<Result<never> | undefined>;

/** Takes of the buckets that these limits measure. */
export function takerOf<Name extends RateLimitName>({
  limiter,
  limits,
}: {
  readonly limiter: RateLimiter;
  readonly limits: Pick<RateLimits, Name>;
}): TakePermits<Name> {
  return async (bucket, subject, permits) => {
    const taken = await limiter.take(limits[bucket], subject, permits);
    return taken.allowed ? undefined : refuse('rate.limited', { retryAfterMs: taken.retryAfterMs });
  };
}

/** All names, in the order of the list. */
export const rateLimitNames = Object.keys(buckets) as RateLimitName[];

/** The longest that a bucket may take to fill: more cannot be counted in microseconds. */
const refillWholeMsMax = 3 * 365 * 24 * 60 * minute;

const fileShape = z.record(
  z.string(),
  z.strictObject({
    burst: z.number().int().min(1).max(1_000_000_000).optional(),
    refillMs: z.number().min(0.001).max(86_400_000).optional(),
    onFailure: z.enum(['open', 'closed']).optional(),
  }),
);

/** The list with the operator's replacements. Throws ConfigError with one sentence. */
export function readRateLimits(config: Pick<Config, 'ALDIS_LIMITS_FILE'>): RateLimits {
  const replaced = config.ALDIS_LIMITS_FILE ? readFile(config.ALDIS_LIMITS_FILE) : {};
  for (const name of Object.keys(replaced)) {
    if (!Object.hasOwn(buckets, name)) {
      const near = nearest(name);
      const hint = near ? `; did you mean "${near}"?` : `; known are ${rateLimitNames.join(', ')}.`;
      throw new ConfigError(`ALDIS_LIMITS_FILE: "${name.slice(0, 40)}" is no limit${hint}`);
    }
  }
  const entries = rateLimitNames.map((name): [string, BucketLimit] => {
    return [name, { name, ...buckets[name], ...replaced[name] }];
  });
  const slow = entries.find(([, { burst, refillMs }]) => burst * refillMs > refillWholeMsMax);
  if (slow) {
    throw new ConfigError(`ALDIS_LIMITS_FILE: "${slow[0]}" would take years to be full again.`);
  }
  return Object.freeze(Object.fromEntries(entries)) as RateLimits;
}

function readFile(path: string): Record<string, Partial<Omit<BucketLimit, 'name'>>> {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw new ConfigError(`ALDIS_LIMITS_FILE: ${path} is not a readable JSON file.`);
  }
  const read = fileShape.safeParse(json);
  if (!read.success) {
    const issue = read.error.issues[0];
    const where = issue?.path.join('.') || 'the file';
    throw new ConfigError(`ALDIS_LIMITS_FILE: ${where}: ${issue?.message}.`);
  }
  const given = Object.entries(read.data).map(([name, one]) => [
    name,
    Object.fromEntries(Object.entries(one).filter(([, value]) => value !== undefined)),
  ]);
  return Object.fromEntries(given);
}

function nearest(name: string): RateLimitName | undefined {
  const ranked = rateLimitNames
    .map((known) => ({ known, distance: editDistance(name.toLowerCase(), known.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best && best.distance <= Math.max(2, best.known.length / 3) ? best.known : undefined;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= Math.min(a.length, 100); i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
