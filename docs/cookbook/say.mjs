// Says one thing to an account and waits until it has arrived. Plain JavaScript.
// Run: node say.mjs me.aldis ACCOUNT words …
import { existsSync } from 'node:fs';
import { AldisClient, ClientError } from 'aldis-client';

const { ALDIS_URL: server = '', ALDIS_INVITATION: invitation = '' } = process.env;
const [profile = 'me.aldis', to = '', ...words] = process.argv.slice(2);
const me = existsSync(profile)
  ? AldisClient.open(profile)
  : await AldisClient.register({ server, invitation, profile });

// Receipts of what was said before may come first.
const arrived = new Set();
me.on('receipt', ({ type, timestamps }) => {
  if (type === 'delivery') for (const one of timestamps) arrived.add(one);
});
try {
  await me.connect();
  const { timestamp } = await me.send(to, words.join(' '));
  console.log(`stored ${timestamp}`);
  while (!arrived.has(timestamp)) await new Promise((resolve) => setTimeout(resolve, 50));
  console.log(`arrived ${timestamp}`);
} catch (error) {
  if (!(error instanceof ClientError)) throw error;
  console.error(`${error.code}: ${error.message}`);
  process.exitCode = 1;
} finally {
  await me.close();
}
