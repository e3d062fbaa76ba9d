// The list of token buckets. Each says what happens while the store of counters is away: `open`
// where a refusal would hurt more people than an excess, `closed` where the bucket guards something
// that runs out or can be guessed. Where accounts of a kind have another measure, that stands
// beside it. An operator replaces measures by name in the file ALDIS_LIMITS_FILE (limitsFile.ts).

import type { AccountKind } from '#actors';
import type { BucketLimit, RateLimiter } from '#ports';
import type { Result } from '#protocol';
import { refuse } from '#protocol';

const second = 1000;
const minute = 60 * second;

const bucket = (burst: number, refillMs: number, onFailure: 'open' | 'closed') => ({
  burst,
  refillMs,
  onFailure,
});

/** How much a bucket holds, and how soon a permit is back. */
type Measure = Pick<BucketLimit, 'burst' | 'refillMs'>;

/** A line of the list, and what accounts of a kind have instead. */
export type Bucket = Omit<BucketLimit, 'name'> & {
  readonly kinds?: Readonly<Partial<Record<AccountKind, Measure>>>;
};

const measure = (burst: number, refillMs: number): Measure => ({ burst, refillMs });

export const buckets = {
  // Sender and recipient. Open: mail is worth more than the limit. Source: Signal.
  messages: {
    ...bucket(60, second, 'open'),
    aheadMax: 16,
    kinds: { trusted: measure(300, 200), bot: measure(300, 200) },
  },
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
  // Account that has proved another number. Closed: it may take the number from somebody.
  changeNumber: bucket(6, 60 * minute, 'closed'),
  // Network (/24 of IPv4, /48 of IPv6): registrations by numbers that were proved. Open: a burst is
  // worse than none counted, and a closed door worse than that.
  registrationNetwork: bucket(300, 10 * second, 'open'),
  // All of them together. Open, likewise.
  registrationBurst: bucket(5000, second, 'open'),
  // Phone number: tokens of PINs shown at registrations. Closed: a PIN can be guessed.
  pin: bucket(10, 144 * minute, 'closed'),
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
  // Address: recoveries begun. Closed: what is shown can be guessed.
  recovery: bucket(20, minute, 'closed'),
  // Account and address: the same. Closed, likewise.
  recoveryAccount: bucket(5, 10 * minute, 'closed'),
  // Account: archives of all that is held of it. Closed: each reads all of it.
  export: bucket(4, 120 * minute, 'closed'),
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
  // Address: sessions renewed. Open, likewise.
  refresh: bucket(600, 100, 'open'),
  // Account, at each way in apart: one-time codes tried, and what is done to them. Closed: six
  // digits can be guessed.
  // Source: Signal.
  checkTotp: bucket(5, 6 * second, 'closed'),
  // Address, in each worker by itself: engine sessions begun, before there are credentials. It asks
  // no store, so that it never fails.
  handshake: bucket(2000, 8, 'open'),
  // Address: Socket.IO handshakes. Open: after a failure everybody returns at once.
  connect: bucket(20_000, 2, 'open'),
  // Account: Socket.IO handshakes. Open, likewise.
  connectAccount: bucket(60, second, 'open'),
  // Account: friend requests and answers. Closed: each shows up at a person's.
  friend: { ...bucket(60, 10 * second, 'closed'), kinds: { new: measure(30, minute) } },
  // Device: uploads of keys, each of which costs verifications. Open: a device without keys is
  // mute.
  keyUpload: bucket(60, 10 * second, 'open'),
  // Device: wakes for what can wait. Open: something does. Source: Signal.
  unhurriedWakes: bucket(1, 20 * minute, 'open'),
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
  // Account that is new: first letters to people who have not written to it, until it solves a
  // challenge. Open: mail is worth more than the limit.
  strangers: bucket(100, 10 * minute, 'open'),
  // Account: reports. Closed: each makes somebody look worse.
  reports: bucket(20, 30 * minute, 'closed'),
  // Account: challenges tried. Closed: whoever tries costs a thread milliseconds. Source: Signal.
  challengeAttempts: bucket(10, 144 * minute, 'closed'),
  // Account: buckets filled again by challenges. Closed: work alone would be no limit. Source:
  // Signal.
  rateLimitReset: bucket(2, 12 * 60 * minute, 'closed'),
  // Account, and the token of a device, whoever names it: challenges pushed there.
  // Closed: each wakes a device, and whose that is nobody has shown. Source: Signal.
  pushChallenges: bucket(10, 144 * minute, 'closed'),
  // Address: the same, by tokens that it names. Closed, likewise.
  pushChallengesAddress: bucket(60, minute, 'closed'),
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
  // Account: user names reserved and confirmed. Closed: each takes a name from others.
  usernameReserve: bucket(40, minute, 'closed'),
  // Address: user names and their links looked up. Closed: names can be guessed. Source: Signal.
  usernameLookup: bucket(100, 9 * second, 'closed'),
  // Address: the cluster's configuration. Open: it is cheap.
  config: bucket(300, 200, 'open'),
  // Account: everything that only reads or sets the own account. Open: it is cheap.
  account: bucket(300, 200, 'open'),
  // Address: wrong tokens at operators' routes; the right one always passes, being random and long.
  // Open: an operator must get in when things are broken.
  operator: bucket(60, second, 'open'),
  // Address: wrong logins at the console. Open, likewise.
  consoleLogin: bucket(10, 10 * second, 'open'),
  // Account: all of the facade, 300 a minute. Open: mail goes through it.
  facade: {
    ...bucket(300, 200, 'open'),
    kinds: { trusted: measure(3000, 20), bot: measure(3000, 20) },
  },
  // The facade's: POST /keys 5 a minute, GET /keys 30, session 20, strangers' 20.
  facadeKeyUpload: bucket(5, 12 * second, 'closed'),
  facadeKeys: bucket(30, 2 * second, 'closed'),
  facadeSession: bucket(20, 3 * second, 'closed'),
  facadeStrangers: {
    ...bucket(20, 3 * second, 'closed'),
    kinds: { trusted: measure(120, 500), bot: measure(120, 500) },
  },
} as const;

export type RateLimitName = keyof typeof buckets;

/** A bucket as it is measured for whoever is no account, or of a kind that has no other. */
export interface RateLimit extends BucketLimit {
  readonly kinds?: Readonly<Partial<Record<AccountKind, BucketLimit>>>;
}
export type RateLimits = Readonly<Record<RateLimitName, RateLimit>>;

/** The bucket as accounts of a kind have it. */
export function limitFor(limit: RateLimit, kind: AccountKind | undefined): BucketLimit {
  return (kind && limit.kinds?.[kind]) ?? limit;
}

/**
 * Takes permits of a bucket, one unless said, by the measure of a kind of account. Refuses:
 * rate.limited.
 */
export type TakePermits<Name extends RateLimitName = RateLimitName> = (
  bucket: Name,
  subject: string,
  permits?: number,
  kind?: AccountKind,
) => Promise<Result<never> | undefined>;

/** Takes of the buckets that these limits measure. */
export function takerOf<Name extends RateLimitName>({
  limiter,
  limits,
}: {
  readonly limiter: RateLimiter;
  readonly limits: Pick<RateLimits, Name>;
}): TakePermits<Name> {
  return async (bucket, subject, permits, kind) => {
    const taken = await limiter.take(limitFor(limits[bucket], kind), subject, permits);
    return taken.allowed ? undefined : refuse('rate.limited', { retryAfterMs: taken.retryAfterMs });
  };
}

/** All names, in the order of the list. */
export const rateLimitNames = Object.keys(buckets) as RateLimitName[];
