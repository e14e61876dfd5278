import { mount } from './mount.js';
import { base, bottomAxis, count, escape, figure, valueAxis } from './theme.js';

/**
 * The costs and objectives of configurations, with the Pareto front: the configurations that no cheaper one equals.
 * @param {{metric: string, cost: string, unit: string, points: {name: string, cost: number, value: number, front: boolean}[]}} cost
 */
export function drawCost(element, cost) {
  const front = cost.points.filter(point => point.front).toSorted((one, other) => one.cost - other.cost);
  const others = cost.points.filter(point => !point.front);
  const [low, high] = [Math.min(...cost.points.map(point => point.cost)) / 1.2, Math.max(...cost.points.map(point => point.cost)) * 1.2];
  const ticks = roundValues(low, high);
  const text = value => (cost.unit === 's' ? `${figure(value)} s` : count(value));
  return mount(element, theme => ({
    ...base(theme),
    legend: { top: 0, right: 0, data: ['Pareto front', 'other configurations'], textStyle: { color: theme.text }, selectedMode: false },
    grid: { left: 4, right: 20, top: 40, bottom: 44, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: bottomAxis(theme, cost.cost, {
      type: 'log', min: low, max: high, axisTick: { show: true, lineStyle: { color: theme.line }, customValues: ticks },
      axisLabel: { color: theme.muted, hideOverlap: true, formatter: text, customValues: ticks },
    }),
    yAxis: valueAxis(theme, cost.metric),
    tooltip: {
      ...base(theme).tooltip,
      formatter: ({ data }) => `${escape(data.name)}<br>${escape(cost.metric)} <b>${figure(data.value[1])}</b><br>${escape(cost.cost)} <b>${text(data.value[0])}</b>`,
    },
    series: [
      {
        type: 'scatter', name: 'other configurations', symbolSize: cost.points.length > 200 ? 5 : 9, color: theme.muted,
        itemStyle: { opacity: 0.55 }, data: others.map(item),
      },
      {
        type: 'line', name: 'Pareto front', step: 'end', symbol: 'circle', symbolSize: 10, showSymbol: true, color: theme.accent,
        lineStyle: { width: 2, color: theme.accent }, data: front.map(item), z: 4,
      },
    ],
  }));
}

function item(point) {
  return { name: point.name, value: [point.cost, point.value] };
}

// 1, 2, 5, 10, 20, 50 ... between the ends; where those are few, finer ones.
function roundValues(low, high) {
  let values = [];
  for (const digits of [[1, 2, 5], [1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9], Array.from({ length: 90 }, (_, index) => 1 + index / 10)]) {
    values = [];
    for (let decade = 10 ** Math.floor(Math.log10(low)); decade <= high; decade *= 10)
      values.push(...digits.map(digit => Number((digit * decade).toPrecision(3))).filter(value => value >= low && value <= high));
    if (values.length > 2)
      break;
  }
  return values;
}
