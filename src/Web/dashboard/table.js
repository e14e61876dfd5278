// A sweep's trials: any number of rows, of which those in sight are in the page. The server filters, sorts and sends windows.
import { Problem, read } from './api.js';
import { h, on, show } from './dom.js';
import { count, metric, moment, seconds, setting, whole } from './format.js';
import { pill, states, sweepPath, trialPath } from './parts.js';

const RowHeight = 36;
const Page = 100;
const Beyond = 8;
const CurveWidth = 60;

// From this width on the box of the curve and the state stay in sight, too.
const WidePage = 700;

// Columns that the user has left out, in this browser.
const Left = 'sweep-left-columns';
const Fixed = new Set(['trial', 'objective']);

// Browsers can't show elements of any height: beyond this the scroll bar moves more than a row at a time.
const MaxHeight = 8_000_000;

const figures = [
  ['objective', 'objective', row => metric(row.objective), 104], ['train_loss', 'train_loss', row => metric(row.train_loss), 100],
  ['train_accuracy', 'train_acc', row => metric(row.train_accuracy), 96], ['val_loss', 'val_loss', row => metric(row.val_loss), 96],
  ['val_accuracy', 'val_acc', row => metric(row.val_accuracy), 96], ['test_loss', 'test_loss', row => metric(row.test_loss), 96],
  ['test_accuracy', 'test_acc', row => metric(row.test_accuracy), 96], ['epochs', 'epochs', row => count(row.epochs), 80],
  ['attempt', 'attempt', row => count(row.attempt), 84], ['train_seconds', 'seconds', row => seconds(row.train_seconds), 88],
];

// Of range tests: their final weights mean nothing, and the rates are no figures to sort by.
const rangeFigures = [
  ['objective', 'min running loss', row => metric(row.objective), 140], ['range_minimum_lr', 'at lr', row => metric(row.range_minimum_lr), 96],
  ['range_steepest_lr', 'steepest', row => metric(row.range_steepest_lr), 96], ['attempt', 'attempt', row => count(row.attempt), 84],
  ['train_seconds', 'seconds', row => seconds(row.train_seconds), 88],
];
/** The conditions of a filter, as the server reads them: blanks within quotes, brackets and parentheses belong to a condition. */
function wordsOf(filter) {
  const words = [];
  let [word, depth, isQuoted] = ['', 0, false];
  for (const sign of filter) {
    isQuoted = sign === '"' ? !isQuoted : isQuoted;
    depth += isQuoted ? 0 : '(['.includes(sign) ? 1 : ')]'.includes(sign) ? -1 : 0;
    if (/\s/.test(sign) && !isQuoted && depth <= 0) {
      words.push(word);
      word = '';
    } else {
      word += sign;
    }
  }
  return [...words, word].filter(one => one);
}

const classes = (isNumber, stuck) => [isNumber && 'n', stuck.class].filter(name => name).join(' ') || null;

// Storage may be forbidden; the choice then lasts as long as the page.
function readLeft() {
  try {
    return new Set(JSON.parse(localStorage.getItem(Left)) ?? []);
  } catch {
    return new Set();
  }
}

function writeLeft(left) {
  try {
    localStorage.setItem(Left, JSON.stringify([...left]));
  } catch {
    // Nothing is kept then.
  }
}

const unsorted = new Set(['reason', 'range_minimum_lr', 'range_steepest_lr']);

export class TrialTable {
  #sweep;
  #element;
  #chosen;
  #scroller;
  #body;
  #pages = new Map();
  #settings = null;
  #matching = 0;
  #total = 0;
  #version = null;
  #query = { filter: '', states: new Set(), sort: 'trial' };
  #request = 0;
  #timer = null;
  #current = 0;
  #counts = {};
  #figures;
  #left = readLeft();

  /** @param {Set<string>} chosen the curves that are drawn: t17 for trial 17 */
  constructor(element, sweep, chosen, isRangeTest) {
    this.#figures = isRangeTest ? rangeFigures : figures;
    this.#sweep = sweep;
    this.#element = element;
    this.#chosen = chosen;
    this.#readAddress();
    this.#build();
    this.refresh();
  }

  /** Reads the visible rows again, because trials may have changed. */
  async refresh() {
    await this.#load(this.#visiblePages(), true);
  }

  counts(counts) {
    this.#counts = counts;
    this.#renderStates();
  }

  /** Replaces the filter's conditions on a setting or figure by these. */
  restrict(name, conditions) {
    const others = wordsOf(this.#query.filter).filter(word => !(word.startsWith(name) && /^[=<>!~]/.test(word.slice(name.length))));
    const filter = [...others, ...conditions].join(' ');
    this.#element.querySelector('#filter').value = filter;
    this.#apply({ filter });
  }

  #readAddress() {
    const query = new URLSearchParams(location.search);
    this.#query.filter = query.get('filter') ?? '';
    this.#query.sort = query.get('sort') ?? 'trial';
    this.#query.states = new Set((query.get('state') ?? '').split(',').filter(state => states.includes(state)));
  }

  #build() {
    const filter = h('input', {
      id: 'filter', type: 'search', value: this.#query.filter, placeholder: 'width >= 64 optimizer in [adam, sgd] or objective > 0.9', autocomplete: 'off', spellcheck: 'false',
      'aria-describedby': 'filter-answer',
    });
    this.#body = h('tbody');
    this.#scroller = h('div', { class: 'table rows', role: 'region', tabindex: '0', 'aria-label': 'Rows of trials; arrow keys move from one to the next' },
      h('table', null, h('thead', { id: 'trial-head' }), this.#body));
    this.#element.append(
      h('div', { class: 'filter' }, h('label', { for: 'filter' }, 'Filter'), filter, h('div', { id: 'filter-states', role: 'group', 'aria-label': 'States' })),
      h('p', { id: 'filter-answer', class: 'small', role: 'status' }),
      h('details', { class: 'chooser' }, h('summary', null, 'Columns'), h('div', { class: 'choices' })), this.#scroller);
    on(this.#element.querySelector('.choices'), 'change', 'input', box => {
      if (box.checked)
        this.#left.delete(box.dataset.column);
      else
        this.#left.add(box.dataset.column);
      writeLeft(this.#left);
      this.#render();
    });
    filter.addEventListener('input', () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#apply({ filter: filter.value.trim() }), 200);
    });
    on(this.#element.querySelector('#filter-states'), 'click', 'button', button => {
      const chosen = new Set(this.#query.states);
      if (!chosen.delete(button.dataset.state))
        chosen.add(button.dataset.state);
      this.#apply({ states: chosen });
    });
    on(this.#scroller, 'click', 'button[data-sort]', button => {
      const name = button.dataset.sort;
      // Of figures the greatest are wanted first.
      const first = figures.some(([figure]) => figure === name) ? `-${name}` : name;
      const other = first === name ? `-${name}` : name;
      this.#apply({ sort: this.#query.sort === first ? other : first });
    });
    this.#scroller.addEventListener('scroll', () => requestAnimationFrame(() => this.#scrolled()), { passive: true });
    this.#scroller.addEventListener('keydown', event => this.#move(event));
    new ResizeObserver(() => this.#render()).observe(this.#scroller);
  }

  async #apply(change) {
    Object.assign(this.#query, change);
    const address = new URL(location.href);
    for (const [name, value] of [['filter', this.#query.filter], ['sort', this.#query.sort === 'trial' ? '' : this.#query.sort], ['state', [...this.#query.states].join(',')]]) {
      if (value)
        address.searchParams.set(name, value);
      else
        address.searchParams.delete(name);
    }
    history.replaceState(null, '', address);
    this.#current = 0;
    this.#scroller.scrollTop = 0;
    this.#renderStates();
    await this.#load([0], true);
  }

  /** Loads pages of rows; `anew`: even those that are there. Only the answer to the latest question counts. */
  async #load(pages, anew) {
    const wanted = anew ? pages : pages.filter(page => !this.#pages.has(page));
    if (!wanted.length)
      return;
    const request = ++this.#request;
    const began = performance.now();
    const [first, last] = [Math.min(...wanted), Math.max(...wanted)];
    const query = new URLSearchParams({ offset: first * Page, rows: Math.min(5, last - first + 1) * Page, sort: this.#query.sort, filter: this.#filter() });
    let answer;
    try {
      answer = await read(`${sweepPath(this.#sweep)}/table?${query}`);
    } catch (problem) {
      if (request === this.#request && problem instanceof Problem)
        this.#say(problem.message.replace(/^filter: /, ''), true);
      return;
    }
    if (request !== this.#request)
      return;
    if (anew || answer.version !== this.#version)
      this.#pages.clear();
    for (let page = 0; page * Page < answer.rows.length; page++)
      this.#pages.set(first + page, answer.rows.slice(page * Page, (page + 1) * Page));
    this.#version = answer.version;
    this.#matching = answer.matching;
    this.#total = answer.total;
    if (String(this.#settings) !== String(answer.settings))
      this.#settings = answer.settings;
    this.#element.dataset.request = this.#filter();
    this.#element.dataset.milliseconds = Math.round(performance.now() - began);
    this.#say(answer.matching === answer.total ? `${count(answer.total)} trials` : `${count(answer.matching)} of ${count(answer.total)} trials`, false);
    this.#render();
  }

  #filter() {
    return [this.#query.filter, this.#query.states.size ? `state=${[...this.#query.states].join(',')}` : ''].filter(part => part).join(' ');
  }

  #say(text, isWrong) {
    const answer = this.#element.querySelector('#filter-answer');
    answer.classList.toggle('wrong', isWrong);
    if (answer.textContent !== text)
      answer.textContent = text;
    this.#element.querySelector('#filter').setAttribute('aria-invalid', String(isWrong));
  }

  #scrolled() {
    this.#render();
    // While the user scrolls fast, what flies by is not requested.
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#load(this.#visiblePages(), false), 60);
  }

  #height() {
    return Math.min(MaxHeight, this.#matching * RowHeight);
  }

  #span() {
    const visible = Math.ceil(this.#scroller.clientHeight / RowHeight);
    const { scrollTop } = this.#scroller;
    const all = this.#matching * RowHeight;
    const room = this.#height() - this.#scroller.clientHeight;
    const top = all <= MaxHeight ? Math.floor(scrollTop / RowHeight) : Math.floor((scrollTop / Math.max(1, room)) * Math.max(0, this.#matching - visible + 1));
    const first = Math.max(0, Math.min(top, this.#matching - visible) - Beyond);
    return { top, visible, first, last: Math.min(this.#matching, top + visible + Beyond) };
  }

  #visiblePages() {
    const { first, last } = this.#span();
    const pages = [];
    for (let page = Math.floor(first / Page); page * Page < Math.max(1, last); page++)
      pages.push(page);
    return pages;
  }

  #row(index) {
    return this.#pages.get(Math.floor(index / Page))?.[index % Page];
  }

  // The objective is in sight without scrolling, and stays.
  #columns() {
    const settings = (this.#settings ?? []).map(name => [name, name, row => setting(row.settings[name]), 112, false, row => whole(row.settings[name])]);
    const [objective, ...figures] = this.#figures.map(figure => [...figure, true]);
    const state = ['state', 'state', row => pill(row.state), 132, false];
    return [
      ['trial', 'trial', null, 84, true], ...(this.#isWide() ? [state, objective] : [objective, state]), ...settings, ['seed', 'seed', row => count(row.repeat + 1), 68, true],
      ...figures,
      ['finished_at', 'finished', row => moment(row.finished_at), 176, false], ['reason', 'reason', row => row.reason, 260, false],
    ];
  }

  #render() {
    if (this.#settings === null)
      return;
    const all = this.#columns();
    const columns = all.filter(([name]) => !this.#left.has(name));
    const stuck = this.#stuck(columns);
    show(this.#element.querySelector('.choices'), all.filter(([name]) => !Fixed.has(name)).map(([name, title]) => h('label', null,
      h('input', { type: 'checkbox', 'data-column': name, checked: !this.#left.has(name) }), title)));
    const { first, last, top } = this.#span();
    const width = CurveWidth + columns.reduce((sum, column) => sum + column[3], 0);
    this.#scroller.firstChild.style.setProperty('width', `max(100%, ${width}px)`);
    this.#scroller.firstChild.setAttribute('aria-rowcount', String(this.#matching + 1));
    show(this.#scroller.querySelector('thead'), h('tr', { 'aria-rowindex': '1' },
      h('th', { scope: 'col', class: stuck.curve.class, style: { width: `${CurveWidth}px`, ...stuck.curve.style } }, 'curve'), columns.map(column => this.#head(column, stuck[column[0]]))));
    const height = this.#height();
    const exact = this.#matching * RowHeight <= MaxHeight;
    const above = exact ? first * RowHeight : Math.max(0, Math.min(height, this.#scroller.scrollTop) - ((top - first) * RowHeight));
    const rows = [];
    for (let index = first; index < last; index++)
      rows.push(this.#line(index, columns, stuck));
    show(this.#body,
      h('tr', { class: 'room', 'aria-hidden': 'true' }, h('td', { style: { height: `${above}px` } })),
      rows,
      h('tr', { class: 'room', 'aria-hidden': 'true' }, h('td', { style: { height: `${Math.max(0, height - above - (rows.length * RowHeight))}px` } })));
  }

  #isWide() {
    return this.#scroller.clientWidth >= WidePage;
  }

  // The class and the place of the columns that stay in sight while the others scroll.
  #stuck(columns) {
    const stays = new Set(this.#isWide() ? ['curve', 'trial', 'state', 'objective'] : ['trial', 'objective']);
    const stuck = {};
    let left = 0;
    for (const [name, width] of [['curve', CurveWidth], ...columns.map(column => [column[0], column[3]])]) {
      stuck[name] = stays.has(name) ? { class: name === 'objective' ? 'stick last' : 'stick', style: { left: `${left}px` } } : { class: '', style: {} };
      left += stays.has(name) ? width : 0;
    }
    return stuck;
  }

  #head([name, title, , width, isNumber], stuck) {
    const sorted = this.#query.sort.replace('-', '') === name;
    const order = this.#query.sort.startsWith('-') ? 'descending' : 'ascending';
    return h('th', { scope: 'col', class: classes(isNumber, stuck), 'aria-sort': sorted ? order : null, style: { width: `${width}px`, ...stuck.style } },
      unsorted.has(name) ? title : h('button', { type: 'button', 'data-sort': name, title: `Sort by ${name}` }, title, h('span', { 'aria-hidden': 'true' }, sorted ? (order === 'ascending' ? ' ▲' : ' ▼') : '')));
  }

  #line(index, columns, stuck) {
    const row = this.#row(index);
    if (!row) {
      return h('tr', { 'aria-rowindex': index + 2, class: 'loading' }, h('td', stuck.curve),
        columns.map(([column]) => h('td', { class: classes(column === 'trial', stuck[column]), style: stuck[column].style }, column === 'trial' && '…')));
    }
    const name = `t${row.trial}`;
    // One row is in the order of tabs; arrow keys lead to the others.
    const tab = index === this.#current ? '0' : '-1';
    return h('tr', { 'aria-rowindex': index + 2 },
      h('td', stuck.curve, h('input', { type: 'checkbox', tabindex: tab, 'data-curve': name, checked: this.#chosen.has(name), 'aria-label': `Draw the curve of trial ${row.trial}` })),
      columns.map(([column, , text, , isNumber, title]) => h('td', { class: classes(isNumber, stuck[column]), style: stuck[column].style, title: column === 'reason' && row.reason ? row.reason : title?.(row) },
        column === 'trial' ? h('a', { href: trialPath(this.#sweep, row.trial), tabindex: tab }, String(row.trial)) : text(row))));
  }

  #move(event) {
    const { visible } = this.#span();
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: visible - 1, PageUp: 1 - visible, Home: -Infinity, End: Infinity };
    if (!(event.key in steps) || event.target.nodeName === 'INPUT' && event.target.type !== 'checkbox' || event.ctrlKey || event.metaKey || event.altKey)
      return;
    event.preventDefault();
    const isIn = event.target !== this.#scroller;
    this.#current = Math.max(0, Math.min(this.#matching - 1, isIn || Math.abs(steps[event.key]) > 1 ? this.#current + steps[event.key] : this.#span().top));
    this.#bring(this.#current);
    this.#render();
    this.#body.querySelector(`tr[aria-rowindex="${this.#current + 2}"] a`)?.focus({ preventScroll: true });
    this.#scrolled();
  }

  // The head covers the first row.
  #bring(index) {
    const scroller = this.#scroller;
    const head = scroller.querySelector('thead').offsetHeight;
    const room = scroller.clientHeight - head;
    if (this.#matching * RowHeight > MaxHeight) {
      scroller.scrollTop = (index / this.#matching) * this.#height();
      return;
    }
    const at = index * RowHeight;
    if (at < scroller.scrollTop)
      scroller.scrollTop = at;
    else if (at + RowHeight > scroller.scrollTop + room)
      scroller.scrollTop = at + RowHeight - room;
  }

  #renderStates() {
    show(this.#element.querySelector('#filter-states'), states.filter(state => this.#counts[state] || this.#query.states.has(state)).map(state => h('button', {
      type: 'button', class: `chip ${state}`, 'data-state': state, 'aria-pressed': String(this.#query.states.has(state)),
    }, `${state} ${count(this.#counts[state] ?? 0)}`)));
  }
}

