// Leave to upload a blob. The bytes themselves go over HTTP alone (see gateway/blobs), as they are
// streamed and larger than an event may be. Source: Signal-Server, AttachmentControllerV4.

import { limits } from '#protocol';
import { z } from 'zod/v4';
import type { UploadTools } from '../uploadForm.ts';
import { defineRoute } from '../route.ts';
import { uploadForm, uploadFormAnswer } from '../uploadForm.ts';

const secondsMax = limits.blobLifetimeMs / 1000;
const secondsMin = limits.blobLifetimeMsMin / 1000;

const form = defineRoute({
  verb: 'GET',
  path: '/v4/attachments/form/upload',
  auth: 'password',
  style: 'signal',
  summary: 'Tells where and with what leave to upload a blob of so many bytes, to stay so long',
  limits: [{ bucket: 'attachments', by: 'account' }],
  query: z.object({
    uploadLength: z.coerce.number().int().min(1).default(limits.blobBytesMax),
    lifetimeSeconds: z.coerce.number().int().min(secondsMin).max(secondsMax).default(secondsMax),
  }),
  answers: { 200: uploadFormAnswer },
  async handle({ caller, query }, tools: UploadTools) {
    const made = await uploadForm(tools, {
      by: caller.account,
      bytesMax: query.uploadLength,
      lifetimeMs: query.lifetimeSeconds * 1000,
    });
    return made.ok ? { ok: true, value: { status: 200, body: made.value } } : made;
  },
});

export const blobRoutes = [form] as const;
