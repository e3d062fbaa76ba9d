// A process that seals under one account's key and tells its parent what it sealed. Arguments: the
// key in hex, how many.

import { createEnvelopeSealer } from '#crypto';

const [key = '', count = '0'] = process.argv.slice(2);
const sealer = createEnvelopeSealer();
const sealed = Array.from({ length: Number(count) }, () =>
  Buffer.from(sealer.seal(Buffer.from(key, 'hex'), Buffer.from('same'), 'same')).toString('hex'),
);
process.send?.(sealed, () => process.disconnect());
