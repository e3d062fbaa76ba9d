// Blobs at the HTTP door: bodies here are streams, never held, and no part of the API that the
// socket serves too.

import { Unreachable } from '#ports';
import type { BlobKey, Refusal, Result } from '#protocol';
import { parseBlobKey, refuse } from '#protocol';
import { metrics } from '#runtime';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { requestIdOf } from '../ingress/createApi.ts';
import { refusalAnswer } from '../ingress/refusals.ts';
import { takerOf } from '../ingress/rateLimits.ts';
import { addressSubject } from '../ingress/subjects.ts';
import { downloadPath, uploadPath } from '../ingress/uploadForm.ts';
import type { GatewayServices } from '../services.ts';
import type { DownloadAnswer } from './downloads.ts';
import { Downloads } from './downloads.ts';
import { tusVersion } from './tus.ts';
import { readBytes } from './tus.ts';
import { Uploads } from './uploads.ts';

/** What is left of a refused body is read away up to this; beyond it the connection ends. */
const unreadBytesMax = 256 * 1024;

export type BlobServices = Pick<
  GatewayServices,
  'blobs' | 'clock' | 'config' | 'limiter' | 'limits' | 'log' | 'uploadTokens'
>;

type Handle = (request: FastifyRequest, key: BlobKey) => Promise<Result<DownloadAnswer>>;

/** Adds the ways to upload and download. */
export async function addBlobs(app: FastifyInstance, services: BlobServices): Promise<void> {
  const uploads = new Uploads(services);
  const downloads = new Downloads(services);
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    // The body stays where it is until its handler reads it.
    scope.addContentTypeParser('*', (_request, _body, done) => done(null));
    const serve = (handle: Handle) => (request: FastifyRequest, reply: FastifyReply) =>
      answerWith(services, request, reply, handle);
    const upload = `${uploadPath}/:key`;
    const download = `${downloadPath}/:key`;
    scope.post(
      uploadPath,
      serve((request) => uploads.create(request)),
    );
    scope.head(
      upload,
      serve((request, key) => uploads.progress(request, key)),
    );
    scope.patch(
      upload,
      serve((request, key) => uploads.append(request, key)),
    );
    scope.delete(
      upload,
      serve((request, key) => uploads.abandon(request, key)),
    );
    const read = serve((request, key) => downloads.read(request, key));
    scope.get(download, read);
    scope.head(download, read);
  });
}

async function answerWith(
  services: BlobServices,
  request: FastifyRequest,
  reply: FastifyReply,
  handle: Handle,
) {
  const isUpload = request.url.startsWith(uploadPath);
  if (isUpload) reply.header('tus-resumable', tusVersion);
  const result = await take(services, request, handle);
  if (!result.ok) return refuseWith(request, reply, result.refusal);
  const { status, headers, body } = result.value;
  reply.code(status).headers(headers);
  if (body && request.raw.destroyed) body.destroy();
  return reply.send(body);
}

async function take(
  services: BlobServices,
  request: FastifyRequest,
  handle: Handle,
): Promise<Result<DownloadAnswer>> {
  try {
    const held = await takerOf(services)('blobs', addressSubject(request.ip));
    if (held) return held;
    const { key: name } = request.params as { key?: string };
    const key = parseBlobKey(name ?? '');
    if (name !== undefined && !key) return refuse('blob.not_found');
    return await handle(request, key as BlobKey);
  } catch (error) {
    if (error instanceof Unreachable) return refuse(error.refusal);
    services.log.error('blobs.defect', {}, error);
    return refuse('server.defect');
  }
}

function refuseWith(request: FastifyRequest, reply: FastifyReply, refusal: Refusal) {
  metrics.refusals.inc({ code: refusal.code });
  const one = request.headers['x-request-id'];
  const requestId = requestIdOf({
    headers: typeof one === 'string' ? { 'x-request-id': one } : {},
  });
  const answer = refusalAnswer(refusal, 'problem', requestId);
  reply.code(answer.status).headers(answer.headers).header('x-request-id', requestId);
  if (refusal.code === 'blob.protocol') reply.header('tus-version', tusVersion);
  const unread = readBytes(request.headers['content-length']) ?? Number.POSITIVE_INFINITY;
  const hasBody = request.headers['transfer-encoding'] !== undefined || unread > 0;
  if (hasBody && unread > unreadBytesMax && !request.raw.complete) {
    reply.header('connection', 'close');
  }
  return reply.send(request.method === 'HEAD' ? undefined : Buffer.from(answer.body));
}
