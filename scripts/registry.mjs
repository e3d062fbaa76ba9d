// npm asked for something, in whichever version: bounded, patient with a registry that is slow, and
// without anything that a package would like to run.
import { giveUp, runBounded } from './bounded.mjs';

/** A registry that does not answer is left and asked again, rather than waited for. */
const tries = 3;
const limitMs = 8 * 60_000;
/** Said by the environment, so that an npm within npm heeds them as well. */
const settings = {
  npm_config_fetch_timeout: '60000',
  npm_config_fetch_retries: '4',
  npm_config_fetch_retry_mintimeout: '1000',
  npm_config_fetch_retry_factor: '4',
  npm_config_fetch_retry_maxtimeout: '20000',
  // What is cached by its exact version does not change.
  npm_config_prefer_offline: 'true',
  npm_config_audit: 'false',
  npm_config_fund: 'false',
  npm_config_update_notifier: 'false',
  npm_config_loglevel: 'error',
  npm_config_ignore_scripts: 'true',
};

/** The environment for an npm of ours. */
export const npmEnvironment = () => ({ ...process.env, ...settings });

/**
 * Runs npm, again where it fails or does not end; gives up when that was in vain. `own` is of its
 * environment.
 */
export async function askRegistry(what, words, cwd, { prepare, own = {} } = {}) {
  const env = { ...npmEnvironment(), ...own };
  for (let nth = 1; nth <= tries; nth += 1) {
    await prepare?.(nth);
    const code = await runBounded('npm', words, { cwd, env, limitMs, says: what });
    if (code === 0) return;
    if (code === 127)
      giveUp('Aldis is fetched by npm, which is not on PATH: install it with Node.');
    const how = code === undefined ? 'did not end' : 'failed, see above';
    if (nth < tries) console.log(`${what} ${how}; trying again (${nth + 1} of ${tries}) …`);
  }
  giveUp(
    `${what} failed ${tries} times. Where the network or the registry is away, as said above, ` +
      'start again when it is there (npm config get registry); else mend what it says.',
  );
}
