// Shows panels as Grafana does, with Grafana's own library: reads a JSON array of {panel, answers: {REFID: ANSWER}} from standard input, in which
// ANSWER is Prometheus' answer to that target, and writes an array of {tables: [{columns, rows}], values: [{title, text}], series: [{name, last}]}.
//
// What Grafana's server makes of an answer (a frame per series, with the legend as its name) and what its Prometheus plugin makes of frames in
// table format are done here, in frames and tables below; everything after that is @grafana/data.

import { createRequire } from 'node:module';

// The library's ES modules name exports that Node.js does not find in CommonJS packages; its CommonJS build does not.
const require = createRequire(import.meta.url);
const {
  applyFieldOverrides, createTheme, FieldConfigOptionsRegistry, fieldMatchers, FieldType, formattedValueToString, frameMatchers,
  getFieldDisplayName, getFieldDisplayValues, identityOverrideProcessor, reduceField, standardTransformers, standardTransformersRegistry,
  transformDataFrame,
} = require('@grafana/data');
const { lastValueFrom } = require('rxjs');

// What the library reads of a browser, once it is loaded: one with both at that time is taken for a real one, with a document.
globalThis.window ??= globalThis;
globalThis.navigator ??= { language: 'en-US', languages: ['en-US'] };

const theme = createTheme();
const replaceVariables = (text) => text;

// Some are listed under their former name as well.
standardTransformersRegistry.setInit(() =>
  [...new Map(Object.values(standardTransformers).map((transformer) => [transformer.id, transformer])).values()].map((transformer) => ({
    id: transformer.id, name: transformer.name, transformation: async () => transformer, imageDark: '', imageLight: '',
  })),
);

// The options that these dashboards set. Of which fields each is, Grafana's registry of standard options says in the same way.
const numeric = (field) => field.type === FieldType.number;
const options = {
  unit: numeric, min: numeric, max: numeric, decimals: numeric, displayName: () => true, noValue: () => true, color: numeric,
  thresholds: numeric, mappings: numeric, links: () => true,
};
const registry = new FieldConfigOptionsRegistry(() => []);
for (const [id, shouldApply] of Object.entries(options))
  registry.register({ id, path: id, name: id, isCustom: false, process: identityOverrideProcessor, shouldApply });

// The name of a series: its legend with the labels filled in; with an automatic legend Grafana names it by its labels itself.
function legend(target, labels) {
  if (target.legendFormat === '__auto' || !target.legendFormat)
    return undefined;
  return target.legendFormat.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, label) => labels[label] ?? '');
}

function frames(target, answer) {
  const { resultType, result } = answer.data;
  const series = resultType === 'scalar' ? [{ metric: {}, value: result }] : result;
  return series.map(({ metric, value, values }) => {
    const { __name__, ...labels } = metric;
    const samples = values ?? [value];
    return {
      refId: target.refId,
      meta: { custom: { resultType } },
      length: samples.length,
      fields: [
        { name: 'Time', type: FieldType.time, config: {}, values: samples.map(([time]) => time * 1000) },
        {
          name: 'Value', type: FieldType.number, labels, config: { displayNameFromDS: legend(target, labels) },
          values: samples.map(([, text]) => Number(text.replace('Inf', 'Infinity'))),
        },
      ],
    };
  });
}

// One frame for each target in table format: time, labels by name, value.
function tables(targets, found) {
  const shown = targets.filter((target) => target.format === 'table');
  return shown.map((target) => {
    const rows = found.filter((frame) => frame.refId === target.refId);
    const labels = [...new Set(rows.flatMap((frame) => Object.keys(frame.fields[1].labels).sort()))];
    return {
      refId: target.refId,
      length: rows.length,
      fields: [
        { name: 'Time', type: FieldType.time, config: {}, values: rows.map((frame) => frame.fields[0].values[0]) },
        ...labels.map((name) => ({
          name, type: FieldType.string, config: { filterable: true }, values: rows.map((frame) => frame.fields[1].labels[name] ?? ''),
        })),
        {
          name: shown.length > 1 ? `Value #${target.refId}` : 'Value', type: FieldType.number, config: {},
          values: rows.map((frame) => frame.fields[1].values[0]),
        },
      ],
    };
  });
}

async function show({ panel, answers }) {
  const found = panel.targets.flatMap((target) => frames(target, answers[target.refId]));
  const data = panel.targets.some((target) => target.format === 'table') ? tables(panel.targets, found) : found;
  for (const { id, filter } of panel.transformations ?? []) {
    if (!standardTransformersRegistry.getIfExists(id))
      throw new Error(`There is no transformation ${id}.`);
    if (filter && !frameMatchers.getIfExists(filter.id))
      throw new Error(`There is no matcher ${filter.id}.`);
  }

  for (const { matcher } of panel.fieldConfig.overrides) {
    if (!fieldMatchers.getIfExists(matcher.id))
      throw new Error(`There is no matcher ${matcher.id}.`);
  }

  const context = { interpolate: replaceVariables };
  const transformed = await lastValueFrom(transformDataFrame(panel.transformations ?? [], data, context));
  const fieldConfig = panel.fieldConfig;
  const shown = applyFieldOverrides({ data: transformed, fieldConfig, fieldConfigRegistry: registry, replaceVariables, theme, timeZone: 'utc' });
  const text = (field, value) => formattedValueToString(field.display(value));
  if (panel.type === 'table')
    return {
      tables: shown.map((frame) => ({
        columns: frame.fields.map((field) => getFieldDisplayName(field, frame, shown)),
        rows: Array.from({ length: frame.length }, (_, row) => frame.fields.map((field) => text(field, field.values[row]))),
      })),
    };
  if (panel.options.reduceOptions)
    return {
      values: getFieldDisplayValues({
        data: shown, fieldConfig, reduceOptions: panel.options.reduceOptions, replaceVariables, theme, timeZone: 'utc',
      }).map(({ display }) => ({ title: display.title ?? '', text: formattedValueToString(display) })),
    };
  return {
    series: shown.flatMap((frame) => frame.fields.filter((field) => field.type === FieldType.number).map((field) => {
      const { lastNotNull } = reduceField({ field, reducers: ['lastNotNull'] });
      return { name: getFieldDisplayName(field, frame, shown), last: text(field, lastNotNull) };
    })),
  };
}

let input = '';
process.stdin.setEncoding('utf8');
for await (const part of process.stdin)
  input += part;
const shown = [];
for (const one of JSON.parse(input)) {
  try {
    shown.push(await show(one));
  } catch (error) {
    throw new Error(`${one.panel.title}: ${error.message}`, { cause: error });
  }
}

process.stdout.write(JSON.stringify(shown), () => process.exit(0));
