// Requests the API key in a dialog.
import { h } from './dom.js';

let asking = null;

/** The key, or null where the user gives none. Several simultaneous requests share one dialog. */
export function requestKey(why) {
  return asking ??= open(why).finally(() => { asking = null; });
}

function open(why) {
  return new Promise(resolve => {
    const input = h('input', { type: 'password', id: 'key-input', autocomplete: 'off', required: true, 'aria-describedby': 'key-why', spellcheck: 'false' });
    const dialog = h('dialog', { 'aria-labelledby': 'key-title', class: 'ask' },
      h('form', null,
        h('h2', { id: 'key-title' }, 'API key'),
        h('p', { id: 'key-why' }, why),
        h('label', { for: 'key-input' }, 'Key'), input,
        h('p', { class: 'hint' }, 'It stays in this tab until it is closed. ', h('code', null, './sweep keys add NAME --scope submit'), ' makes one.'),
        h('div', { class: 'buttons' }, h('button', { type: 'button', class: 'quiet', value: 'cancel' }, 'Cancel'), h('button', { type: 'submit', class: 'primary' }, 'Use it'))));
    let given = null;
    dialog.querySelector('form').addEventListener('submit', event => {
      event.preventDefault();
      given = input.value.trim();
      dialog.close();
    });
    dialog.querySelector('[value=cancel]').addEventListener('click', () => dialog.close());
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(given || null);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
