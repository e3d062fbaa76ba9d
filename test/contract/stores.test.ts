// The durable stores' promises, held by each twin: memory, LMDB and MongoDB.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DurableStores } from '#persistence';
import { openDurableStores, openMemoryStores } from '#persistence';
import { ManualClock, silentLog } from '#runtime';
import { startMongod } from '../support/servers.ts';
import { testSealer } from '../support/storeSubjects.ts';
import { accountPromises } from './storesAccountSuite.ts';
import { auditPromises } from './storesAuditSuite.ts';
import { residencyPromises } from './storesResidencySuite.ts';
import { groupPromises } from './storesGroupSuite.ts';
import { holdingPromises } from './storesHoldingSuite.ts';
import { profilePromises } from './storesProfileSuite.ts';
import { usernamePromises } from './storesNameSuite.ts';
import {
  invitationPromises,
  recordPromises,
  registrationPromises,
  relationPromises,
} from './storesSocialSuite.ts';
import { archivePromises, preKeyPromises } from './storesSuite.ts';

interface Twin {
  readonly stores: DurableStores;
  end(): Promise<void>;
}

// The server's TTL indexes go by the real time, so the clock starts there.
const clock = new ManualClock(Date.now());
const sealer = testSealer();
const common = { sealer, clock, log: silentLog };

const twins: Record<string, () => Promise<Twin>> = {
  async memory() {
    return { stores: openMemoryStores(sealer, clock), end: async () => {} };
  },
  async lmdb() {
    const dataDir = mkdtempSync(join(tmpdir(), 'aldis-stores-'));
    const stores = await openDurableStores({ dataDir, ...common });
    return { stores, end: async () => rmSync(dataDir, { recursive: true }) };
  },
  async mongodb() {
    const server = await startMongod();
    const stores = await openDurableStores({ mongodbUrl: server.url, dataDir: '', ...common });
    return { stores, end: () => server.stop() };
  },
};

describe.each(Object.entries(twins))('%s', (name, open) => {
  let twin: Twin | undefined;
  beforeAll(async () => {
    twin = await open();
  });
  afterAll(async () => {
    await twin?.stores.close();
    await twin?.end();
  });
  const stores = () => {
    if (!twin) throw new Error('the twin did not open');
    return twin.stores;
  };

  describe('accounts', () => accountPromises(stores));
  describe('pre-keys', () => preKeyPromises(stores));
  describe('archive', () => archivePromises(stores));
  describe('registration', () => registrationPromises(stores, clock));
  describe('invitations', () => invitationPromises(stores, clock));
  describe('relations', () => relationPromises(stores));
  describe('groups', () => groupPromises(stores));
  describe('records', () => recordPromises(stores));
  describe('user names', () => usernamePromises(stores));
  describe('profiles', () => profilePromises(stores));
  describe('holdings', () => holdingPromises(stores));
  describe('audit log', () => auditPromises(stores));
  describe('residency', () => residencyPromises(stores));

  test('what cannot be copied, or has no copies, is behind by nothing', async () => {
    const isServer = name === 'mongodb';
    expect(await stores().upkeep.replication()).toEqual(isServer ? { replicas: 0 } : undefined);
  });
});
