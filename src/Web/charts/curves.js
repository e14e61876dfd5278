import { mount } from './mount.js';
import { base, bottomAxis, figure, row, valueAxis } from './theme.js';

/**
 * Learning curves of a metric: per configuration a line of the mean over seeds within a band from the lowest to the highest seed, and a
 * dashed line of the training metric. Which colour is whose, the page says beside it.
 * @param {{metric: string, log: boolean, curves: {name: string, held: Curve?, train: Curve?}[]}} panel
 * @typedef {{epochs: number[], mean: number[], low: number[], high: number[]}} Curve
 */
export function drawCurves(element, panel) {
  return mount(element, theme => ({
    ...base(theme),
    grid: { left: 8, right: 16, top: 28, bottom: 40, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: bottomAxis(theme, 'epoch', { minInterval: 1, min: 'dataMin', max: 'dataMax' }),
    yAxis: valueAxis(theme, panel.metric, panel.log ? { type: 'log' } : {}),
    tooltip: { ...base(theme).tooltip, trigger: 'axis', formatter: items => tooltip(panel, theme, items) },
    series: panel.curves.flatMap((curve, index) => series(curve, theme.series[index % theme.series.length])),
  }));
}

function series(curve, colour) {
  const shown = [];
  const main = curve.held ?? curve.train;
  if (!main)
    return shown;
  if (main.low.some((low, index) => low !== main.high[index]))
    shown.push(band(curve.name, main.epochs.map((epoch, index) => [epoch, main.low[index], main.high[index]]), colour));
  shown.push(line(curve.name, main, colour, { width: 2.5 }));
  if (curve.held && curve.train)
    shown.push(line(curve.name, curve.train, colour, { width: 1.5, type: 'dashed', opacity: 0.8 }));
  return shown;
}

function line(name, curve, colour, style) {
  return {
    type: 'line', name, color: colour, lineStyle: { ...style, color: colour }, symbolSize: 5, showSymbol: curve.epochs.length < 2,
    data: curve.epochs.map((epoch, index) => [epoch, curve.mean[index]]), emphasis: { focus: 'none' }, z: 3,
  };
}

/**
 * The area between two curves.
 * @param {[number, number, number][]} ends place, low and high
 */
export function band(name, ends, colour) {
  return {
    type: 'custom', name, color: colour, silent: true, clip: true, z: 1, tooltip: { show: false },
    // One shape over all places, drawn with the first of them.
    data: ends.slice(0, 1), encode: { x: 0, y: [1, 2] },
    renderItem: (parameters, api) => ({
      type: 'polygon',
      shape: { points: [...ends.map(end => api.coord([end[0], end[2]])), ...ends.toReversed().map(end => api.coord([end[0], end[1]]))] },
      style: { fill: colour, opacity: 0.13 },
    }),
  };
}

function tooltip(panel, theme, items) {
  const epoch = items[0].value[0];
  const rows = panel.curves.flatMap((curve, index) => {
    const main = curve.held ?? curve.train;
    const at = main ? main.epochs.indexOf(epoch) : -1;
    if (at < 0 || !items.some(item => item.seriesName === curve.name))
      return [];
    const spread = main.low[at] === main.high[at] ? '' : ` (${figure(main.low[at])} to ${figure(main.high[at])})`;
    return [row(theme.series[index % theme.series.length], curve.name, figure(main.mean[at]) + spread)];
  });
  return `<div>epoch ${epoch}</div>${rows.join('')}`;
}
