// One trial.
import { Problem, read, readLines } from './api.js';
import { h, show as fill } from './dom.js';
import { chart, draw, hasCharts, missing } from './drawing.js';
import { count, metric, moment, plural, seconds, settings, size } from './format.js';
import { every, follow, onceMoved, refuse } from './live.js';
import { cell, done, hasEnded, head, meter, pill, section, sweepPath, table, tiles, trialPath, waitingTiles } from './parts.js';
import { renderPredictions } from './predictions.js';

export function outline(main, name, number) {
  document.title = `Trial ${number} of ${name} - SweepCluster`;
  fill(main, h('div', { class: 'page', 'aria-busy': 'true' }, crumbs(name, number),
    h('div', { class: 'title' }, h('div', null, h('h1', null, `Trial ${number}`), h('p', { class: 'lead' }, '\u00a0'))),
    h('div', { id: 'overview' }, waitingTiles('Result', 'Epochs', 'Attempt', 'Parameters'))));
}

function crumbs(name, number) {
  return h('nav', { class: 'crumbs', 'aria-label': 'Path' }, h('a', { href: '/' }, 'Sweeps'), h('a', { href: sweepPath(name) }, name), h('span', { 'aria-current': 'page' }, `Trial ${number}`));
}

export async function show(main, server, name, number) {
  const page = new TrialPage(main, name, Number(number));
  await page.start();
}

/** The rate at the minimum of a range test's running mean. */
function minimumRate({ start, factor, running_means: means }) {
  return start * factor ** means.indexOf(Math.min(...means));
}

class TrialPage {
  #main;
  #name;
  #number;
  #path;
  #sweep;
  #trial = null;
  #running = null;
  #seen = null;
  #predicted = null;
  #isRangeTest = false;

  constructor(main, name, number) {
    [this.#main, this.#name, this.#number, this.#path] = [main, name, number, `${sweepPath(name)}/trials/${number}`];
  }

  async start() {
    const [sweep, { kind }] = await Promise.all([read(sweepPath(this.#name)), read(`${sweepPath(this.#name)}/summary`)]);
    [this.#sweep, this.#isRangeTest] = [sweep, kind === 'lr-range'];
    try {
      this.#trial = await read(this.#path);
    } catch (problem) {
      refuse(problem.status === 404 ? new Problem(404, `${problem.message} It will be here once it is.`) : problem);
      return;
    }
    const { settings: varying, facts, epoch_target: target, spec } = await read(`${this.#path}/configuration`);
    this.#build(varying, facts, target, spec);
    const move = onceMoved();
    const refresh = every(400, () => move(this.#moved(), this.#sweep.status === 'running', () => this.#refresh()));
    await follow(`${sweepPath(this.#name)}/watch`, (kind, data) => {
      if (kind === 'snapshot') {
        this.#sweep = data.sweep;
        this.#running = data.running.find(trial => trial.trial === this.#number) ?? null;
        this.#render();
      } else {
        refresh();
      }
    });
  }

  #build(varying, facts, target, spec) {
    const seeds = Array.from({ length: Math.min(this.#sweep.seeds, 20) }, (_, seed) => (seed * this.#sweep.configurations) + this.#trial.configuration);
    const curves = this.#isRangeTest
      ? section('curves', 'Range test', h('p', null, 'The loss of every minibatch before its step, smoothed, and its running mean, with the two rates that the test suggests.'),
        h('ul', { class: 'legend' }, [['running mean', 1], ['smoothed', 2], ['minibatch', 6]].map(([name, colour]) => h('li', null, h('span', { class: `colour-${colour}`, 'aria-hidden': 'true' }), name))),
        h('div', null, hasCharts && chart('curves-0', 'Loss over the learning rate; the tiles above have the suggested rates', 'tall')))
      : section('curves', 'Learning curves', h('div', { class: 'pair' }, hasCharts && ['curves-0', 'curves-1'].map(id => chart(id, 'Learning curves; the table of epochs has the figures', 'tall'))));
    const sections = [
      curves,
      section('predictions', 'At work', h('div', { id: 'predicted' }, h('p', null, 'Its network looks at the test images as soon as there is a checkpoint.'))),
      section('configuration', 'Configuration', spec && copyButton(spec), h('dl', { class: 'facts' }, facts.map(fact => [h('dt', null, fact.name), h('dd', null, fact.value)]))),
      section('log', 'What happened', h('div', { id: 'log-list' })),
      section('epochs', 'Epochs', h('div', { id: 'epoch-list' })),
    ];
    this.#main.replaceChildren(h('div', { class: 'page' },
      crumbs(this.#name, this.#number),
      h('div', { class: 'title' },
        h('div', null, h('h1', null, `Trial ${this.#number} `, h('span', { id: 'status' })), h('p', { class: 'lead' }, settings(varying), `, seed ${this.#trial.repeat + 1}`)),
        h('nav', { class: 'siblings', 'aria-label': 'Other trials' },
          seeds.length > 1 && h('span', null, 'Seeds ', seeds.map((trial, seed) => h('a', { href: trialPath(this.#name, trial), 'aria-current': trial === this.#number ? 'page' : null, 'aria-label': `Seed ${seed + 1}` }, String(seed + 1)))),
          this.#number > 0 && h('a', { href: trialPath(this.#name, this.#number - 1), rel: 'prev' }, '← Trial ', String(this.#number - 1)),
          h('a', { href: trialPath(this.#name, this.#number + 1), rel: 'next' }, 'Trial ', String(this.#number + 1), ' →'))),
      h('div', { id: 'overview', 'data-target': target }), missing() || null,
      h('div', { class: 'columns' }, h('nav', { class: 'sections', 'aria-label': 'On this page' }, h('ul', null, sections.map(part => h('li', { id: `to-${part.id}` }, h('a', { href: `#${part.id}` }, part.firstChild.textContent))))),
        h('div', null, sections))));
    this.#render();
  }

  // What changes the trial's record: its epochs, its attempts, and what is asked of the sweep.
  #moved() {
    return JSON.stringify([this.#running?.attempt, this.#running?.progress.epoch, this.#sweep.status, this.#sweep.pass]);
  }

  async #refresh() {
    const trial = await read(this.#path);
    const seen = JSON.stringify(trial);
    if (seen === this.#seen)
      return;
    this.#trial = trial;
    const [epochs, events, { curves, rangeTest }] = await Promise.all([readLines(`${this.#path}/epochs`), read(`${sweepPath(this.#name)}/events`), read(`${sweepPath(this.#name)}/curves?of=t${this.#number}`)]);
    this.#render();
    this.#renderEpochs(epochs);
    this.#renderLog(events);
    const [panels, drawer] = this.#isRangeTest ? [rangeTest, 'drawRangeTest'] : [curves, 'drawCurves'];
    document.querySelectorAll('#curves .chart').forEach((element, index) => {
      element.hidden = !panels[index];
      if (panels[index])
        draw(element, drawer, panels[index]);
    });
    this.#hide('curves', hasEnded(trial.state) && panels.length === 0);
    this.#seen = seen;
    await this.#predict();
  }

  // A section that has nothing to show and never will.
  #hide(id, isHidden) {
    for (const part of [id, `to-${id}`])
      document.getElementById(part).hidden = isHidden;
  }

  // Once its weights are final; asking a network takes the server a moment.
  async #predict() {
    const trial = this.#trial;
    const weights = trial.final?.weights_sha256 ?? null;
    if (weights === null || weights === this.#predicted || this.#isRangeTest)
      return;
    this.#predicted = weights;
    const element = document.getElementById('predicted');
    fill(element, h('p', { 'aria-busy': 'true' }, 'Its network looks at the test images …'));
    try {
      renderPredictions(element, await read(`${this.#path}/predictions`));
    } catch (problem) {
      fill(element, h('p', { class: 'notice' }, `There is nothing to show: ${problem.message}`));
    }
  }

  #render() {
    // What ended without weights, and a range test, has no network to show.
    this.#hide('predictions', this.#isRangeTest || (hasEnded(this.#trial.state) && !this.#trial.final));
    const { state, final, last, epochs, attempt, failures, train_seconds: time, parameters, stopped_early: early, reason } = this.#trial;
    const target = Number(document.getElementById('overview').dataset.target);
    const report = final?.report ?? last;
    fill(document.getElementById('status'), pill(this.#running ? 'running' : state));
    fill(document.getElementById('overview'),
      tiles([
        ...this.#results(report),
        { name: 'Epochs', value: `${count(epochs)}/${count(target)}`, detail: early ? 'stopped early' : `${seconds(time)} s of training` },
        { name: 'Attempt', value: count(attempt), detail: failures ? `${plural(failures, 'failure')} in all` : 'none failed' },
        parameters > 0 && { name: 'Parameters', value: size(parameters), detail: 'weights and biases' },
      ].filter(Boolean)),
      this.#running && h('div', { class: 'far' }, meter(done(this.#running), `${Math.round(100 * done(this.#running))} % trained`),
        h('p', { class: 'small' }, `On slot ${this.#running.slot}: epoch ${this.#running.progress.epoch}, loss ${metric(this.#running.progress.loss)}, accuracy ${metric(this.#running.progress.accuracy)}`)),
      reason && h('p', { class: 'notice wrong' }, !reason.startsWith(state) && h('strong', null, `${state}: `), reason));
  }

  // The figures that the trial has, or may still get.
  #results(report) {
    const { state, objective, final } = this.#trial;
    if (hasEnded(this.#trial.state) && !final)
      return [{ name: 'Result', value: state, detail: objective === null ? 'it counts in no mean' : `it counts as ${metric(objective)}` }];
    if (!this.#isRangeTest) {
      return [
        { name: 'Objective', value: metric(objective), detail: report ? `of epoch ${report.epoch}` : 'no epoch yet' },
        { name: 'Test accuracy', value: metric(final?.test_accuracy), detail: final ? `loss ${metric(final.test_loss)}` : 'at its end' },
      ];
    }
    const rate = final?.range ? minimumRate(final.range) : null;
    return [
      { name: 'Minimum of the running loss', value: metric(objective), detail: rate === null ? 'at its end' : `at lr ${metric(rate)}` },
      { name: 'Half of the rate there', value: metric(rate === null ? null : Math.max(rate / 2, final.range.start)), detail: 'a good rate to train at' },
    ];
  }

  #renderEpochs(epochs) {
    this.#hide('epochs', hasEnded(this.#trial.state) && epochs.length === 0);
    fill(document.getElementById('epoch-list'), epochs.length === 0 ? h('p', null, 'None yet.') : table('Rows of epochs',
      ['epoch', 'train_loss', 'train_acc', 'val_loss', 'val_acc', 'lr', 'seconds'].map(name => head(name, true)),
      epochs.map(epoch => h('tr', null, cell(String(epoch.epoch), true), [epoch.train_loss, epoch.train_accuracy, epoch.val_loss, epoch.val_accuracy, epoch.lr].map(value => cell(metric(value), true)), cell(seconds(epoch.seconds), true)))));
  }

  #renderLog(events) {
    const trial = this.#trial;
    const own = events.filter(one => one.trial === this.#number);
    const lines = [
      { at: trial.started_at, kind: 'started', detail: trial.attempt > 1 ? `attempt ${trial.attempt} is the latest` : '' },
      ...own,
      trial.finished_at && !own.some(one => one.at === trial.finished_at) && { at: trial.finished_at, kind: trial.state, detail: trial.reason },
    ].filter(Boolean);
    fill(document.getElementById('log-list'), table('What happened to the trial', [head('time'), head('what'), head('detail')],
      lines.map(line => h('tr', null, cell(moment(line.at)), cell(line.kind), cell(line.detail)))),
    trial.final && h('p', { class: 'note' }, 'SHA-256 of its weights: ', h('code', null, trial.final.weights_sha256), '. The same spec and seed give the same.'));
  }
}

/** Copies the configuration as a spec. Where the browser has no clipboard, as without TLS, the spec is shown to be copied by hand. */
function copyButton(spec) {
  const answer = h('span', { class: 'small', role: 'status' });
  const text = h('pre', { id: 'configuration-spec', hidden: true }, spec);
  const button = h('button', {
    type: 'button', id: 'copy-spec', onclick: async () => {
      try {
        await navigator.clipboard.writeText(spec);
        answer.textContent = 'Copied. Save it as a file, and run it with ./sweep run FILE.';
      } catch {
        text.hidden = false;
        answer.textContent = 'The browser refuses to copy. Copy the text below.';
      }
    },
  }, 'Copy as a spec');
  return [h('p', null, button, ' ', answer), text];
}
