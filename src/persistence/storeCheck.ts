// Looks at every row of the embedded store: that its pages can be read, that what is sealed opens,
// that documents are documents, and that rows which name each other are both there. Redis and
// MongoDB look after their own files.

import type { EnvelopeSealer, Sealer } from '#crypto';
import type { Account } from '#ports';
import type { AccountId } from '#protocol';
import { guidFromBytes } from '#protocol';
import { auditCollection } from './auditEntries.ts';
import { decodeDocument, SealedDocuments } from './documents.ts';
import { changeName } from './groups.ts';
import { openEnvelope } from './redis/queue/queueSeals.ts';
import { auditHashBytes } from './tables/auditStore.ts';
import type { Table, TableKey, Tables } from './tables/table.ts';

/** Rows of one look; between two, others have their turn. */
const rowsPerLook = 500;
/** Of a row that waits: when it was stored, and its guid. */
const guidStart = 8;
const guidEnd = 24;
/** Sorts after every name. */
const behindAll = '\uffff';

/** What was found in one table. */
export interface CheckedRows {
  readonly name: string;
  readonly rows: number;
  /** Rows that cannot be read for what they are. */
  readonly damaged: number;
}

export interface CheckParts {
  readonly tables: Tables;
  readonly names: readonly string[];
  readonly sealer: Sealer;
  readonly envelopes: EnvelopeSealer;
}

type RowCheck = (key: TableKey, value: Uint8Array) => void;

/** Checks one table after the other. Never throws for what is damaged. */
export async function* checkTables(parts: CheckParts): AsyncGenerator<CheckedRows> {
  const checks = checksOf(parts);
  for (const name of parts.names) {
    const table = parts.tables.table(name);
    const check = checks[name] ?? (() => undefined);
    let [rows, damaged] = [0, 0];
    for await (const row of rowsOf(parts.tables, table)) {
      rows += 1;
      try {
        check(row.key, Uint8Array.from(row.value));
      } catch {
        damaged += 1;
      }
    }
    yield { name, rows, damaged };
  }
}

async function* rowsOf(tables: Tables, table: Table) {
  // Numbers come before strings, and lists by their parts.
  for (let last: TableKey | undefined; ; ) {
    const start: TableKey = last ?? 0;
    const range = { start, end: [behindAll], limit: rowsPerLook + 1 };
    const page = tables.read(() => Array.from(table.getRange(range)));
    const isFirst = last === undefined;
    const fresh = isFirst ? page : page.slice(1);
    yield* fresh;
    if (page.length <= rowsPerLook) return;
    last = page.at(-1)?.key;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** By the names of tables; a table that is not named here is read, and no more. */
function checksOf({ tables, sealer, envelopes }: CheckParts): Record<string, RowCheck> {
  const sealed = (collection: string, nameOf: (key: TableKey) => string = String): RowCheck => {
    const documents = new SealedDocuments(sealer, collection);
    return (key, value) => void documents.open(nameOf(key), value);
  };
  const plain: RowCheck = (_key, value) => void decodeDocument(value, 'document');
  const accounts = tables.table('accounts');
  const heads = tables.table('accountHeads');
  const namesAccount: RowCheck = (_key, value) => {
    if (!heads.doesExist(Buffer.from(value).toString())) throw new Error('names nobody');
  };
  const openAccount = sealed('account');
  const openAct = sealed(auditCollection);
  return {
    accounts: (key, value) => {
      openAccount(key, value);
      if (!heads.doesExist(key)) throw new Error('has no head');
    },
    accountHeads: (key, value) => {
      plain(key, value);
      if (!accounts.doesExist(key)) throw new Error('has no document');
    },
    accountNumbers: namesAccount,
    accountPnis: namesAccount,
    accountLogins: sealed('login'),
    audit: (key, value) => openAct(key, value.subarray(auditHashBytes)),
    groups: sealed('group'),
    groupFences: plain,
    groupChanges: sealed('groupChange', (key) => changeName(...(key as [never, number]))),
    sessions: sealed('session'),
    invitations: plain,
    preKeys: plain,
    profiles: plain,
    records: plain,
    relations: plain,
    waiting: waitingCheck(accounts, sealer, envelopes),
  };
}

/** What waits for an account that is gone is nobody's, and is purged; it is not damaged. */
function waitingCheck(accounts: Table, sealer: Sealer, envelopes: EnvelopeSealer): RowCheck {
  const documents = new SealedDocuments<Account>(sealer, 'account');
  let known: { id: string; key: Uint8Array | undefined } | undefined;
  return (key, value) => {
    const [queue] = key as [string, number];
    const id = queue.slice(0, queue.indexOf('.')) as AccountId;
    if (known?.id !== id) {
      const document = accounts.get(id);
      known = { id, key: document && documents.open(id, document).queueKey };
    }
    if (!known.key) return;
    const guid = guidFromBytes(value.subarray(guidStart, guidEnd));
    if (!guid) throw new Error('has no guid');
    openEnvelope(envelopes, known.key, queue, guid, value.subarray(guidEnd));
  };
}
