// An account changes its phone number against a real cluster, with a device beside and one away,
// while somebody writes to it.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AldisClient, NoAnswer, socketNetwork } from '#client';
import type { HttpAnswer, Network } from '#client';
import { startTestCluster } from '../support/cluster.ts';
import { nextNumber } from '../support/pageClient/town.ts';
import { linkFurther } from '../support/furtherDevice.ts';
import { until } from '../support/people.ts';

/** How the printing verifier shows the codes it would send. */
const printedCodes = /DEVELOPMENT ONLY: .*\b(\d{6})\b/g;
const folder = mkdtempSync(join(tmpdir(), 'aldis-number-'));
const open: AldisClient[] = [];
let cluster: Awaited<ReturnType<typeof startTestCluster>>;

beforeAll(async () => {
  cluster = await startTestCluster();
});

afterAll(async () => {
  await Promise.all(open.map((client) => client.close()));
  rmSync(folder, { recursive: true, force: true });
  await cluster.stop();
});

const profileOf = (name: string) => join(folder, `${name}.aldis`);
const printed = () => [...readFileSync(cluster.logFile, 'utf8').matchAll(printedCodes)];

/** Waits for the code that is printed behind those that were. */
function nextCode(): () => Promise<string> {
  const before = printed().length;
  return async () => {
    await until(() => printed().length > before, 'the code is printed');
    return printed()[before]?.[1] ?? '';
  };
}

/** Somebody with a number, or by invitation; and the texts that come. */
async function person(name: string, number?: string) {
  const { url: server, invitation } = cluster;
  const proof = number === undefined ? { invitation } : { number, code: nextCode() };
  const client = await AldisClient.register({ server, profile: profileOf(name), ...proof });
  return listen(client);
}

async function listen(client: AldisClient) {
  open.push(client);
  const [texts, kinds, rejected]: [string[], string[], string[]] = [[], [], []];
  client.on('message', ({ text }) => texts.push(text));
  client.on('security', ({ kind }) => kinds.push(kind));
  client.on('rejected', ({ reason }) => rejected.push(reason));
  await client.connect();
  return { client, texts, kinds, rejected };
}

async function further(owner: AldisClient, name: string) {
  const device = { server: cluster.url, profile: profileOf(name) };
  return listen(await linkFurther(owner, device));
}

test('a number changes for all devices, one of them away; all that is sent arrives', async () => {
  const [before, after] = [nextNumber(), nextNumber()];
  const ada = await person('ada', before);
  const ben = await person('ben');
  const [laptop, tablet] = [
    await further(ada.client, 'laptop'),
    await further(ada.client, 'tablet'),
  ];
  await ben.client.send(ada.client.account, 'hello');
  await until(() => tablet.texts.length === 1, 'the tablet is written to');
  await tablet.client.close();
  const formerPni = ada.client.pni;

  let isOver = false;
  const sent: string[] = ['hello'];
  const writing = (async () => {
    for (let count = 0; !isOver || count < 20; count++) {
      sent.push(`text ${count}`);
      await ben.client.send(ada.client.account, `text ${count}`);
    }
  })();
  await ada.client.ownAccount.changeNumber({ number: after, code: nextCode() });
  isOver = true;
  await writing;

  expect(ada.client.number).toBe(after);
  expect(ada.client.pni).not.toBe(formerPni);
  await until(() => laptop.client.number === after, 'the laptop has the number');
  expect(laptop.client.pni).toBe(ada.client.pni);
  const back = await listen(AldisClient.open(profileOf('tablet')));
  await until(() => back.client.number === after, 'the tablet has it when it is back');
  expect(back.client.pni).toBe(ada.client.pni);
  const all = [ada, laptop, back];
  for (const one of [ada, laptop]) {
    await until(() => one.texts.length === sent.length, 'all texts have come');
    expect(one.texts).toEqual(sent);
  }
  await until(() => back.texts.length === sent.length - 1, 'those of meanwhile as well');
  // The server has what each device says that it has, under the new PNI as well.
  for (const one of all) {
    await one.client.publishKeys();
    await until(() => one.kinds.includes('number-changed'), 'everybody is told');
    expect(one.rejected).toEqual([]);
  }
  await ada.client.send(ben.client.account, 'a word from the new number');
  await until(() => ben.texts.includes('a word from the new number'), 'ben hears it');
  expect(ben.client.identity(ada.client.account)?.blocked).toBe(false);
  // The former number is anybody's.
  const next = await person('next', before);
  expect(next.client.account).not.toBe(ada.client.account);
});

test('who proves a number that somebody has gets it, and a lock keeps it', async () => {
  const [number, own] = [nextNumber(), nextNumber()];
  const eve = await person('eve', number);
  await eve.client.ownAccount.setRegistrationLock('4711');
  const carl = await person('carl');
  const change = (pin?: string) =>
    carl.client.ownAccount.changeNumber({
      number,
      code: nextCode(),
      ...(pin === undefined ? {} : { pin }),
    });
  await expect(change()).rejects.toMatchObject({ code: 'registration.locked' });
  await until(() => eve.kinds.includes('locked-out'), 'eve is told');
  expect([eve.client.number, carl.client.number]).toEqual([number, undefined]);
  await change('4711');
  expect(carl.client.number).toBe(number);
  await until(() => eve.client.number === undefined, 'eve has none any more');
  await until(() => eve.kinds.includes('number-lost'), 'eve is told so');
  // Each goes on: with the lock, and with another number.
  await expect(
    carl.client.ownAccount.changeNumber({ number: own, code: nextCode() }),
  ).rejects.toMatchObject({ code: 'argument.invalid' });
  await eve.client.ownAccount.changeNumber({ number: own, code: nextCode() });
  await carl.client.send(eve.client.account, 'no hard feelings');
  await until(() => eve.texts.includes('no hard feelings'), 'they talk');
});

/** Comes between a client and the one route: what it answers, or loses, of what the server said. */
function between(work: (real: () => Promise<HttpAnswer>, count: number) => Promise<HttpAnswer>) {
  const real = socketNetwork();
  let count = 0;
  const network: Network = {
    ...(real.bytes ? { bytes: real.bytes.bind(real) } : {}),
    transport: real.transport.bind(real),
    http: (server, ask) => {
      const plain = () => real.http(server, ask);
      const isChange = ask.path === '/v2/accounts/number' && 'number' in (ask.body as object);
      return isChange ? work(plain, ++count) : plain();
    },
  };
  return network;
}

test.each([
  ['is asked for again', async (real: () => Promise<HttpAnswer>) => real()],
  [
    'is known though it is refused by then',
    async () => ({ status: 401, headers: {}, body: { code: 'auth.fresh_proof' } }),
  ],
])('a change whose answer was lost %s, after the next opening too', async (what, later) => {
  const number = nextNumber();
  const name = what.replaceAll(' ', '-');
  await (await person(name)).client.close();
  const lost = between(async (real, count) => {
    if (count === 1) await real();
    throw new NoAnswer('cut off');
  });
  const cut = await listen(AldisClient.open(profileOf(name), { network: lost }));
  const formerPni = cut.client.pni;
  const change = cut.client.ownAccount.changeNumber({ number, code: nextCode() });
  await expect(change).rejects.toMatchObject({ code: 'server.unreachable' });
  expect([cut.client.number, cut.client.pni]).toEqual([undefined, formerPni]);
  await cut.client.close();
  const network = between((real) => later(real));
  const back = await listen(AldisClient.open(profileOf(name), { network }));
  await until(() => back.client.number === number, 'it is known what became of it');
  expect(back.client.pni).not.toBe(formerPni);
  await back.client.publishKeys();
  const ben = await person(`ben-of-${name}`);
  await ben.client.send(back.client.account, 'still there?');
  await until(() => back.texts.includes('still there?'), 'it goes on');
});

test('no key that another device is given has the id of one that it still needs', async () => {
  const ids: number[] = [];
  const network = socketNetwork();
  const watched: Network = {
    ...(network.bytes ? { bytes: network.bytes.bind(network) } : {}),
    transport: network.transport.bind(network),
    http: async (server, asked) => {
      type Keys = { readonly devicePniSignedPrekeys?: Record<string, { keyId: number }> };
      const theirs = (asked.body as Keys | undefined)?.devicePniSignedPrekeys?.['2'];
      if (theirs) ids.push(theirs.keyId);
      return network.http(server, asked);
    },
  };
  const { client } = await person('often');
  await further(client, 'often-laptop');
  await client.close();
  const again = await listen(AldisClient.open(profileOf('often'), { network: watched }));
  for (const number of [nextNumber(), nextNumber()]) {
    await again.client.ownAccount.changeNumber({ number, code: nextCode() });
  }
  // A request whose answer was lost is made again.
  expect(new Set(ids).size).toBeGreaterThanOrEqual(2);
  expect(Math.min(...ids)).toBeGreaterThan(1_000_000);
});
