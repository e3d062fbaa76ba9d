// A link that is cut off at any step, on either side, with its request lost or its answer: the next
// try ends well, with one device and no other.

import { afterEach, beforeEach, expect, test } from 'vitest';
import type { HttpAnswer, HttpAsk, Network } from '#client';
import { AldisClient, NoAnswer } from '#client';
import { MemoryServer } from '../memoryServer.ts';
import { Person, Scene } from '../people.ts';

let scene: Scene;
let ana: Person;
let ben: Person;

beforeEach(async () => {
  scene = new Scene();
  [ana, ben] = [await scene.person('ana'), await scene.person('ben')];
});

afterEach(() => scene.end());

type Cut = 'request' | 'answer';

/** The server, whose n-th exchange with the new device is cut. Counts them. */
function cutting(at: number, cut: Cut, kill: () => void): Network & { exchanges: number } {
  const { server } = scene;
  const network = {
    exchanges: 0,
    transport: server.transport.bind(server),
    async http(url: string, ask: HttpAsk): Promise<HttpAnswer> {
      return exchange(() => server.http(url, ask));
    },
    provision(url: string, onAddress: (address: string) => void) {
      return exchange(() => server.provision(url, onAddress));
    },
  };
  const exchange = async <T>(work: () => Promise<T>): Promise<T> => {
    network.exchanges += 1;
    const isIt = network.exchanges === at;
    if (isIt && cut === 'request') return kill(), Promise.reject(new NoAnswer('cut'));
    const answer = await work();
    if (isIt) return kill(), Promise.reject(new NoAnswer('cut'));
    return answer;
  };
  return network;
}

/** Shows links to the first device until it takes one; what fails there is tried with the next. */
function join(profile: string, network: Network): Promise<AldisClient> {
  return AldisClient.link({
    server: 'http://twin',
    profile,
    name: 'laptop',
    network,
    clock: scene.clock,
    onLink: (url) => {
      ana.client.devices.link(url).catch(() => undefined);
    },
  });
}

async function works(client: AldisClient): Promise<void> {
  const laptop = new Person(scene, `${scene.folder}/laptop.aldis`, client);
  scene.people.push(laptop);
  await client.connect();
  expect(client.account).toBe(ana.id);
  expect(scene.server.of(ana.id).map(({ id }) => id)).toEqual([1, client.device]);
  const listed = await scene.ended(ana.client.devices.list());
  expect(listed.map(({ id, name }) => [id, name])).toEqual([
    [1, undefined],
    [client.device, 'laptop'],
  ]);
  await scene.ended(ben.client.send(ana.id, 'to all'));
  await scene.until(() => laptop.texts.includes('to all') && ana.texts.includes('to all'));
  await scene.ended(client.send(ben.id, 'from there'));
  await scene.until(() => ana.client.history(ben.id).some(({ text }) => text === 'from there'));
}

/** A link takes these: the address with the message, the link itself. */
const exchanges = 2;

test.each(
  Array.from({ length: exchanges }, (_, index) => [index + 1, 'request' as Cut] as const).concat(
    Array.from({ length: exchanges }, (_, index) => [index + 1, 'answer' as Cut] as const),
  ),
)('the new device is killed at exchange %i, its %s lost', async (at, cut) => {
  const profile = `${scene.folder}/laptop.aldis`;
  let killed = '';
  const network = cutting(at, cut, () => {
    killed = scene.snapshot(profile);
  });
  await expect(scene.ended(join(profile, network))).rejects.toMatchObject({
    code: 'server.unreachable',
  });
  expect(network.exchanges).toBe(at);
  await works(await scene.ended(join(killed, scene.server)));
});

test('nothing is left of an account whose link was never finished', async () => {
  const profile = `${scene.folder}/laptop.aldis`;
  const network = cutting(2, 'request', () => undefined);
  await expect(scene.ended(join(profile, network))).rejects.toThrow();
  // Another link voids the first one's token.
  const other = await scene.link(ana, 'tablet');
  await expect(
    AldisClient.register({
      server: 'http://twin',
      profile,
      invitation: 'welcome',
      network: scene.server,
    }),
  ).rejects.toMatchObject({ code: 'profile.exists' });
  const laptop = await scene.ended(join(profile, scene.server));
  expect(laptop.device).not.toBe(other.client.device);
  expect(scene.server.of(ana.id)).toHaveLength(3);
  await laptop.close();
});

/** Comes between Ana and every route that she asks. */
function intercept(
  work: (request: HttpAsk, ask: () => Promise<HttpAnswer>) => Promise<HttpAnswer>,
): void {
  const { server } = scene;
  const transport = ana.connection;
  if (!transport) throw new Error('Ana is not connected.');
  const ask = transport.request.bind(transport);
  transport.request = (request) => work(request, () => ask(request));
  server.http = (url, request) => {
    const plain = () => MemoryServer.prototype.http.call(server, url, request);
    return request.path.startsWith('/v1/devices/link') && request.verb === 'PUT'
      ? plain()
      : work(request, plain);
  };
}

const steps = ['GET /v1/devices', 'POST /v1/devices/linking', 'PUT /v1/provisioning'] as const;

test.each(steps.flatMap((step) => [[step, 'request'] as const, [step, 'answer'] as const]))(
  'the first device is killed at %s, its %s lost',
  async (step, cut) => {
    let killed = '';
    const lost = async (request: HttpAsk, ask: () => Promise<HttpAnswer>) => {
      const isIt = killed === '' && `${request.verb} ${request.path}`.startsWith(step);
      if (isIt && cut === 'answer') await ask();
      if (!isIt) return ask();
      killed = scene.snapshot(ana.profile);
      throw new NoAnswer('cut');
    };
    intercept(lost);
    const profile = `${scene.folder}/laptop.aldis`;
    const joined = join(profile, scene.server);
    await scene.until(() => killed !== '', 'the kill');
    await ana.restart(killed);
    // What had arrived by then is carried on; otherwise a new link is shown.
    const arrived = step === 'PUT /v1/provisioning' && cut === 'answer';
    if (!arrived) scene.server.lists.expire();
    await works(await scene.ended(joined));
  },
);

test('a removal whose answer was lost is over at the next try', async () => {
  const laptop = await scene.link(ana, 'laptop');
  intercept(async ({ path }, ask) => {
    const answer = await ask();
    if (path === '/v1/devices/list') throw new NoAnswer('cut');
    return answer;
  });
  const removed = ana.client.devices.remove(laptop.client.device);
  await expect(scene.ended(removed)).rejects.toMatchObject({ code: 'server.unreachable' });
  intercept((_request, ask) => ask());
  await ana.restart(scene.snapshot(ana.profile));
  await scene.ended(ana.client.devices.remove(laptop.client.device));
  expect(ana.client.devices.hasSiblings).toBe(false);
  expect(scene.server.of(ana.id)).toHaveLength(1);
});

test('a text whose answer was lost is told to the other devices once', async () => {
  const laptop = await scene.link(ana, 'laptop');
  const told: string[] = [];
  laptop.client.on('ownMessage', ({ text }) => told.push(text));
  let killed = '';
  scene.server.cuts.sent = (frame) => {
    if (killed !== '' || frame.destination !== ben.id) return;
    killed = scene.snapshot(ana.profile);
    throw new NoAnswer('cut');
  };
  ana.client.send(ben.id, 'once').catch(() => undefined);
  await scene.until(() => killed !== '', 'the kill');
  await ana.restart(killed);
  await scene.until(() => told.length > 0 && ben.texts.length > 0, 'the text and the word of it');
  await scene.settle();
  expect([told, ben.texts]).toEqual([['once'], ['once']]);
});

test('a word to the other devices that was cut off is said by the next start, once', async () => {
  const laptop = await scene.link(ana, 'laptop');
  const told: string[] = [];
  laptop.client.on('ownMessage', ({ text }) => told.push(text));
  for (const when of ['send', 'sent'] as const) {
    let killed = '';
    scene.server.cuts[when] = (frame) => {
      if (killed !== '' || frame.destination !== ana.id) return undefined;
      killed = scene.snapshot(ana.profile);
      throw new NoAnswer('cut');
    };
    ana.client.send(ben.id, `cut at ${when}`).catch(() => undefined);
    await scene.until(() => killed !== '', 'the kill');
    await ana.restart(killed);
    await scene.until(() => told.includes(`cut at ${when}`), 'the word');
    await scene.settle();
    scene.clock.advance(10);
  }
  expect(told).toEqual(['cut at send', 'cut at sent']);
  expect(ben.texts).toEqual(['cut at send', 'cut at sent']);
});
