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

// What draws into an element, and how.
const mounted = new WeakMap();

const dark = window.matchMedia('(prefers-color-scheme: dark)');

/**
 * Draws into the element from now on; what was drawn into it before is replaced.
 * @param {HTMLElement} element sized by its style sheet
 * @param {(theme: object, width: number) => object} optionFor ECharts' option, in the theme's colours, for a chart so many pixels wide
 * @param {Record<string, (event: object) => void>} listeners by the name of ECharts' event; the names are those of the first drawing
 */
export function mount(element, optionFor, listeners = {}) {
  const known = mounted.get(element);
  if (known) {
    known.optionFor = optionFor;
    known.listeners = listeners;
    known.draw();
    return;
  }
  const chart = echarts.init(element, null, { renderer: 'svg' });
  const drawn = {
    optionFor,
    listeners,
    draw: () => {
      chart.setOption(drawn.optionFor(readTheme(element), chart.getWidth()), { notMerge: true });
      // With it the drawing can be scaled, to the width of paper.
      element.querySelector('svg')?.setAttribute('viewBox', `0 0 ${chart.getWidth()} ${chart.getHeight()}`);
    },
  };
  const { draw } = drawn;
  for (const name of Object.keys(listeners))
    chart.on(name, event => drawn.listeners[name]?.(event));
  mounted.set(element, drawn);
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
}
