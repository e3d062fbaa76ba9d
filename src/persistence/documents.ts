// How documents become bytes: a versioned JSON text that keeps byte arrays, and its sealed form. A
// document that cannot be read is a StoreError of this one document; nothing else of the store is
// touched by it.

import type { Sealer } from '#crypto';
import type { AccountId } from '#protocol';
import type { Account } from '#ports';
import { StoreError } from './storeError.ts';

const version = 1;
const bytesMark = '$bytes';

/**
 * Encodes plain data (no undefined, functions or cycles); Uint8Arrays of any kind come back as
 * such.
 */
export function encodeDocument(document: object): Uint8Array {
  return Buffer.from(JSON.stringify({ version: version, document: plain(document) }));
}

/** Decodes what `encodeDocument` made. Throws StoreError for anything else. */
export function decodeDocument<T>(bytes: Uint8Array, what: string): T {
  let outer: { version?: unknown; document?: unknown } | undefined;
  try {
    outer = JSON.parse(Buffer.from(bytes).toString('utf8'), revive);
  } catch (cause) {
    throw new StoreError(`A stored ${what} is damaged; restore the store from a backup.`, {
      cause,
    });
  }
  if (outer?.version !== version || typeof outer.document !== 'object' || !outer.document) {
    throw new StoreError(`A stored ${what} has a form this version does not know.`);
  }
  return outer.document as T;
}

/** Whether the document is of an account that was not deleted; what cannot be read may be one. */
export function isLiving(documents: SealedDocuments<Account>, id: AccountId, sealed: Uint8Array) {
  try {
    return documents.open(id, sealed).deleted !== true;
  } catch (error) {
    if (error instanceof StoreError) return true;
    throw error;
  }
}

/** The identity keys of an account that was not deleted; nothing for a document nobody can read. */
export function identityKeysOf(
  documents: SealedDocuments<Account>,
  id: AccountId,
  sealed: Uint8Array,
): Account['identityKeys'] | undefined {
  try {
    const { deleted, identityKeys } = documents.open(id, sealed);
    return deleted ? undefined : identityKeys;
  } catch (error) {
    if (error instanceof StoreError) return undefined;
    throw error;
  }
}

/** Documents of one collection, sealed with the collection's name and the document's id. */
export class SealedDocuments<T extends object> {
  readonly #sealer: Sealer | undefined;
  readonly #collection: string;

  constructor(sealer: Sealer | undefined, collection: string) {
    this.#sealer = sealer;
    this.#collection = collection;
  }

  seal(id: string, document: T): Uint8Array {
    const bytes = encodeDocument(document);
    return this.#sealer ? this.#sealer.seal(bytes, this.#context(id)) : bytes;
  }

  open(id: string, sealed: Uint8Array): T {
    if (!this.#sealer) return decodeDocument<T>(sealed, this.#collection);
    let bytes: Uint8Array;
    try {
      bytes = this.#sealer.open(sealed, this.#context(id));
    } catch (cause) {
      throw new StoreError(
        `A stored ${this.#collection} cannot be opened: it is damaged, or its key is gone.`,
        { cause },
      );
    }
    return decodeDocument<T>(bytes, this.#collection);
  }

  #context(id: string): string {
    return `${this.#collection}\0${id}`;
  }
}

function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) {
    const base64 = Buffer.from(value.buffer, value.byteOffset, value.length).toString('base64');
    return { [bytesMark]: base64 };
  }
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  // A null prototype, so that a field named __proto__ stays a field.
  const copy: Record<string, unknown> = Object.create(null);
  for (const [name, field] of Object.entries(value)) copy[name] = plain(field);
  return copy;
}

function revive(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !(bytesMark in value)) return value;
  return new Uint8Array(Buffer.from(String(value[bytesMark]), 'base64'));
}
