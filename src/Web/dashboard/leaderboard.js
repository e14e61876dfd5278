// The best configurations, each with its interval. The server writes the columns from LeaderboardColumns.cs.
import { h, show } from './dom.js';
import { count, interval, metric, seconds, setting, settings, size, whole } from './format.js';
import { columns as declared, maxSettings } from './leaderboard-columns.js';
import { cell, ends, head, intervalDrawing, sweepPath, table } from './parts.js';

// The text of a field by the format of its column; settings and the objective are more than a text.
const texts = {
  text: value => value,
  rank,
  share,
  metric,
  size,
  seconds,
  seeds,
};

/**
 * @param {object[]} rows as docs/json.md describes them
 * @param {{sweep: string, maximize: boolean, metric: string, chosen: Set<string>, total: number}} given which curves are drawn: c3 for configuration 3
 */
export function renderLeaderboard(element, rows, given) {
  if (!rows.length) {
    show(element, h('p', null, 'No trial has an objective yet.'));
    return;
  }
  const kind = rows.some(row => row.range_minimum_lr !== null) ? 'rangetest' : 'train';
  const columns = [
    [head('curve'), row => h('td', null, row.objective !== null && h('input', {
      type: 'checkbox', 'data-curve': `c${row.configuration}`, checked: given.chosen.has(`c${row.configuration}`), 'aria-label': `Draw the curve of ${settings(row.settings)}`,
    }))],
    ...declared.toSorted((one, other) => place(one) - place(other)).filter(column => (column.kind ?? kind) === kind && column.metric !== given.metric && (!column.optional || rows.some(row => row[column.field]))).flatMap(column => shown(column, rows, given.metric)),
    [head('trials'), row => h('td', null, h('a', {
      href: trialsOf(row, given), 'aria-label': `Open the trials of ${settings(row.settings)}, the best first`,
    }, 'open'))],
  ];
  show(element,
    table('Rows of the leaderboard', columns.map(([top]) => top), rows.map(row => h('tr', null, columns.map(([, make]) => make(row))))),
    h('p', { class: 'note' }, 'Each row is a configuration over its seeds: the dot is their mean, the bar its 95 % interval, the line reaches from the worst seed to the best. ',
      kind === 'train' && 'P(best) is the probability of being the best of these rows. ',
      rows.some(row => row.tied) && 'Rows marked = are not told apart from the first. ',
      rows.some(row => !row.tied && row.rank !== null && row.rank < row.rank_high) && 'A rank such as 4-9 says which ranks the seeds leave open. ',
      rows.some(row => row.rank === null && row.objective !== null) && '(3) is an order without a rank: one seed tells nothing about the others. ',
      rows.some(row => row.survivors) && '* Means leave out seeds that diverged or failed: these are means of the survivors, which flatters them. ',
      kind === 'train' && given.total > 1 && `The first of ${count(given.total)} owes its rank partly to luck: with other seeds it is probably a little worse. `,
      rows.length < given.total && `The best ${count(rows.length)} of ${count(given.total)}.`));
}

// Rank and objective come first, and stay in sight where the table scrolls.
function place({ format }) {
  return ['rank', 'objective', 'settings'].includes(format) ? ['rank', 'objective', 'settings'].indexOf(format) : 3;
}

/** The address of the table of a row's trials, whose first is the best seed. */
function trialsOf(row, given) {
  const query = new URLSearchParams({ filter: `configuration=${row.configuration}`, sort: given.maximize ? '-objective' : 'objective' });
  return `${sweepPath(given.sweep)}?${query}#trials`;
}

/** The columns of the page that a declared one becomes, each its head and a function from a row to its cell. */
function shown(column, rows, objective) {
  if (column.format === 'settings')
    return settingColumns(column, rows);
  if (column.format === 'objective')
    return objectiveColumns(rows, objective);
  const text = texts[column.format];
  return [[head(column.header, column.numeric), row => cell(text(row[column.field], row), column.numeric)]];
}

function settingColumns(column, rows) {
  const names = [...new Set(rows.flatMap(row => Object.keys(row.settings)))];
  return names.length > 0 && names.length <= maxSettings
    ? names.map(name => [head(name), row => h('td', { title: whole(row.settings[name]) }, setting(row.settings[name]))])
    : [[head(column.header), row => cell(settings(row.settings))]];
}

function objectiveColumns(rows, objective) {
  const [low, high] = ends(rows);
  const scale = [h('span', { class: 'unseen' }, 'interval'), h('span', { class: 'ends', 'aria-hidden': 'true' }, h('span', null, metric(low)), h('span', null, metric(high)))];
  return [
    [head(objective, true), row => h('td', { class: 'n strong' }, objectiveText(row))],
    [head(scale), row => h('td', null, row.objective !== null && intervalDrawing(row, low, high))],
  ];
}

/** The mean with its interval and the mark of a mean of survivors; of a row without one, how its seeds ended. */
export function objectiveText(row) {
  if (row.objective !== null)
    return interval(row.objective, row.objective_low) + (row.survivors ? '*' : '');
  return ['diverged', 'failed'].filter(kind => row.seeds[kind] > 0).join(', ') || 'not finite';
}

function rank(low, row) {
  if (row.objective === null)
    return '-';
  if (low === null)
    return `(${row.order})`;
  return row.tied ? '=1' : low === 1 || low === row.rank_high ? String(low) : `${low}-${row.rank_high}`;
}

function share(value) {
  return value === null ? '-' : value > 0 && value < 0.01 ? '<1 %' : `${Math.round(value * 100)} %`;
}

function seeds(by, row) {
  const others = ['diverged', 'failed', 'open', 'cancelled', 'stopped'].filter(kind => by[kind] > 0);
  if (!others.length)
    return String(by.succeeded);
  const all = others.reduce((sum, kind) => sum + by[kind], by.succeeded);
  // Rounded down: 100 % stands for all of them.
  const rate = by.diverged + by.failed > 0 ? ` (${Math.floor((row.success_rate * 100) + 1e-9)} %)` : '';
  return [`${by.succeeded} of ${all}${rate}`, ...others.map(kind => `${by[kind]} ${kind}`)].join(', ');
}
