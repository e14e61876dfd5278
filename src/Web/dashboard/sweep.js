// One sweep, as it runs.
import { read } from './api.js';
import { actions } from './actions.js';
import { h, on, show as fill } from './dom.js';
import { chart, draw, hasCharts, missing } from './drawing.js';
import { count, duration, interval, metric, moment, plural, settings } from './format.js';
import { renderLeaderboard } from './leaderboard.js';
import { every, follow, onceMoved } from './live.js';
import { cell, done, ended, head, legend, meter, pill, progress, section, statusOf, sweepPath, table, tags, tiles, trialPath, waitingTiles } from './parts.js';
import { TrialTable } from './table.js';

// The number of colours that stay distinguishable.
const MaxCurves = 6;
const FirstCurves = 4;

export function outline(main, name) {
  document.title = `${name} - SweepCluster`;
  fill(main, h('div', { class: 'page', 'aria-busy': 'true' }, crumbs(name),
    h('div', { class: 'title' }, h('div', null, h('h1', null, name), h('p', { class: 'lead' }, '\u00a0'))),
    h('div', { id: 'overview' }, waitingOverview())));
}

function crumbs(name) {
  return h('nav', { class: 'crumbs', 'aria-label': 'Path' }, h('a', { href: '/' }, 'Sweeps'), h('span', { 'aria-current': 'page' }, name));
}

// As high as what takes its place.
function waitingOverview() {
  return [waitingTiles('Best', 'Trials', 'Time', 'Throughput'), h('div', { class: 'far' }, progress({}, 0), legend({}, 0))];
}

export async function show(main, server, name) {
  const page = new SweepPage(main, server, name);
  await page.start();
}

/** What the table's filter says of the values between two on an axis; nothing where it can't say it. */
function conditions(name, { categories }, [low, high]) {
  const between = (least, most) => least === most ? [`${name}=${least}`] : [`${name}>=${least}`, `${name}<=${most}`];
  if (!categories)
    return between(...[low, high].map(value => Number(value.toPrecision(4))));
  const within = categories.slice(Math.ceil(low - 1e-9), Math.floor(high + 1e-9) + 1);
  if (within.length && within.every(category => category.trim() !== '' && Number.isFinite(Number(category))))
    return between(within[0], within.at(-1));
  return within.length === 1 && within[0] !== '(none)' ? [`${name}=${/\s/.test(within[0]) ? `"${within[0]}"` : within[0]}`] : [];
}

// A bar of a setting's share of the variance, with a line at what chance alone exceeds once in 20 times.
function share({ name, explained, chance }) {
  const text = explained === null ? 'too few configurations to tell'
    : explained > chance ? `${rounded(explained)} of variance (chance: up to ${rounded(chance)})` : `${rounded(explained)} of variance, no more than chance (up to ${rounded(chance)})`;
  return h('li', null, h('span', null, name),
    h('span', { class: 'bar', 'aria-hidden': 'true' }, h('span', { style: { width: `${(100 * (explained ?? 0)).toFixed(1)}%` } }), chance !== null && h('i', { style: { left: `${(100 * chance).toFixed(1)}%` } })),
    h('span', { class: 'share' }, text));
}

const rounded = part => `${Math.round(100 * part)} %`;

class SweepPage {
  #name;
  #summary;
  #path;
  #server;
  #chosen = new Set();
  #hasChosen = false;
  #rows = [];
  #shown = null;
  #top = 10;
  #snapshot = null;
  #moveLeaders = onceMoved();
  #moveCurves = onceMoved();
  #moveCharts = onceMoved();
  #moveTable = onceMoved();
  #moveEvents = onceMoved();
  #updateCurves;
  #updateActions;
  #table;
  #main;
  #drawing = false;
  #charts = null;
  #slots = 0;
  #shownCharts = new Set();

  constructor(main, server, name) {
    [this.#main, this.#server, this.#name, this.#path] = [main, server, name, sweepPath(name)];
  }

  async start() {
    // Whether there is such a sweep shows at once.
    const [sweep, summary] = await Promise.all([read(this.#path), read(`${this.#path}/summary`)]);
    this.#summary = summary;
    this.#build(sweep);
    on(this.#main, 'change', 'input[data-curve]', box => this.#choose(box));
    on(this.#main, 'click', 'button[data-curve]', button => this.#choose({ dataset: button.dataset, checked: false }));
    // An epoch of a running trial shows within a second.
    const leaders = every(400, () => this.#moveLeaders(`${this.#top} ${this.#moved()}`, this.#isRunning(), () => this.#refreshLeaders()));
    this.#updateCurves = every(2000, () => this.#moveCurves(`${[...this.#chosen].join()} ${this.#moved()}`, this.#isRunning(), () => this.#refreshCurves()));
    const charts = every(4000, () => this.#refreshCharts());
    const rows = every(2000, () => this.#moveTable(this.#moved(), this.#isRunning(), () => this.#table.refresh()));
    const events = every(5000, () => this.#moveEvents(this.#noted(), this.#isRunning(), () => this.#refreshEvents()));
    document.getElementById('top').addEventListener('change', event => {
      this.#top = Number(event.target.value);
      leaders();
    });
    document.getElementById('pair')?.addEventListener('change', charts);
    await follow(`${this.#path}/watch`, (kind, data) => {
      if (kind === 'snapshot')
        this.#take(data);
      if (kind === 'failure')
        this.#fail(data.detail);
      // What came last is shown at once.
      if (kind === 'end' || kind === 'failure')
        [leaders, this.#updateCurves, charts, rows, events].forEach(refresh => refresh());
    });
  }

  #build(sweep) {
    const sections = [
      section('running', 'In training', h('div', { id: 'running-now' })),
      section('leaderboard', 'Leaderboard', h('p', { class: 'options' }, h('label', null, 'Rows ', h('select', { id: 'top' }, [10, 25, 100].map(rows => h('option', { value: rows }, String(rows)))))), h('div', { id: 'leaders' })),
      this.#isRangeTest() ? section('curves', 'Range tests', h('p', null, 'The running mean of the loss while the learning rate rises, of the best configurations, or of those that you choose in the leaderboard and in the table of trials: the mean over seeds in a band from the lowest to the highest. The dot is its minimum.'),
        h('div', null, hasCharts && chart('curves-0', 'Loss over the learning rate; the leaderboard has the figures', 'tall')), h('ul', { id: 'curve-names', class: 'legend' }))
      : section('curves', 'Learning curves', h('p', null, 'Of the best configurations, or of those that you choose in the leaderboard and in the table of trials: the mean over seeds in a band from the lowest to the highest, training metrics dashed. The mean ends where the first seed ends; the thin dotted line after it is over the seeds that are left.'),
        h('div', { class: 'pair' }, hasCharts && ['curves-0', 'curves-1'].map(id => chart(id, 'Learning curves; the leaderboard and each trial’s page have the figures', 'tall'))), h('ul', { id: 'curve-names', class: 'legend' })),
      section('effects', 'What each setting does', h('p', null, 'The share of the variance between configurations that a setting accounts for by itself, beyond chance (ω²). The upright line is what chance alone exceeds once in 20 times.'), h('ul', { id: 'shares', class: 'shares' })),
      hasCharts && section('settings', 'All settings side by side', h('p', null, 'A line per configuration through its settings to its mean objective; a dashed line that ends before it has none, because every seed diverged or failed. Drag along an axis to select; the table of trials shows those that the lines are of.'), h('p', { id: 'parallel-part', class: 'note', hidden: true }), chart('parallel', 'Parallel coordinates of configurations; the table of trials has the figures', 'parallel')),
      hasCharts && section('two', 'Two settings at once', h('p', { class: 'options' }, h('label', null, 'Settings ', h('select', { id: 'pair' }))), h('p', { id: 'heat-lost', class: 'note', hidden: true }, 'A hatched cell has no mean: every seed of its configurations diverged or failed.'), chart('heat', 'Heat map of the mean objective; the table of trials has the figures', 'tall')),
      section('trials', 'Trials', h('div', { id: 'trial-table' })),
      section('events', 'What happened', h('div', { id: 'event-list' })),
      section('spec', 'Spec', h('pre', { tabindex: '0', 'aria-label': 'The spec as submitted' }, h('code', null, sweep.spec))),
    ].filter(Boolean);
    this.#main.replaceChildren(
      h('div', { class: 'page' },
        crumbs(this.#name),
        h('div', { class: 'title' }, h('div', null, h('h1', null, this.#name, ' ', h('span', { id: 'status' })), h('p', { id: 'lead', class: 'lead' }, this.#summary.description || '\u00a0'), tags(this.#summary.tags)), h('div', { id: 'actions' })),
        h('div', { id: 'overview' }, waitingOverview()), missing() || null,
        h('div', { class: 'columns' }, h('nav', { class: 'sections', 'aria-label': 'On this page' }, h('ul', null,
          sections.map(part => h('li', { id: `to-${part.id}` }, h('a', { href: `#${part.id}` }, part.firstChild.textContent))))), h('div', null, sections))));
    this.#updateActions = actions(document.getElementById('actions'), this.#server, this.#name, () => {});
    this.#table = new TrialTable(document.getElementById('trial-table'), this.#name, this.#chosen, this.#isRangeTest());
    // Room for the rows to come, so that nothing below them moves.
    document.getElementById('leaders').style.setProperty('--rows', String(Math.min(this.#top, this.#summary.configurations)));
    this.#hide(this.#summary);
  }

  // Sections without anything to show. Of a running sweep they stay: it may come, and would move what is below.
  #hide(sweep) {
    const isRunning = statusOf(sweep) === 'running';
    this.#hidden('running', !isRunning && this.#slots === 0);
    for (const id of ['effects', 'settings', 'two'])
      this.#hidden(id, !this.#shownCharts.has(id) && !(isRunning && sweep.configurations > 1));
  }

  #hidden(id, isHidden) {
    for (const part of [document.getElementById(id), document.getElementById(`to-${id}`)])
      if (part)
        part.hidden = isHidden;
  }

  // Its curves are over the learning rate, and its final weights mean nothing.
  #isRangeTest() {
    return this.#summary.kind === 'lr-range';
  }

  #take(snapshot) {
    const isFirst = this.#snapshot === null;
    this.#snapshot = snapshot;
    if (this.#drawing && !isFirst)
      return;
    // Snapshots come faster than anybody reads.
    this.#drawing = true;
    setTimeout(() => {
      this.#drawing = false;
      this.#render();
    }, isFirst ? 0 : 250);
  }

  #render() {
    const { sweep, trials, counts, running, remaining_seconds: remaining } = this.#snapshot;
    const status = statusOf(sweep);
    fill(document.getElementById('status'), pill(status));
    this.#updateActions(sweep);
    this.#table.counts(counts);
    const best = this.#rows.find(row => row.objective !== null);
    const rate = running.reduce((sum, trial) => sum + trial.samples_per_second, 0);
    const ends = ended(counts);
    fill(document.getElementById('overview'),
      tiles([
        { name: `Best ${this.#summary.metric}`, value: best ? metric(best.objective) : '-', detail: best && best.objective_low !== null ? `${interval(best.objective, best.objective_low)}, ${settings(best.settings)}` : best && settings(best.settings) },
        { name: 'Trials', value: `${count(ends)}/${count(trials)}`, detail: `${plural(sweep.configurations, 'configuration')} × ${plural(sweep.seeds, 'seed')}` },
        status === 'running' && { name: 'Remaining', value: duration(remaining), detail: `${duration(sweep.run_seconds)} so far` },
        status !== 'running' && { name: 'Time', value: duration(sweep.run_seconds), detail: sweep.reason || `created ${moment(sweep.created_at)}` },
        status === 'running' && { name: 'Throughput', value: rate > 0 ? `${count(rate)}/s` : '-', detail: `images, ${plural(running.length, 'trial')} at once` },
      ].filter(Boolean)),
      h('div', { class: 'far' }, progress(counts, trials, running.reduce((sum, trial) => sum + done(trial), 0)), legend(counts, trials)));
    // Trials come and go, slots stay.
    this.#slots = Math.max(this.#slots, running.length);
    const free = Array.from({ length: this.#slots - running.length }, () => h('li', null, h('p', null, 'free'), meter(0, 'No trial'), h('p', { class: 'small' }, '\u00a0')));
    fill(document.getElementById('running-now'), this.#slots === 0 && h('p', null, 'No trial is on a slot yet.'), h('ul', { class: 'slots' }, running.map(trial => this.#slot(trial)), free));
    this.#hide(sweep);
  }

  #slot(trial) {
    const share = done(trial);
    return h('li', { class: 'busy' }, h('p', null, h('a', { href: trialPath(this.#name, trial.trial) }, `trial ${trial.trial}`), h('span', { class: 'small' }, ` on slot ${trial.slot}`)),
      meter(share, `Trial ${trial.trial}: ${Math.round(100 * share)} % trained`),
      h('p', { class: 'small' }, trial.progress.epoch
        ? `epoch ${trial.progress.epoch}/${trial.epoch_target} · loss ${metric(trial.progress.loss)} · accuracy ${metric(trial.progress.accuracy)}` : 'begins'));
  }

  #fail(detail) {
    const lead = document.getElementById('lead');
    lead.className = 'lead wrong';
    lead.textContent = `Stopped: ${detail}`;
  }

  // What changes the leaderboard: epochs of running trials, and ends.
  #moved() {
    return JSON.stringify(this.#snapshot && [this.#snapshot.counts, this.#snapshot.sweep.pass, this.#snapshot.running.map(trial => [trial.trial, trial.progress.epoch])]);
  }

  // What is written into the log: changes of the sweep, and ends.
  #noted() {
    return JSON.stringify(this.#snapshot && [this.#snapshot.sweep, this.#snapshot.counts]);
  }

  #isRunning() {
    return this.#snapshot?.sweep.status === 'running';
  }

  async #refreshLeaders() {
    this.#rows = await read(`${this.#path}/leaderboard?top=${this.#top}`);
    const shown = JSON.stringify([this.#rows, this.#snapshot?.sweep.configurations]);
    if (shown === this.#shown)
      return;
    this.#shown = shown;
    this.#renderLeaders();
  }

  #renderLeaders() {
    if (!this.#hasChosen) {
      const before = [...this.#chosen].join();
      this.#chosen.clear();
      this.#rows.filter(row => row.objective !== null).slice(0, FirstCurves).forEach(row => this.#chosen.add(`c${row.configuration}`));
      if (before !== [...this.#chosen].join())
        this.#updateCurves();
    }
    renderLeaderboard(document.getElementById('leaders'), this.#rows, { sweep: this.#name, maximize: this.#summary.maximize, metric: this.#summary.metric, chosen: this.#chosen, total: this.#snapshot?.sweep.configurations ?? this.#rows.length });
  }

  async #refreshCurves() {
    const names = [...this.#chosen];
    const answer = names.length ? await read(`${this.#path}/curves?of=${names.join(',')}`) : { curves: [], range: [] };
    const [panels, drawer] = this.#isRangeTest() ? [answer.range, 'drawRange'] : [answer.curves, 'drawCurves'];
    document.querySelectorAll('#curves .chart').forEach((element, index) => {
      element.hidden = !panels[index] && !this.#isRunning();
      if (panels[index])
        draw(element, drawer, panels[index]);
    });
    const drawn = panels[0]?.curves ?? panels[0]?.lines ?? [];
    fill(document.getElementById('curve-names'), drawn.map((curve, index) => h('li', null, h('span', { class: `colour-${index + 1}`, 'aria-hidden': 'true' }), curve.name,
      h('button', { type: 'button', class: 'remove', 'data-curve': this.#nameOf(names, drawn, index), 'aria-label': `Leave out ${curve.name}` }, '×'))));
  }

  // What has no epoch yet has no curve.
  #nameOf(names, drawn, index) {
    return drawn.length === names.length ? names[index] : names.find(name => drawn[index].name.startsWith(`trial ${name.slice(1)}:`)) ?? names[index];
  }

  #choose(box) {
    this.#hasChosen = true;
    if (box.checked)
      this.#chosen.add(box.dataset.curve);
    else
      this.#chosen.delete(box.dataset.curve);
    while (this.#chosen.size > MaxCurves)
      this.#chosen.delete(this.#chosen.values().next().value);
    this.#renderLeaders();
    this.#refreshCurves();
    this.#table.refresh();
  }

  async #refreshCharts() {
    await this.#moveCharts(this.#moved(), this.#isRunning(), async () => {
      this.#charts = await read(`${this.#path}/charts`);
    });
    const { effect, heat, parallel } = this.#charts;
    this.#shownCharts = new Set([effect.length && 'effects', parallel.length && 'settings', heat.length && 'two'].filter(Boolean));
    this.#hide(this.#snapshot?.sweep ?? this.#summary);
    fill(document.getElementById('shares'), effect.map(share));
    if (!hasCharts)
      return;
    const pair = document.getElementById('pair');
    const chosen = pair.value;
    fill(pair, heat.map(map => h('option', { value: `${map.x} ${map.y}` }, `${map.x} and ${map.y}`)));
    pair.value = heat.some(map => `${map.x} ${map.y}` === chosen) ? chosen : pair.options[0]?.value;
    const map = heat.find(one => `${one.x} ${one.y}` === pair.value);
    document.getElementById('heat-lost').hidden = !map?.lost.length;
    this.#sayParts(parallel[0]);
    for (const [id, data, drawer] of [['settings', parallel[0], 'drawParallel'], ['two', map, 'drawHeat']]) {
      if (data)
        await draw(document.querySelector(`#${id} .chart`), drawer, data, (axis, intervals) => this.#select(axis, intervals));
    }
  }

  // More lines than these can't be told apart.
  #sayParts(parallel) {
    const note = document.getElementById('parallel-part');
    note.hidden = !parallel || parallel.lines.length === parallel.total;
    note.textContent = parallel ? `${count(parallel.lines.length)} of ${count(parallel.total)} configurations: the best, and others evenly spread over the rest.` : '';
  }

  // A selection along an axis becomes conditions of the table's filter.
  #select(axis, intervals) {
    const name = axis.name === this.#summary.metric ? 'objective' : axis.name;
    this.#table.restrict(name, intervals.length === 1 ? conditions(name, axis, intervals[0].toSorted((one, other) => one - other)) : []);
  }

  async #refreshEvents() {
    const events = await read(`${this.#path}/events`);
    fill(document.getElementById('event-list'), table('Rows of events', [head('time'), head('what'), head('trial', true), head('detail')],
      events.toReversed().slice(0, 200).map(one => h('tr', null, cell(moment(one.at)), cell(one.kind),
        h('td', { class: 'n' }, one.trial === null ? '' : h('a', { href: trialPath(this.#name, one.trial) }, String(one.trial))), cell(one.detail)))),
    events.length > 200 && h('p', { class: 'note' }, `The latest 200 of ${count(events.length)}.`));
  }
}
