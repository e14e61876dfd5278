// What a network says about test images, as in reports.
import { h, show, svg } from './dom.js';
import { count, number, percent } from './format.js';
import { table } from './parts.js';

const BarHeight = 44;

export function renderPredictions(element, { class_names: names, images, confusion, epochs }) {
  const total = confusion.flat().reduce((sum, images) => sum + images, 0);
  const right = confusion.reduce((sum, row, label) => sum + row[label], 0);
  show(element,
    h('p', null, `The first ${images.length} test images, the class that the weights of epoch ${epochs} take each for and with which confidence, and the probabilities of all classes.`),
    h('ul', { class: 'predictions' }, images.map((image, index) => prediction(image, index, names))),
    h('h3', null, 'Confusion matrix'),
    h('p', null, `All ${count(total)} test images, of which ${count(right)} are right (${percent(right / total)}). Rows are what they show, columns what the network takes them for.`),
    matrix(confusion, names));
}

function prediction({ label, probabilities, png }, index, names) {
  const shares = probabilities.map(number);
  // -1 where the network has diverged, so that its outputs are not numbers.
  const best = shares.indexOf(Math.max(...shares));
  const isRight = best === label;
  return h('li', { class: isRight ? 'right' : 'wrong' },
    h('img', { src: `data:image/png;base64,${png}`, width: 56, height: 56, alt: `Test image ${index}: ${names[label]}` }),
    h('div', null, h('p', { class: 'said' }, best < 0 ? 'no class' : [names[best], ' ', h('span', null, percent(shares[best]))]),
      h('p', { class: 'verdict' }, isRight ? 'right' : `wrong: it is ${names[label]}`)),
    svg('svg', { class: 'bars', viewBox: `0 0 ${shares.length * 10} ${BarHeight}`, preserveAspectRatio: 'none', 'aria-hidden': 'true', focusable: 'false' },
      shares.map((share, at) => {
        const height = Math.max(1.5, (Number.isFinite(share) ? share : 0) * BarHeight);
        return svg('rect', { class: at === label ? 'true' : at === best ? 'false' : 'other', x: (at * 10) + 1, y: BarHeight - height, width: 8, height });
      })));
}

function matrix(confusion, names) {
  const head = [h('th', { scope: 'col' }, 'label \\ predicted'), ...names.map(name => h('th', { scope: 'col', class: 'n' }, name))];
  const rows = confusion.map((row, label) => {
    const images = Math.max(1, row.reduce((sum, some) => sum + some, 0));
    return h('tr', null, h('th', { scope: 'row' }, names[label]), row.map((some, predicted) => h('td', { class: `n ${shade(label === predicted, some, images)}` }, String(some))));
  });
  const element = table('Confusion matrix', head, rows);
  element.firstChild.className = 'confusion';
  return element;
}

// Mistakes are few: their shades rise with the root of their share.
function shade(isRight, some, images) {
  if (some === 0)
    return 'none';
  const share = some / images;
  return isRight ? `right-${1 + Math.floor(Math.min(4, share * 5))}` : `wrong-${1 + Math.floor(Math.min(4, Math.sqrt(share) * 8))}`;
}
