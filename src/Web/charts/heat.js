import { mount } from './mount.js';
import { base, beginning, escape, figure } from './theme.js';

/**
 * The mean objective over two settings.
 * @param {{name: string, x: string, y: string, columns: string[], rows: string[], cells: [number, number, number, number][], maximize: boolean}} heat
 * cells: column, row, mean, configurations
 */
export function drawHeat(element, heat) {
  const means = heat.cells.map(cell => cell[2]);
  const [low, high] = [Math.min(...means), Math.max(...means)];
  // Whether a cell's colour is from the half of the scale that is far from the page's own.
  const isStrong = mean => ((mean - low) / (high - low || 1) > 0.5) === heat.maximize;
  return mount(element, (theme, width) => {
    const labels = width / heat.columns.length > 64 && heat.cells.length <= 150;
    return {
      ...base(theme),
      grid: { left: 8, right: 16, top: 30, bottom: 84, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
      xAxis: category(theme, heat.x, heat.columns, { nameLocation: 'middle', nameGap: 30 }),
      yAxis: category(theme, heat.y, heat.rows, { nameTextStyle: { color: theme.muted, align: 'left' } }),
      visualMap: {
        min: low, max: high === low ? low + 1e-9 : high, calculable: false, orient: 'horizontal', left: 'center', bottom: 0, itemWidth: 10, itemHeight: Math.min(200, width / 3),
        inRange: { color: heat.maximize ? theme.scale : theme.scale.toReversed() }, text: [figure(high), figure(low)], textStyle: { color: theme.muted },
        dimension: 2,
      },
      tooltip: {
        ...base(theme).tooltip,
        formatter: ({ value }) => `${escape(heat.x)} = ${escape(heat.columns[value[0]])}<br>${escape(heat.y)} = ${escape(heat.rows[value[1]])}<br>`
          + `${escape(heat.name)} <b>${figure(value[2])}</b><br>${value[3]} configuration${value[3] === 1 ? '' : 's'}`,
      },
      series: [{
        type: 'heatmap', encode: { x: 0, y: 1, value: 2 },
        data: heat.cells.map(value => ({ value, label: { color: isStrong(value[2]) ? theme.surface : theme.text } })),
        label: { show: labels, formatter: ({ value }) => figure(value[2]), fontSize: 12.5 },
        itemStyle: { borderColor: theme.surface, borderWidth: 2, borderRadius: 3 },
        emphasis: { itemStyle: { borderColor: theme.text, borderWidth: 2 } },
      }],
    };
  });
}

function category(theme, name, values, extra) {
  return {
    type: 'category', name, data: values, nameTextStyle: { color: theme.muted }, axisTick: { show: false }, axisLine: { show: false },
    axisLabel: { color: theme.text, width: 110, overflow: 'truncate', hideOverlap: true, formatter: beginning }, splitArea: { show: false }, ...extra,
  };
}
