// Says one thing to an account and waits until it has arrived. Plain JavaScript.
// Run: node say.mjs me.aldis ACCOUNT words …
import { existsSync } from 'node:fs';
import { AldisClient, ClientError } from 'aldis-client';

const { ALDIS_URL: server = '', ALDIS_INVITATION: invitation = '' } = process.env;
const [profile = 'me.aldis', to = '', ...words] = process.argv.slice(2);
const me = existsSync(profile)
  ? AldisClient.open(profile)
  : await AldisClient.register({ server, invitation, profile });

const arrived = new Promise((resolve) => {
  me.on('receipt', ({ type, timestamps }) => type === 'delivery' && resolve(timestamps));
});
try {
  await me.connect();
  const { timestamp } = await me.send(to, words.join(' '));
  console.log(`stored ${timestamp}`);
  console.log(`arrived ${(await arrived).includes(timestamp)}`);
} catch (error) {
  if (!(error instanceof ClientError)) throw error;
  console.error(`${error.code}: ${error.message}`);
  process.exitCode = 1;
} finally {
  await me.close();
}
