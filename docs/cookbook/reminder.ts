// Reminds somebody later. The time is kept in the profile: a restart loses nothing of it, and
// what was due meanwhile is said at once. Run: node reminder.ts me.aldis ACCOUNT 90 "stand up"
import { existsSync } from 'node:fs';
import { AldisClient } from 'aldis-client';

const { ALDIS_URL: server = '', ALDIS_INVITATION: invitation = '' } = process.env;
const [profile = 'me.aldis', to = '', seconds = '60', words = 'It is time.'] =
  process.argv.slice(2);
const me = existsSync(profile)
  ? AldisClient.open(profile)
  : await AldisClient.register({ server, invitation, profile });

const talk = me.conversation(to);
const { at } = talk.schedule(words, Date.now() + Number(seconds) * 1000);
const said = new Promise<void>((resolve) => {
  // What was due meanwhile, or has waited, is sent before it.
  me.on('sent', (sent) => sent.to === talk.id && sent.timestamp >= at && resolve());
});
await me.connect();
console.log(`waiting ${talk.scheduled().length}`);
await said;
console.log(`waiting ${talk.scheduled().length}`);
await me.close();
