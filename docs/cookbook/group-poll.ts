// Makes a group, asks it something, and tells the result when everybody has voted.
// Run: node group-poll.ts me.aldis "Where?" Here,There ACCOUNT ACCOUNT …
import { existsSync } from 'node:fs';
import { AldisClient } from 'aldis-client';

const { ALDIS_URL: server = '', ALDIS_INVITATION: invitation = '' } = process.env;
const [profile = 'me.aldis', question = '', options = '', ...members] = process.argv.slice(2);
const me = existsSync(profile)
  ? AldisClient.open(profile)
  : await AldisClient.register({ server, invitation, profile });

await me.connect();
const group = await me.groups.create({ title: question, members });
const everybody = new Promise<void>((resolve) => {
  const voted = new Set<string>();
  me.on('vote', ({ conversation, author }) => {
    if (conversation === group.id) voted.add(author);
    if (voted.size === members.length) resolve();
  });
});
// Members whose profile key is not known yet are invited, and hear once they have accepted.
while (group.state().members.length < members.length + 1) {
  await new Promise((resolve) => setTimeout(resolve, 200));
  await group.refresh();
}
const { timestamp } = await group.conversation.poll(question, options.split(','));
console.log(`asked ${group.id}`);
await everybody;

const name = { author: me.account, sentAt: timestamp };
for (const { text, voters } of group.conversation.message(name)?.poll?.options ?? []) {
  console.log(`${text}: ${voters.length}`);
}
await group.conversation.endPoll(name);
await me.close();
