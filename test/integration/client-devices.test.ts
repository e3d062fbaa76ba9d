// Several devices of one account against a real cluster: linked by other processes, written to by
// all of a peer's devices, told of each other, removed.

import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { HeardSecurityEvent } from '#client';
import { AldisClient } from '#client';
import { startTestCluster } from '../support/cluster.ts';
import { linkFurther } from '../support/furtherDevice.ts';
import { until } from '../support/people.ts';

const runTimeoutMs = 60_000;
/**
 * From the command that links to the first text that the new device is told of: five processes one
 * after the other, most of it their start. Ten seconds on a machine that has nothing else to do.
 */
const linkMsMax = 60_000;
const main = join(import.meta.dirname, '../../client/cli/main.ts');
const folder = mkdtempSync(join(tmpdir(), 'aldis-devices-'));
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

const argumentsOf = (words: readonly string[]) => [main, '--home', join(folder, 'home'), ...words];

const aldis = async (...words: string[]) => {
  const ran = await promisify(execFile)(process.execPath, argumentsOf(words), {
    timeout: runTimeoutMs,
  });
  return ran.stdout;
};

/** Runs `aldis link` in a process of its own; `url` resolves with the link that it shows. */
function linking(...words: string[]): { url: Promise<string>; ended: Promise<string> } {
  const child = spawn(process.execPath, argumentsOf(['--json', 'link', ...words]));
  let output = '';
  const url = new Promise<string>((resolve) => {
    child.stdout.on('data', (bytes: Buffer) => {
      output += bytes.toString();
      const [line] = output.split('\n');
      if (output.includes('\n')) resolve((JSON.parse(line ?? '') as { link: string }).link);
    });
  });
  const ended = new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(`aldis link ended with ${code}: ${output}`));
    });
  });
  return { url, ended };
}

async function person(name: string): Promise<Heard> {
  const { url: server, invitation } = cluster;
  const profile = join(folder, `${name}.aldis`);
  return listen(await AldisClient.register({ server, invitation, profile }));
}

/** A further device, linked within this process. */
async function further(owner: Heard, name: string): Promise<Heard> {
  const device = { server: cluster.url, profile: join(folder, `${name}.aldis`), name };
  return listen(await linkFurther(owner.client, device));
}

interface Heard {
  readonly client: AldisClient;
  readonly texts: string[];
  /** Texts that other devices of the account have sent. */
  readonly told: string[];
  readonly security: HeardSecurityEvent[];
}

async function listen(client: AldisClient): Promise<Heard> {
  const heard: Heard = { client, texts: [], told: [], security: [] };
  open.push(client);
  client.on('message', ({ text }) => heard.texts.push(text));
  client.on('security', (event) => heard.security.push(event));
  client.on('ownMessage', ({ text }) => heard.told.push(text));
  await client.connect();
  return heard;
}

test('two devices of one account and three of another talk, and all of them know all', async () => {
  const [ana, ben] = [await person('ana'), await person('ben')];
  const laptop = await further(ana, 'laptop');
  const [tablet, phone] = [await further(ben, 'tablet'), await further(ben, 'phone')];
  const all = [ana, laptop, ben, tablet, phone];
  for (const [from, to] of [
    [ana, ben],
    [laptop, ben],
    [ben, ana],
    [tablet, ana],
    [phone, ana],
  ] as const) {
    const text = `to ${to === ben ? 'ben' : 'ana'} from device ${from.client.device}`;
    await from.client.send(to.client.account, text);
    const knows = (one: Heard) => one === from || [...one.texts, ...one.told].includes(text);
    await until(() => all.every(knows), `everybody knows the text ${text}`);
  }
  for (const one of [ana, laptop]) {
    expect(one.client.history(ben.client.account)).toHaveLength(5);
  }
  const names = (await phone.client.devices.list()).map(({ id, name }) => [id, name]);
  expect(names).toEqual([
    [1, undefined],
    [2, 'tablet'],
    [3, 'phone'],
  ]);
  const devices = ({ security }: Heard) => security.map(({ kind, device }) => [kind, device]);
  const linked = [
    ['device-linked', 2],
    ['device-linked', 3],
  ];
  for (const one of [ben, phone]) {
    await until(() => one.security.length === 2, 'both links are told');
    expect(devices(one)).toEqual(linked);
  }
  expect(await tablet.client.security.events()).toEqual(phone.security.toReversed());
  // Away while it is told.
  await laptop.client.close();
  await ana.client.send(ben.client.account, 'while the laptop was away');
  const back = await listen(AldisClient.open(join(folder, 'laptop.aldis')));
  await until(() => back.told.includes('while the laptop was away'), 'it is told when it is back');
  // Removed: nothing reaches it, and everybody goes on.
  let ended: string | undefined;
  tablet.client.on('state', ({ state, code }) => {
    if (state === 'closed') ended = code;
  });
  await ben.client.devices.remove(2);
  await until(() => ended !== undefined, 'the tablet is told');
  expect(ended).toBe('device.removed');
  await ana.client.send(ben.client.account, 'not for the tablet');
  await until(() => phone.texts.includes('not for the tablet'), 'the phone hears it');
  expect(tablet.texts).not.toContain('not for the tablet');
  await back.client.devices.remove(2);
  await until(() => !ana.client.devices.hasSiblings, 'the list without the laptop');
  // Stolen: the phone is out, and Ana writes once she has accepted the other safety number.
  await ben.client.devices.remove(3, { stolen: true });
  await until(() => phone.client.state === 'closed', 'the phone is told');
  const held = ana.client.send(ben.client.account, 'for you alone');
  await expect(held).rejects.toMatchObject({ code: 'identity.changed' });
  const { digits } = await ana.client.safetyNumber(ben.client.account);
  expect((await ben.client.safetyNumber(ana.client.account)).digits).toBe(digits);
  await ana.client.acceptIdentity(ben.client.account, digits);
  await until(() => ben.texts.includes('for you alone'), 'what was held');
  await ben.client.send(ana.client.account, 'back again');
  await until(() => ana.texts.includes('back again'), 'the answer');
  expect(phone.texts).not.toContain('for you alone');
});

test('a device linked by two commands is told of the next text', async () => {
  const { url, invitation } = cluster;
  const at = ['--server', url];
  await aldis('register', 'cara', ...at, '--invite', invitation);
  await aldis('register', 'dora', ...at, '--invite', invitation);
  const began = Date.now();
  const svg = join(folder, 'link.svg');
  const desk = linking('desk', ...at, '--name', "Cara's desk", '--svg', svg);
  const link = await desk.url;
  expect(readFileSync(svg, 'utf8')).toContain('<svg');
  expect(await aldis('--profile', 'cara', 'devices', 'add', link)).toContain('Device 2');
  expect(await desk.ended).toContain('"device":2');
  await aldis('--profile', 'cara', 'send', 'dora', 'first', 'words');
  const client = AldisClient.open(join(folder, 'home/profiles/desk/store.sqlite'));
  const { told } = await listen(client);
  await until(() => told.includes('first words'), 'the first text is known there');
  const tookMs = Date.now() - began;
  console.info(`link to the first synced message: ${tookMs} ms, five processes`);
  expect(tookMs).toBeLessThan(linkMsMax);
  await client.close();
  expect(await aldis('--profile', 'cara', 'devices')).toMatch(/2 Cara's desk/);
  await aldis('--profile', 'cara', 'devices', 'rename', 'the', 'old', 'phone');
  expect(await aldis('--profile', 'desk', 'devices')).toMatch(/1 the old phone/);
  const remove = ['--profile', 'cara', 'devices', 'remove', '2'] as const;
  await expect(aldis(...remove, '--stolen')).rejects.toThrow(/Say --yes/);
  expect(await aldis(...remove, '--stolen', '--yes')).toContain('new identity keys');
  await expect(aldis('--profile', 'cara', 'devices', 'remove', '2')).rejects.toThrow(/no device 2/);
  await expect(aldis('--profile', 'desk', 'send', 'dora', 'me', 'too')).rejects.toThrow();
});
