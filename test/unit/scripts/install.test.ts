// What npm may do when it installs the packages, as npm itself reads the project's settings.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

it('no package runs anything at its installation, in whichever npm', () => {
  const cwd = join(import.meta.dirname, '../../..');
  const asked = spawnSync('npm', ['config', 'get', 'ignore-scripts'], { cwd, encoding: 'utf8' });
  expect(asked.stdout.trim()).toBe('true');
});
