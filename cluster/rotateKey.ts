// `node cluster/rotateKey.ts FILE`: adds a key of each ring to a secrets file. For the operator of
// several hosts, who then gives the file to all of them; a single host does it by itself.

import { rotateSealingKey, rotateTokenKey, SecretsError } from '#crypto';
import { systemClock } from '#runtime';

const [file] = process.argv.slice(2);
if (file === undefined) {
  console.error('usage: node cluster/rotateKey.ts FILE');
  process.exitCode = 2;
} else {
  try {
    rotateSealingKey(file, systemClock.now());
    const { sealing, tokenKeys = [] } = rotateTokenKey(file, systemClock.now());
    const has = `${sealing.length} sealing keys and ${tokenKeys.length} of tokens`;
    console.log(`${file} has ${has}; give it to every host within a day, and restart them.`);
  } catch (error) {
    if (!(error instanceof SecretsError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
