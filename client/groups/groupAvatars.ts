// Pictures of groups: each is a blob under a secret of its own, which the group's state tells its
// members, with a digest by which they know the picture. Whoever is out of the group is told
// neither where the next one is, nor what opens it.

import { randomBytes } from 'node:crypto';
import type { GroupAction } from '#protocol';
import { toBase64 } from '../bytes.ts';
import type { ClientContext } from '../clientContext.ts';
import { Avatars } from '../profiles/avatars.ts';
import { checkPicture, kindOf, readPicture } from '../profiles/pictures.ts';
import type { Picture } from '../profiles/pictures.ts';
import { digestOf } from '../store/pictureTable.ts';
import { untrue } from './groupErrors.ts';
import { pictureIn, pictureSecretBytes } from './groupView.ts';
import type { GroupRoutes } from './routes.ts';
import type { SealedGroup } from './sealedGroup.ts';
import type { GroupSecrets } from './secrets.ts';

export class GroupAvatars {
  readonly #context: ClientContext;
  readonly #routes: GroupRoutes;
  readonly #avatars: Avatars;

  constructor(context: ClientContext, routes: GroupRoutes) {
    this.#context = context;
    this.#routes = routes;
    this.#avatars = new Avatars(context, (cause) => untrue('its picture is another one', cause));
  }

  /**
   * Uploads a picture; the change names it then. null: none. Throws NoAnswer.
   * Refuses: blob.too_large, content.invalid, file.unreadable, what the server says.
   */
  async upload(
    secrets: GroupSecrets,
    avatar: Uint8Array | string | null,
  ): Promise<GroupAction & { readonly type: 'setAttribute' }> {
    const set = { type: 'setAttribute', attribute: 'avatar' } as const;
    if (avatar === null) return { ...set, value: '' };
    const { bytes } = typeof avatar === 'string' ? readPicture(avatar) : checkPicture(avatar);
    const { store, clock } = this.#context;
    const form = await this.#routes.avatarForm(secrets);
    const secret = new Uint8Array(randomBytes(pictureSecretBytes));
    const blob = await this.#avatars.upload(bytes, { form, secret, isNameless: true });
    store.pictures.put(bytes, clock.now());
    const value = secrets.seal(toBase64(Buffer.concat([secret, digestOf(bytes)])));
    return { ...set, value, blob };
  }

  /**
   * The group's picture, fetched where it is not known. Throws NoAnswer. Refuses: group.untrue,
   * what the server says.
   */
  async of(secrets: GroupSecrets, group: SealedGroup): Promise<Picture | undefined> {
    const shown = pictureIn(secrets, group);
    if (!shown || !group.avatarBlob) return undefined;
    const { store, clock } = this.#context;
    const { secret, digest } = shown;
    let bytes = store.pictures.get(digest);
    if (!bytes) {
      bytes = await this.#avatars.download(secret, group.avatarBlob, digest);
      if (bytes) store.pictures.put(bytes, clock.now());
    }
    const kind = bytes && kindOf(bytes);
    return bytes && kind && { kind, bytes };
  }
}
