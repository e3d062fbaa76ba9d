// Where the page begins: enters, and shows what there is.

import { render } from 'preact';
import { entranceOf } from './entrance.ts';
import { Shell } from './parts/Shell.tsx';
import { Desk, DeskContext } from './model/desk.ts';
import { followAddress } from './route.ts';
import { Rpc } from './rpc.ts';

const rpc = new Rpc(entranceOf(window), () => new WebSocket(`ws://${location.host}/rpc`));
const desk = new Desk(rpc);
followAddress();
desk.settings.show();
rpc.start();
const place = document.getElementById('desk');
if (place) {
  render(
    <DeskContext.Provider value={desk}>
      <Shell />
    </DeskContext.Provider>,
    place,
  );
}
