/** The settings. Every change applies at once, to open pages too. */
import { NotKept } from '../not-kept.tsx';
import { show } from '../show.tsx';
import { text } from '../words.ts';
import { About } from './about.tsx';
import { Badges, Faces } from './badges.tsx';
import { Data } from './data.tsx';
import { Menus } from './menus.tsx';
import { Sites } from './sites.tsx';

show(
  text('settings_title'),
  <main>
    <h1>{text('settings_title')}</h1>
    <NotKept />
    <Badges />
    <Faces />
    <Sites />
    <Menus />
    <Data />
    <About />
  </main>,
);
