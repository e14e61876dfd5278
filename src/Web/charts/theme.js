// The colours of charts are those of the page: custom properties of its style sheet.
export function readTheme(element) {
  const style = getComputedStyle(element);
  const colour = name => style.getPropertyValue(`--${name}`).trim();
  return {
    text: colour('text'),
    muted: colour('muted'),
    line: colour('line'),
    surface: colour('surface'),
    accent: colour('accent'),
    wrong: colour('wrong'),
    series: [1, 2, 3, 4, 5, 6].map(number => colour(`series-${number}`)),
    scale: [1, 2, 3, 4, 5].map(number => colour(`scale-${number}`)),
    font: style.fontFamily,
  };
}

export function base(theme) {
  return {
    animation: false,
    textStyle: { fontFamily: theme.font, color: theme.text, fontSize: 12 },
    tooltip: {
      confine: true,
      backgroundColor: theme.surface,
      borderColor: theme.line,
      padding: [8, 12],
      textStyle: { color: theme.text, fontFamily: theme.font, fontSize: 12 },
      extraCssText: 'box-shadow:0 4px 16px rgb(0 0 0/.16);max-width:min(26rem,80vw);white-space:normal',
    },
  };
}

export function valueAxis(theme, name, extra = {}) {
  return {
    type: 'value',
    name,
    nameLocation: 'end',
    nameTextStyle: { color: theme.muted, align: 'left' },
    scale: true,
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: { color: theme.muted, hideOverlap: true, formatter: figure },
    splitLine: { lineStyle: { color: theme.line } },
    ...extra,
  };
}

// The name of a horizontal axis stands below its middle.
export function bottomAxis(theme, name, extra = {}) {
  return valueAxis(theme, name, {
    nameLocation: 'middle',
    nameGap: 30,
    nameTextStyle: { color: theme.muted, align: 'center' },
    splitLine: { show: false },
    axisLine: { show: true, lineStyle: { color: theme.line } },
    ...extra,
  });
}

/** Text that went into a tooltip is HTML there. */
export function escape(text) {
  return String(text).replace(/[&<>"']/g, sign => `&#${sign.charCodeAt(0)};`);
}

/** About four significant digits. */
export function figure(value) {
  if (value === null || value === undefined || Number.isNaN(value))
    return '-';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e6))
    return value.toExponential(2).replace(/\.?0+e/, 'e');
  return Number(value.toPrecision(4)).toLocaleString('en-US', { maximumFractionDigits: 6 });
}

/** A range of numbers by where it begins: charts rarely have room for both ends. */
export function beginning(text) {
  return text.replace(/^([-+.\de]+) to [-+.\de]+$/i, '$1 …');
}

/** 1,234; 42.3k; 1.2M. */
export function count(value) {
  const [divisor, unit] = value >= 1e9 ? [1e9, 'G'] : value >= 1e6 ? [1e6, 'M'] : value >= 1e4 ? [1e3, 'k'] : [1, ''];
  return Number((value / divisor).toPrecision(3)).toLocaleString('en-US') + unit;
}

export function row(colour, name, value) {
  return `<div><span style="display:inline-block;width:.6em;height:.6em;border-radius:50%;margin-right:.5em;background:${colour}"></span>`
    + `${escape(name)} <b style="float:right;margin-left:1.2em">${escape(value)}</b></div>`;
}
