import { mount } from './mount.js';
import { base, beginning, bottomAxis, escape, figure, valueAxis } from './theme.js';

/**
 * The mean objective of each value of one setting, over all other settings.
 * @param {{name: string, metric: string, values: {text: string, mean: number?, low: number?, high: number?, count: number, lost: number}[], range: [number, number]}} effect
 * low and high: the worst and best configuration with that value; lost: configurations of which every seed diverged or failed; range: of the vertical axis, the same for all effects of a report
 */
export function drawEffect(element, effect) {
  return mount(element, (theme, width) => ({
    ...base(theme),
    grid: { left: 4, right: 12, top: 12, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: bottomAxis(theme, undefined, {
      type: 'category', data: effect.values.map(value => value.text), boundaryGap: true,
      axisLabel: labels(theme, width, effect.values.length),
    }),
    yAxis: valueAxis(theme, undefined, {
      min: effect.range[0], max: effect.range[1], splitNumber: 3,
      axisLabel: { color: theme.muted, formatter: figure, showMinLabel: false, showMaxLabel: false },
    }),
    tooltip: {
      ...base(theme).tooltip,
      trigger: 'axis',
      formatter: items => {
        const value = effect.values.find(one => one.text === items[0].axisValue);
        const lost = value.lost > 0 ? `<br>${value.lost} without a result: every seed diverged or failed` : '';
        return `${escape(effect.name)} = ${escape(value.text)}` + (value.mean === null ? '' : `<br>mean ${escape(effect.metric)} <b>${figure(value.mean)}</b><br>`
          + `${figure(value.low)} to ${figure(value.high)} over ${value.count} configuration${value.count === 1 ? '' : 's'}`) + lost;
      },
    },
    series: [
      {
        type: 'custom', silent: true, data: effect.values.map((value, index) => [index, value.low, value.high]).filter(([, low]) => low !== null), encode: { x: 0, y: [1, 2] },
        renderItem: (parameters, api) => {
          const [x, top] = api.coord([api.value(0), api.value(2)]);
          const bottom = api.coord([api.value(0), api.value(1)])[1];
          const width = Math.min(22, api.size([1, 0])[0] * 0.5);
          return {
            type: 'rect', shape: { x: x - width / 2, y: top, width, height: Math.max(1, bottom - top), r: 4 },
            style: { fill: theme.accent, opacity: 0.18 },
          };
        },
      },
      {
        type: 'line', data: effect.values.map(value => value.mean), symbol: 'circle', symbolSize: 8, showSymbol: true,
        lineStyle: { color: theme.accent, width: 2 }, itemStyle: { color: theme.accent },
      },
      {
        // A cross at the bottom: a value with which nothing has a result.
        type: 'scatter', symbol: 'path://M0 0L8 8M8 0L0 8', symbolSize: 9, symbolOffset: [0, -8], itemStyle: { color: 'transparent', borderColor: theme.wrong, borderWidth: 2 },
        data: effect.values.map((value, index) => [index, effect.range[0], value.mean]).filter(([, , mean]) => mean === null),
      },
    ],
  }));
}

// A few values all have their labels, in as many lines as they need; of many, those that fit.
function labels(theme, width, count) {
  return count <= 6
    ? { color: theme.text, interval: 0, width: (width - 60) / count - 6, overflow: 'break', lineHeight: 15, fontSize: count > 3 ? 11 : 12 }
    : { color: theme.text, width: 80, overflow: 'truncate', hideOverlap: true, formatter: beginning, fontSize: 11 };
}
