// Where accounts belong: the file ALDIS_RESIDENCY_FILE names labels, each with a range of shards.
// The id of a new account is drawn so that its shard lies in its label's range, and by its id an
// account is where it is for good. Without the file there is one label, for all.

import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { AccountId, MemberId, ShardId } from '#protocol';
import { accountAddress, shardCountDefault, shardOf } from '#protocol';
import { z } from 'zod/v4';
import type { Config } from './config.ts';
import { ConfigError } from './config.ts';

const labelsMax = 64;
const numbersMax = 512;
const labelForm = /^[a-z][a-z0-9]{0,15}$/;
/** Of a label that has one shard of many a draw finds one in so many tries on the average. */
const triesAShard = 64;

const fileShape = z.strictObject({
  labels: z
    .array(
      z.strictObject({
        name: z.string().regex(labelForm),
        /** The first and the last of its shards. */
        shards: z.tuple([z.int().min(0), z.int().min(0)]),
        /** Beginnings of the numbers that belong to it; the longest counts. */
        numbers: z
          .array(z.string().regex(/^\+\d{1,15}$/))
          .max(numbersMax)
          .optional(),
      }),
    )
    .min(1)
    .max(labelsMax),
  /** Of accounts that have no number, or one that begins like none. */
  default: z.string(),
});

/** Labels as the file has them. */
export type Labels = z.infer<typeof fileShape>;

const oneForAll = (shards: number): Labels => ({
  labels: [{ name: 'all', shards: [0, shards - 1] }],
  default: 'all',
});

/** Which label a shard, and so an account, belongs to. */
export class Residency {
  readonly #labels: Labels;
  readonly #byShard: readonly string[];

  /** Throws ConfigError where not each of so many shards is one label's. */
  constructor(labels: Labels, shards: number) {
    this.#labels = labels;
    this.#byShard = byShard(labels, shards);
  }

  /** The label of each shard. */
  get ofShards(): readonly string[] {
    return this.#byShard;
  }

  has(label: string): boolean {
    return this.#labels.labels.some(({ name }) => name === label);
  }

  labelOf(account: AccountId): string {
    return this.#byShard[shardOf(accountAddress(account))] ?? '';
  }

  /** The label of a new account. */
  labelFor(number?: string): string {
    let [label, length] = [this.#labels.default, 0];
    for (const { name, numbers = [] } of this.#labels.labels) {
      for (const one of numbers) {
        if (one.length > length && number?.startsWith(one)) [label, length] = [name, one.length];
      }
    }
    return label;
  }

  /** The id of a new account, of its label. */
  draw(number?: string): AccountId {
    const label = this.labelFor(number);
    for (let tries = this.#byShard.length * triesAShard; tries > 0; tries--) {
      const id = randomUUID() as string as AccountId;
      if (this.labelOf(id) === label) return id;
    }
    throw new Error('no id was found for a label');
  }

  /** Whether a worker may have a shard: one that is pinned has its label's alone. */
  mayHave(member: MemberId, shard: ShardId): boolean {
    const pin = pinOf(member);
    return pin === undefined || pin === this.#byShard[shard];
  }
}

/** What a worker is called, once and never again; one that is pinned has its label behind that. */
export function newMemberName(
  index: number,
  { ALDIS_RESIDENCY_LABEL: label }: Pick<Config, 'ALDIS_RESIDENCY_LABEL'>,
): string {
  const name = `w${index}-${randomBytes(5).toString('hex')}`;
  return label === undefined ? name : `${name}-${label}`;
}

function pinOf(member: MemberId): string | undefined {
  return member.split('-')[2];
}

/** The labels of a cluster with so many shards. Throws ConfigError with one sentence. */
export function readResidency(
  config: Pick<Config, 'ALDIS_RESIDENCY_FILE' | 'ALDIS_RESIDENCY_LABEL'>,
  shards: number = shardCountDefault,
): Residency {
  const { ALDIS_RESIDENCY_FILE: path, ALDIS_RESIDENCY_LABEL: label } = config;
  const residency = new Residency(path === undefined ? oneForAll(shards) : labelsIn(path), shards);
  if (label === undefined || residency.has(label)) return residency;
  throw new ConfigError(`ALDIS_RESIDENCY_LABEL: ${label} is no label of ALDIS_RESIDENCY_FILE.`);
}

function labelsIn(path: string): Labels {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw new ConfigError(`ALDIS_RESIDENCY_FILE: ${path} cannot be read as JSON.`);
  }
  const read = fileShape.safeParse(json);
  if (!read.success) {
    throw new ConfigError(
      'ALDIS_RESIDENCY_FILE: {"labels": [{"name", "shards": [first, last], "numbers"?}], ' +
        '"default"} is expected.',
    );
  }
  const names = read.data.labels.map(({ name }) => name);
  if (new Set(names).size === names.length && names.includes(read.data.default)) return read.data;
  throw new ConfigError('ALDIS_RESIDENCY_FILE: each label stands once, and `default` is one.');
}

function byShard({ labels }: Labels, shards: number): string[] {
  const owners = new Array<string | undefined>(shards).fill(undefined);
  let isWrong = false;
  for (const { name, shards: range } of labels) {
    const [first, last] = range;
    isWrong ||= first > last || last >= shards;
    for (let shard = first; shard <= Math.min(last, shards - 1); shard++) {
      isWrong ||= owners[shard] !== undefined;
      owners[shard] = name;
    }
  }
  const known = owners.flatMap((one) => one ?? []);
  if (!isWrong && known.length === shards) return known;
  throw new ConfigError(
    `ALDIS_RESIDENCY_FILE: each shard from 0 to ${shards - 1} has to be in one label's range.`,
  );
}
