// Clients that nobody here wrote, with all of their defaults: they come back by themselves after
// whatever ends a connection, and stay away where they are told to.

import { execFile, spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Socket } from 'socket.io-client';
import { io } from 'socket.io-client';
import { decodeClosing } from '#protocol';
import type { LaunchedCluster } from '../support/cluster.ts';
import { startTestCluster } from '../support/cluster.ts';
import { PageDevice } from '../support/pageClient/device.ts';
import { until } from '../support/people.ts';

/** Longer than any of these clients waits before it comes back for the first time. */
const comesBackMs = 4_000;
const pythonTimeoutMs = 180_000;
/** `npm test` names the one that has it. */
const python = process.env['ALDIS_TEST_PYTHON'] ?? 'python3';
const hasPython = spawnSync(python, ['-c', 'import socketio']).status === 0;
let cluster: LaunchedCluster;
let person: PageDevice;

beforeAll(async () => {
  cluster = await startTestCluster({ unlimited: true });
  person = await PageDevice.register(cluster.url, { invitation: cluster.invitation });
});

afterAll(async () => {
  await cluster?.stop();
});

/** What one client hears of its connection. */
function watched(transports: string[]) {
  const auth = { protocol: 1, username: person.user, password: person.password };
  const socket: Socket = io(cluster.url, { auth, transports, forceNew: true });
  onTestFinished(() => void socket.disconnect());
  const heard: string[] = [];
  socket.on('server:hello', () => heard.push('hello'));
  socket.on('server:closing', (body: Uint8Array) => heard.push(decodeClosing(body).code));
  socket.on('disconnect', (reason) => heard.push(reason));
  return { socket, heard };
}

test.each([['websocket'], ['polling']])(
  'two of socket.io-client on one account do not fight: the former stops by itself (%s)',
  async (transport) => {
    const former = watched([transport]);
    await until(() => former.heard.includes('hello'), 'the former is there');
    const latter = watched([transport]);
    await until(() => former.socket.disconnected && latter.socket.connected, 'the latter is');
    await sleep(comesBackMs);
    expect(former.heard).toEqual(['hello', 'device.replaced', 'io server disconnect']);
    expect(latter.heard).toEqual(['hello']);
    expect(former.socket.active).toBe(false);
  },
);

test('one that is to come back does: a worker that drains is no end', async () => {
  const { heard } = watched(['websocket']);
  await until(() => heard.includes('hello'), 'it is there');
  const { workers } = cluster.facts();
  for (const { pid } of workers) process.kill(pid, 'SIGTERM');
  await until(() => heard.filter((one) => one === 'hello').length === 2, `${heard}`);
  expect(heard).toContain('transport close');
});

const pythonProgram = `
import socketio, sys, time
url, user, password, transport = sys.argv[1:]
def client():
    heard = []
    one = socketio.Client()
    one.on('server:hello', lambda body=None: heard.append('hello'))
    one.on('server:closing', lambda body: heard.append('closing'))
    one.on('disconnect', lambda reason=None: heard.append('gone'))
    auth = {'protocol': 1, 'username': user, 'password': password}
    one.connect(url, auth=auth, transports=[transport])
    return one, heard
def until(heard, what):
    end = time.monotonic() + 30
    while what not in heard and time.monotonic() < end:
        time.sleep(0.02)
former, first = client()
until(first, 'hello')
latter, second = client()
until(first, 'gone')
until(second, 'hello')
time.sleep(${comesBackMs / 1000})
print(','.join(first), former.connected, ','.join(second), latter.connected)
latter.disconnect()
`;

test.skipIf(!hasPython).each([['websocket'], ['polling']])(
  'two of python-socketio neither (%s)',
  async (transport) => {
    const words = ['-c', pythonProgram, cluster.url, person.user, person.password, transport];
    const { stdout } = await promisify(execFile)(python, words, { timeout: pythonTimeoutMs });
    expect(stdout.trim()).toBe('hello,closing,gone False hello True');
  },
);
