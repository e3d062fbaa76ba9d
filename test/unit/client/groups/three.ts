// Ana, Ben and Cem, who know no group yet, and the group that they make.

import type { Group } from '#client';
import { newCertificates } from '../anonymousTwin.ts';
import { Scene } from '../people.ts';
import type { Person } from '../people.ts';

export interface Three {
  readonly scene: Scene;
  readonly ana: Person;
  readonly ben: Person;
  readonly cem: Person;
}

export async function threePeople(): Promise<Three> {
  const scene = new Scene();
  scene.server.certificates = newCertificates();
  const ana = await scene.person('ana');
  return { scene, ana, ben: await scene.person('ben'), cem: await scene.person('cem') };
}

/** Their group: Ana has made it, the others have come in, and all three know. */
export async function groupOfThree({ scene, ana, ben, cem }: Three): Promise<Group> {
  const members = [ben.id, cem.id];
  const group = await scene.ended(ana.client.groups.create({ title: 'Lamps', members }));
  const of = (one: Person) => one.client.groups.get(group.id);
  for (const one of [ben, cem]) {
    await scene.until(() => one.client.groups.invitations.length === 1, 'an invitation');
    await scene.ended(of(one).accept());
  }
  const knowAll = () => [ana, ben, cem].every((one) => of(one).state().members.length === 3);
  await scene.until(knowAll, 'three members everywhere');
  return group;
}
