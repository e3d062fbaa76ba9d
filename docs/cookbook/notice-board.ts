// A board that only its owner writes on: an announcement-only group that anybody with the link may
// join. Each line of the input is a notice. Run: node notice-board.ts owner.aldis "News" < lines
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { AldisClient } from 'aldis-client';

const { ALDIS_URL: server = '', ALDIS_INVITATION: invitation = '' } = process.env;
const [profile = 'owner.aldis', title = 'News'] = process.argv.slice(2);
const owner = existsSync(profile)
  ? AldisClient.open(profile)
  : await AldisClient.register({ server, invitation, profile });

await owner.connect();
const known = owner.groups.list().find((group) => group.title === title);
const board = known
  ? owner.groups.get(known.id)
  : await owner.groups.create({ title, announcementsOnly: true });
const link = board.link() ?? (await board.setLink('ANY'));
console.log(`join ${link}`);

for await (const notice of createInterface({ input: process.stdin })) {
  await board.refresh(); // who has joined by the link meanwhile hears it as well
  await board.send(notice);
  console.log(`told ${board.state().members.length - 1}`);
}
await owner.close();
