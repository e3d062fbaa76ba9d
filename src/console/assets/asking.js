// Asks the console for an act of an operator, and says what came of it.

import { byId, say } from './elements.js';

const askTimeoutMs = 15_000;

/** Why an act was not done, in words for the page. */
class Refused extends Error {}

/**
 * Asks for an act. Throws Refused.
 * @param {string} act
 * @param {Record<string, string>} [fields]
 * @returns {Promise<unknown>}
 */
export async function ask(act, fields = {}) {
  const answer = await fetch(`/console/acts/${act}`, {
    method: 'POST',
    body: new URLSearchParams(fields),
    signal: AbortSignal.timeout(askTimeoutMs),
  }).catch(() => undefined);
  if (!answer) throw new Refused('The cluster does not answer.');
  if (answer.status === 401) {
    location.assign('/console/login');
    throw new Refused('Sign in again.');
  }
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(String(body.title ?? `It answered ${answer.status}.`));
  return body.told;
}

/**
 * Runs what a person asked for, and tells how it went where the page says such things.
 * @param {() => Promise<string | undefined>} work
 */
export async function attempt(work) {
  const line = byId('outcome');
  line.dataset['tone'] = 'plain';
  say(line, '');
  try {
    say(line, (await work()) ?? '');
  } catch (error) {
    line.dataset['tone'] = 'bad';
    say(line, error instanceof Refused ? error.message : 'The page made a mistake.');
  }
}

/**
 * What a form's fields hold.
 * @param {HTMLFormElement} form
 * @returns {Record<string, string>}
 */
function fieldsOf(form) {
  const fields = [...new FormData(form)].map(([name, value]) => [name, String(value).trim()]);
  return Object.fromEntries(fields);
}

/**
 * The form of this id, which runs this when it is sent.
 * @param {string} id
 * @param {(fields: Record<string, string>) => Promise<string | undefined>} work
 */
export function onSubmit(id, work) {
  const form = byId(id);
  if (!(form instanceof HTMLFormElement)) throw new Error(`${id} is no form`);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void attempt(() => work(fieldsOf(form)));
  });
}

/** @param {number} ms */
export function dayTime(ms) {
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')}Z`;
}

/** @param {number} ms */
export function day(ms) {
  return new Date(ms).toISOString().slice(0, 10);
}
