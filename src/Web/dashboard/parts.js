// Pieces that several pages have.
import { h, svg } from './dom.js';
import { count, metric } from './format.js';

/** Trials by state, those that succeeded first. */
export const states = ['succeeded', 'stopped', 'running', 'waiting', 'paused', 'diverged', 'failed', 'cancelled'];

export const sweepPath = sweep => `/sweeps/${encodeURIComponent(sweep)}`;
export const trialPath = (sweep, trial) => `${sweepPath(sweep)}/trials/${trial}`;

/** A sweep that no process runs is interrupted, although its status says running. */
export function statusOf(sweep) {
  return sweep.status === 'running' && sweep.process === null ? 'interrupted' : sweep.status;
}

export function pill(state) {
  return h('span', { class: `pill ${state}` }, state);
}

/** Whether a trial in this state is not trained any further. */
export function hasEnded(state) {
  return !['running', 'waiting', 'paused'].includes(state);
}

export function ended(counts) {
  return states.filter(hasEnded).reduce((sum, state) => sum + (counts[state] ?? 0), 0);
}

/**
 * How many trials have ended in each state, as a bar. Of those that run only what they have done is filled: many of them only wait for their turn on a
 * slot.
 * @param {number} trained trials that the running ones amount to; 0 where that is not known
 */
export function progress(counts, trials, trained = 0) {
  const text = states.filter(state => counts[state]).map(state => `${count(counts[state])} ${state}`).join(', ') || 'none started';
  return h('div', { class: 'progress', role: 'img', 'aria-label': `Of ${count(trials)} trials: ${text}` },
    states.map(state => [state, state === 'running' ? trained : !hasEnded(state) ? 0 : counts[state] ?? 0]).filter(([, filled]) => filled > 0)
      .map(([state, filled]) => h('span', { class: state, style: { width: `${(100 * filled) / Math.max(1, trials)}%` } })));
}

export function legend(counts, trials) {
  const started = states.reduce((sum, state) => sum + (counts[state] ?? 0), 0);
  return h('ul', { class: 'states' }, trials === 0 && h('li', null, '…'),
    states.filter(state => counts[state]).map(state => h('li', { class: state }, h('b', null, count(counts[state])), ` ${state}`)),
    started < trials && h('li', { class: 'left' }, h('b', null, count(trials - started)), ' to come'));
}

/** The tags of a sweep, each a search for the sweeps that have it. */
export function tags(given) {
  return given.length > 0 && h('ul', { class: 'tags' }, given.map(tag => h('li', null, h('a', { href: `/?find=${encodeURIComponent(tag)}` }, tag))));
}

/** @param {{name: string, value: string, detail?: string}[]} given */
export function tiles(given) {
  return h('dl', { class: 'tiles' }, given.map(tile => h('div', null, h('dt', null, tile.name),
    h('dd', null, h('div', { class: 'value' }, tile.value), tile.detail && h('div', { class: 'detail' }, tile.detail)))));
}

/** Tiles that wait for their values, and have their room. */
export function waitingTiles(...names) {
  return tiles(names.map(name => ({ name, value: '…', detail: '\u00a0' })));
}

/** How far a trial is on its slot, over all its epochs. */
export function done(trial) {
  const { epoch, samples, samples_per_epoch: all } = trial.progress;
  const within = epoch > 0 ? epoch - 1 + (all > 0 ? samples / all : 0) : 0;
  return trial.epoch_target ? Math.min(1, within / trial.epoch_target) : all > 0 ? samples / all : 0;
}

export function meter(share, label) {
  return h('div', { class: 'meter', role: 'img', 'aria-label': label }, h('span', { style: { width: `${(100 * share).toFixed(1)}%` } }));
}

/** A section with its heading; `id` is its anchor. */
export function section(id, title, ...children) {
  return h('section', { id, 'aria-labelledby': `${id}-title` }, h('h2', { id: `${id}-title` }, title), children);
}

/** A table that may be wider than the page. */
export function table(label, head, rows, attributes) {
  return h('div', { class: 'table', role: 'region', tabindex: '0', 'aria-label': label, ...attributes },
    h('table', null, h('thead', null, h('tr', null, head)), h('tbody', null, rows)));
}

export const cell = (text, isNumber) => h('td', isNumber ? { class: 'n' } : null, text);
export const head = (text, isNumber) => h('th', { scope: 'col', class: isNumber ? 'n' : null }, text);

/** A mean with its interval and the range of the seeds, on a line from `low` to `high`. */
export function intervalDrawing(row, low, high) {
  const at = value => 6 + (Math.min(1, Math.max(0, (value - low) / (high - low))) * 148);
  const place = value => at(value).toFixed(1);
  return svg('svg', { class: 'interval', viewBox: '0 0 160 18', 'aria-hidden': 'true', focusable: 'false' },
    svg('line', { class: 'range', x1: place(Math.min(row.worst, row.best)), x2: place(Math.max(row.worst, row.best)), y1: 9, y2: 9 }),
    row.objective_low !== null && svg('rect', {
      class: 'bar', x: place(row.objective_low), y: 5, width: Math.max(1, at(row.objective_high) - at(row.objective_low)).toFixed(1), height: 8, rx: 3,
    }),
    svg('circle', { class: 'mean', cx: place(row.objective), cy: 9, r: 3.5 }));
}

export function ends(rows) {
  const values = rows.flatMap(row => [row.best, row.worst]).filter(Number.isFinite);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const margin = most > least ? 0.08 * (most - least) : Math.max(1e-6, 0.05 * Math.abs(most));
  return values.length ? [least - margin, most + margin] : [0, 1];
}

export const objective = (name, value) => `${name} ${metric(value)}`;
