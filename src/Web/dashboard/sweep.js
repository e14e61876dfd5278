// One sweep, as it runs.
import { read } from './api.js';
import { actions } from './actions.js';
import { h, on, show as fill } from './dom.js';
import { chart, draw, hasCharts, missing } from './drawing.js';
import { count, duration, interval, metric, moment, plural, settings } from './format.js';
import { renderLeaderboard } from './leaderboard.js';
import { every, follow, onceMoved } from './live.js';
import { cell, done, ended, head, legend, meter, pill, progress, section, statusOf, sweepPath, table, tiles, trialPath } from './parts.js';
import { TrialTable } from './table.js';

// The number of colours that stay distinguishable.
const MaxCurves = 6;
const FirstCurves = 4;

export async function show(main, server, name) {
  document.title = `${name} - SweepCluster`;
  const page = new SweepPage(main, server, name);
  await page.start();
}

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
  #updateCurves;
  #curvesSeen = null;
  #updateActions;
  #table;
  #main;
  #drawing = false;
  #charts = null;
  #chartsSeen = null;
  #tableSeen = null;
  #eventsSeen = null;

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
    this.#updateCurves = every(2000, () => this.#refreshMovedCurves());
    const charts = every(4000, () => this.#refreshCharts());
    const rows = every(2000, () => this.#refreshTable());
    const events = every(5000, () => this.#refreshEvents());
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
      section('curves', 'Learning curves', h('p', null, 'Of the best configurations, or of those that you choose in the leaderboard and in the table of trials: the mean over seeds in a band from the lowest to the highest, training metrics dashed.'),
        h('div', { class: 'pair' }, hasCharts && ['curves-0', 'curves-1'].map(id => chart(id, 'Learning curves; the leaderboard and each trial’s page have the figures', 'tall'))), h('ul', { id: 'curve-names', class: 'legend' })),
      hasCharts && section('settings', 'All settings side by side', h('p', null, 'A line per configuration through its settings to its mean objective. Drag along an axis to select.'), chart('parallel', 'Parallel coordinates of all configurations; the table of trials has the figures', 'parallel')),
      hasCharts && section('two', 'Two settings at once', h('p', { class: 'options' }, h('label', null, 'Settings ', h('select', { id: 'pair' }))), chart('heat', 'Heat map of the mean objective; the table of trials has the figures', 'tall')),
      section('trials', 'Trials', h('div', { id: 'trial-table' })),
      section('events', 'What happened', h('div', { id: 'event-list' })),
      section('spec', 'Spec', h('pre', { tabindex: '0', 'aria-label': 'The spec as submitted' }, h('code', null, sweep.spec))),
    ].filter(Boolean);
    this.#main.replaceChildren(
      h('div', { class: 'page' },
        h('nav', { class: 'crumbs', 'aria-label': 'Path' }, h('a', { href: '/' }, 'Sweeps'), h('span', { 'aria-current': 'page' }, this.#name)),
        h('div', { class: 'title' }, h('div', null, h('h1', null, this.#name, ' ', h('span', { id: 'status' })), h('p', { id: 'lead', class: 'lead' })), h('div', { id: 'actions' })),
        h('div', { id: 'overview' }), missing() || null,
        h('div', { class: 'columns' }, h('nav', { class: 'sections', 'aria-label': 'On this page' }, h('ul', null,
          sections.map(part => h('li', { id: `to-${part.id}` }, h('a', { href: `#${part.id}` }, part.firstChild.textContent))))), h('div', null, sections))));
    this.#updateActions = actions(document.getElementById('actions'), this.#server, this.#name, () => {});
    this.#table = new TrialTable(document.getElementById('trial-table'), this.#name, this.#chosen);
    document.getElementById('lead').textContent = this.#summary.description;
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
    const best = this.#rows[0];
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
      h('div', { class: 'far' }, progress(counts, trials), legend(counts, trials)));
    document.getElementById('running').hidden = running.length === 0;
    document.getElementById('to-running').hidden = running.length === 0;
    fill(document.getElementById('running-now'), h('ul', { class: 'slots' }, running.map(trial => this.#slot(trial))));
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
      this.#rows.slice(0, FirstCurves).forEach(row => this.#chosen.add(`c${row.configuration}`));
      if (before !== [...this.#chosen].join())
        this.#updateCurves();
    }
    renderLeaderboard(document.getElementById('leaders'), this.#rows, { sweep: this.#name, maximize: this.#summary.maximize, metric: this.#summary.metric, chosen: this.#chosen, total: this.#snapshot?.sweep.configurations ?? this.#rows.length });
  }

  async #refreshMovedCurves() {
    const seen = `${[...this.#chosen].join()} ${this.#moved()}`;
    if (seen === this.#curvesSeen)
      return;
    await this.#refreshCurves();
    this.#curvesSeen = seen;
  }

  async #refreshCurves() {
    const names = [...this.#chosen];
    const { curves: panels } = names.length ? await read(`${this.#path}/curves?of=${names.join(',')}`) : { curves: [] };
    document.querySelectorAll('#curves .chart').forEach((element, index) => {
      element.hidden = !panels[index];
      if (panels[index])
        draw(element, 'drawCurves', panels[index]);
    });
    fill(document.getElementById('curve-names'), (panels[0]?.curves ?? []).map((curve, index) => h('li', null, h('span', { class: `colour-${index + 1}`, 'aria-hidden': 'true' }), curve.name,
      h('button', { type: 'button', class: 'remove', 'data-curve': this.#nameOf(names, panels, index), 'aria-label': `Leave out ${curve.name}` }, '×'))));
  }

  // What has no epoch yet has no curve.
  #nameOf(names, panels, index) {
    return panels[0].curves.length === names.length ? names[index] : names.find(name => panels[0].curves[index].name.startsWith(`trial ${name.slice(1)}:`)) ?? names[index];
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
    const seen = this.#moved();
    if (!hasCharts)
      return;
    if (seen !== this.#chartsSeen)
      this.#charts = await read(`${this.#path}/charts`);
    this.#chartsSeen = seen;
    const { heat, parallel } = this.#charts;
    const pair = document.getElementById('pair');
    const chosen = pair.value;
    fill(pair, heat.map(map => h('option', { value: `${map.x} ${map.y}` }, `${map.x} and ${map.y}`)));
    pair.value = heat.some(map => `${map.x} ${map.y}` === chosen) ? chosen : pair.options[0]?.value;
    const map = heat.find(one => `${one.x} ${one.y}` === pair.value);
    for (const [id, data, drawer] of [['settings', parallel[0], 'drawParallel'], ['two', map, 'drawHeat']]) {
      document.getElementById(id).hidden = !data;
      document.getElementById(`to-${id}`).hidden = !data;
      if (data)
        await draw(document.querySelector(`#${id} .chart`), drawer, data);
    }
  }

  async #refreshTable() {
    const seen = this.#moved();
    if (seen === this.#tableSeen)
      return;
    await this.#table.refresh();
    this.#tableSeen = seen;
  }

  async #refreshEvents() {
    const seen = JSON.stringify(this.#snapshot && [this.#snapshot.sweep, this.#snapshot.counts]);
    if (seen === this.#eventsSeen)
      return;
    const events = await read(`${this.#path}/events`);
    this.#eventsSeen = seen;
    fill(document.getElementById('event-list'), table('Rows of events', [head('time'), head('what'), head('trial', true), head('detail')],
      events.toReversed().slice(0, 200).map(one => h('tr', null, cell(moment(one.at)), cell(one.kind),
        h('td', { class: 'n' }, one.trial === null ? '' : h('a', { href: trialPath(this.#name, one.trial) }, String(one.trial))), cell(one.detail)))),
    events.length > 200 && h('p', { class: 'note' }, `The latest 200 of ${count(events.length)}.`));
  }
}
