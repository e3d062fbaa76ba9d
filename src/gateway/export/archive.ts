// All that is held of an account, as one archive: a tar of JSON files (bytes in base64) and of
// pictures as they are stored, which is made while it is read. Last come `manifest.json`, which has
// the SHA-256 of every file before it and says what is not in it, and `manifest.jws`, a JWS over
// that very file by a key of `/.well-known/jwks.json`.

import { createHash } from 'node:crypto';
import type { AccountId, BlobKey, DeviceId } from '#protocol';
import { accountAddress, limits } from '#protocol';
import type { AuthenticatedDevice } from '#actors';
import { Unreachable } from '#ports';
import type { PreKeyPool, Profile } from '#ports';
import type { RouteTools } from '../ingress/route.ts';
import { waitingMessage } from '../ingress/waitingMessage.ts';
import { notTold } from './notTold.ts';
import { tarEnd, tarFill, tarHead } from './tar.ts';

/** Relations of one file. */
const relationsPerFileMax = 1000;
const manifestFormat = 'aldis-export/1';

/** What an archive is made with. */
export type ExportTools = Pick<
  RouteTools,
  'router' | 'holdings' | 'preKeys' | 'blobs' | 'tokens' | 'clock'
>;

/** What the account's actor has told of it. */
export interface Described {
  readonly document: Record<string, unknown>;
  readonly devices: readonly DeviceId[];
  readonly pools: readonly Omit<PreKeyPool, 'account'>[];
}

interface File {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Files that were written, one after the other. */
class Tar {
  readonly files: File[] = [];
  readonly #atMs: number;

  constructor(atMs: number) {
    this.#atMs = atMs;
  }

  *json(name: string, value: unknown): Generator<Uint8Array> {
    yield* this.whole(name, Buffer.from(`${JSON.stringify(plain(value), null, 1)}\n`));
  }

  *whole(name: string, bytes: Uint8Array): Generator<Uint8Array> {
    this.#add(name, bytes.length, createHash('sha256').update(bytes).digest('hex'));
    yield tarHead(name, bytes.length, this.#atMs);
    yield bytes;
    yield tarFill(bytes.length);
  }

  async *streamed(name: string, length: number, bytes: AsyncIterable<Uint8Array>) {
    const hash = createHash('sha256');
    yield tarHead(name, length, this.#atMs);
    for await (const piece of bytes) {
      hash.update(piece);
      yield piece;
    }
    this.#add(name, length, hash.digest('hex'));
    yield tarFill(length);
  }

  #add(name: string, bytes: number, sha256: string): void {
    this.files.push({ name, bytes, sha256 });
  }
}

/**
 * What was read is told only where the caller is still let in behind it: a reader may be slow, and
 * the account another's by then.
 */
type Theirs = <T>(reading: Promise<T>) => Promise<T>;

function theirsOf(
  { account, device, credential }: AuthenticatedDevice,
  { router }: Pick<ExportTools, 'router'>,
): Theirs {
  return async (reading) => {
    const read = await reading;
    const command = { type: 'authorize', device, credential } as const;
    const asked = await router.ask(accountAddress(account), command);
    if (!asked.ok) throw new Unreachable('who exports is let in no more, or it cannot be asked');
    return read;
  };
}

/**
 * The archive. Throws Unreachable where something is away meanwhile, or the caller is let in no
 * more: then it has no end.
 */
export async function* archiveOf(
  caller: AuthenticatedDevice,
  { document, devices, pools }: Described,
  tools: ExportTools,
): AsyncGenerator<Uint8Array> {
  const { account } = caller;
  const { holdings, clock, tokens } = tools;
  const madeAtMs = clock.now();
  const tar = new Tar(madeAtMs);
  const theirs = theirsOf(caller, tools);
  yield* tar.json('account.json', document);
  yield* tar.json('pre-keys.json', await theirs(countsOf(account, pools, tools)));
  yield* relationFiles(tar, account, tools, theirs);
  yield* tar.json('usernames.json', await theirs(holdings.usernames(account)));
  yield* tar.json('record.json', (await theirs(holdings.record(account))) ?? {});
  const profiles = await theirs(holdings.profiles(account));
  yield* tar.json('profiles.json', profiles);
  yield* pictureFiles(tar, profiles, tools);
  for (const device of devices) yield* waitingFiles(tar, caller, device, tools);
  const manifest = Buffer.from(
    `${JSON.stringify(
      {
        format: manifestFormat,
        account,
        madeAt: new Date(madeAtMs).toISOString(),
        files: tar.files,
        notTold,
      },
      null,
      1,
    )}\n`,
  );
  yield* tar.whole('manifest.json', manifest);
  const signed = await tokens.sign(manifest, 'aldis-export', clock.now());
  yield* tar.whole('manifest.jws', Buffer.from(signed));
  yield tarEnd();
}

async function countsOf(
  account: AccountId,
  pools: Described['pools'],
  { preKeys }: Pick<ExportTools, 'preKeys'>,
) {
  return Promise.all(
    pools.map(async (pool) => ({
      device: pool.device,
      identity: pool.identity,
      left: await preKeys.count({ account, ...pool }),
    })),
  );
}

async function* relationFiles(
  tar: Tar,
  of: AccountId,
  { holdings }: Pick<ExportTools, 'holdings'>,
  theirs: Theirs,
): AsyncGenerator<Uint8Array> {
  let behind: AccountId | undefined;
  for (let number = 1; ; number++) {
    const page = await theirs(holdings.relations(of, behind, relationsPerFileMax));
    yield* tar.json(`relations/${numbered(number)}.json`, page);
    behind = page.at(-1)?.with;
    if (page.length < relationsPerFileMax) return;
  }
}

async function* pictureFiles(
  tar: Tar,
  profiles: readonly Profile[],
  { blobs }: Pick<ExportTools, 'blobs'>,
): AsyncGenerator<Uint8Array> {
  const keys = new Set(profiles.flatMap(({ avatar }) => avatar ?? []) as BlobKey[]);
  for (const key of keys) {
    const blob = await blobs.open(key);
    if (!blob || blob === 'beyond') continue;
    try {
      yield* tar.streamed(`pictures/${key}`, blob.length, blob.bytes);
    } finally {
      await blob.close();
    }
  }
}

/** What waits, page after page; what is acknowledged meanwhile is not in it. */
async function* waitingFiles(
  tar: Tar,
  { account, device, credential }: AuthenticatedDevice,
  of: DeviceId,
  { router }: Pick<ExportTools, 'router'>,
): AsyncGenerator<Uint8Array> {
  let after = 0;
  for (let number = 1; ; number++) {
    const command = { type: 'readWaiting', device, credential, of, after } as const;
    const page = await router.ask(accountAddress(account), command);
    if (!page.ok) throw new Unreachable('what waits cannot be read just now');
    const { envelopes, more } = page.value;
    const messages = envelopes.map(({ bytes }) => waitingMessage(bytes));
    yield* tar.json(`waiting/${of}/${numbered(number)}.json`, messages);
    after = envelopes.at(-1)?.position ?? after;
    if (!more || envelopes.length === 0 || number >= limits.queueLengthMax) return;
  }
}

const numbered = (number: number): string => String(number).padStart(6, '0');

/** JSON as it is written: bytes in base64. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, plain(field)]));
}
