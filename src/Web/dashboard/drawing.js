// The charts' bundle, which is there where npm was when the server was built.
import { h } from './dom.js';

export const hasCharts = document.documentElement.dataset.charts === 'yes';

let loading = null;

/** Draws into the element by one of the bundle's functions; does nothing where there is no bundle. */
export async function draw(element, name, data, ...listeners) {
  if (!hasCharts)
    return;
  loading ??= import('./charts.js');
  const charts = await loading;
  // Data that are the same are not drawn again: the chart keeps what its user chose.
  const text = JSON.stringify(data);
  if (element.isConnected && element.drawn !== text) {
    element.drawn = text;
    charts[name](element, data, ...listeners);
  }
}

/** Where a chart is drawn, and what is offered below it to save it. */
export function chart(id, label, kind = '') {
  return h('div', { class: 'drawn', 'data-keep': id }, h('div', { id, class: `chart ${kind}`, role: 'img', 'aria-label': label }));
}

export function missing() {
  return !hasCharts && h('p', { class: 'notice', id: 'no-charts' },
    'There are no charts here: npm was not installed when this server was built. The tables hold all figures. Install Node.js, then build again: ', h('code', null, 'dotnet build src/Coordinator -c Release'));
}
