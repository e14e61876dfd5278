import { mount } from './mount.js';
import { base, bottomAxis, escape, figure } from './theme.js';

/**
 * Per configuration its metric on the images it was trained on and on those held out, joined by a bar: the gap.
 * @param {{metric: string, heldName: string, rows: {name: string, train: number, held: number}[]}} gap
 */
export function drawGap(element, gap) {
  const rows = gap.rows.toReversed();
  return mount(element, (theme, width) => {
    const point = (name, key, symbol, colour, fill) => ({
      type: 'scatter', name, symbol, symbolSize: 11, data: rows.map((entry, index) => [entry[key], index]),
      itemStyle: { color: fill ? colour : theme.surface, borderColor: colour, borderWidth: 2 }, z: 3,
    });
    const narrow = width < 560;
    return {
      ...base(theme),
      legend: { top: 0, left: 0, data: ['training', gap.heldName], textStyle: { color: theme.text }, selectedMode: false },
      grid: { left: 4, right: 20, top: 32, bottom: 44, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
      xAxis: bottomAxis(theme, gap.metric, { splitLine: { lineStyle: { color: theme.line } } }),
      yAxis: {
        type: 'category', data: rows.map(entry => entry.name), axisTick: { show: false }, axisLine: { show: false },
        // Where there is no room beside the rows, their names stand above them.
        axisLabel: narrow
          ? { color: theme.text, inside: true, align: 'left', verticalAlign: 'bottom', padding: [0, 0, 9, 0], margin: 0, width: width - 40, overflow: 'truncate', fontSize: 11.5 }
          : { color: theme.text, width: width * 0.4, overflow: 'truncate' },
        z: 10,
      },
      tooltip: {
        ...base(theme).tooltip,
        trigger: 'item',
        formatter: ({ dataIndex }) => {
          const entry = rows[dataIndex];
          return `${escape(entry.name)}<br>training <b>${figure(entry.train)}</b>, ${escape(gap.heldName)} <b>${figure(entry.held)}</b><br>gap <b>${figure(entry.train - entry.held)}</b>`;
        },
      },
      series: [
        {
          type: 'custom', silent: true, data: rows.map((entry, index) => [entry.train, entry.held, index]), encode: { x: [0, 1], y: 2 },
          renderItem: (parameters, api) => {
            const [x1, y] = api.coord([api.value(0), api.value(2)]);
            const [x2] = api.coord([api.value(1), api.value(2)]);
            return { type: 'line', shape: { x1, y1: y, x2, y2: y }, style: { stroke: theme.muted, lineWidth: 3, opacity: 0.5 } };
          },
        },
        point('training', 'train', 'circle', theme.muted, false),
        point(gap.heldName, 'held', 'circle', theme.accent, true),
      ],
    };
  });
}
