// Figures as the command line prints them.
const Unknown = '-';

/** A number of the API's JSON: those that are no numbers come as texts. */
export function number(value) {
  return typeof value === 'string' ? Number(value) : value;
}

function decimals(value) {
  const size = Math.abs(value);
  return size === 0 ? 4 : size < 0.001 ? null : size < 10 ? 4 : size < 100 ? 3 : size < 1000 ? 2 : size < 100_000 ? 1 : null;
}

function scientific(value, digits) {
  return value.toExponential(digits);
}

// Of two decimals that are equally near JavaScript takes the greater one, .NET the even one.
function fixed(value, places) {
  const exact = value.toFixed(places + 30);
  const whole = exact.slice(0, -30);
  return /^50*$/.test(exact.slice(-30)) && '02468'.includes(whole.at(-1)) ? whole : value.toFixed(places);
}

/** A loss or an accuracy: about four significant digits, fixed decimals where they line up. */
export function metric(given) {
  const value = number(given);
  if (value === null || value === undefined)
    return Unknown;
  if (!Number.isFinite(value))
    return String(value);
  const places = decimals(value);
  return places === null ? scientific(value, 2) : fixed(value, places);
}

/** A mean with half of its interval. */
export function interval(mean, low) {
  if (low === null || low === undefined)
    return metric(mean);
  const half = mean - low;
  const places = decimals(mean);
  return `${metric(mean)} ±${half < 1000 && places !== null ? fixed(half, places) : scientific(half, 1)}`;
}

export function count(value) {
  return value === null || value === undefined ? Unknown : Math.round(value).toLocaleString('en-US');
}

export function plural(value, noun) {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** 1,234, 42.3k, 1.20M. */
export function size(value) {
  if (value === null || value === undefined)
    return Unknown;
  if (value < 10_000)
    return count(value);
  return value < 1e6 ? `${fixed(value / 1e3, 1)}k` : value < 1e9 ? `${fixed(value / 1e6, 2)}M` : `${fixed(value / 1e9, 2)}G`;
}

export function seconds(given) {
  const value = number(given);
  if (value === null || value === undefined || !Number.isFinite(value))
    return Unknown;
  return value < 0.001 ? scientific(value, 1) : value < 1 ? fixed(value, 3) : value < 100 ? fixed(value, 2) : value.toFixed(0);
}

/** 0:07, 12:34, 1:02:03, 3d 04:05. */
export function duration(given) {
  if (given === null || given === undefined)
    return Unknown;
  const all = Math.floor(given);
  const [days, hours, minutes, rest] = [Math.floor(all / 86_400), Math.floor(all / 3600) % 24, Math.floor(all / 60) % 60, all % 60];
  const two = value => String(value).padStart(2, '0');
  if (days > 0)
    return `${days}d ${two(hours)}:${two(minutes)}`;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

export function percent(share) {
  return `${(100 * share).toFixed(share >= 0.9995 || share < 0.0005 ? 0 : 1)} %`;
}

/** In the viewer's own time zone. */
export function moment(text) {
  if (!text)
    return Unknown;
  const at = new Date(text);
  const two = value => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

export function time(at = new Date()) {
  return at.toLocaleTimeString('en-GB');
}

// Numbers that were drawn have all digits that there are; those that people write have few.
const MaxWrittenDigits = 5;

function brief(value) {
  const digits = String(Math.abs(value)).replace(/e.*$/, '').replace('.', '').replace(/^0+/, '').length;
  return Number.isInteger(value) || digits <= MaxWrittenDigits ? String(value) : String(Number(value.toPrecision(3)));
}

/** A setting's value as tables show it: drawn numbers with three significant digits. */
export function setting(value) {
  if (value === null || value === undefined)
    return '';
  if (typeof value === 'number')
    return brief(value);
  if (Array.isArray(value))
    return `[${value.map(setting).join(', ')}]`;
  if (typeof value === 'object') {
    const { name, ...parameters } = value;
    return `${name}(${Object.entries(parameters).map(([key, given]) => `${key}=${setting(given)}`).join(', ')})`;
  }
  return String(value);
}

/** The whole value of a setting, where a table shows it in brief; else null. */
export function whole(value) {
  return typeof value === 'number' && brief(value) !== String(value) ? String(value) : null;
}

export function settings(given) {
  const all = Object.entries(given ?? {}).map(([name, value]) => `${name}=${setting(value)}`);
  return all.length ? all.join(', ') : '(base)';
}
