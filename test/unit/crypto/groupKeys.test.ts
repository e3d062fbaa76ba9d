// Groups as libsignal's client side meets them: who is believed, when, and by which cluster.

import { createHash, randomBytes } from 'node:crypto';
import {
  GroupSendEndorsementsResponse,
  NotarySignature,
  ServerPublicParams,
  UuidCiphertext,
} from '@signalapp/libsignal-client/dist/zkgroup/index.js';
import { describe, expect, it } from 'vitest';
import {
  createGroupKeys,
  endorsementsEndMs,
  isMemberCiphertext,
  isProfileKeyCiphertext,
} from '#crypto';
import { dayOf, leaveToWrite, Person, SecretGroup } from '#lab/groupPeople.ts';
import type { AccountId } from '#protocol';
import { accountToBytes } from '#protocol';
import { zkWaitingMax } from '../../../src/crypto/zkThread.ts';
import { testGroupKeys as keys } from '../../support/groupKeys.ts';

const hourMs = 60 * 60 * 1000;
const now = 1_800_000_000_000;
const today = dayOf(now);
const own = (bytes: Uint8Array | never[]) => Uint8Array.from(bytes);
const others = createGroupKeys({ indexKey: randomBytes(32).toString('base64') });
const ada = new Person();
const group = new SecretGroup();

describe('a credential', () => {
  it('shows a group which of its members somebody is', () => {
    const shown = group.presentOn(keys, ada, now);
    const proven = keys.verifyMember(group.params, shown, now);
    expect(proven).toEqual({ group: group.id, userId: group.nameOf(ada) });
  });

  it('holds for no other group and for no other cluster', () => {
    const shown = group.presentOn(keys, ada, now);
    expect(keys.verifyMember(new SecretGroup().params, shown, now)).toBeUndefined();
    expect(others.verifyMember(group.params, shown, now)).toBeUndefined();
  });

  it('holds from the day before its own until the day after it', () => {
    const shown = group.presentOn(keys, ada, now);
    const holdsAt = (hours: number) =>
      keys.verifyMember(group.params, shown, today * 1000 + hours * hourMs) !== undefined;
    expect([-25, -23, 0, 47, 49].map(holdsAt)).toEqual([false, true, true, true, false]);
  });

  it('is nothing when it was bent or is something else', () => {
    const shown = group.presentOn(keys, ada, now);
    for (const at of [0, 1, 40, 300, shown.length - 1]) {
      const bent = own(shown);
      bent[at] = (bent[at] ?? 0) ^ 1;
      expect(keys.verifyMember(group.params, bent, now)).toBeUndefined();
    }
    const longer = Uint8Array.from([...shown, 0]);
    for (const bytes of [new Uint8Array(0), randomBytes(633), own(shown).slice(1), longer]) {
      expect(keys.verifyMember(group.params, bytes, now)).toBeUndefined();
      expect(keys.verifyMember(bytes, shown, now)).toBeUndefined();
    }
  });
});

describe('the keys', () => {
  it('are the same wherever the secrets are, whatever libsignal is installed', () => {
    const again = createGroupKeys({ indexKey: Buffer.alloc(32).toString('base64') });
    const hash = createHash('sha256').update(again.publicParams).digest('hex');
    expect(again.publicParams).toEqual(keys.publicParams);
    expect(hash).toMatchInlineSnapshot(
      `"e21c49f53a1975f90c801de3884c320e0cf4c9c3389b87ca7ea6b18523ec4271"`,
    );
    expect(others.publicParams).not.toEqual(keys.publicParams);
  });

  it('sign what clients can check', () => {
    const bytes = Buffer.from('a change');
    const signature = new NotarySignature(own(keys.sign(bytes)));
    const params = new ServerPublicParams(own(keys.publicParams));
    expect(() => params.verifySignature(own(bytes), signature)).not.toThrow();
    expect(() => params.verifySignature(own(Buffer.from('another')), signature)).toThrow();
  });

  it('tell ciphertexts of members and of profile keys from other bytes', () => {
    expect(isMemberCiphertext(group.nameOf(ada))).toBe(true);
    expect(isProfileKeyCiphertext(group.profileKeyOf(ada))).toBe(true);
    for (const bytes of [new Uint8Array(0), new Uint8Array(64), new Uint8Array(66).fill(1)]) {
      expect(isMemberCiphertext(bytes)).toBe(false);
      expect(isProfileKeyCiphertext(bytes)).toBe(false);
    }
  });
});

describe('endorsements', () => {
  const people = Array.from({ length: 5 }, () => new Person());
  const names = people.map((person) => group.nameOf(person));
  const [me, ...rest] = people as [Person, ...Person[]];

  async function received(nowMs = now) {
    const endorsed = await keys.endorse(names, nowMs);
    if (!endorsed) throw new Error('none were made');
    const response = new GroupSendEndorsementsResponse(own(endorsed.response));
    const { endorsements, combinedEndorsement } = response.receiveWithCiphertexts(
      names.map((name) => new UuidCiphertext(own(name))),
      new UuidCiphertext(own(group.nameOf(me))),
      new ServerPublicParams(own(keys.publicParams)),
      new Date(nowMs),
    );
    const expiration = new Date(endorsed.expiresAtMs);
    const tokenOf = (one: typeof combinedEndorsement) =>
      one.toFullToken(group.secret, expiration).serialize();
    return { endorsed, endorsements, combinedEndorsement, tokenOf };
  }
  const ids = (some: readonly Person[]) => some.map(({ account }) => account);

  it('are leave to write to exactly those they were combined for, in any order', async () => {
    const { combinedEndorsement, endorsements, tokenOf } = await received();
    const toAll = tokenOf(combinedEndorsement);
    expect(await keys.maySend(toAll, ids(rest), now)).toBe(true);
    expect(await keys.maySend(toAll, ids(rest).reverse(), now)).toBe(true);
    expect(await keys.maySend(toAll, ids(rest.slice(1)), now)).toBe(false);
    expect(await keys.maySend(toAll, ids(people), now)).toBe(false);
    expect(await keys.maySend(toAll, [...ids(rest.slice(1)), new Person().account], now)).toBe(
      false,
    );
    expect(await keys.maySend(toAll, [...ids(rest), ...ids(rest.slice(1))], now)).toBe(false);
    const last = endorsements.at(-1);
    if (!last) throw new Error('none for the last');
    const toOthers = tokenOf(combinedEndorsement.byRemoving(last));
    expect(await keys.maySend(toOthers, ids(rest.slice(0, -1)), now)).toBe(true);
    expect(await keys.maySend(toOthers, ids(rest), now)).toBe(false);
  });

  it('end with a day, at least 25 hours and less than three days later', async () => {
    for (let hour = 0; hour < 24; hour++) {
      const nowMs = today * 1000 + hour * hourMs + 1;
      const end = endorsementsEndMs(nowMs);
      expect(end % (24 * hourMs)).toBe(0);
      expect(end - nowMs).toBeGreaterThanOrEqual(25 * hourMs);
      expect(end - nowMs).toBeLessThan(49 * hourMs);
    }
    const { endorsed, combinedEndorsement, tokenOf } = await received();
    const token = tokenOf(combinedEndorsement);
    expect(endorsed.expiresAtMs).toBe(endorsementsEndMs(now));
    expect(await keys.maySend(token, ids(rest), endorsed.expiresAtMs - 1000)).toBe(true);
    expect(await keys.maySend(token, ids(rest), endorsed.expiresAtMs + 1000)).toBe(false);
  });

  it('are no leave when bent, of another cluster, or for nobody', async () => {
    const { combinedEndorsement, tokenOf } = await received();
    const token = tokenOf(combinedEndorsement);
    expect(await others.maySend(token, ids(rest), now)).toBe(false);
    expect(await keys.maySend(token, [], now)).toBe(false);
    expect(await keys.endorse([], now)).toBeUndefined();
    for (let at = 0; at < token.length; at += 7) {
      const bent = own(token);
      bent[at] = (bent[at] ?? 0) ^ 1;
      expect(await keys.maySend(bent, ids(rest), now)).toBe(false);
    }
    expect(await keys.maySend(randomBytes(33), ids(rest), now)).toBe(false);
  });

  it('hold for those they were made for and no others once they were found to hold', async () => {
    const { combinedEndorsement, tokenOf } = await received();
    const token = tokenOf(combinedEndorsement);
    const [first, ...others] = ids(rest) as [AccountId, ...AccountId[]];
    expect(await keys.maySend(token, [first, ...others], now)).toBe(true);
    expect(await keys.maySend(token, [first, ...others], now)).toBe(true);
    const longer = Buffer.concat([token, accountToBytes(first)]);
    expect(await keys.maySend(longer, others, now)).toBe(false);
    expect(await keys.maySend(token, others, now)).toBe(false);
  });

  it('for a thousand are checked while others are heard', async () => {
    const many = Array.from({ length: 1000 }, () => new Person());
    const { token, accounts } = await leaveToWrite(keys, group, many, now);
    await keys.maySend(randomBytes(33), accounts, now);
    let turns = 0;
    const listening = setInterval(() => turns++, 1);
    expect(await keys.maySend(token, accounts, now)).toBe(true);
    expect(await keys.maySend(token, accounts.slice(1), now)).toBe(false);
    clearInterval(listening);
    expect(turns).toBeGreaterThan(2);
  });

  it('of a thousand are made while others are heard', async () => {
    const many = Array.from({ length: 1000 }, () => group.nameOf(new Person()));
    let turns = 0;
    const listening = setInterval(() => turns++, 1);
    const endorsed = await keys.endorse(many, now);
    clearInterval(listening);
    expect(turns).toBeGreaterThan(5);
    const response = new GroupSendEndorsementsResponse(own(endorsed?.response ?? []));
    const { endorsements } = response.receiveWithCiphertexts(
      many.map((name) => new UuidCiphertext(own(name))),
      new UuidCiphertext(own(many[0] as Uint8Array)),
      new ServerPublicParams(own(keys.publicParams)),
      new Date(now),
    );
    expect(endorsements).toHaveLength(1000);
    // Of what cannot be endorsed the asker hears, and the next one is served.
    const broken = Array.from({ length: 100 }, () => new Uint8Array(3));
    await expect(keys.endorse(broken, now)).rejects.toThrow();
    expect(await keys.endorse(many.slice(0, 100), now)).toBeDefined();
  });
});

it('the thread of the keys says when more waits for it than should', async () => {
  const issue = () =>
    others.issueProfileCredential(ada.account, new Uint8Array(97), new Uint8Array(329), now);
  const waiting = Array.from({ length: zkWaitingMax - 1 }, issue);
  expect(others.isBusy).toBe(false);
  waiting.push(issue());
  expect(others.isBusy).toBe(true);
  expect((await Promise.all(waiting)).every((one) => one === undefined)).toBe(true);
  expect(others.isBusy).toBe(false);
});
