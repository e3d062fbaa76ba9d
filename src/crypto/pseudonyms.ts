// Names for ids under which nobody knows them who has not the secrets: an id is a block of AES, so
// that the same id always has the same name, no two have one, and whoever has the key can turn a
// name back. Shape: a name looks like an id.

import { createCipheriv, createDecipheriv } from 'node:crypto';
import { derivedKey } from './derivedKeys.ts';
import type { Secrets } from './secrets.ts';

const idForm = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

export interface Pseudonyms {
  /** The text with the name of each id in the place of the id. */
  veil(text: string): string;
  /** The text with each name's id in its place again. */
  unveil(text: string): string;
}

/** Those of a cluster: all processes that have its secrets know the same. */
export function createPseudonyms(secrets: Pick<Secrets, 'indexKey'>): Pseudonyms {
  const key = derivedKey(secrets, 'aldis names of ids in stores 1', 32);
  // One block at a time, each by itself: what stands in the block is random already.
  const cipher = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false);
  const decipher = createDecipheriv('aes-256-ecb', key, null).setAutoPadding(false);
  return {
    veil: (text) => text.replace(idForm, (id) => turned(id, cipher)),
    unveil: (text) => text.replace(idForm, (name) => turned(name, decipher)),
  };
}

function turned(id: string, by: { update(block: Uint8Array): Uint8Array }): string {
  const block = Buffer.from(id.replaceAll('-', ''), 'hex');
  const hex = Buffer.from(by.update(block)).toString('hex');
  const cut = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20)];
  return `${cut.join('-')}-${hex.slice(20)}`;
}
