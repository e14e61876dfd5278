// Every chart takes an element and data that say all about it, so that the report and other pages draw the same charts, and offers to save it.
import { drawCost as cost } from './cost.js';
import { drawCurves as curves } from './curves.js';
import { drawEffect as effect } from './effect.js';
import { drawGap as gap } from './gap.js';
import { drawHeat as heat } from './heat.js';
import { drawParallel as parallel } from './parallel.js';
import { drawRange as range, drawRangeTest as rangeTest } from './range.js';
import { savable } from './save.js';
import { costTable, curvesTable, effectTable, gapTable, heatTable, parallelTable, rangeTable, rangeTestTable } from './tables.js';

export const drawCost = savable('cost', cost, costTable);
export const drawCurves = savable('curves', curves, curvesTable);
export const drawEffect = savable('effect', effect, effectTable);
export const drawGap = savable('gap', gap, gapTable);
export const drawHeat = savable('heat', heat, heatTable);
export const drawParallel = savable('parallel', parallel, parallelTable);
export const drawRange = savable('range', range, rangeTable);
export const drawRangeTest = savable('range-test', rangeTest, rangeTestTable);
