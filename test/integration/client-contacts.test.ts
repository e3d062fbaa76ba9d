// Requests, blocks and what two devices of one account know of people, against a real cluster.

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AldisClient } from '#client';
import { startTestCluster } from '../support/cluster.ts';
import { linkFurther } from '../support/furtherDevice.ts';
import { until } from '../support/people.ts';

const runTimeoutMs = 60_000;
/** For a block to be on the other devices. */
const blockMsMax = 30_000;
const main = join(import.meta.dirname, '../../client/cli/main.ts');
const folder = mkdtempSync(join(tmpdir(), 'aldis-contacts-'));
let cluster: Awaited<ReturnType<typeof startTestCluster>>;
const open: AldisClient[] = [];

beforeAll(async () => {
  cluster = await startTestCluster();
});

afterAll(async () => {
  await Promise.all(open.map((client) => client.close()));
  rmSync(folder, { recursive: true, force: true });
  await cluster.stop();
});

interface Heard {
  readonly client: AldisClient;
  readonly texts: string[];
  readonly requests: string[];
}

const fileOf = (name: string) => join(folder, `${name}.aldis`);

async function listen(client: AldisClient): Promise<Heard> {
  const heard: Heard = { client, texts: [], requests: [] };
  open.push(client);
  client.on('message', ({ text }) => heard.texts.push(text));
  client.on('request', ({ account }) => heard.requests.push(account));
  await client.connect();
  return heard;
}

async function person(name: string): Promise<Heard> {
  const { url: server, invitation } = cluster;
  return listen(await AldisClient.register({ server, invitation, profile: fileOf(name) }));
}

async function further(owner: Heard, name: string): Promise<Heard> {
  const device = { server: cluster.url, profile: fileOf(name), name };
  return listen(await linkFurther(owner.client, device));
}

test('a block on one device binds on the other, and ends with it', async () => {
  const [ana, ben] = [await person('ana'), await person('ben')];
  const laptop = await further(ben, 'laptop');
  const [ofAna, ofBen] = [ana.client.account, ben.client.account];
  await ana.client.send(ofBen, 'who are you?');
  await until(() => ben.requests.length === 1 && laptop.requests.length === 1, 'a request on both');
  laptop.client.contacts.accept(ofAna);
  laptop.client.contacts.set(ofAna, { name: 'Ana' });
  await until(() => ben.client.contacts.get(ofAna)?.name === 'Ana', 'her name on the other');
  expect(ben.client.contacts.requests()).toEqual([]);
  await ben.client.send(ofAna, 'Ben');
  await until(() => ana.texts.includes('Ben'), 'his answer');

  const began = Date.now();
  await laptop.client.contacts.block(ofAna);
  await until(() => ben.client.contacts.get(ofAna)?.blocked === true, 'the block on the other');
  const tookMs = Date.now() - began;
  console.info(`a block: on the other device after ${tookMs} ms`);
  expect(tookMs).toBeLessThan(blockMsMax);
  const receipts: string[] = [];
  ana.client.on('receipt', ({ type }) => receipts.push(type));
  await ana.client.send(ofBen, 'let me in');
  await ben.client.contacts.unblock(ofAna);
  await until(() => laptop.client.contacts.get(ofAna)?.blocked === false, 'its end on both');
  await ana.client.send(ofBen, 'again');
  await until(() => [ben, laptop].every(({ texts }) => texts.includes('again')), 'her text');
  await until(() => receipts.length > 0, 'a receipt');
  for (const { texts } of [ben, laptop]) expect(texts).toEqual(['who are you?', 'again']);
});

test('a device that was away has the block before it shows anything of the blocked', async () => {
  const [cara, dora] = [await person('cara'), await person('dora')];
  const tablet = await further(dora, 'tablet');
  const ofCara = cara.client.account;
  await dora.client.send(ofCara, 'hello');
  await until(() => tablet.client.contacts.get(ofCara)?.accepted === true, 'a contact on both');
  await tablet.client.close();
  await dora.client.contacts.block(ofCara);
  await cara.client.send(dora.client.account, 'unheard');
  const back = await listen(AldisClient.open(fileOf('tablet')));
  await until(() => back.client.contacts.get(ofCara)?.blocked === true, 'the block');
  await cara.client.send(dora.client.account, 'unheard as well');
  await new Promise((resolve) => setTimeout(resolve, 1000));
  expect([...dora.texts, ...back.texts]).not.toContain('unheard as well');
});

test('the command line lists people, and blocks and unblocks them', async () => {
  const aldis = async (profile: string, ...words: string[]) => {
    const all = [main, '--home', join(folder, 'home'), '--profile', profile, ...words];
    const options = { timeout: runTimeoutMs };
    return (await promisify(execFile)(process.execPath, all, options)).stdout;
  };
  const { url, invitation } = cluster;
  for (const name of ['eve', 'finn']) {
    await aldis(name, 'register', name, '--server', url, '--invite', invitation);
  }
  await aldis('eve', 'send', 'finn', 'do', 'you', 'know', 'me?');
  await aldis('finn', 'listen', '--count', '1');
  expect(await aldis('finn', 'requests')).toMatch(/eve .*do you know me\?/);
  expect(await aldis('finn', 'requests', 'accept', 'eve')).toContain('is heard');
  await aldis('finn', 'contacts', 'name', 'eve', 'Eve', 'from', 'work');
  expect(await aldis('finn', 'contacts')).toContain('Eve from work');
  expect(await aldis('finn', 'block', 'eve')).toContain('eve is blocked');
  expect(await aldis('finn', 'contacts')).toContain('blocked');
  await expect(aldis('finn', 'send', 'eve', 'hi')).rejects.toThrow(/blocked/);
  expect(await aldis('finn', 'unblock', 'eve')).toContain('heard again');
  await aldis('finn', 'send', 'eve', 'hi');
  await expect(aldis('finn', 'contacts', 'rename', 'eve')).rejects.toThrow(/aldis contacts/);
}, 240_000);
