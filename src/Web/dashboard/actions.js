// What may be done to a sweep: pause, resume, extend, cancel.
import { change, Problem } from './api.js';
import { h, on, show } from './dom.js';
import { plural } from './format.js';
import { statusOf } from './parts.js';

const offered = {
  running: ['pause', 'extend', 'cancel'],
  interrupted: ['resume', 'cancel'],
  paused: ['resume', 'extend', 'cancel'],
  finished: ['extend'],
  cancelled: [],
};
const labels = { pause: 'Pause', resume: 'Resume', extend: 'Extend', cancel: 'Cancel' };
const said = { pause: 'Paused. Trials in flight write a checkpoint.', resume: 'The sweep continues.', cancel: 'Cancelled.' };

/** Buttons that act on the sweep, in `element`; `update` is to be called with each new snapshot's sweep. */
export function actions(element, server, name, changed) {
  const buttons = h('div', { class: 'buttons' });
  const answer = h('p', { class: 'answer', role: 'status' });
  element.append(buttons, answer);
  on(buttons, 'click', 'button', async button => {
    const requested = await confirmChange(button.dataset.change, name);
    if (!requested)
      return;
    buttons.querySelectorAll('button').forEach(other => { other.disabled = true; });
    answer.textContent = '';
    try {
      await change(name, requested);
      answer.className = 'answer';
      answer.textContent = said[requested.change] ?? `Extended by ${plural(requested.count, requested.change === 'extend-seeds' ? 'seed' : 'epoch')}.`;
    } catch (problem) {
      answer.className = 'answer wrong';
      answer.textContent = problem instanceof Problem ? problem.message : 'The server does not respond. The change may or may not have been made.';
    }
    buttons.querySelectorAll('button').forEach(other => { other.disabled = false; });
    changed();
  });
  return sweep => {
    const refusal = server.scope === 'read' ? `The key ${server.key} may only read.`
      : server.only && server.only !== name ? `This server ends with ${server.only}, so it changes nothing else.` : null;
    show(buttons, offered[statusOf(sweep)].map(kind => h('button', {
      type: 'button', 'data-change': kind, class: kind === 'cancel' ? 'danger' : null, disabled: refusal !== null, title: refusal,
    }, labels[kind])));
  };
}

/** The change to request once the user has confirmed it; null: none. */
function confirmChange(kind, name) {
  if (kind === 'extend')
    return dialog('Extend', h('div', { class: 'choice' },
      h('label', null, h('input', { type: 'radio', name: 'what', value: 'extend-seeds', checked: true }), ' more seeds of every configuration'),
      h('label', null, h('input', { type: 'radio', name: 'what', value: 'extend-epochs' }), ' more epochs for every trial'),
      h('label', { for: 'extend-count' }, 'How many'), h('input', { id: 'extend-count', name: 'count', type: 'number', min: '1', max: '1000000', value: '1', required: true })),
    form => ({ change: form.elements.what.value, count: Number(form.elements.count.value) }));
  if (kind === 'cancel')
    return dialog('Cancel the sweep?', h('p', null, `${name} ends, and what is recorded stays. To stop it for a while, pause it. ./sweep retry ${name} --cancelled continues it.`), () => ({ change: 'cancel' }), 'Cancel the sweep');
  return kind === 'pause' ? { change: 'pause', reason: 'from the dashboard' } : { change: kind };
}

function dialog(title, body, read, label = title) {
  return new Promise(resolve => {
    const form = h('form', null, h('h2', { id: 'ask-title' }, title), body,
      h('div', { class: 'buttons' }, h('button', { type: 'button', class: 'quiet', value: 'cancel' }, 'Back'), h('button', { type: 'submit', class: 'primary' }, label)));
    const element = h('dialog', { class: 'ask', 'aria-labelledby': 'ask-title' }, form);
    let requested = null;
    form.addEventListener('submit', event => {
      event.preventDefault();
      requested = read(form);
      element.close();
    });
    form.querySelector('[value=cancel]').addEventListener('click', () => element.close());
    element.addEventListener('close', () => {
      element.remove();
      resolve(requested);
    });
    document.body.append(element);
    element.showModal();
  });
}
