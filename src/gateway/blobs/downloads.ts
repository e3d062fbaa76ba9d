// Downloads: whoever knows the key of a blob may read it, whole or in part. What is in it nobody
// here knows, so that no type is guessed; it never changes, so that whoever has it may keep it.

import { Readable } from 'node:stream';
import type { ByteRange, OpenBlob } from '#ports';
import type { BlobKey, Result } from '#protocol';
import { ok, refuse } from '#protocol';
import { metrics } from '#runtime';
import type { FastifyRequest } from 'fastify';
import { addressSubject } from '../ingress/subjects.ts';
import type { GatewayServices } from '../services.ts';
import { readRange } from './range.ts';
import { Slots } from './slots.ts';

/** Downloads that a worker has open at once, and one address has. */
const downloadStreamsMax = { all: 256, perAddress: 32 };

/** What a handler answers when it does not refuse. */
export interface DownloadAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** It has to be read or destroyed. */
  readonly body?: Readable;
}

type Services = Pick<GatewayServices, 'blobs'>;

/** The downloads of one worker. */
export class Downloads {
  readonly #blobs: Services['blobs'];
  readonly #slots = new Slots(downloadStreamsMax);

  constructor({ blobs }: Services) {
    this.#blobs = blobs;
  }

  /** Refuses: blob.not_found, blob.range, rate.limited, server.busy. */
  async read(request: FastifyRequest, key: BlobKey): Promise<Result<DownloadAnswer>> {
    const slot = this.#slots.take(addressSubject(request.ip));
    if (!slot.ok) return slot;
    const release = () => {
      slot.value();
      metrics.blobStreams.set({ direction: 'out' }, this.#slots.taken);
    };
    metrics.blobStreams.set({ direction: 'out' }, this.#slots.taken);
    let body: Readable | undefined;
    try {
      const answer = await this.#answer(request, key);
      if (answer.ok) body = answer.value.body;
      body?.once('close', release);
      return answer;
    } finally {
      if (!body) release();
    }
  }

  async #answer(request: FastifyRequest, key: BlobKey): Promise<Result<DownloadAnswer>> {
    const { headers, method } = request;
    const whole = await this.#blobs.open(key);
    if (!whole || whole === 'beyond') return refuse('blob.not_found');
    const etag = `"${key}"`;
    const { length } = whole;
    const common = {
      etag,
      'accept-ranges': 'bytes',
      'cache-control': 'private, max-age=31536000, immutable',
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment',
    };
    const ifRange = headers['if-range'];
    const isSame = ifRange === undefined || ifRange === etag;
    const range = isSame ? readRange(headers.range, length) : undefined;
    if (headers['if-none-match'] === etag || method === 'HEAD' || range) await whole.close();
    if (headers['if-none-match'] === etag) return ok({ status: 304, headers: common });
    if (method === 'HEAD') {
      return ok({ status: 200, headers: { ...common, 'content-length': String(length) } });
    }
    return range ? this.#part(key, range, common) : ok(answerWith(200, whole, common));
  }

  async #part(
    key: BlobKey,
    range: ByteRange,
    headers: Readonly<Record<string, string>>,
  ): Promise<Result<DownloadAnswer>> {
    const part = await this.#blobs.open(key, range);
    if (part === 'beyond') return refuse('blob.range');
    if (!part) return refuse('blob.not_found');
    const { first, last } = part.range;
    const contentRange = `bytes ${first}-${last}/${part.length}`;
    return ok(answerWith(206, part, { ...headers, 'content-range': contentRange }));
  }
}

function answerWith(
  status: number,
  { range, bytes }: OpenBlob,
  headers: Readonly<Record<string, string>>,
): DownloadAnswer {
  const contentLength = String(range.last - range.first + 1);
  const body = Readable.from(counted(bytes), { objectMode: false });
  return { status, headers: { ...headers, 'content-length': contentLength }, body };
}

async function* counted(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const piece of bytes) {
    metrics.blobBytes.inc({ direction: 'out' }, piece.length);
    yield piece;
  }
}
