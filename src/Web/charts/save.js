// What is offered under each chart: its figures as CSV, and its drawing as SVG and PNG. Nothing is requested for it: the files are made in the page.

// Pixels of the PNG per pixel of the page, for print.
const scale = 3;

const offered = new WeakMap();

/**
 * The drawing function with the offer to save what it draws.
 * @param {string} name of the files
 * @param {(element: HTMLElement, data: object, ...others: unknown[]) => void} draw
 * @param {(data: object) => {head: string[], rows: (string|number|null)[][]}} tableOf the figures of the chart
 */
export function savable(name, draw, tableOf) {
  return (element, data, ...others) => {
    draw(element, data, ...others);
    // A chart may be drawn into a canvas within the element that the page knows.
    const host = element.closest('.chart') ?? element;
    if (!offered.has(host))
      host.after(controls(host));
    offered.set(host, { element, name, table: () => tableOf(data) });
  };
}

function controls(host) {
  const line = document.createElement('p');
  line.className = 'save';
  line.append('Save as ');
  for (const [kind, save] of [['CSV', saveCsv], ['SVG', saveSvg], ['PNG', savePng]]) {
    const button = line.appendChild(document.createElement('button'));
    button.type = 'button';
    button.textContent = kind;
    button.setAttribute('aria-label', `Save as ${kind}: ${host.getAttribute('aria-label') ?? 'chart'}`);
    button.addEventListener('click', () => save(offered.get(host)));
  }
  return line;
}

function saveCsv({ name, table }) {
  const { head, rows } = table();
  download(`${name}.csv`, new Blob([csv([head, ...rows])], { type: 'text/csv' }));
}

function saveSvg({ element, name }) {
  download(`${name}.svg`, new Blob([svgOf(element)], { type: 'image/svg+xml' }));
}

async function savePng({ element, name }) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svgOf(element))}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = element.clientWidth * scale;
  canvas.height = element.clientHeight * scale;
  const context = canvas.getContext('2d');
  context.fillStyle = getComputedStyle(element).getPropertyValue('--surface').trim() || 'white';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  canvas.toBlob(blob => download(`${name}.png`, blob), 'image/png');
}

// The drawing as it stands in the page. The library's own text of it is not well-formed where names of fonts are quoted.
function svgOf(element) {
  return new XMLSerializer().serializeToString(element.querySelector('svg'));
}

/** RFC 4180. */
export function csv(rows) {
  return rows.map(row => `${row.map(cell).join(',')}\r\n`).join('');
}

function cell(value) {
  const text = value === null || value === undefined ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function download(file, blob) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = file;
  link.click();
  // The browser may read it only after this function has ended.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
