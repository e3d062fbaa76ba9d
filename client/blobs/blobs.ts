// Blobs: what is too large for a message is encrypted here, uploaded once, and read by whoever was
// given its pointer.

import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BlobPointer } from '#protocol';
import { limits } from '#protocol';
import { ClientError } from '../clientError.ts';
import type { ClientClock } from '../clock.ts';
import { makeFolder } from '../store/folder.ts';
import { refusalOf } from '../transport/http.ts';
import type { ByteAnswer, ByteAsk, HttpAnswer, HttpAsk, Network } from '../transport/transport.ts';
import { NoAnswer } from '../transport/transport.ts';
import { Halt } from './attempts.ts';
import { download } from './downloading.ts';
import { behind, together } from './pieces.ts';
import { damaged, saltBytes, seal, sealedLength, unseal } from './sealing.ts';
import type { UploadForm } from './uploading.ts';
import { formShape, upload } from './uploading.ts';

/** A content that streams: once, and of a length that is known before. */
export interface BlobSource {
  readonly size: number;
  readonly bytes: AsyncIterable<Uint8Array>;
}

export interface UploadOptions {
  /** How long it stays while nothing on the server holds it. Default: 45 days. */
  readonly lifetimeMs?: number;
  /** Leave that another route has given; without it one is taken. */
  readonly form?: unknown;
  /** Shape: 32 bytes; random unless given. One secret may serve several blobs. */
  readonly secret?: Uint8Array;
  readonly onProgress?: (done: number, total: number) => void;
  /** Over connections on which no name is said: for leave that was given without one. */
  readonly isNameless?: boolean;
}

interface DownloadOptions extends Pick<UploadOptions, 'onProgress'> {
  /** A blob that is longer is refused as damaged. Default: the largest there is. */
  readonly lengthMax?: number;
}

/** What is needed to read a blob; what is said more is checked. */
export type BlobNeeds = Pick<BlobPointer, 'key' | 'secret'> & Partial<BlobPointer>;

/** A blob that was downloaded whole and is what its pointer says; `drop` it when it was read. */
export interface Downloaded {
  stream(): AsyncIterable<Uint8Array>;
  /** All of it at once. */
  bytes(): Promise<Uint8Array>;
  /** Writes it whole or not at all. */
  saveTo(path: string): Promise<void>;
  drop(): Promise<void>;
}

export interface BlobParts {
  /** The folder of what is under way. */
  readonly folder: string;
  readonly http: (ask: HttpAsk) => Promise<HttpAnswer>;
  readonly bytes: (ask: ByteAsk) => Promise<ByteAnswer>;
  readonly clock: ClientClock;
}

/** How bytes go to a server and come from it. */
export function bytesOf(network: Network, server: string): BlobParts['bytes'] {
  return async (ask) => {
    if (network.bytes) return network.bytes(server, ask);
    throw new NoAnswer('This network knows no blobs.');
  };
}

export class Blobs {
  readonly #parts: BlobParts & { readonly halt: Halt };
  /** Files that a download writes, or that somebody may still read. */
  readonly #inUse = new Set<string>();

  constructor(parts: BlobParts) {
    this.#parts = { ...parts, halt: new Halt() };
  }

  /**
   * Encrypts and uploads; resolves when the server has all of it. What is cut off goes on.
   * Refuses: blob.too_large, blob.length, what the server says. Throws NoAnswer.
   */
  async upload(
    content: Uint8Array | BlobSource,
    options: UploadOptions = {},
  ): Promise<BlobPointer> {
    const source = content instanceof Uint8Array ? { size: content.length } : content;
    const { size } = source;
    const length = sealedLength(size);
    if (length > limits.blobBytesMax) throw tooLarge();
    const secret = options.secret ?? new Uint8Array(randomBytes(32));
    const salt = new Uint8Array(randomBytes(saltBytes));
    const form = await this.#form(length, options);
    const hash = createHash('sha256');
    let hashed = 0;
    const sealedFrom = (from: number) => {
      const bytes =
        content instanceof Uint8Array ? inMemory(content) : onceOnly(content.bytes, from);
      return behind(noting(seal(bytes, size, { secret, salt })), from);
    };
    // Whoever begins anew passes the same bytes again.
    async function* noting(sealed: AsyncIterable<Uint8Array>) {
      let at = 0;
      for await (const bytes of sealed) {
        const news = bytes.subarray(Math.min(Math.max(hashed - at, 0), bytes.length));
        hash.update(news);
        hashed += news.length;
        at += bytes.length;
        yield bytes;
      }
    }
    const { onProgress, isNameless = false } = options;
    const sealed = { form, length, source: sealedFrom };
    await upload(this.#parts, { ...sealed, onProgress, isNameless });
    return { key: form.key, secret, size, digest: new Uint8Array(hash.digest()) };
  }

  /**
   * Downloads a blob whole and compares it with its pointer, before anybody reads it. What is cut
   * off goes on, also in another process.
   * Refuses: blob.not_found, blob.damaged, what the server says. Throws NoAnswer.
   */
  async download(
    { key, secret, size, digest }: BlobNeeds,
    { onProgress, lengthMax }: DownloadOptions = {},
  ): Promise<Downloaded> {
    const file = this.#freeFile(key);
    const length = size === undefined ? undefined : sealedLength(size);
    const drop = async () => {
      await rm(file, { force: true });
      this.#inUse.delete(file);
    };
    this.#inUse.add(file);
    try {
      await download(this.#parts, { key, file, length, lengthMax, digest, onProgress });
    } catch (error) {
      // The next one goes on with it.
      this.#inUse.delete(file);
      throw error;
    }
    const stream = () => checked(unseal(chunksOf(file), secret), size);
    return {
      stream,
      bytes: () => together(stream()),
      saveTo: (path) => save(stream(), path),
      drop,
    };
  }

  /** Leave to upload so many bytes. Refuses: what the server says. Throws NoAnswer. */
  async takeForm(length: number, lifetimeMs = limits.blobLifetimeMs): Promise<UploadForm> {
    const query = `uploadLength=${length}&lifetimeSeconds=${Math.floor(lifetimeMs / 1000)}`;
    const path = `/v4/attachments/form/upload?${query}`;
    const answer = await this.#parts.http({ verb: 'GET', path });
    if (answer.status !== 200) throw refusalOf(answer, 'It cannot be uploaded');
    return readForm(answer.body);
  }

  /** Ends what is under way: client.closed. */
  stop(): void {
    this.#parts.halt.stop();
  }

  /** A file of what is under way; the folder is made where it is missing. */
  file(name: string): string {
    makeFolder(this.#parts.folder);
    return join(this.#parts.folder, name);
  }

  /** What is cut off is gone on with; a second download beside it has a file of its own. */
  #freeFile(key: string): string {
    let file = this.file(`${key}.part`);
    for (let n = 2; this.#inUse.has(file); n += 1) file = this.file(`${key}.${n}.part`);
    return file;
  }

  async #form(length: number, { form, lifetimeMs }: UploadOptions): Promise<UploadForm> {
    return form === undefined ? this.takeForm(length, lifetimeMs) : readForm(form);
  }
}

/** Refuses: server.refused. */
function readForm(body: unknown): UploadForm {
  const read = formShape.safeParse(body);
  if (read.success) return read.data;
  throw new ClientError('server.refused', "The server's leave to upload cannot be read.");
}

const tooLarge = () =>
  new ClientError('blob.too_large', 'It is larger than a blob may be: 100 MiB, encrypted.');

async function* inMemory(bytes: Uint8Array) {
  yield bytes;
}

/** Where the server has lost bytes that are past, the upload has failed. */
function onceOnly(bytes: AsyncIterable<Uint8Array>, from: number): AsyncIterable<Uint8Array> {
  if (from === 0) return bytes;
  throw new ClientError('server.refused', 'The server has lost a part of the upload.');
}

/** The content is as long as its pointer says. */
async function* checked(content: AsyncIterable<Uint8Array>, size: number | undefined) {
  let length = 0;
  for await (const bytes of content) {
    length += bytes.length;
    yield bytes;
  }
  if (size !== undefined && length !== size) throw damaged();
}

async function save(content: AsyncIterable<Uint8Array>, path: string): Promise<void> {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  const handle = await open(draft, 'wx', 0o600);
  try {
    for await (const bytes of content) await handle.writeFile(bytes);
    await handle.sync();
    await handle.close();
    await rename(draft, path);
  } catch (error) {
    await handle.close().catch(() => {});
    await rm(draft, { force: true });
    throw error;
  }
}

/** Opened when somebody reads: a file that is gone by then is the reader's to hear of. */
async function* chunksOf(file: string): AsyncIterable<Uint8Array> {
  yield* createReadStream(file) as AsyncIterable<Uint8Array>;
}
