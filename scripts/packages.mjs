// Installs Debian packages, or says the command that does: `node scripts/packages.mjs NAME …`.
import { installByApt } from './bootstrap.mjs';

installByApt(...process.argv.slice(2));
