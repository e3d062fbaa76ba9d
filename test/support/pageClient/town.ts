// A real cluster of two workers, and the people who register with it by the page alone.

import { readFile } from 'node:fs/promises';
import type { LaunchedCluster } from '../cluster.ts';
import { startTestCluster } from '../cluster.ts';
import { type JsonAnswer, until } from './connection.ts';
import { callHttp, PageDevice } from './device.ts';

const sessionPath = '/v1/verification/session';
const numberStep = 10_000_000;
let numbers = Date.now() % numberStep;

/** A number that no other test uses. */
export function nextNumber(): string {
  numbers = (numbers + 1) % numberStep;
  return `+1555${String(numbers).padStart(7, '0')}`;
}

/** The item at that place; throws when there is none. */
export function nth<Item>(items: readonly Item[], index: number): Item {
  const item = items[index];
  if (item === undefined) throw new Error(`there is no item ${index}`);
  return item;
}

/** A verification session whose code has been sent. */
export interface Verification {
  readonly id: string;
  readonly code: string;
  check(attempt: string): Promise<JsonAnswer>;
}

/** The cluster of a test file. */
export class Town {
  readonly #cluster: LaunchedCluster;

  private constructor(cluster: LaunchedCluster) {
    this.#cluster = cluster;
  }

  static async start(): Promise<Town> {
    return new Town(await startTestCluster({ workers: 2 }));
  }

  get url(): string {
    return this.#cluster.url;
  }

  /** Somebody who registered by invitation. */
  person(): Promise<PageDevice> {
    return PageDevice.register(this.url, { invitation: this.#cluster.invitation });
  }

  people(): Promise<[PageDevice, PageDevice]> {
    return Promise.all([this.person(), this.person()]);
  }

  /** Somebody who registered by phone number. */
  async personWith(number: string): Promise<PageDevice> {
    const session = await this.verify(number);
    await session.check(session.code);
    return PageDevice.register(this.url, { number, sessionId: session.id });
  }

  /** Begins a session for a number and reads its code from the console. */
  async verify(number: string): Promise<Verification> {
    const begun = await callHttp(this.url, 'POST', sessionPath, { json: { number } });
    const { id, verified } = begun.body as { id: string; verified: boolean };
    if (verified) throw new Error('a new session is verified already');
    const path = `${sessionPath}/${id}/code`;
    const before = (await this.#printedCodes()).length;
    const json = { transport: 'sms', client: 'mine' };
    const asked = await callHttp(this.url, 'POST', path, { json });
    if (asked.status !== 200) throw new Error(`code: ${JSON.stringify(asked)}`);
    const printed = async () => (await this.#printedCodes())[before];
    return {
      id,
      code: await until(printed, 'the code on the console'),
      check: (code) => callHttp(this.url, 'PUT', path, { json: { code } }),
    };
  }

  async stop(): Promise<void> {
    await this.#cluster.stop();
  }

  async #printedCodes(): Promise<string[]> {
    const printed = await readFile(this.#cluster.logFile, 'utf8');
    const codes = printed.matchAll(/DEVELOPMENT ONLY: .*\b(\d{6})\b/g);
    return [...codes].map(([, code]) => code ?? '');
  }
}
