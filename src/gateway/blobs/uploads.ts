// Uploads by tus: begun, asked about, gone on with, given up. Bytes go from the socket to the store
// as they come. Who may do so shows a token of a form; whoever sends slowly is cut off with the
// request (requestTimeoutMs) and goes on with another.

import type { UploadClaims } from '#crypto';
import type { BlobAppended, BlobPlan, BlobProgress } from '#ports';
import type { BlobKey, Result } from '#protocol';
import { ok, refuse } from '#protocol';
import { metrics } from '#runtime';
import type { FastifyRequest } from 'fastify';
import { parseAuthorization } from '../ingress/credentials.ts';
import { addressSubject } from '../ingress/subjects.ts';
import { uploadPath } from '../ingress/uploadForm.ts';
import type { GatewayServices } from '../services.ts';
import { Slots } from './slots.ts';
import { offsetType, readBytes, readContentType, readFileName, readVersion } from './tus.ts';

/** Uploads that a worker reads at once, and one address has. */
const uploadStreamsMax = { all: 128, perAddress: 16 };

/** What a handler answers when it does not refuse; it may tell of the offset where it does. */
export interface UploadAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

type Services = Pick<GatewayServices, 'blobs' | 'clock' | 'config' | 'uploadTokens'>;

/** The uploads of one worker. */
export class Uploads {
  readonly #services: Services;
  readonly #slots = new Slots(uploadStreamsMax);

  constructor(services: Services) {
    this.#services = services;
  }

  /** Begins an upload, with its first bytes where the request has some. */
  async create(request: FastifyRequest): Promise<Result<UploadAnswer>> {
    const { headers } = request;
    const claims = await this.#claims(request);
    if (!claims.ok) return claims;
    const { key, owner, bytesMax, lifetimeMs } = claims.value;
    const length = readBytes(headers['upload-length']);
    if (length === undefined || length === 0) {
      return refuse('request.invalid', { detail: 'Field: Upload-Length.' });
    }
    if (length > bytesMax) return refuse('blob.too_large');
    const name = readFileName(headers['upload-metadata']);
    if (name !== undefined && name !== key) {
      return refuse('request.invalid', { detail: 'Field: Upload-Metadata.' });
    }
    const begun = await this.#begin({ key, owner, length, lifetimeMs });
    if (!begun.ok) return begun;
    const location = `${this.#services.config.ALDIS_BLOBS_URL ?? ''}${uploadPath}/${key}`;
    const created = { location, ...progressHeaders(begun.value) };
    if (headers['content-type'] !== offsetType) return ok({ status: 201, headers: created });
    const appended = await this.#append(request, claims.value, begun.value, begun.value.offset);
    if (!appended.ok) return appended;
    return ok({ status: 201, headers: { ...created, ...appended.value.headers } });
  }

  /** Tells where an upload stands. */
  async progress(request: FastifyRequest, key: BlobKey): Promise<Result<UploadAnswer>> {
    const found = await this.#find(request, key);
    if (!found.ok) return found;
    const headers = progressHeaders(found.value.progress);
    return ok({ status: 200, headers });
  }

  /** Goes on with an upload. */
  async append(request: FastifyRequest, key: BlobKey): Promise<Result<UploadAnswer>> {
    const type = readContentType(request.headers);
    if (!type.ok) return type;
    const offset = readBytes(request.headers['upload-offset']);
    if (offset === undefined) {
      return refuse('request.invalid', { detail: 'Field: Upload-Offset.' });
    }
    const found = await this.#find(request, key);
    if (!found.ok) return found;
    return this.#append(request, found.value.claims, found.value.progress, offset);
  }

  async abandon(request: FastifyRequest, key: BlobKey): Promise<Result<UploadAnswer>> {
    const found = await this.#find(request, key);
    if (!found.ok) return found;
    const isGone = await this.#services.blobs.abandon(found.value.claims);
    return isGone ? ok({ status: 204, headers: {} }) : refuse('blob.not_found');
  }

  /** Refuses: blob.protocol, auth.*. */
  async #claims({ headers }: FastifyRequest): Promise<Result<UploadClaims>> {
    const version = readVersion(headers);
    if (!version.ok) return version;
    const { authorization } = headers;
    if (authorization === undefined) return refuse('auth.required');
    const shown = parseAuthorization(authorization);
    if (shown?.scheme !== 'bearer') return refuse('auth.invalid');
    return this.#services.uploadTokens.verify(shown.token, this.#services.clock.now());
  }

  async #begin(plan: BlobPlan): Promise<Result<BlobProgress>> {
    const { blobs } = this.#services;
    const begun = await blobs.begin(plan);
    if (begun === 'tooMany') return refuse('blob.too_many');
    const progress = await blobs.progress(plan);
    // Whoever begins again has not heard the first answer.
    if (!progress || progress.length !== plan.length) return refuse('blob.exists');
    if (begun === 'begun') metrics.uploads.inc({ outcome: 'begun' });
    return ok(progress);
  }

  async #find(
    request: FastifyRequest,
    key: BlobKey,
  ): Promise<Result<{ claims: UploadClaims; progress: BlobProgress }>> {
    const claims = await this.#claims(request);
    if (!claims.ok) return claims;
    if (claims.value.key !== key) return refuse('auth.forbidden');
    const progress = await this.#services.blobs.progress(claims.value);
    return progress ? ok({ claims: claims.value, progress }) : refuse('blob.not_found');
  }

  async #append(
    request: FastifyRequest,
    claims: UploadClaims,
    progress: BlobProgress,
    offset: number,
  ): Promise<Result<UploadAnswer>> {
    if (offset !== progress.offset) return refuse('blob.offset');
    const announced = readBytes(request.headers['content-length']) ?? 0;
    if (offset + announced > progress.length) return refuse('blob.too_large');
    const slot = this.#slots.take(addressSubject(request.ip));
    if (!slot.ok) return slot;
    metrics.blobStreams.set({ direction: 'in' }, this.#slots.taken);
    try {
      const body = counted(request.raw);
      return answerOf(await this.#services.blobs.append(claims, offset, body), progress.offset);
    } finally {
      slot.value();
      metrics.blobStreams.set({ direction: 'in' }, this.#slots.taken);
    }
  }
}

function answerOf(appended: BlobAppended, before: number): Result<UploadAnswer> {
  switch (appended.outcome) {
    case 'missing':
      return refuse('blob.not_found');
    case 'elsewhere':
      return refuse('blob.offset');
    case 'surplus':
      return refuse('blob.too_large');
    case 'overtaken':
      return refuse('blob.overtaken');
    default: {
      const { progress } = appended;
      const isWhole = progress.offset === progress.length && before < progress.length;
      if (isWhole) metrics.uploads.inc({ outcome: 'finished' });
      return ok({ status: 204, headers: progressHeaders(progress) });
    }
  }
}

function progressHeaders({ offset, length, endsAtMs }: BlobProgress): Record<string, string> {
  return {
    'upload-offset': String(offset),
    'upload-length': String(length),
    ...(endsAtMs === undefined ? {} : { 'upload-expires': new Date(endsAtMs).toUTCString() }),
  };
}

async function* counted(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const piece of bytes) {
    metrics.blobBytes.inc({ direction: 'in' }, piece.length);
    yield piece;
  }
}
