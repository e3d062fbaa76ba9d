// Uploads by tus: piece by piece, each small enough to arrive in a few seconds; after a cut it is
// asked how far the server has come, and gone on from there.

import { z } from 'zod';
import type { BlobKey } from '#protocol';
import { isErrorCode, parseBlobKey } from '#protocol';
import { ClientError } from '../clientError.ts';
import type { ClientClock } from '../clock.ts';
import { retryAfterOf } from '../transport/serverWords.ts';
import type { ByteAnswer, ByteAsk } from '../transport/transport.ts';
import { NoAnswer } from '../transport/transport.ts';
import type { Halt } from './attempts.ts';
import { Attempts } from './attempts.ts';
import { together } from './pieces.ts';

/** Bytes of the first piece; the next are larger or smaller, as the line is. */
const pieceFirst = 256 * 1024;
const pieceMin = 32 * 1024;
const pieceMax = 8 * 1024 * 1024;
/** A request has 30 s at the server: a piece should take far less. */
const pieceAimMs = 4_000;
/** After these the server says where it stands, and it goes on from there. */
const passing = ['blob.offset', 'blob.overtaken'] as const;
/** What a refusal says is read up to this. */
const wordsMax = 64 * 1024;

/** Leave to upload one blob, as the server gave it. */
export const formShape = z.object({
  key: z.string().transform((text, context): BlobKey => {
    const key = parseBlobKey(text);
    if (key) return key;
    context.addIssue({ code: 'custom', message: 'key' });
    return z.NEVER;
  }),
  headers: z.record(z.string().max(64), z.string().max(2048)),
  signedUploadLocation: z.string().max(1024),
});
export type UploadForm = z.output<typeof formShape>;

export interface Uploading {
  readonly form: UploadForm;
  readonly length: number;
  /** The bytes from there on; asked anew only where the server has lost some. */
  source(from: number): AsyncIterable<Uint8Array>;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  readonly isNameless: boolean;
}

interface Ways {
  readonly bytes: (ask: ByteAsk) => Promise<ByteAnswer>;
  readonly clock: ClientClock;
  readonly halt: Halt;
}

/** Resolves when the server has all of it. Throws NoAnswer when it went no further for long. */
export async function upload(ways: Ways, uploading: Uploading): Promise<void> {
  await new Upload(ways, uploading).run();
}

class Upload {
  readonly #ways: Ways;
  readonly #uploading: Uploading;
  readonly #attempts: Attempts;
  #pieceBytes = pieceFirst;
  /** Where the server stands. */
  #offset = 0;
  /** Bytes from there on that were taken from the source. */
  #held = new Uint8Array(0);
  #source: AsyncIterator<Uint8Array> | undefined;

  constructor(ways: Ways, uploading: Uploading) {
    this.#ways = ways;
    this.#uploading = uploading;
    this.#attempts = new Attempts(ways);
  }

  async run(): Promise<void> {
    const { form, length } = this.#uploading;
    const begun = { 'upload-length': String(length) };
    const path = form.signedUploadLocation;
    this.#stand(await this.#insist({ verb: 'POST', path, headers: begun }));
    while (this.#offset < length) {
      this.#ways.halt.check();
      await this.#piece();
    }
  }

  async #piece(): Promise<void> {
    const { length, onProgress } = this.#uploading;
    await this.#fill(Math.min(this.#pieceBytes, length - this.#offset));
    const piece = this.#held.subarray(0, this.#pieceBytes);
    const headers = {
      'upload-offset': String(this.#offset),
      'content-type': 'application/offset+octet-stream',
    };
    const began = this.#ways.clock.now();
    const before = this.#offset;
    try {
      const answer = await this.#ask({ verb: 'PATCH', path: this.#path, headers, body: piece });
      this.#stand(answer);
      if (this.#offset <= before) throw new NoAnswer('The server took nothing.');
      this.#fit(this.#ways.clock.now() - began);
    } catch (error) {
      await this.#attempts.failed(error, passing);
      this.#pieceBytes = Math.max(pieceMin, this.#pieceBytes >> 1);
      this.#stand(await this.#insist({ verb: 'HEAD', path: this.#path, headers: {} }));
    }
    if (this.#offset > before) this.#attempts.gained();
    onProgress?.(this.#offset, length);
  }

  get #path(): string {
    const { form } = this.#uploading;
    return `${form.signedUploadLocation}/${form.key}`;
  }

  /** Has so many bytes from the offset on. */
  async #fill(count: number): Promise<void> {
    this.#source ??= this.#uploading.source(this.#offset)[Symbol.asyncIterator]();
    const taken = [this.#held];
    for (let length = this.#held.length; length < count; ) {
      const next = await this.#source.next();
      if (next.done) throw new ClientError('blob.length', 'The content ended too soon.');
      taken.push(new Uint8Array(next.value));
      length += next.value.length;
    }
    if (taken.length > 1) this.#held = new Uint8Array(Buffer.concat(taken));
  }

  /** The server stands where it says. */
  #stand({ headers }: ByteAnswer): void {
    const text = headers['upload-offset'] ?? '';
    const offset = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    const known = this.#offset + this.#held.length;
    const isFirst = this.#source === undefined;
    const most = isFirst ? this.#uploading.length : known;
    if (!(offset <= most)) {
      throw new ClientError('server.refused', "The server's answer to the upload makes no sense.");
    }
    if (offset < this.#offset) {
      // It has lost what it had.
      this.#source = undefined;
      this.#held = new Uint8Array(0);
    } else if (!isFirst) this.#held = this.#held.subarray(offset - this.#offset);
    this.#offset = offset;
  }

  #fit(tookMs: number): void {
    if (tookMs < pieceAimMs / 2) this.#pieceBytes = Math.min(pieceMax, this.#pieceBytes * 2);
    if (tookMs > pieceAimMs * 2) this.#pieceBytes = Math.max(pieceMin, this.#pieceBytes >> 1);
  }

  /** Asks until it is answered. */
  async #insist(ask: ByteAsk): Promise<ByteAnswer> {
    for (;;) {
      try {
        return await this.#ask(ask);
      } catch (error) {
        await this.#attempts.failed(error, passing);
      }
    }
  }

  async #ask(ask: ByteAsk): Promise<ByteAnswer> {
    const { form, isNameless } = this.#uploading;
    const headers = { 'tus-resumable': '1.0.0', ...form.headers, ...ask.headers };
    const answer = await this.#ways.bytes({ ...ask, headers, isNameless });
    if (answer.status < 300) {
      await together(answer.body);
      return answer;
    }
    throw await refusalOfBytes(answer, 'The upload was refused');
  }
}

/** A refusal to give or take bytes, as an error; its words are read away. */
export async function refusalOfBytes(answer: ByteAnswer, what: string): Promise<ClientError> {
  let read = 0;
  for await (const bytes of answer.body) {
    read += bytes.length;
    if (read > wordsMax) break;
  }
  const named = answer.headers['x-aldis-code'] ?? '';
  const code = isErrorCode(named) ? named : answer.status >= 500 ? 'server.unavailable' : undefined;
  const retryAfterMs = retryAfterOf(answer.headers['retry-after']);
  const message = `${what}: ${code ?? `the server answered ${answer.status}`}.`;
  return new ClientError(code ?? 'server.refused', message, { retryAfterMs });
}
