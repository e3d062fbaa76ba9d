// The part of the server in memory that keeps blobs: forms, tus, downloads with ranges. A test may
// break the line in the middle of bytes, either way, and change what is kept.

import { randomBytes } from 'node:crypto';
import type { ByteAnswer, ByteAsk, HttpAnswer, HttpAsk } from '#client';
import { NoAnswer } from '#client';
import { answer } from './memoryDevices.ts';

interface Kept {
  readonly length: number;
  bytes: Uint8Array;
}

/** Where a test may cut in. */
export interface BlobCuts {
  /** Of the bytes of a PATCH, how many come before the line breaks; undefined: all. */
  patch?: (ask: ByteAsk, offset: number) => number | undefined;
  /** After the bytes of a PATCH were stored; true: the answer is lost. */
  patched?: () => boolean;
  /** Of a download, how many bytes come before the line breaks; undefined: all. */
  get?: (first: number) => number | undefined;
  /** Answers in the server's place. */
  bytes?: (ask: ByteAsk) => ByteAnswer | undefined;
}

const pieceBytes = 10_000;

export class MemoryBlobs {
  readonly kept = new Map<string, Kept>();
  /** What was asked for, in order. */
  readonly log: string[] = [];
  cuts: BlobCuts = {};

  http(ask: HttpAsk): HttpAnswer | undefined {
    const url = new URL(ask.path, 'http://twin');
    if (url.pathname !== '/v4/attachments/form/upload') return undefined;
    return answer(200, this.form());
  }

  form() {
    this.log.push('form');
    const key = randomBytes(15).toString('base64url');
    return {
      cdn: 3,
      key,
      headers: { Authorization: `Bearer ${key}` },
      signedUploadLocation: '/upload/attachments',
    };
  }

  async bytes(ask: ByteAsk): Promise<ByteAnswer> {
    await new Promise((resolve) => setImmediate(resolve));
    this.log.push(`${ask.verb} ${ask.headers['upload-offset'] ?? ask.headers['range'] ?? ''}`);
    const cut = this.cuts.bytes?.(ask);
    if (cut) return cut;
    if (ask.path === '/upload/attachments') return this.#begin(ask);
    const [, upload] = /^\/upload\/attachments\/([\w-]{20})$/.exec(ask.path) ?? [];
    if (upload) return this.#upload(ask, upload);
    const [, download] = /^\/attachments\/([\w-]{20})$/.exec(ask.path) ?? [];
    return this.#download(ask, download ?? '');
  }

  #begin({ headers }: ByteAsk): ByteAnswer {
    const key = (headers['Authorization'] ?? '').slice('Bearer '.length);
    const length = Number(headers['upload-length']);
    const kept = this.kept.get(key) ?? { length, bytes: new Uint8Array(0) };
    this.kept.set(key, kept);
    return told(201, { 'upload-offset': String(kept.bytes.length) });
  }

  #upload(ask: ByteAsk, key: string): ByteAnswer {
    const kept = this.kept.get(key);
    if (!kept) return told(404, { 'x-aldis-code': 'blob.not_found' });
    if (ask.verb === 'PATCH') {
      const offset = Number(ask.headers['upload-offset']);
      if (offset !== kept.bytes.length) return told(409, { 'x-aldis-code': 'blob.offset' });
      const body = ask.body ?? new Uint8Array(0);
      const comes = this.cuts.patch?.(ask, offset) ?? body.length;
      kept.bytes = new Uint8Array(Buffer.concat([kept.bytes, body.subarray(0, comes)]));
      if (comes < body.length || this.cuts.patched?.()) throw new NoAnswer('cut');
    }
    return told(204, {
      'upload-offset': String(kept.bytes.length),
      'upload-length': String(kept.length),
    });
  }

  #download({ headers }: ByteAsk, key: string): ByteAnswer {
    const kept = this.kept.get(key);
    if (!kept || kept.bytes.length < kept.length) {
      return told(404, { 'x-aldis-code': 'blob.not_found' });
    }
    const first = Number(/^bytes=(\d+)-$/.exec(headers['range'] ?? '')?.[1] ?? 0);
    const { length } = kept.bytes;
    if (first >= length) {
      return told(416, { 'x-aldis-code': 'blob.range', 'content-range': `bytes */${length}` });
    }
    const rest = kept.bytes.subarray(first);
    const shown: Record<string, string> =
      first > 0
        ? { 'content-range': `bytes ${first}-${length - 1}/${length}` }
        : { 'content-length': String(length) };
    return told(first > 0 ? 206 : 200, shown, broken(rest, this.cuts.get?.(first)));
  }
}

function told(
  status: number,
  headers: Record<string, string>,
  body: AsyncIterable<Uint8Array> = broken(new Uint8Array(0), undefined),
): ByteAnswer {
  return { status, headers, body };
}

async function* broken(bytes: Uint8Array, after: number | undefined) {
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    if (after !== undefined && at >= after) throw new NoAnswer('cut');
    yield bytes.subarray(at, at + pieceBytes);
  }
}
