// Every chart takes an element and data that say all about it, so that the report and other pages draw the same charts.
export { drawCost } from './cost.js';
export { drawCurves } from './curves.js';
export { drawEffect } from './effect.js';
export { drawGap } from './gap.js';
export { drawHeat } from './heat.js';
export { drawParallel } from './parallel.js';
export { drawRange, drawRangeTest } from './range.js';
