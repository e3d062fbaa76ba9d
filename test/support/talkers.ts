// People who are in the call of their group, each with a Chromium for a microphone and ears, over a
// real cluster with media workers; their keys and signalling are here.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CallId, MediaAddress } from '#protocol';
import { AldisClient } from '#client';
import { Carrying } from '../../client/daemon/carrying.ts';
import { startTestCluster } from './cluster.ts';
import type { MediaBrowser } from './mediaBrowser.ts';
import { openMediaBrowser, serveModules } from './mediaBrowser.ts';
import { until } from './people.ts';

interface Talker {
  readonly client: AldisClient;
  readonly browser: MediaBrowser;
  readonly carrying: Carrying;
}

export type Talkers<Name extends string> = Awaited<ReturnType<typeof startTalkers<Name>>>;

/**
 * `sounds`: what the microphone of each plays. The first makes the group. `through`: where they go
 * in place of a media worker.
 */
export async function startTalkers<Name extends string>(
  sounds: Readonly<Record<Name, Buffer>>,
  env: Readonly<Record<string, string>> = {},
  through?: (address: MediaAddress, name: Name) => Promise<MediaAddress>,
) {
  const names = Object.keys(sounds) as Name[];
  const folder = mkdtempSync(join(tmpdir(), 'aldis-talkers-'));
  const { url, server } = await serveModules();
  const settings = { ALDIS_VOICE: 'on', ...env };
  const cluster = await startTestCluster({ unlimited: true, env: settings });
  const people = {} as Record<Name, Talker>;
  for (const name of names) {
    const { url: home, invitation } = cluster;
    const profile = join(folder, `${name}.aldis`);
    const [client, opened] = await Promise.all([
      AldisClient.register({ server: home, invitation, profile }),
      openMediaBrowser(url, sounds[name]),
    ]);
    const browser = through ? led(opened, (to) => through(to, name)) : opened;
    await client.connect();
    const carrying = new Carrying(client);
    browser.listen((word, said) => carrying.engine.heard(word, said, browser.carrier));
    people[name] = { client, browser, carrying };
  }
  const group = await groupOf(names.map((name) => people[name].client));
  const call: CallId = people[names[0] as Name].client.calls.idOf(group);
  return {
    ...{ names, people, group, call },
    mediaIdOf: (name: Name): number => people[name].client.calls.get(call)?.mediaId ?? -1,
    /** `hasPeers`: by direct ways, where they are few. */
    enter: (name: Name, hasPeers = false) =>
      people[name].carrying.join(group, people[name].browser.carrier, hasPeers),
    leave: (name: Name) => people[name].carrying.leave(call, people[name].browser.carrier),
    stop: async () => {
      for (const name of names) {
        await people[name].client.close();
        await people[name].browser.close();
      }
      server.close();
      await cluster.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A page that is told another address of its media worker. */
function led(
  browser: MediaBrowser,
  through: (address: MediaAddress) => Promise<MediaAddress>,
): MediaBrowser {
  const { carrier } = browser;
  const call = async (name: string, word: object) => {
    if (name !== 'media.connect') return carrier.call(name as never, word as never);
    const { address } = word as { address: MediaAddress };
    const led = { ...word, address: await through(address) };
    return carrier.call(name as never, led as never);
  };
  return { ...browser, carrier: { ...carrier, call: call as MediaBrowser['carrier']['call'] } };
}

function acceptOther(client: AldisClient, other: AldisClient): void {
  if (other !== client) client.contacts.accept(other.account);
}

/** All are members, and know each other. */
async function groupOf(all: readonly AldisClient[]): Promise<string> {
  const [first, ...others] = all;
  if (!first) throw new Error('Nobody is there.');
  for (const client of others) {
    await first.send(client.account, 'hello');
    await client.send(first.account, 'hello');
  }
  for (const client of all) for (const other of all) acceptOther(client, other);
  const members = others.map(({ account }) => account);
  const made = await first.groups.create({ title: 'talkers', members });
  for (const client of others) {
    await until(() => client.groups.list().some(({ id }) => id === made.id), 'it is known');
    const known = client.groups.get(made.id);
    if (known.state().standing === 'invited') await known.accept();
  }
  await until(
    async () => (await made.refresh()).members.length === others.length + 1,
    'all are members',
  );
  return made.id;
}
