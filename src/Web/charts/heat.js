import { mount } from './mount.js';
import { base, beginning, escape, figure } from './theme.js';

/**
 * The mean objective over two settings.
 * @param {{name: string, x: string, y: string, columns: string[], rows: string[], cells: number[][], lost: [number, number, number][], maximize: boolean}} heat
 * cells: column, row, mean, configurations, those of them whose mean is of survivors, configurations without a result; lost: column, row, configurations
 */
export function drawHeat(element, heat) {
  const means = heat.cells.map(cell => cell[2]);
  const [low, high] = [Math.min(...means), Math.max(...means)];
  // Whether a cell's colour is from the half of the scale that is far from the page's own.
  const isStrong = mean => ((mean - low) / (high - low || 1) > 0.5) === heat.maximize;
  return mount(element, (theme, width) => {
    const labels = width / heat.columns.length > 64 && heat.cells.length <= 150;
    const place = value => `${escape(heat.x)} = ${escape(heat.columns[value[0]])}<br>${escape(heat.y)} = ${escape(heat.rows[value[1]])}<br>`;
    return {
      ...base(theme),
      grid: { left: 8, right: 16, top: 30, bottom: 84, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
      xAxis: category(theme, heat.x, heat.columns, { nameLocation: 'middle', nameGap: 30 }),
      yAxis: category(theme, heat.y, heat.rows, { nameTextStyle: { color: theme.muted, align: 'left' } }),
      visualMap: {
        min: low, max: high === low ? low + 1e-9 : high, calculable: false, orient: 'horizontal', left: 'center', bottom: 0, itemWidth: 10, itemHeight: Math.min(200, width / 3),
        inRange: { color: heat.maximize ? theme.scale : theme.scale.toReversed() }, text: [figure(high), figure(low)], textStyle: { color: theme.muted },
        dimension: 2, seriesIndex: 0,
        // What is written beside the bar while the pointer is on a cell; by default a whole number.
        formatter: figure,
      },
      tooltip: {
        ...base(theme).tooltip,
        formatter: ({ value, seriesIndex }) => place(value) + (seriesIndex === 1
          ? `<b>no result</b><br>${plural(value[2])}, of which every seed diverged or failed`
          : `${escape(heat.name)} <b>${figure(value[2])}</b><br>${plural(value[3])}${left(value)}`),
      },
      series: [{
        type: 'heatmap', encode: { x: 0, y: 1, value: 2 },
        data: heat.cells.map(value => ({ value, label: { color: isStrong(value[2]) ? theme.surface : theme.text } })),
        label: { show: labels, formatter: ({ value }) => figure(value[2]) + (value[4] + value[5] > 0 ? '*' : ''), fontSize: 12.5 },
        itemStyle: { borderColor: theme.surface, borderWidth: 2, borderRadius: 3 },
        emphasis: { itemStyle: { borderColor: theme.text, borderWidth: 2 } },
      }, {
        type: 'custom', name: 'no result', data: heat.lost, encode: { x: 0, y: 1 }, renderItem: (parameters, api) => hatched(theme, api),
      }],
    };
  });
}

const plural = count => `${count} configuration${count === 1 ? '' : 's'}`;

// What a cell's mean leaves out.
function left(value) {
  const survivors = value[4] > 0 ? `<br>* of ${value[4]} of them the seeds that survived` : '';
  return survivors + (value[5] > 0 ? `<br>* ${value[5]} more without a result: every seed diverged or failed` : '');
}

function hatched(theme, api) {
  const [x, y] = api.coord([api.value(0), api.value(1)]);
  const [width, height] = api.size([1, 1]).map(size => Math.max(1, size - 2));
  const [left, top] = [x - (width / 2), y - (height / 2)];
  const lines = [];
  // Lines from the lower left to the upper right, cut off at the cell's edges.
  for (let offset = 8; offset < width + height; offset += 8) {
    const [from, to] = [Math.min(offset, height), Math.min(offset, width)];
    lines.push({
      type: 'line', silent: true, style: { stroke: theme.muted, lineWidth: 1 },
      shape: { x1: left + offset - from, y1: top + from, x2: left + to, y2: top + offset - to },
    });
  }
  return { type: 'group', children: [{ type: 'rect', shape: { x: left, y: top, width, height, r: 3 }, style: { fill: theme.surface, stroke: theme.muted } }, ...lines] };
}

function category(theme, name, values, extra) {
  return {
    type: 'category', name, data: values, nameTextStyle: { color: theme.muted }, axisTick: { show: false }, axisLine: { show: false },
    axisLabel: { color: theme.text, width: 110, overflow: 'truncate', hideOverlap: true, formatter: beginning }, splitArea: { show: false }, ...extra,
  };
}
