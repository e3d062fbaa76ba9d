// A second device of an account, without a screen: prints the link that the first device takes
// (`aldis link`, or devices.link(url)), then what is said on either side.
// Run: node second-device.ts second.aldis
import { existsSync } from 'node:fs';
import { AldisClient, printable } from 'aldis-client';

const server = process.env.ALDIS_URL ?? '';
const profile = process.argv[2] ?? 'second.aldis';
const onLink = (url: string) => console.log(`link ${url}`);
const device = existsSync(profile)
  ? AldisClient.open(profile)
  : await AldisClient.link({ server, profile, name: 'kitchen', onLink });

// What others write may hold what steers a terminal.
device.on('message', ({ from, text }) => console.log(`${from} said ${printable(text)}`));
device.on('ownMessage', ({ text }) => console.log(`I said ${printable(text)}`));
process.once('SIGTERM', () => device.close());

await device.connect();
console.log(`device ${device.device} of ${device.account}`);
