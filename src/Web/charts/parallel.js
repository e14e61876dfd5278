import { mount } from './mount.js';
import { base, figure } from './theme.js';

/**
 * A line per configuration through its settings to its objective.
 * @param {{axes: {name: string, categories: string[]?, log: boolean}[], lines: number[][], lost: number[][], maximize: boolean}} parallel
 * the last axis is the objective; lost: lines without one, of configurations of which every seed diverged or failed
 * @param {((axis: object, intervals: [number, number][]) => void)?} selected receives an axis along which the user has selected, and what: numbers, or
 * indexes of categories; none where the selection is lifted
 */
export function drawParallel(element, parallel, selected) {
  const last = parallel.axes.length - 1;
  const objectives = parallel.lines.map(line => line[last]);
  const [low, high] = [Math.min(...objectives), Math.max(...objectives)];
  // The best are drawn last, over the others.
  const worseFirst = parallel.lines.toSorted((one, other) => (one[last] - other[last]) * (parallel.maximize ? 1 : -1));
  return mount(element, (theme, width) => {
    const narrow = width < 560;
    return {
      ...base(theme),
      parallel: narrow
        ? { layout: 'vertical', left: 24, right: 24, top: 36, bottom: 28 }
        : { left: 48, right: 72, top: 34, bottom: 34 },
      parallelAxis: parallel.axes.map((axis, dim) => ({
        dim,
        id: `axis-${dim}`,
        name: axis.name,
        type: axis.categories ? 'category' : axis.log ? 'log' : 'value',
        data: axis.categories ?? undefined,
        scale: true,
        nameLocation: 'end',
        nameGap: narrow ? 6 : 12,
        nameTextStyle: { color: theme.text, fontWeight: dim === last ? 600 : 400, align: narrow ? 'right' : 'center', verticalAlign: narrow ? 'bottom' : 'middle', padding: narrow ? [0, 0, 8, 0] : 0 },
        axisLine: { lineStyle: { color: theme.muted } },
        axisTick: { show: false },
        axisLabel: {
          color: theme.text, formatter: axis.categories ? undefined : figure, hideOverlap: true, textBorderColor: theme.surface, textBorderWidth: 3, margin: narrow ? 6 : 8,
          width: narrow && axis.categories ? Math.max(40, (width - 48) / axis.categories.length - 8) : 120, overflow: narrow ? 'break' : 'truncate', lineHeight: 15,
        },
        z: 20,
        minorTick: { show: false },
      })),
      visualMap: {
        show: false, min: low, max: high === low ? low + 1e-9 : high, dimension: last, seriesIndex: 0,
        inRange: { color: parallel.maximize ? theme.scale : theme.scale.toReversed() },
      },
      series: [{
        type: 'parallel', smooth: 0.15, data: worseFirst, realtime: true, inactiveOpacity: 0.04,
        lineStyle: { width: parallel.lines.length > 100 ? 1 : 2, opacity: parallel.lines.length > 100 ? 0.5 : 0.8 },
        emphasis: { lineStyle: { width: 4, opacity: 1 } },
      }, {
        type: 'parallel', name: 'no result', smooth: 0.15, data: parallel.lost.map(line => [...line, NaN]), realtime: true, inactiveOpacity: 0.04,
        lineStyle: { color: theme.wrong, type: 'dashed', width: 1.5, opacity: 0.6 },
      }],
    };
  }, {
    axisareaselected: ({ parallelAxisId, intervals }) => selected?.(parallel.axes[Number(parallelAxisId.split('-')[1])], intervals ?? []),
  });
}
