// The account's record: contacts, blocks and settings that its devices share and nobody else can
// read. Whoever writes names the version that is changed, and learns of another's change instead.

import type { RecordChange, RecordManifest } from '#ports';
import type { AccountId, Result } from '#protocol';
import { limits, refuse } from '#protocol';
import { z } from 'zod/v4';
import type { RouteAnswer, Uses } from '../route.ts';
import { answer, defineRoute } from '../route.ts';
import { base64, base64Answer, toBase64 } from '../schemas.ts';

const shared = {
  auth: 'device',
  style: 'problem',
  limits: [{ bucket: 'account', by: 'account' }],
} as const;

const version = z.number().int().min(1).max(Number.MAX_SAFE_INTEGER);
const itemKey = base64(16, 32);
const manifestAnswer = z.object({ version: z.number(), value: base64Answer });
/** `null`: there is no record yet. */
const currentAnswer = z.object({ manifest: manifestAnswer.nullable() });

const manifestBody = (manifest: RecordManifest) => ({
  version: manifest.version,
  value: toBase64(manifest.value),
});
const currentBody = (manifest: RecordManifest | undefined) => ({
  manifest: manifest ? manifestBody(manifest) : null,
});

const manifest = defineRoute({
  ...shared,
  verb: 'GET',
  path: '/v1/storage/manifest',
  summary: "Reads the manifest of the account's record",
  answers: { 200: currentAnswer },
  async handle({ caller }, { records }: Uses<'records'>) {
    return answer(200, currentBody(await records.manifest(caller.account)));
  },
});

const manifestUnless = defineRoute({
  ...shared,
  verb: 'GET',
  path: '/v1/storage/manifest/version/:version',
  summary: "Reads the manifest of the account's record unless it is that version",
  params: z.object({ version: z.string().regex(/^\d{1,15}$/) }),
  answers: { 200: currentAnswer, 204: null },
  async handle({ caller, params }, { records }: Uses<'records'>) {
    const current = await records.manifest(caller.account);
    const known = Number(params.version);
    return (current?.version ?? 0) === known ? answer(204) : answer(200, currentBody(current));
  },
});

const read = defineRoute({
  ...shared,
  verb: 'PUT',
  path: '/v1/storage/read',
  summary: "Reads items of the account's record; those that are not there are left out",
  body: z.object({ keys: z.array(itemKey).max(limits.recordReadMax) }),
  answers: {
    200: z.object({ items: z.array(z.object({ key: base64Answer, value: base64Answer })) }),
  },
  async handle({ caller, body }, { records }: Uses<'records'>) {
    const items = await records.read(caller.account, body.keys);
    const read = items.map(({ key, value }) => ({ key: toBase64(key), value: toBase64(value) }));
    return answer(200, { items: read });
  },
});

const write = defineRoute({
  ...shared,
  verb: 'PUT',
  path: '/v1/storage',
  summary: "Changes the account's record; 409 with the manifest when another change came first",
  body: z.object({
    manifest: z.object({ version, value: base64(1, limits.recordManifestBytesMax) }),
    insertItem: z
      .array(z.object({ key: itemKey, value: base64(1, limits.recordItemBytesMax) }))
      .max(limits.recordChangesMax)
      .default([]),
    deleteKey: z.array(itemKey).max(limits.recordChangesMax).default([]),
    clearAll: z.boolean().default(false),
  }),
  answers: { 204: null, 409: currentAnswer },
  async handle({ caller, body }, tools: Uses<'records' | 'accounts' | 'permits'>) {
    const { insertItem: insert, deleteKey: remove, clearAll } = body;
    if (insert.length + remove.length > limits.recordChangesMax) {
      return refuse('request.invalid', { detail: 'Field: deleteKey.' });
    }
    const change = { manifest: body.manifest, insert, remove, clearAll };
    // A device that is removed has written before that is answered, or does not write.
    return tools.permits.under(caller, () => written(tools, caller.account, change));
  },
});

/** A deleted account takes its record with it, but not one that is written after that. */
async function written(
  { records, accounts }: Uses<'records' | 'accounts'>,
  account: AccountId,
  change: RecordChange,
): Promise<Result<RouteAnswer>> {
  const written = await records.write(account, change);
  if (written.outcome === 'full') return refuse('record.full');
  if (written.outcome === 'conflict') return answer(409, currentBody(written.current));
  if (await accounts.isThere(account)) return answer(204);
  await records.removeAll(account);
  return refuse('auth.invalid');
}

export const recordRoutes = [manifest, manifestUnless, read, write] as const;
