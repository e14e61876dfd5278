// The slots that train, and what is on them.
import { h, show as fill } from './dom.js';
import { count, metric, plural } from './format.js';
import { follow } from './live.js';
import { done, meter, pill, statusOf, sweepPath, tiles, trialPath, waitingTiles } from './parts.js';

export function outline(main) {
  document.title = 'Cluster - SweepCluster';
  fill(main, h('div', { class: 'page' }, h('h1', null, 'Cluster'), h('div', { id: 'overview', 'aria-busy': 'true' },
    waitingTiles('Busy', 'In training', 'Throughput', 'To come'))));
}

export async function show() {
  const overview = document.getElementById('overview');
  await follow('/watch', (kind, data) => kind === 'overview' && render(overview, data));
}

function render(overview, { sweeps, slots }) {
  const busy = slots.filter(slot => slot.trials.length);
  const trials = slots.flatMap(slot => slot.trials);
  const rate = trials.reduce((sum, trial) => sum + (trial.samples_per_second ?? 0), 0);
  const running = sweeps.filter(sweep => statusOf(sweep) === 'running');
  const waiting = running.reduce((sum, sweep) => sum + toCome(sweep), 0);
  // Of another process: nothing of it is on these slots.
  const elsewhere = running.filter(sweep => !trials.some(trial => trial.sweep === sweep.sweep) && (sweep.counts.running ?? 0) > 0);
  overview.removeAttribute('aria-busy');
  fill(overview,
    tiles([
      { name: 'Busy', value: `${count(busy.length)}/${count(slots.length)}`, detail: 'slots' },
      { name: 'In training', value: plural(trials.length, 'trial'), detail: `of ${plural(running.length, 'running sweep')}` },
      { name: 'Throughput', value: rate > 0 ? `${count(rate)}/s` : '-', detail: 'images trained on' },
      { name: 'To come', value: plural(waiting, 'trial'), detail: 'of running sweeps' },
    ]),
    h('section', { id: 'slots', 'aria-labelledby': 'slots-title' }, h('h2', { id: 'slots-title' }, 'Slots'),
      slots.length
        ? h('ul', { class: 'slots' }, slots.map(card))
        : h('p', null, 'There are no slots: no silo has joined the cluster yet.')),
    elsewhere.length > 0 && h('section', { 'aria-labelledby': 'elsewhere-title' }, h('h2', { id: 'elsewhere-title' }, 'In other processes'),
      h('p', null, 'These sweeps are run by processes of their own, whose slots this server doesn’t see.'),
      h('ul', { class: 'plain' }, elsewhere.map(sweep => h('li', null, h('a', { href: sweepPath(sweep.sweep) }, sweep.sweep),
        ` by process ${sweep.process}: ${plural(sweep.counts.running ?? 0, 'trial')} in training`)))));
}

function toCome(sweep) {
  const started = Object.values(sweep.counts).reduce((sum, trials) => sum + trials, 0);
  return sweep.trials - started + (sweep.counts.waiting ?? 0);
}

function card(slot) {
  const state = slot.draining ? 'draining' : slot.trials.length ? 'busy' : 'idle';
  return h('li', { class: state }, h('h3', null, slot.slot, ' ', pill(state)), h('p', { class: 'device' }, slot.device),
    slot.trials.length > 0 && h('ul', { class: 'plain' }, slot.trials.map(trial => h('li', null,
      h('p', null, h('a', { href: trialPath(trial.sweep, trial.trial) }, `trial ${trial.trial}`), ' of ', h('a', { href: sweepPath(trial.sweep) }, trial.sweep)),
      meter(done(trial), `Trial ${trial.trial}: ${Math.round(100 * done(trial))} % trained`),
      h('p', { class: 'small' }, epochText(trial))))));
}

function epochText(trial) {
  if (!trial.progress.epoch)
    return 'begins';
  const parts = [`epoch ${trial.progress.epoch}${trial.epoch_target ? `/${trial.epoch_target}` : ''}`, `loss ${metric(trial.progress.loss)}`, `accuracy ${metric(trial.progress.accuracy)}`];
  if (trial.samples_per_second)
    parts.push(`${count(trial.samples_per_second)}/s`);
  return parts.join(' · ');
}
