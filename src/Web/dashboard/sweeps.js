// All sweeps.
import { h, show as fill } from './dom.js';
import { count, duration, metric, moment, plural } from './format.js';
import { follow } from './live.js';
import { ended, legend, pill, progress, statusOf, sweepPath, tags, tiles, waitingTiles } from './parts.js';

export function outline(main) {
  document.title = 'Sweeps - SweepCluster';
  const find = h('input', { id: 'find', type: 'search', placeholder: 'name, tag, description or status', autocomplete: 'off', spellcheck: 'false', value: new URLSearchParams(location.search).get('find') ?? '' });
  fill(main, h('div', { class: 'page' }, h('h1', null, 'Sweeps'), h('p', { class: 'find' }, h('label', { for: 'find' }, 'Search'), find), h('div', { id: 'overview', 'aria-busy': 'true' },
    waitingTiles('Running', 'In training', 'Throughput', 'Trials ended'))));
}

export async function show() {
  const overview = document.getElementById('overview');
  let latest = null;
  const input = document.getElementById('find');
  input.addEventListener('input', () => {
    const address = new URL(location.href);
    if (input.value.trim())
      address.searchParams.set('find', input.value.trim());
    else
      address.searchParams.delete('find');
    history.replaceState(null, '', address);
    if (latest)
      render(overview, latest, input.value);
  });
  await follow('/watch', (kind, data) => {
    if (kind !== 'overview')
      return;
    latest = data;
    render(overview, data, input.value);
  });
}

/** Whether a sweep has every word of the search in its name, tags, description or status. */
function matches(sweep, words) {
  const text = [sweep.sweep, sweep.description, statusOf(sweep), ...sweep.tags].join('\n').toLowerCase();
  return words.every(word => text.includes(word));
}

function render(overview, { sweeps, total_sweeps: total, slots }, search) {
  const words = search.toLowerCase().split(/\s+/).filter(word => word);
  const found = sweeps.filter(sweep => matches(sweep, words));
  const busy = slots.filter(slot => slot.trials.length);
  const running = sweeps.filter(sweep => statusOf(sweep) === 'running');
  const rate = slots.flatMap(slot => slot.trials).reduce((sum, trial) => sum + (trial.samples_per_second ?? 0), 0);
  overview.removeAttribute('aria-busy');
  fill(overview,
    tiles([
      { name: 'Running', value: plural(running.length, 'sweep'), detail: `${count(total)} in all` },
      { name: 'In training', value: plural(slots.reduce((sum, slot) => sum + slot.trials.length, 0), 'trial'), detail: `${count(busy.length)} of ${plural(slots.length, 'slot')} busy` },
      { name: 'Throughput', value: rate > 0 ? `${count(rate)}/s` : '-', detail: 'images trained on' },
      { name: 'Trials ended', value: count(sweeps.reduce((sum, sweep) => sum + ended(sweep.counts), 0)), detail: 'of the sweeps below' },
    ]),
    sweeps.length
      ? [h('ol', { class: 'sweeps' }, found.map(card)), found.length === 0 && h('p', { class: 'note' }, 'No sweep has that in its name, tags, description or status.')]
      : h('section', { class: 'empty' }, h('h2', null, 'No sweep yet'), h('p', null, 'A sweep trains one network for every combination of settings in a file. Start the first one with'),
        h('pre', null, h('code', null, `./sweep run sweeps/quickstart.yaml --cluster ${location.origin}`))),
    total > sweeps.length && h('p', { class: 'note' }, `The newest ${count(sweeps.length)} of ${count(total)}. All: `, h('code', null, './sweep ls')));
}

function card(sweep) {
  const status = statusOf(sweep);
  return h('li', null, h('article', { 'aria-labelledby': `name-${sweep.sweep}` },
    h('div', { class: 'what' },
      h('h2', { id: `name-${sweep.sweep}` }, h('a', { href: sweepPath(sweep.sweep) }, sweep.sweep)), pill(status),
      h('p', null, sweep.description || `${plural(sweep.configurations, 'configuration')}, ${plural(sweep.seeds, 'seed')}`), tags(sweep.tags)),
    h('div', { class: 'far' }, progress(sweep.counts, sweep.trials), legend(sweep.counts, sweep.trials)),
    h('dl', null,
      h('div', null, h('dt', null, sweep.metric || 'best'), h('dd', { class: 'best' }, metric(sweep.best))),
      h('div', null, h('dt', null, 'trials'), h('dd', null, `${count(ended(sweep.counts))}/${count(sweep.trials)}`)),
      h('div', null, h('dt', null, 'time'), h('dd', null, duration(sweep.run_seconds))),
      h('div', null, h('dt', null, 'created'), h('dd', null, h('time', { datetime: sweep.created_at }, moment(sweep.created_at).slice(0, 16)))))));
}
