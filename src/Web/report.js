// The report is complete without this script; it draws the charts from the page's block of JSON.
import { drawCost, drawCurves, drawEffect, drawGap, drawHeat, drawParallel, drawRange, drawRangeTest } from './charts/index.js';

const draw = { cost: drawCost, curves: drawCurves, effect: drawEffect, gap: drawGap, parallel: drawParallel, range: drawRange, rangeTest: drawRangeTest };
const charts = JSON.parse(document.getElementById('report-data').textContent);

document.documentElement.classList.add('charts');
for (const element of document.querySelectorAll('[data-chart]')) {
  const [kind, index] = element.dataset.chart.split(':');
  if (kind === 'heat')
    offerPairs(element, charts.heat);
  else
    draw[kind](element, charts[kind][index ?? 0]);
}

// One heat map at a time, of the two settings chosen above it.
function offerPairs(element, heats) {
  const select = document.getElementById('heat-pair');
  const show = () => {
    const canvas = element.appendChild(document.createElement('div'));
    canvas.className = 'canvas';
    drawHeat(canvas, heats[select?.value ?? 0]);
  };
  show();
  select?.addEventListener('change', () => {
    element.replaceChildren();
    show();
  });
}
