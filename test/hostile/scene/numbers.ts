// Registers by phone number, reading the code from the development server's console.

import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { registrationBody } from '../../support/apiClient.ts';
import { until } from '../../support/people.ts';
import type { Citizen, HostileScene } from './scene.ts';
import { basicOf } from './scene.ts';

/** Takes the number's account over, or makes it. */
export async function registerByNumber(scene: HostileScene, number: string): Promise<Citizen> {
  const path = '/v1/verification/session';
  const begun = await scene.ask('POST', path, { body: { number } });
  const { id } = JSON.parse(begun.text) as { id: string };
  const codesBefore = codesOf(scene, number).length;
  await scene.ask('POST', `${path}/${id}/code`, { body: { transport: 'sms', client: 'x' } });
  await until(() => codesOf(scene, number).length > codesBefore, 'a code on the console', 5000);
  const code = codesOf(scene, number).at(-1) ?? '';
  await scene.ask('PUT', `${path}/${id}/code`, { body: { code } });
  const password = randomBytes(18).toString('base64url');
  const registered = await scene.ask('POST', '/v1/registration', {
    authorization: basicOf(number, password),
    body: { sessionId: id, ...registrationBody() },
  });
  if (registered.status !== 200) throw new Error(`registration answered ${registered.text}`);
  const { uuid } = JSON.parse(registered.text) as { uuid: string };
  const username = `${uuid}.1`;
  return { account: uuid, username, password, authorization: basicOf(username, password) };
}

function codesOf(scene: HostileScene, number: string): string[] {
  const lines = readFileSync(scene.cluster.logFile, 'utf8').split('\n');
  return lines
    .filter((line) => line.includes('DEVELOPMENT ONLY') && line.includes(number))
    .map((line) => /: (\d{6}) /.exec(line)?.[1] ?? '');
}
