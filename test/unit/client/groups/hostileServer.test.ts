// A server that lies about a group is noticed, and what it shows is not taken.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Group, HttpAnswer, HttpAsk } from '#client';
import { newCertificates } from '../anonymousTwin.ts';
import { Scene } from '../people.ts';
import type { Person } from '../people.ts';

let scene: Scene;
let ana: Person;
let ben: Person;
let group: Group;
let mine: Group;
/** What Ben is told of. */
let troubles: string[];

beforeEach(async () => {
  scene = new Scene();
  scene.server.certificates = newCertificates();
  ana = await scene.person('ana');
  ben = await scene.person('ben');
  group = await scene.ended(ana.client.groups.create({ title: 'Lamps', members: [ben.id] }));
  await scene.until(() => ben.client.groups.invitations.length === 1, 'an invitation');
  mine = ben.client.groups.get(group.id);
  await scene.ended(mine.accept());
  await scene.until(() => group.state().members.length === 2, 'two members');
  await scene.settle();
  troubles = [];
  ben.client.on('trouble', (error) => troubles.push((error as { code?: string }).code ?? '?'));
});

afterEach(() => scene.end());

interface Page {
  changes: { version: number; change: string; signature: string }[];
  version: number;
}

/** Ana makes changes while the server tells nobody; then Ben reads through this lie. */
async function lied(lie: (ask: HttpAsk, answer: HttpAnswer) => HttpAnswer): Promise<string> {
  scene.server.cuts.envelope = (envelope) => envelope;
  ben.connection?.cut();
  for (const title of ['one', 'two', 'three']) await scene.ended(group.setTitle(title));
  await scene.settle();
  scene.server.groups.cuts.answer = lie;
  try {
    await scene.ended(mine.refresh());
    return 'taken';
  } catch (error) {
    return (error as { code: string }).code;
  }
}

const ofLog = (work: (page: Page) => void) => (ask: HttpAsk, answer: HttpAnswer) => {
  if (ask.path.includes('/logs/')) work(answer.body as Page);
  return answer;
};

describe('of the log', () => {
  test('a change that is left out', async () => {
    const { version } = mine.state();
    expect(await lied(ofLog((page) => page.changes.splice(1, 1)))).toBe('group.untrue');
    expect(mine.state().version).toBe(version);
    scene.server.groups.cuts = {};
    await scene.ended(mine.refresh());
    expect(mine.state()).toMatchObject({ title: 'three', version: version + 3 });
  });

  test('the first change left out', async () => {
    expect(await lied(ofLog((page) => page.changes.shift()))).toBe('group.untrue');
  });

  test('changes in another order', async () => {
    expect(await lied(ofLog((page) => page.changes.reverse()))).toBe('group.untrue');
  });

  test('a change that the cluster has not signed', async () => {
    const lie = ofLog(({ changes: [first] }) => {
      if (!first) return;
      const text = Buffer.from(first.change, 'base64').toString();
      first.change = Buffer.from(text.replace('"title"', '"timer"')).toString('base64');
    });
    expect(await lied(lie)).toBe('group.untrue');
  });

  test('a signed change that nobody could have made', async () => {
    const lie = ofLog(({ changes: [first] }) => {
      if (!first) return;
      const made = JSON.parse(Buffer.from(first.change, 'base64').toString()) as { by: string };
      const bytes = Buffer.from(JSON.stringify({ ...made, by: made.by.replace(/^..../, 'AAAA') }));
      first.change = bytes.toString('base64');
      first.signature = scene.server.groups.sign(bytes);
    });
    expect(await lied(lie)).toBe('group.untrue');
  });

  test('an older group than before', async () => {
    const lie = ofLog((page) => {
      page.changes = [];
      page.version = 0;
    });
    expect(await lied(lie)).toBe('group.untrue');
  });
});

test('a text is judged by what is known where the server lies, and the lie is told', async () => {
  const { version } = mine.state();
  scene.server.groups.cuts.answer = ofLog((page) => page.changes.splice(0, 1));
  await scene.ended(group.setTitle('one'));
  await scene.ended(group.send('hello'));
  await scene.until(() => troubles.includes('group.untrue'), 'the lie is told');
  await scene.settle();
  expect(mine.state().version).toBe(version);
  expect(ben.texts).toEqual([]);
});

test('a change that the server makes in the place of another is not taken for it', async () => {
  scene.server.groups.cuts.answer = (ask, answer) => {
    if (ask.verb !== 'POST') return answer;
    const { change } = answer.body as { change: { change: string; signature: string } };
    const made = JSON.parse(Buffer.from(change.change, 'base64').toString()) as object;
    const actions = [{ type: 'setAnnouncementsOnly', value: false }];
    const bytes = Buffer.from(JSON.stringify({ ...made, actions }));
    change.change = bytes.toString('base64');
    change.signature = scene.server.groups.sign(bytes);
    return answer;
  };
  const { version } = group.state();
  const refused = { code: 'group.untrue' };
  await expect(scene.ended(group.remove([ben.id]))).rejects.toMatchObject(refused);
  expect(group.state()).toMatchObject({ version, members: [{}, {}] });
});

test('an older group than before, shown to whoever comes back by the link', async () => {
  const link = (await scene.ended(group.setLink('ANY'))) ?? '';
  await scene.ended(mine.refresh());
  await scene.ended(mine.leave());
  const { version } = mine.state();
  scene.server.groups.cuts.answer = (ask, answer) => {
    const shown = answer.body as { state?: object };
    if (ask.verb === 'GET' && shown.state) shown.state = { ...shown.state, version: 1 };
    return answer;
  };
  const untrue = { code: 'group.untrue' };
  await expect(scene.ended(ben.client.groups.join(link))).rejects.toMatchObject(untrue);
  expect(mine.state()).toMatchObject({ version, standing: 'out' });
  scene.server.groups.cuts = {};
  await scene.ended(mine.refresh());
  expect(mine.state()).toMatchObject({ version: version + 1, standing: 'member' });
});

describe('leave to write that is none', () => {
  const given = (lie: (endorsements: { response: string; expiresAtMs: number }) => void) => {
    scene.server.groups.cuts.answer = (_ask, answer) => {
      const { endorsements } = answer.body as { endorsements?: never };
      if (endorsements) lie(endorsements);
      return answer;
    };
  };

  test.each([
    ['bytes of no meaning', () => Buffer.alloc(100, 1).toString('base64')],
    ['nothing', () => ''],
    ['one bit turned', (text: string) => text.replace(/^(.{40})(.)/, (_, a, b) => a + turned(b))],
  ])('%s holds up nothing that is said', async (_what, bend) => {
    given((endorsements) => {
      endorsements.response = bend(endorsements.response);
    });
    await scene.ended(group.setTitle('another'));
    await scene.ended(group.send('hello'));
    await scene.until(() => ben.texts.includes('hello'), 'a text to each alone');
    scene.server.groups.cuts = {};
    const { uploads } = scene.server.groups;
    await scene.ended(group.send('again'));
    await scene.until(() => ben.texts.includes('again'), 'a text to all');
    expect(scene.server.groups.uploads).toBe(uploads + 1);
  });
});

const turned = (letter: string) => (letter === 'A' ? 'B' : 'A');
