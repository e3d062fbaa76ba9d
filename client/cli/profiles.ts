// Profiles in folders, so that several people fit on one machine: HOME/profiles/NAME holds the
// store and, beside it, what others on the machine may read while the store is in use.

import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  rmdirSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { AccountId } from '#protocol';
import { parseAccountId } from '#protocol';
import { makeFolder } from '../store/folder.ts';
import { UsageError } from './output.ts';
import { wayShape } from './ways.ts';
import type { Way } from './ways.ts';

const nameForm = /^[a-z0-9][a-z0-9._-]{0,31}$/i;

const cardShape = z.object({
  account: z.string(),
  server: z.string(),
  insecure: z.boolean().default(false),
  others: z.array(z.string()).default([]),
  way: wayShape.default({}),
});
const contactsShape = z.record(z.string(), z.string());

export interface ProfileCard {
  readonly name: string;
  readonly account: AccountId;
  readonly server: string;
  /** Said when it was registered: the password may go to another host without TLS. */
  readonly insecure: boolean;
  /** Further addresses of the same cluster, tried in turn while one cannot be reached. */
  readonly others?: readonly string[];
  /** Authority, keys and proxy; absent: none of them. */
  readonly way?: Way;
}

export class Profiles {
  readonly #home: string;

  constructor(home: string | undefined) {
    this.#home = home ?? join(homedir(), '.aldis');
  }

  /** The store of a profile, whether it exists or not. */
  storeOf(name: string): string {
    return join(this.#folder(name), 'store.sqlite');
  }

  /** Writes down who a new profile is; the first one is taken where none is named. */
  add(card: ProfileCard): void {
    const { name, ...rest } = card;
    writeJson(join(this.#folder(name), 'profile.json'), rest);
    if (!this.#remembered()) this.use(card.name);
  }

  /** Takes all that is of a profile from this machine. */
  remove(name: string): void {
    rmSync(this.#folder(name), { recursive: true, force: true });
  }

  /** The same, where nothing is in its folder. */
  removeEmpty(name: string): void {
    const folder = this.#folder(name);
    if (existsSync(folder) && readdirSync(folder).length === 0) rmdirSync(folder);
  }

  /** Where an archive of the account's may be written: a new file in a folder of its own. */
  archiveOf(name: string, nowMs: number): string {
    const folder = join(this.#home, 'exports');
    makeFolder(folder);
    const time = new Date(nowMs)
      .toISOString()
      .replaceAll(':', '')
      .slice(0, 'yyyy-mm-ddThhmmss'.length);
    return join(folder, `${name}-${time}.tar`);
  }

  use(name: string): void {
    if (!this.card(name)) throw this.#unknown(name);
    makeFolder(this.#home);
    writeFileSync(join(this.#home, 'current'), `${name}\n`, { mode: 0o600 });
  }

  card(name: string): ProfileCard | undefined {
    if (!nameForm.test(name)) return undefined;
    const read = cardShape.safeParse(readJson(join(this.#folder(name), 'profile.json')));
    const account = read.success ? parseAccountId(read.data.account) : undefined;
    return read.success && account ? { name, ...read.data, account } : undefined;
  }

  list(): ProfileCard[] {
    return this.#names().flatMap((name) => this.card(name) ?? []);
  }

  /** Names that something is kept under, and no profile yet. */
  unmade(): string[] {
    return this.#names().filter((name) => nameForm.test(name) && !this.card(name));
  }

  /** The named profile, the only one, or the remembered one. */
  choose(name: string | undefined): ProfileCard {
    if (name !== undefined) {
      const card = this.card(name);
      if (!card) throw this.#unknown(name);
      return card;
    }
    const all = this.list();
    const [only] = all;
    if (!only) {
      throw new UsageError('There is no profile yet. Make one: aldis register NAME');
    }
    const remembered = this.#remembered();
    return (all.length === 1 ? only : all.find((one) => one.name === remembered)) ?? only;
  }

  contacts(name: string): Record<string, string> {
    const read = contactsShape.safeParse(readJson(join(this.#folder(name), 'contacts.json')));
    return read.success ? read.data : {};
  }

  addContact(name: string, alias: string, account: string): void {
    if (!nameForm.test(alias)) throw badName(alias);
    const contacts = { ...this.contacts(name), [alias]: account };
    writeJson(join(this.#folder(name), 'contacts.json'), contacts);
  }

  /** What others on the machine could read of them is overwritten. */
  removeContacts(name: string): void {
    const path = join(this.#folder(name), 'contacts.json');
    if (existsSync(path)) overwrite(path);
    rmSync(path, { force: true });
  }

  #names(): string[] {
    const folder = join(this.#home, 'profiles');
    return existsSync(folder) ? readdirSync(folder).sort() : [];
  }

  #folder(name: string): string {
    if (!nameForm.test(name)) throw badName(name);
    return join(this.#home, 'profiles', name);
  }

  #remembered(): string | undefined {
    try {
      return readFileSync(join(this.#home, 'current'), 'utf8').trim();
    } catch {
      return undefined;
    }
  }

  #unknown(name: string): UsageError {
    const known = this.list().map((one) => one.name);
    const there = known.length > 0 ? `There are: ${known.join(', ')}.` : 'There is none yet.';
    return new UsageError(`There is no profile ${name}. ${there}`);
  }
}

const badName = (name: string) =>
  new UsageError(`${JSON.stringify(name)} is no name: use up to 32 letters, digits, . _ or -`);

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

function overwrite(path: string): void {
  const file = openSync(path, 'r+');
  try {
    writeSync(file, new Uint8Array(fstatSync(file).size));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function writeJson(path: string, value: unknown): void {
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
}
