// The figures of each chart as a table: what its CSV holds. The data are those of the drawing function of the same name.

export function costTable(cost) {
  return {
    head: ['configuration', cost.cost, cost.metric, 'pareto_front'],
    rows: cost.points.map(point => [point.name, point.cost, point.value, point.front]),
  };
}

export function curvesTable(panel) {
  const rows = panel.curves.flatMap(curve => [['validation', curve.held], ['training', curve.train]].flatMap(([images, values]) =>
    (values?.epochs ?? []).map((epoch, index) => [curve.name, images, epoch, values.mean[index], values.low[index], values.high[index]])));
  return { head: ['configuration', 'images', 'epoch', panel.metric, 'lowest_seed', 'highest_seed'], rows };
}

export function effectTable(effect) {
  return {
    head: [effect.name, `mean_${effect.metric}`, 'lowest', 'highest', 'configurations'],
    rows: effect.values.map(value => [value.text, value.mean, value.low, value.high, value.count]),
  };
}

export function gapTable(gap) {
  return { head: ['configuration', 'training', gap.heldName], rows: gap.rows.map(row => [row.name, row.train, row.held]) };
}

export function heatTable(heat) {
  return {
    head: [heat.x, heat.y, heat.name, 'configurations'],
    rows: heat.cells.map(cell => [heat.columns[cell[0]], heat.rows[cell[1]], cell[2], cell[3]]),
  };
}

export function parallelTable(parallel) {
  return {
    head: parallel.axes.map(axis => axis.name),
    // Of an axis with names, a line has their number.
    rows: parallel.lines.map(line => line.map((value, axis) => parallel.axes[axis].categories?.[value] ?? value)),
  };
}

export function rangeTable(range) {
  return {
    head: ['network', 'lr', 'running_loss', 'lowest_seed', 'highest_seed'],
    rows: range.lines.flatMap(line => line.rates.map((rate, step) => [line.name, rate, line.mean[step], line.low[step], line.high[step]])),
  };
}

export function rangeTestTable(test) {
  return {
    head: ['lr', 'loss', 'smoothed_loss', 'running_loss'],
    rows: test.rates.map((rate, step) => [rate, test.raw[step], test.smoothed[step], test.running[step]]),
  };
}
