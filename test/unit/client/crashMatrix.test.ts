// A device that is killed at every point of a send, of what it receives, of a link, of a change
// of its device list and of a group, one after the other: nothing that was accepted is lost, and
// nothing is there twice.

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AldisClient } from '#client';
import { newCertificates } from './anonymousTwin.ts';
import { Mortal, watchWrites } from './mortal.ts';
import { type Person, Scene, talk } from './people.ts';

/** More than any of these has; each ends by itself at the first that is not reached. */
const pointsMax = 80;
/** A life for each point, on a machine that has other things to do. Unit: milliseconds. */
const matrixMsMax = 180_000;

vi.setConfig({ testTimeout: matrixMsMax });

let scene: Scene;
let ana: Person;
let ben: Person;
/** Ana's device, which dies again and again. */
let mortal: Mortal;
let endWatch: () => void;

beforeEach(() => begin());

async function begin(certificates?: ReturnType<typeof newCertificates>): Promise<void> {
  scene = new Scene();
  if (certificates) scene.server.certificates = certificates;
  [ana, ben] = [await scene.person('ana'), await scene.person('ben')];
  await talk(ana, ben, 'start');
  endWatch = watchWrites((database) => (mortal?.has(database) ? mortal : undefined));
  await reborn(ana);
}

afterEach(() => end());

async function end(): Promise<void> {
  mortal.arm();
  endWatch();
  await scene.end();
}

/** Goes on with what is left, as a device that may die again. */
async function reborn(person: Person, left = scene.snapshot(person.profile)): Promise<void> {
  const next = new Mortal(scene, left);
  await person.restart(left, next.network());
  mortal = next;
}

/**
 * Runs the work, killed at its n-th point, for every n that it has; `after` looks at what the next
 * life of the device makes of it. Returns how many points that were.
 */
async function matrix(
  work: (n: number) => Promise<unknown>,
  after: (n: number) => Promise<void>,
): Promise<number> {
  for (let n = 1; n < pointsMax; n += 1) {
    mortal.arm(n);
    let isOver = false;
    void work(n)
      .catch(() => undefined)
      .then(() => {
        isOver = true;
      });
    await scene.until(() => isOver || mortal.left !== undefined, `the end of point ${n}`);
    if (mortal.left === undefined) await scene.settle();
    const { left } = mortal;
    mortal.arm();
    await reborn(ana, left);
    await after(n);
    if (left === undefined) return n - 1;
  }
  throw new Error('It has more points than that.');
}

const timesIn = (texts: readonly string[], text: string) =>
  texts.filter((one) => one === text).length;
const historyOf = (one: Person, other: Person) =>
  one.client.history(other.id, 1_000).map(({ text }) => text);

test('a send', async () => {
  const points = await matrix(
    (n) => ana.client.send(ben.id, `text ${n}`),
    async (n) => {
      await scene.until(() => ana.client.waiting === 0, 'an empty outbox');
      // Whoever was killed before it was written down has not said it.
      const isSaid = timesIn(historyOf(ana, ben), `text ${n}`);
      expect(isSaid).toBeLessThanOrEqual(1);
      await talk(ana, ben, `after ${n}`);
      expect([n, timesIn(ben.texts, `text ${n}`)]).toEqual([n, isSaid]);
      expect(timesIn(historyOf(ben, ana), `text ${n}`)).toBe(isSaid);
    },
  );
  expect(points).toBeGreaterThanOrEqual(8);
});

test('what is received', async () => {
  const points = await matrix(
    async (n) => {
      await ben.client.send(ana.id, `text ${n}`);
      await scene.until(() => scene.server.device(ana.id).queue.size === 0, 'an empty queue');
      await scene.settle();
    },
    async (n) => {
      await scene.until(() => scene.server.device(ana.id).queue.size === 0, 'an empty queue');
      await talk(ben, ana, `after ${n}`);
      expect([n, timesIn(historyOf(ana, ben), `text ${n}`)]).toEqual([n, 1]);
      const [sent] = ben.client.history(ana.id, 1_000).filter(({ text }) => text === `text ${n}`);
      expect(sent?.status).toBe('delivered');
    },
  );
  expect(points).toBeGreaterThanOrEqual(6);
});

test('a link and a removal, on the first device', async () => {
  let round = 0;
  const link = async (n: number) => {
    round = n;
    await AldisClient.link({
      server: 'http://twin',
      profile: `${scene.folder}/laptop ${n}.aldis`,
      name: 'laptop',
      network: scene.server,
      clock: scene.clock,
      onLink: (url) => {
        ana.client.devices.link(url).catch(() => undefined);
      },
    }).then((client) => client.close());
    await scene.settle();
    const [linked] = scene.server.of(ana.id).filter(({ id }) => id !== 1);
    if (linked) await ana.client.devices.remove(linked.id);
  };
  const points = await matrix(link, async (n) => {
    expect(round).toBe(n);
    scene.server.lists.expire();
    await scene.settle();
    // Both sides say the same, and what is left of the link can be taken away.
    for (const { id } of scene.server.of(ana.id)) {
      if (id !== 1) await scene.ended(ana.client.devices.remove(id));
    }
    const listed = await scene.ended(ana.client.devices.list());
    expect([n, listed.map(({ id }) => id)]).toEqual([n, [1]]);
    expect(scene.server.of(ana.id)).toHaveLength(1);
    await talk(ana, ben, `after ${n}`);
  });
  expect(points).toBeGreaterThanOrEqual(10);
});

test('new identity keys after a theft', async () => {
  const laptop = await scene.link(ana, 'laptop');
  const keyOf = () => scene.server.device(ana.id).identities.aci.identityKey;
  let key = keyOf();
  const points = await matrix(
    () => ana.client.devices.remove(laptop.client.device, { stolen: true }),
    async (n) => {
      await scene.settle();
      const { digits } = await scene.ended(ana.client.safetyNumber(ben.id));
      ben.client.send(ana.id, `held ${n}`).catch(() => undefined);
      if (keyOf() !== key) {
        await scene.until(() => ben.client.identity(ana.id)?.blocked === true, 'another number');
        await scene.ended(ben.client.acceptIdentity(ana.id, digits));
        key = keyOf();
      }
      await scene.until(() => ana.texts.includes(`held ${n}`), `what was held at ${n}`);
      await talk(ana, ben, `after ${n}`);
      expect([n, timesIn(historyOf(ana, ben), `held ${n}`)]).toEqual([n, 1]);
      expect((await scene.ended(ben.client.safetyNumber(ana.id))).digits).toBe(digits);
    },
  );
  expect(points).toBeGreaterThanOrEqual(6);
});

test('a change of a group, and what is said with it', async () => {
  await end();
  await begin(newCertificates());
  const { id } = await scene.ended(ana.client.groups.create({ title: '0', members: [ben.id] }));
  const of = (one: Person) => one.client.groups.get(id);
  const isIn = () => ben.client.groups.list().some((one) => one.id === id);
  await scene.until(isIn, 'Ben knows of it');
  if (of(ben).state().standing === 'invited') await scene.ended(of(ben).accept());
  await scene.until(() => of(ana).state().members.length === 2, 'two members');
  await scene.settle();
  let version = of(ana).state().version;
  const points = await matrix(
    async (n) => {
      await of(ana).setTitle(`title ${n}`);
      await of(ana).send(`text ${n}`);
    },
    async (n) => {
      const { title, version: now } = await scene.ended(of(ana).refresh());
      // It was made once or not at all, whatever was answered.
      const isMade = title === `title ${n}`;
      expect([n, now - version]).toEqual([n, isMade ? 1 : 0]);
      version = now;
      await scene.ended(of(ana).send(`after ${n}`));
      await scene.until(() => ben.texts.includes(`after ${n}`), `what was said after ${n}`);
      expect((await scene.ended(of(ben).refresh())).title).toBe(title);
      const said = ana.client.conversation(id).history({ limit: 1_000 });
      const isSaid = said.filter(({ text }) => text === `text ${n}`).length;
      expect(isSaid).toBeLessThanOrEqual(1);
      await scene.until(() => timesIn(ben.texts, `text ${n}`) >= isSaid, `text ${n}`);
      expect([n, timesIn(ben.texts, `text ${n}`)]).toEqual([n, isSaid]);
    },
  );
  expect(points).toBeGreaterThanOrEqual(8);
});
