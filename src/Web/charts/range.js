import { mount } from './mount.js';
import { band } from './curves.js';
import { base, bottomAxis, figure, row, valueAxis } from './theme.js';

/**
 * Learning-rate range tests of several networks: per network the running mean of its loss within a band over the seeds, and a dot at the minimum.
 * @param {{bottom: number, top: number, lines: {name: string, rates: number[], mean: number[], low: number[], high: number[], minimumRate: number, minimumLoss: number}[]}} range
 */
export function drawRange(element, range) {
  return mount(element, theme => ({
    ...frame(theme, range, range.lines.flatMap(line => line.rates)),
    tooltip: {
      ...base(theme).tooltip, trigger: 'axis',
      formatter: items => `<div>lr ${figure(items[0].value[0])}</div>`
        + items.map(item => row(item.color, item.seriesName, figure(item.value[1]))).join(''),
    },
    series: range.lines.flatMap((line, index) => {
      const colour = theme.series[index % theme.series.length];
      return [
        ...(line.low.some((low, step) => low !== line.high[step]) ? [band(line.name, line.rates.map((rate, step) => [rate, line.low[step], Math.min(range.top, line.high[step])]), colour)] : []),
        curve(line.name, line.rates, line.mean, colour, { width: 2.5 }),
        {
          type: 'scatter', name: line.name, color: colour, symbolSize: 9, silent: true, tooltip: { show: false }, z: 5,
          itemStyle: { borderColor: theme.surface, borderWidth: 2 }, data: [[line.minimumRate, line.minimumLoss]],
        },
      ];
    }),
  }));
}

/**
 * One range test: the loss of every minibatch, smoothed, and its running mean, with lines at the suggested rates.
 * @param {{name: string, bottom: number, top: number, rates: number[], raw: number[], smoothed: number[], running: number[], halfOfMinimum: number, steepest: number}} test
 */
export function drawRangeTest(element, test) {
  return mount(element, theme => ({
    ...frame(theme, test, test.rates),
    tooltip: {
      ...base(theme).tooltip, trigger: 'axis',
      formatter: items => `<div>lr ${figure(items[0].value[0])}</div>` + items.map(item => row(item.color, item.seriesName, figure(item.value[1]))).join(''),
    },
    series: [
      curve('minibatch', test.rates, test.raw, theme.series[5], { width: 1, opacity: 0.4 }),
      curve('smoothed', test.rates, test.smoothed, theme.series[1], { width: 2 }),
      curve('running mean', test.rates, test.running, theme.series[0], { width: 2.5 }),
      ...suggestions(test).map(suggestion => upright(theme, suggestion, test)),
    ],
  }));
}

// The lower of the two has its name to the left of its line, so that names keep apart.
function suggestions(test) {
  const both = [{ text: 'minimum / 2', rate: test.halfOfMinimum }, { text: 'steepest', rate: test.steepest }].toSorted((one, other) => one.rate - other.rate);
  return both.map((suggestion, index) => ({ ...suggestion, side: index === 0 ? 'right' : 'left' }));
}

function upright(theme, { text, rate, side }, { bottom, top }) {
  return {
    type: 'line', silent: true, showSymbol: true, symbol: 'none', tooltip: { show: false }, z: 4, color: theme.text,
    lineStyle: { width: 1.25, type: 'dashed', color: theme.text },
    data: [[rate, bottom], {
      value: [rate, top],
      symbol: 'rect',
      symbolSize: 1,
      label: { show: true, formatter: `${text}\n${figure(rate)}`, color: theme.text, align: side, verticalAlign: 'top', position: [side === 'right' ? -6 : 6, 2], fontSize: 11.5, lineHeight: 15, textBorderColor: theme.surface, textBorderWidth: 3 },
    }],
  };
}

function frame(theme, { bottom, top }, rates) {
  return {
    ...base(theme),
    grid: { left: 8, right: 16, top: 34, bottom: 40, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: bottomAxis(theme, 'learning rate', { type: 'log', min: Math.min(...rates), max: Math.max(...rates), axisLabel: { color: theme.muted, hideOverlap: true, formatter: figure, showMinLabel: false, showMaxLabel: false } }),
    yAxis: valueAxis(theme, 'loss', { min: bottom, max: top, axisLabel: { color: theme.muted, formatter: figure, showMinLabel: false, showMaxLabel: false } }),
  };
}

function curve(name, rates, values, colour, style) {
  return {
    type: 'line', name, color: colour, lineStyle: { ...style, color: colour }, showSymbol: false, symbolSize: 5, clip: true, z: 3,
    data: rates.map((rate, step) => [rate, values[step]]), emphasis: { focus: 'none' },
  };
}
