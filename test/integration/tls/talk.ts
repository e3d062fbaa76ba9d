// Two people over the SDK, in a process that trusts the test's certificate (NODE_EXTRA_CA_CERTS, as
// a private authority is trusted): registers, sends one text each way, and says `heard`.

import { AldisClient, socketNetwork } from '#client';

const [server = '', invitation = ''] = process.argv.slice(2);

async function join(): Promise<AldisClient> {
  const network = socketNetwork({ transports: ['websocket'] });
  const client = await AldisClient.register({ server, invitation, profile: ':memory:', network });
  await client.connect();
  return client;
}

const [ann, ben] = [await join(), await join()];
const heard = new Promise<string>((resolve) => ben.on('message', ({ text }) => resolve(text)));
await ann.send(ben.account, 'over TLS');
process.stdout.write(`heard ${await heard}\n`);
await Promise.all([ann.close(), ben.close()]);
