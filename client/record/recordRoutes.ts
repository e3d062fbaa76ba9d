// The server's side of the record, as it is asked for: a manifest with a version, items by key.

import { z } from 'zod';
import { limits } from '#protocol';
import { fromBase64, toBase64 } from '../bytes.ts';
import type { ClientBase } from '../clientBase.ts';
import { ClientError } from '../clientError.ts';
import { isRetryable, refusalOf } from '../transport/http.ts';
import type { HttpAnswer, HttpAsk } from '../transport/transport.ts';
import { NoAnswer } from '../transport/transport.ts';

/** Sealed, with the version it says it has. */
export interface SealedManifest {
  readonly version: number;
  readonly value: Uint8Array<ArrayBuffer>;
}

/** It is sealed. */
export interface SealedItem {
  readonly key: Uint8Array<ArrayBuffer>;
  readonly value: Uint8Array<ArrayBuffer>;
}

export interface SealedChange {
  readonly manifest: SealedManifest;
  readonly insert: readonly SealedItem[];
  readonly remove: readonly Uint8Array[];
  readonly clearAll: boolean;
}

/** The most letters of a manifest in base64; a longer one is of no use. */
const manifestLettersMax = Math.ceil(limits.recordManifestBytesMax / 3) * 4;
const itemLettersMax = Math.ceil(limits.recordItemBytesMax / 3) * 4;
const keyLettersMax = 44;

const bytes = (lettersMax: number) => z.string().max(lettersMax).transform(fromBase64);
const manifestShape = z.object({
  manifest: z
    .object({
      version: z.number().int().min(1).max(Number.MAX_SAFE_INTEGER),
      value: bytes(manifestLettersMax),
    })
    .nullable(),
});
const itemsShape = z.object({
  items: z
    .array(z.object({ key: bytes(keyLettersMax), value: bytes(itemLettersMax) }))
    .max(limits.recordReadMax),
});

type Transport = Pick<ClientBase['transport'], 'request'>;

/** `same`: that version is the current one; `none`: there is no record. Throws NoAnswer. */
export async function readManifest(
  transport: Transport,
  known: number,
): Promise<SealedManifest | 'same' | 'none' | 'unserved'> {
  const path = `/v1/storage/manifest/version/${known}`;
  const answer = await ask(transport, { verb: 'GET', path });
  if (answer.status === 204) return 'same';
  // A server that keeps no records.
  if (answer.status === 404) return 'unserved';
  if (answer.status !== 200) throw refusalOf(answer, 'The account record cannot be had');
  return manifestOf(answer) ?? 'none';
}

/** Those that are there, in no order. Throws NoAnswer. */
export async function readItems(
  transport: Transport,
  keys: readonly Uint8Array[],
): Promise<SealedItem[]> {
  const items: SealedItem[] = [];
  for (let at = 0; at < keys.length; at += limits.recordReadMax) {
    const asked = keys.slice(at, at + limits.recordReadMax).map(toBase64);
    const body = { keys: asked };
    const answer = await ask(transport, { verb: 'PUT', path: '/v1/storage/read', body });
    if (answer.status !== 200) throw refusalOf(answer, 'The account record cannot be read');
    const read = itemsShape.safeParse(answer.body);
    if (!read.success) throw unreadable();
    items.push(...read.data.items);
  }
  return items;
}

/**
 * `written`, or the manifest of whoever was faster. Throws NoAnswer: it may have come through.
 * Refuses: record.full, what the server says.
 */
export async function writeChange(
  transport: Transport,
  { manifest, insert, remove, clearAll }: SealedChange,
): Promise<'written' | SealedManifest | 'none'> {
  const body = {
    manifest: { version: manifest.version, value: toBase64(manifest.value) },
    insertItem: insert.map(({ key, value }) => ({ key: toBase64(key), value: toBase64(value) })),
    deleteKey: remove.map(toBase64),
    clearAll,
  };
  const answer = await ask(transport, { verb: 'PUT', path: '/v1/storage', body });
  if (answer.status === 204) return 'written';
  if (answer.status !== 409) throw refusalOf(answer, 'The account record cannot be written');
  return manifestOf(answer) ?? 'none';
}

async function ask(transport: Transport, asked: HttpAsk): Promise<HttpAnswer> {
  const answer = await transport.request(asked);
  if (!isRetryable(answer)) return answer;
  const refusal = refusalOf(answer, 'The account record cannot be had now');
  throw new NoAnswer(refusal.message, { cause: refusal });
}

function manifestOf({ body }: HttpAnswer): SealedManifest | undefined {
  const read = manifestShape.safeParse(body);
  if (!read.success) throw unreadable();
  return read.data.manifest ?? undefined;
}

const unreadable = () =>
  new ClientError('server.unreadable', "The server's answer about the record cannot be read.");
