// Writes everything that was said with an account or in a group as lines of JSON, the oldest
// first, page by page: a conversation of any length takes no more memory than a page of it.
// Needs no server. Run: node export-history.ts me.aldis ACCOUNT > talk.jsonl
import { AldisClient } from 'aldis-client';

const [profile = 'me.aldis', id = ''] = process.argv.slice(2);
const me = AldisClient.open(profile);
const talk = me.conversation(id);

const ends: { sentAt: number; id: number }[] = [];
for (let [oldest] = talk.history(); oldest; [oldest] = talk.history({ before: oldest })) {
  ends.push({ sentAt: oldest.sentAt, id: oldest.id });
}
ends.pop(); // before it there is nothing
for (const before of [...ends.reverse(), undefined]) {
  for (const message of talk.history(before ? { before } : {})) {
    const { author, sentAt, text, reactions, deleted } = message;
    console.log(JSON.stringify({ author, sentAt, text, reactions, deleted }));
  }
}
await me.close();
