// Beside the load, in every run: somebody writes to a group, each time one upload for all of its
// members, by either door and again until it was answered; and a member is removed and taken in
// again. What is uploaded is no ciphertext, which the server cannot know.

import { setTimeout as sleep } from 'node:timers/promises';
import { clockMs } from '#lab/clock.ts';
import type { GroupMember } from '#lab/groupMember.ts';
import { SecretGroup } from '#lab/groupPeople.ts';
import { makeUpload } from '#lab/groupUploads.ts';
import { Nameless } from '#lab/nameless.ts';
import type { AccountId } from '#protocol';
import { errorRow } from '#protocol';
import { decided, newMember } from './circle.ts';
import { CrowdBook } from './crowdBook.ts';
import type { Environment } from './environment.ts';
import type { HistoryWriter } from './history.ts';
import { patiently, RawDevice } from './rawDevice.ts';
import { register } from './registration.ts';

const uploadEveryMs = 150;
const retryMs = 250;
const requestTimeoutMs = 8_000;
/** After so many uploads a member is removed, or taken in again. */
const uploadsBetween = 6;
const sharedBytes = 240;

/** Uploads of no stream: the book knows what becomes of them. */
const mark = 'unheard crowd';
/** What stands before the words of an upload, so that they are words. */
const blank = ' '.charCodeAt(0);

interface Reader {
  readonly name: string;
  readonly device: RawDevice;
  readonly member: GroupMember;
}

/** All of it was taken; nothing is known, or it is asked again; it was refused. */
type Outcome = 'taken' | 'open' | string;

export class Crowd {
  readonly book = new CrowdBook();
  removals = 0;
  readonly #url: string;
  readonly #group: SecretGroup;
  readonly #writer: GroupMember;
  readonly #readers: readonly [stays: Reader, goes: Reader];
  #nameless: Nameless | undefined;
  #version = 0;
  #tries = 0;
  #isOver = false;
  #isClosed = false;
  readonly #loop: Promise<void>;

  private constructor(
    { url }: Environment,
    group: SecretGroup,
    writer: GroupMember,
    readers: readonly [Reader, Reader],
  ) {
    this.#url = url;
    this.#group = group;
    this.#writer = writer;
    this.#readers = readers;
    for (const { name, device } of readers) {
      device.onLetter = (text) => {
        const number = new RegExp(`${mark}/(\\d+) `).exec(text)?.[1];
        if (number !== undefined) this.book.shown(name, Number(number));
      };
    }
    this.#loop = this.#run();
  }

  static async start(environment: Environment, history: HistoryWriter): Promise<Crowd> {
    const { directUrl, url, invitation } = environment;
    const group = new SecretGroup();
    const writer = await patiently(async () => {
      return newMember(environment, await register(directUrl, { invitation }), group);
    });
    const reader = async (name: string): Promise<Reader> => {
      const device = await RawDevice.start(directUrl, invitation, url, history);
      const member = await patiently(() => newMember(environment, device.facts, group));
      return { name, device, member };
    };
    return new Crowd(environment, group, writer, [await reader('ben'), await reader('cid')]);
  }

  finish(): void {
    this.#isOver = true;
  }

  settled(): boolean {
    return this.#isOver && this.book.due === 0;
  }

  async close(): Promise<void> {
    this.#isOver = true;
    this.#isClosed = true;
    this.#nameless?.close();
    await this.#loop;
    for (const { device } of this.#readers) device.close();
  }

  async #run(): Promise<void> {
    const [stays, goes] = this.#readers;
    const invited = this.#readers.map(({ member }) => ({ userId: member.name, role: 'MEMBER' }));
    await this.#made(() => this.#writer.create(this.#group.seal('crowd'), invited));
    for (const { member } of this.#readers)
      await this.#changed((version) => member.accept(version));
    while (!this.#isOver) {
      await this.#write([stays, goes]);
      if (this.#isOver) return;
      const { name: userId } = goes.member;
      await this.#changed((version) => this.#writer.change(version, { type: 'remove', userId }));
      this.removals += 1;
      await this.#forge();
      await this.#write([stays]);
      if (this.#isOver) return;
      const invite = { type: 'invite', userId, role: 'MEMBER' };
      await this.#changed((version) => this.#writer.change(version, invite));
      await this.#changed((version) => goes.member.accept(version));
    }
  }

  async #write(readers: readonly Reader[]): Promise<void> {
    const token = await this.#leave();
    for (let count = 0; count < uploadsBetween && !this.#isOver && token; count++) {
      const number = this.book.begins(readers.map(({ name }) => name));
      const outcome = await this.#send(uploadTo(readers, number), token);
      if (outcome === 'taken') this.book.acknowledged(number);
      else if (!this.#isClosed) this.book.fault(`upload ${number} is answered ${outcome}`);
      await sleep(uploadEveryMs);
    }
  }

  /** Who is removed is written to with no leave that was made since. */
  async #forge(): Promise<void> {
    const token = await this.#leave();
    if (!token) return;
    const number = this.book.begins([]);
    const outcome = await this.#send(uploadTo(this.#readers, number), token);
    const isRefused = outcome === 'auth.invalid' || this.#isClosed;
    if (!isRefused) this.book.fault(`upload ${number} to a removed member is answered ${outcome}`);
  }

  /** Leave to write to all other members of now. */
  async #leave(): Promise<Uint8Array | undefined> {
    while (!this.#isClosed) {
      const view = await this.#decided(() => this.#writer.describe());
      // A worker that is busy may show the group without.
      if (view.json['endorsements']) return this.#writer.leaveBy(view);
      await sleep(retryMs);
    }
    return undefined;
  }

  /** The same upload, by one door and the other, until it is known what became of it. */
  async #send(upload: Uint8Array, token: Uint8Array): Promise<Outcome> {
    const timestamp = Math.floor(clockMs());
    while (!this.#isClosed) {
      const how = { upload, token, timestamp };
      const isBySocket = this.#tries++ % 2 === 0;
      const outcome = await (isBySocket ? this.#bySocket(how) : this.#byRequest(how)).catch(
        () => 'open',
      );
      if (outcome !== 'open') return outcome;
      await sleep(retryMs);
    }
    return 'open';
  }

  async #bySocket(how: Sending): Promise<Outcome> {
    this.#nameless ??= await Nameless.connect(this.#url);
    const nameless = this.#nameless;
    try {
      const { refusal, mismatches, unknown, held } = await nameless.sendGroup(how);
      if (refusal) return errorRow(refusal.code).retry ? 'open' : refusal.code;
      if (mismatches.length + unknown.length > 0) return 'mismatched';
      return held.length > 0 ? 'open' : 'taken';
    } catch (error) {
      nameless.close();
      this.#nameless = undefined;
      throw error;
    }
  }

  async #byRequest({ upload, token, timestamp }: Sending): Promise<Outcome> {
    const answer = await fetch(`${this.#url}/v1/messages/multi_recipient?ts=${timestamp}`, {
      method: 'PUT',
      headers: {
        'content-type': 'application/vnd.signal-messenger.mrm',
        'group-send-token': Buffer.from(token).toString('base64'),
      },
      body: Uint8Array.from(upload),
      signal: AbortSignal.timeout(requestTimeoutMs),
    });
    const { status, headers } = answer;
    if (status === 429 || status >= 500) return 'open';
    const json = (await answer.json()) as { uuids404?: string[]; uuids429?: string[] };
    if (status !== 200) return headers.get('x-aldis-code') ?? 'mismatched';
    if ((json.uuids404 ?? []).length > 0) return 'mismatched';
    return (json.uuids429 ?? []).length > 0 ? 'open' : 'taken';
  }

  async #changed(make: (version: number) => ReturnType<GroupMember['change']>): Promise<void> {
    const version = this.#version + 1;
    await this.#made(() => make(version));
    this.#version = version;
  }

  async #made(ask: () => ReturnType<GroupMember['change']>): Promise<void> {
    const { status, code } = await this.#decided(ask);
    const isMade = status === 200 || this.#isClosed;
    if (!isMade) this.book.fault(`a change of the group is answered ${status} ${code}`);
  }

  #decided(ask: () => ReturnType<GroupMember['change']>): ReturnType<GroupMember['change']> {
    return decided(ask, () => this.#isClosed);
  }
}

interface Sending {
  readonly upload: Uint8Array;
  readonly token: Uint8Array;
  readonly timestamp: number;
}

function uploadTo(readers: readonly Reader[], number: number): Uint8Array {
  const key = new Uint8Array(48).fill(blank);
  const shared = new Uint8Array(sharedBytes).fill(blank);
  shared.set(Buffer.from(`${mark}/${number} `), 48);
  const recipients = readers.map(({ device: { facts } }) => {
    const devices = [[1, facts.registrationId] as const];
    return { account: facts.account as AccountId, devices, key };
  });
  return makeUpload(recipients, { shared });
}
