// `node cluster/rotateKey.ts FILE`: adds a sealing key to a secrets file. For the operator of
// several hosts, who then gives the file to all of them; a single host does it by itself.

import { rotateSealingKey, SecretsError } from '#crypto';
import { systemClock } from '#runtime';

const [file] = process.argv.slice(2);
if (file === undefined) {
  console.error('usage: node cluster/rotateKey.ts FILE');
  process.exitCode = 2;
} else {
  try {
    const { sealing } = rotateSealingKey(file, systemClock.now());
    console.log(`${file} has ${sealing.length} sealing keys; give it to every host, then restart.`);
  } catch (error) {
    if (!(error instanceof SecretsError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
