// The best configurations, each with its interval.
import { h, show } from './dom.js';
import { count, interval, metric, seconds, setting, settings, size } from './format.js';
import { cell, ends, head, intervalDrawing, table } from './parts.js';

const MostColumns = 6;

/**
 * @param {object[]} rows as docs/json.md describes them
 * @param {{metric: string, chosen: Set<string>, total: number}} given which curves are drawn: c3 for configuration 3
 */
export function renderLeaderboard(element, rows, given) {
  if (!rows.length) {
    show(element, h('p', null, 'No trial has an objective yet.'));
    return;
  }
  const names = [...new Set(rows.flatMap(row => Object.keys(row.settings)))];
  const inColumns = names.length > 0 && names.length <= MostColumns;
  const isRange = rows.some(row => row.range_minimum_lr !== null);
  const [low, high] = ends(rows);
  const scale = [h('span', { class: 'unseen' }, 'interval'), h('span', { class: 'ends', 'aria-hidden': 'true' }, h('span', null, metric(low)), h('span', null, metric(high)))];
  const columns = [
    [head('curve'), row => h('td', null, h('input', {
      type: 'checkbox', 'data-curve': `c${row.configuration}`, checked: given.chosen.has(`c${row.configuration}`), 'aria-label': `Draw the curve of ${settings(row.settings)}`,
    }))],
    [head('rank', true), row => cell((row.tied ? '=' : '') + row.rank, true)],
    ...inColumns
      ? names.map(name => [head(name), row => cell(setting(row.settings[name]))])
      : [[head('configuration'), row => cell(settings(row.settings))]],
    [head(given.metric, true), row => h('td', { class: 'n strong' }, interval(row.objective, row.objective_low))],
    [head(scale), row => h('td', null, intervalDrawing(row, low, high))],
    ...isRange
      ? [[head('at lr', true), row => cell(metric(row.range_minimum_lr), true)], [head('steepest', true), row => cell(metric(row.range_steepest_lr), true)]]
      : [],
    ...!isRange && given.metric !== 'test_loss' ? [[head('test_loss', true), row => cell(metric(row.test_loss), true)]] : [],
    ...!isRange && given.metric !== 'test_accuracy' ? [[head('test_acc', true), row => cell(metric(row.test_accuracy), true)]] : [],
    [head('params', true), row => cell(size(row.parameters), true)],
    [head('s/epoch', true), row => cell(seconds(row.seconds_per_epoch), true)],
    [head('seeds', true), row => cell(seeds(row.seeds), true)],
  ];
  show(element,
    table('Rows of the leaderboard', columns.map(([top]) => top), rows.map(row => h('tr', null, columns.map(([, make]) => make(row))))),
    h('p', { class: 'note' }, 'Each row is a configuration over its seeds: the dot is their mean, the bar its 95 % interval, the line reaches from the worst seed to the best. ',
      rows.some(row => row.tied) && 'Rows marked = have intervals that overlap those of the first of their rank. ',
      rows.length < given.total && `The best ${count(rows.length)} of ${count(given.total)}.`));
}

function seeds(by) {
  const others = ['diverged', 'failed', 'open', 'cancelled'].filter(kind => by[kind] > 0).map(kind => `${by[kind]} ${kind}`);
  return [by.succeeded, ...others].join(', ');
}
