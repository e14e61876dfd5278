// Each page is a document of its own: its address says what it shows, and the browser keeps its history.
import { removeKey, hasKey, read } from './api.js';
import { refuse } from './live.js';

const pages = [
  [/^\/$/, () => import('./sweeps.js'), []],
  [/^\/cluster$/, () => import('./cluster.js'), []],
  [/^\/sweeps\/([^/]+)$/, () => import('./sweep.js')],
  [/^\/sweeps\/([^/]+)\/trials\/(\d+)$/, () => import('./trial.js')],
];

async function start() {
  for (const link of document.querySelectorAll('.bar nav a')) {
    if (link.pathname === location.pathname)
      link.setAttribute('aria-current', 'page');
  }
  const [pattern, load] = pages.find(([known]) => known.test(location.pathname));
  const named = pattern.exec(location.pathname).slice(1).map(decodeURIComponent);
  const main = document.getElementById('main');
  try {
    const page = await load();
    // What the page will be shows before the server has answered.
    page.outline(main, ...named);
    const server = await read('/server');
    showKey(server);
    await page.show(main, server, ...named);
  } catch (problem) {
    if (problem.status === undefined)
      problem = Object.assign(problem, { message: `The page could not be shown: ${problem.message}. Load it again once the server answers.` });
    refuse(problem);
  }
}

function showKey(server) {
  const button = document.getElementById('key');
  button.hidden = !hasKey();
  button.textContent = server.key ? `${server.key} (${server.scope})` : '';
  button.setAttribute('aria-label', `Key ${server.key}, scope ${server.scope}: remove it`);
  button.title = 'Remove the key';
  button.addEventListener('click', () => {
    removeKey();
    location.reload();
  });
}

start();
