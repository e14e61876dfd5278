// Follows a stream of the server, again and again, and says how current the page is.
import { events, Problem } from './api.js';
import { h, show } from './dom.js';
import { time } from './format.js';

const MaxWait = 15_000;

// A stream that has ended is opened again, in case the sweep continues.
const Rest = 5_000;

// What is read is mostly not older than the stream by more than this, and is asked for again after this time in case it was.
const UsualLag = 2_000;
const MaxLag = 3_000;

const pause = (wait, signal) => new Promise(resolve => {
  const timer = setTimeout(resolve, wait);
  signal.addEventListener('abort', () => { clearTimeout(timer); resolve(); }, { once: true });
});

/**
 * Hands every event to `take`. While the page is hidden nothing is followed: a browser keeps few connections to one server.
 * @param {(kind: string, data: object) => void} take
 */
export async function follow(path, take) {
  let heard = null;
  let failures = 0;
  while (true) {
    const leaving = new AbortController();
    const hide = () => document.hidden && leaving.abort();
    document.addEventListener('visibilitychange', hide);
    let ended = false;
    try {
      for await (const { kind, data } of events(path, leaving.signal)) {
        heard = new Date();
        failures = 0;
        ended = kind === 'end' || kind === 'failure';
        current(ended ? 'up to date' : 'live', ended);
        take(kind, data);
      }
      if (!ended)
        throw new Error('The stream was cut.');
    } catch (problem) {
      if (problem instanceof Problem && [401, 403, 404].includes(problem.status)) {
        document.removeEventListener('visibilitychange', hide);
        refuse(problem);
        return;
      }
      if (!leaving.signal.aborted) {
        failures++;
        stale(heard, problem);
      }
    }
    if (document.hidden) {
      document.removeEventListener('visibilitychange', hide);
      await new Promise(resolve => document.addEventListener('visibilitychange', resolve, { once: true }));
      continue;
    }
    await pause(ended ? Rest : Math.min(MaxWait, 500 * 2 ** failures), leaving.signal);
    document.removeEventListener('visibilitychange', hide);
  }
}

/** Runs the action now and then, never twice at once, and no more of the time than a fifth. */
export function every(interval, action) {
  let timer = null;
  let again = false;
  const run = async () => {
    clearTimeout(timer);
    if (timer === 'running') {
      again = true;
      return;
    }
    timer = 'running';
    const began = performance.now();
    try {
      if (!document.hidden)
        await action();
    } catch (problem) {
      // The stream's own state shows that the server is unavailable; its refusals are shown.
      if (problem instanceof Problem)
        console.warn(problem.message);
    }
    const soon = again;
    again = false;
    timer = setTimeout(run, soon ? 0 : Math.max(interval, 4 * (performance.now() - began)));
  };
  run();
  return run;
}

/**
 * Makes a function that runs an action once its key has changed, again for a moment, and then now and then while the sweep runs: the key is known by
 * the stream, and what the store or a cluster answers may lag behind it, so that the last answer is one of a moment later. What fails is tried again.
 * @returns {(key: string, isRunning: boolean, action: () => Promise<void>) => Promise<void>}
 */
export function onceMoved() {
  let seen = null;
  let moved = 0;
  let acted = 0;
  return async (key, isRunning, action) => {
    const now = performance.now();
    if (key !== seen)
      moved = now;
    else if (acted - moved > UsualLag && !(isRunning && now - acted > MaxLag))
      return;
    await action();
    [seen, acted] = [key, now];
  };
}

function current(text, isResting) {
  const element = document.getElementById('connection');
  element.dataset.state = isResting ? 'resting' : 'live';
  if (element.textContent !== text)
    element.textContent = text;
  document.documentElement.classList.remove('stale');
  document.getElementById('stale').hidden = true;
}

function stale(heard, problem) {
  const element = document.getElementById('connection');
  element.dataset.state = 'stale';
  element.textContent = 'not connected';
  document.documentElement.classList.add('stale');
  const banner = document.getElementById('stale');
  banner.hidden = false;
  const why = problem instanceof Problem ? problem.message : 'The server does not answer: it was stopped, or the connection is down.';
  show(banner, h('strong', null, heard ? `This is how it was at ${time(heard)}. ` : 'Nothing to show yet. '), `${why} It is asked again every few seconds.`);
}

/** Says that there is nothing to see here, and why. */
export function refuse(problem) {
  document.getElementById('connection').textContent = '';
  show(document.getElementById('main'), h('div', { class: 'page' }, h('h1', null, problem.status === 404 ? 'Not found' : 'No access'),
    h('p', { class: 'lead' }, problem.message), h('p', null, h('a', { href: '/' }, 'All sweeps'))));
}
