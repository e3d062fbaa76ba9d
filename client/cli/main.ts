// The command line `aldis`: runs one command and ends with its code.

import { run } from './program.ts';
import { ownTerminal } from './terminal.ts';

process.exitCode = await run({
  words: process.argv.slice(2),
  folder: process.cwd(),
  passphraseFile: process.env['ALDIS_PASSPHRASE_FILE'],
  // Read as the cluster itself reads it.
  clusterFolder: process.env['ALDIS_DATA'],
  isAtDesktop:
    process.platform === 'darwin' ||
    Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']),
  terminal: ownTerminal,
});
