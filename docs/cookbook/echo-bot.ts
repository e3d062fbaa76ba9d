// Says back whatever anybody says to it, in the order it came. Run: node echo-bot.ts bot.aldis
import { existsSync } from 'node:fs';
import { AldisClient } from 'aldis-client';

const { ALDIS_URL: server = '', ALDIS_INVITATION: invitation = '' } = process.env;
const profile = process.argv[2] ?? 'bot.aldis';
const bot = existsSync(profile)
  ? AldisClient.open(profile)
  : await AldisClient.register({ server, invitation, profile });

bot.on('trouble', (error) => console.error(error.message)); // it goes on by itself
bot.on('request', ({ account }) => bot.contacts.accept(account)); // hears strangers, too
bot.on('message', ({ conversation, from, timestamp, text }) => {
  const target = { author: from, sentAt: timestamp };
  bot
    .conversation(conversation)
    .send(text, { replyTo: target })
    .catch((error: Error) => console.error(error.message));
});
process.once('SIGTERM', () => bot.close());

await bot.connect();
console.log(`bot ${bot.account}`);
