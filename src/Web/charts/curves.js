import { mount } from './mount.js';
import { base, bottomAxis, figure, row, valueAxis } from './theme.js';

/**
 * Learning curves of a metric: per configuration a line of the mean over seeds within a band from the lowest to the highest seed, and a
 * dashed line of the training metric. From where the first seed ends on, the mean over the seeds that are left is thin and dotted, and says over how
 * many it is. Which colour is whose, the page says beside it.
 * @param {{metric: string, log: boolean, curves: {name: string, held: Curve?, train: Curve?}[]}} panel
 * @typedef {{epochs: number[], mean: number[], low: number[], high: number[], counts: number[], seeds: number, whole: number}} Curve
 * counts: seeds that reached each epoch; whole: epochs that all seeds reached
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
  const ends = main.epochs.slice(0, main.whole).map((epoch, index) => [epoch, main.low[index], main.high[index]]);
  if (ends.some(([, low, high]) => low !== high))
    shown.push(band(curve.name, ends, colour));
  shown.push(...lines(curve.name, main, colour, { width: 2.5 }, true));
  if (curve.held && curve.train)
    shown.push(...lines(curve.name, curve.train, colour, { width: 1.5, type: 'dashed', opacity: 0.8 }, false));
  return shown;
}

function lines(name, curve, colour, style, isLabelled) {
  const points = curve.epochs.map((epoch, index) => [epoch, curve.mean[index]]);
  const whole = line(name, points.slice(0, curve.whole), colour, style);
  if (curve.whole === points.length)
    return [whole];
  // Not joined to the mean of all seeds: between the two lies the jump.
  const rest = points.slice(curve.whole);
  if (isLabelled) {
    rest[rest.length - 1] = {
      value: rest.at(-1), symbol: 'circle', symbolSize: 3,
      label: { show: true, formatter: over(curve, points.length - 1), color: colour, position: 'top', align: 'right', fontSize: 11 },
    };
  }
  const tail = line(name, rest, colour, { width: 1, type: 'dotted', opacity: 0.9 });
  return [whole, isLabelled ? { ...tail, labelLayout: { hideOverlap: true }, showSymbol: true, symbol: rest.length < 2 ? 'circle' : 'none' } : tail];
}

/** Over how many seeds a point is. */
const over = (curve, index) => `${curve.counts[index]} of ${curve.seeds} seeds`;

function line(name, points, colour, style) {
  return {
    type: 'line', name, color: colour, lineStyle: { ...style, color: colour }, symbolSize: 5, showSymbol: points.length < 2,
    data: points, emphasis: { focus: 'none' }, z: 3,
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
    const part = at < main.whole ? '' : `, ${over(main, at)}`;
    return [row(theme.series[index % theme.series.length], curve.name, figure(main.mean[at]) + spread + part)];
  });
  return `<div>epoch ${epoch}</div>${rows.join('')}`;
}
