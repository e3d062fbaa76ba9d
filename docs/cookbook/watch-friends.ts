// Shows which friends are there, and shows itself to them. Who is no friend yet is asked.
// Run: node watch-friends.ts me.aldis ACCOUNT ACCOUNT …
import { existsSync } from 'node:fs';
import { AldisClient } from 'aldis-client';

const { ALDIS_URL: server = '', ALDIS_INVITATION: invitation = '' } = process.env;
const [profile = 'me.aldis', ...others] = process.argv.slice(2);
const me = existsSync(profile)
  ? AldisClient.open(profile)
  : await AldisClient.register({ server, invitation, profile });

me.on('presence', ({ account, devices }) => {
  console.log(`${account} is ${devices.length > 0 ? 'here' : 'away'}`);
});
const watch = async (account: string) => {
  const friendship = await me.friend(account);
  console.log(`${account}: ${friendship}`);
  if (friendship === 'accepted') await me.presence.watch(account);
};
// Both consent before either sees the other; a stranger who asks is left waiting.
me.on('notice', ({ account }) => {
  if (others.includes(account)) watch(account).catch((error) => console.error(error.message));
});
process.once('SIGTERM', () => me.close());

await me.connect();
await me.presence.show();
console.log(`me ${me.account}`);
for (const account of others) await watch(account);
