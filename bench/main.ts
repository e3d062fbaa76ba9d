// `npm run bench -- NAME [options]`: runs one measurement; without a name, lists them.

/** Name → the file that measures, and the question it answers. */
const benches: Readonly<Record<string, { readonly file: string; readonly question: string }>> = {
  api: { file: './api/main.ts', question: 'does the API answer as its description says?' },
  canary: { file: './canary/main.ts', question: 'is a plaintext or number found in store or log?' },
  'call-memory': {
    file: './load/calls/memory.ts',
    question: "is a call's key found in the memory of any server?",
  },
  memory: { file: './memory/main.ts', question: 'how much memory is an idle connection?' },
  desk: { file: './desk/main.ts', question: 'does a long conversation scroll without a gap?' },
  'first-hour': { file: './firstHour/main.ts', question: 'how long is the way to a message?' },
  frames: { file: './frames/main.ts', question: 'how many frames of a call does a core seal?' },
  'group-send': {
    file: './groupSend/main.ts',
    question: 'how soon has a whole group heard an upload?',
  },
  groups: { file: './groups/main.ts', question: 'what does a group of a thousand cost?' },
  hosts: { file: './load/hosts.ts', question: 'what does it cost when a whole host dies?' },
  'open-loop': { file: './openLoop/main.ts', question: 'how late are messages at steady rates?' },
  password: {
    file: './password/main.ts',
    question: 'what does a guess at a stolen password cost?',
  },
  polling: { file: './polling/main.ts', question: 'do polling-only clients stay connected?' },
  prekeys: { file: './prekeys/main.ts', question: 'is a one-time pre-key handed out once?' },
  profile: { file: './profile/main.ts', question: 'what does a locked profile cost?' },
  push: { file: './push/main.ts', question: 'how soon is a device that is off called for?' },
  races: { file: './races/main.ts', question: 'who wins when two change a group at once?' },
  registrations: {
    file: './registrations/main.ts',
    question: 'how many who prove a number get an account, how soon?',
  },
  reconnect: { file: './reconnect/main.ts', question: 'how soon are all back after a cut?' },
  reload: { file: './reload/main.ts', question: 'does a reload under load cost a message?' },
  revoke: { file: './revoke/main.ts', question: 'is a removed device told anything after?' },
  relay: { file: './relay/main.ts', question: 'how fast is Aldis next to a bare relay?' },
  restore: { file: './restore/main.ts', question: 'how long until a backup is put back?' },
  queue: { file: './queue/main.ts', question: 'how many envelopes a second reach the disk?' },
  topics: { file: './topics/main.ts', question: 'how soon has everybody heard a signal?' },
  sealed: { file: './sealed/main.ts', question: 'is a sealed sender found anywhere?' },
  soak: { file: './soak/main.ts', question: 'what grows in half an hour of everyday life?' },
};

const [name = '', ...rest] = process.argv.slice(2);
const bench = benches[name];
if (bench) {
  // Each measurement reads its own options.
  process.argv.splice(2, process.argv.length, ...rest);
  await import(bench.file);
} else {
  console.log('usage: npm run bench -- NAME [options]');
  for (const [each, { question }] of Object.entries(benches)) {
    console.log(`  ${each.padEnd(11)}${question}`);
  }
  process.exitCode = name === '' || name === '--help' ? 0 : 2;
}
