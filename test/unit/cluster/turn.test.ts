// Whether TURN servers answer, as workers and the doctor find out by UDP.

import type { Socket } from 'node:dgram';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { readConfig, registry, silentLog } from '#runtime';
import { afterEach, expect, it } from 'vitest';
import { examine } from '../../../cluster/doctor.ts';
import { answersStun, TurnWatch } from '../../../cluster/turn.ts';

const host = '127.0.0.1';
const shortMs = 400;
const open: Socket[] = [];
afterEach(() => {
  for (const socket of open.splice(0)) socket.close();
});

/** A server that answers each request with this. */
async function server(answerOf: (request: Buffer) => Buffer | undefined) {
  const socket = createSocket('udp4');
  open.push(socket);
  const requests: Buffer[] = [];
  socket.on('message', (request, { port, address }) => {
    requests.push(request);
    const answer = answerOf(request);
    if (answer) socket.send(answer, port, address);
  });
  socket.bind(0, host);
  await once(socket, 'listening');
  const { port } = socket.address() as AddressInfo;
  return { host, port, requests };
}

/** A binding answer without attributes. */
const success = (request: Buffer): Buffer => {
  const answer = Buffer.from(request);
  answer.writeUInt16BE(0x0101, 0);
  return answer;
};

it('a binding request has twenty bytes, and the answer to it is known by its number', async () => {
  const well = await server(success);
  expect(await answersStun(well)).toBe(true);
  const [request = Buffer.alloc(0)] = well.requests;
  expect(request.subarray(0, 8).toString('hex')).toBe('000100002112a442');
  expect(request.length).toBe(20);
});

it.each([
  ['nothing', () => undefined],
  ['the request itself', (request: Buffer) => request],
  [
    'an error',
    (request: Buffer) => Buffer.concat([Buffer.from('0111', 'hex'), request.subarray(2)]),
  ],
  ['an answer to somebody else', (request: Buffer) => success(Buffer.from(request).fill(7, 8))],
  ['three bytes', () => Buffer.alloc(3)],
])('who answers %s does not answer', async (_what, answerOf) => {
  expect(await answersStun(await server(answerOf), shortMs)).toBe(false);
});

it('a lost packet is sent again, and a name that nobody has ends it at once', async () => {
  let asked = 0;
  const losing = await server((request) => (asked++ === 0 ? undefined : success(request)));
  expect(await answersStun(losing)).toBe(true);
  expect(await answersStun({ host: 'nobody.invalid', port: 9 })).toBe(false);
});

it('a worker says how they are, and shows it in its metrics', async () => {
  const watch = (urls: string) => {
    const secret = urls === '' ? {} : { ALDIS_TURN_SECRET: 'x'.repeat(32) };
    return new TurnWatch(readConfig({ ALDIS_TURN_URLS: urls, ...secret }), silentLog);
  };
  expect(watch('').state()).toBe('off');
  let isUp = true;
  const { port } = await server((request) => (isUp ? success(request) : undefined));
  const both = watch(`turns:${host}:443,turn:${host}:${port}`);
  expect(both.state()).toBe('unknown');
  await both.ask();
  expect(both.state()).toBe('ready');
  expect(await registry.metrics()).toContain('aldis_turn_up{server="1"} 1');
  isUp = false;
  await both.ask(shortMs);
  expect(both.state()).toBe('none');
  expect(await registry.metrics()).toContain('aldis_turn_up{server="1"} 0');
  const byTcp = watch(`turn:${host}:${port}?transport=tcp`);
  await byTcp.ask(shortMs);
  expect(byTcp.state()).toBe('unknown');
});

it('the doctor says whether each answers', async () => {
  const [well, silent] = [await server(success), await server(() => undefined)];
  const urls = [`turn:${host}:${well.port}`, `turn:${host}:${silent.port}`, `turns:${host}`];
  const set = { ALDIS_TURN_URLS: urls.join(','), PORT: '0', ALDIS_VOICE: 'off' };
  const found = async (more: Record<string, string>) =>
    (await examine(readConfig({ ...set, ...more }))).filter(({ what }) => what === 'TURN');
  expect(await found({ ALDIS_TURN_SECRET: 'x'.repeat(32) })).toEqual([
    { state: 'ok', what: 'TURN', found: `${urls[0]} answers` },
    expect.objectContaining({ state: 'warn', found: expect.stringContaining(String(silent.port)) }),
    { state: 'ok', what: 'TURN', found: `${urls[2]} is not asked: it is no UDP` },
  ]);
  expect(await found({ ALDIS_TURN_SECRET_FILE: '/nonexistent' })).toMatchObject([
    { state: 'FAIL', found: expect.stringContaining('ALDIS_TURN_SECRET_FILE') },
  ]);
});
