// Draws one chart into an element and keeps it right: when the element's width changes, when the colour scheme does, and for paper.
import * as echarts from 'echarts/core';
import { BarChart, CustomChart, HeatmapChart, LineChart, ParallelChart, ScatterChart } from 'echarts/charts';
import {
  DataZoomInsideComponent, GridComponent, LegendComponent, LegendScrollComponent, ParallelComponent, TooltipComponent, VisualMapContinuousComponent,
} from 'echarts/components';
import { SVGRenderer } from 'echarts/renderers';
import { readTheme } from './theme.js';

echarts.use([
  BarChart, CustomChart, HeatmapChart, LineChart, ParallelChart, ScatterChart,
  DataZoomInsideComponent, GridComponent, LegendComponent, LegendScrollComponent, ParallelComponent, TooltipComponent, VisualMapContinuousComponent,
  SVGRenderer,
]);

const dark = window.matchMedia('(prefers-color-scheme: dark)');

/**
 * @param {HTMLElement} element sized by its style sheet
 * @param {(theme: object, width: number) => object} optionFor ECharts' option, in the theme's colours, for a chart so many pixels wide
 * @returns a function that draws the chart anew, because its data changed
 */
export function mount(element, optionFor) {
  const chart = echarts.init(element, null, { renderer: 'svg' });
  const draw = () => chart.setOption(optionFor(readTheme(element), chart.getWidth()), { notMerge: true });
  draw();
  new ResizeObserver(() => {
    if (element.clientWidth !== chart.getWidth() || element.clientHeight !== chart.getHeight()) {
      chart.resize();
      draw();
    }
  }).observe(element);
  dark.addEventListener('change', draw);
  // The style sheet has set the colours of paper by then.
  window.matchMedia('print').addEventListener('change', draw);
  element.dataset.drawn = '';
  return draw;
}
