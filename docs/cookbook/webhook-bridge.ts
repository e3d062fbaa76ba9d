// A door between Aldis and programs that speak HTTP: what is said to it is posted to a URL, what is
// posted to it is said. It listens on this machine alone; whoever reaches it speaks in its name.
// Run: node webhook-bridge.ts bridge.aldis http://127.0.0.1:9000/said 9001
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { AldisClient, ClientError } from 'aldis-client';

const { ALDIS_URL: server = '', ALDIS_INVITATION: invitation = '' } = process.env;
const [profile = 'bridge.aldis', hook = '', port = '0'] = process.argv.slice(2);
const bodyBytesMax = 100_000;
const bridge = existsSync(profile)
  ? AldisClient.open(profile)
  : await AldisClient.register({ server, invitation, profile });

bridge.on('request', ({ account }) => bridge.contacts.accept(account));
bridge.on('message', async ({ conversation, from, text, timestamp }) => {
  const body = JSON.stringify({ conversation, from, text, timestamp });
  await fetch(hook, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    .then(({ status }) => status >= 300 && console.error(`the hook answered ${status}`))
    .catch(() => console.error('the hook cannot be reached'));
});

const door = createServer(async (request, response) => {
  try {
    const { origin, 'content-length': length } = request.headers;
    if (origin !== undefined) throw new Error('No page of the web speaks in its name.');
    if (!(Number(length) <= bodyBytesMax)) throw new RangeError('That is too long.');
    const { to, text } = (await json(request)) as { to: string; text: string };
    response.end(JSON.stringify(await bridge.send(to, text)));
  } catch (error) {
    const code = error instanceof ClientError ? error.code : 'request.malformed';
    response.writeHead(400).end(JSON.stringify({ code }));
  }
});
await bridge.connect();
door.listen(Number(port), '127.0.0.1', () => {
  console.log(`bridge ${bridge.account} ${(door.address() as AddressInfo).port}`);
});
process.once('SIGTERM', () => {
  door.close();
  bridge.close();
});
