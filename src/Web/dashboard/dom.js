// Elements from data. Text is set as text, so that nothing in it is markup.
const Svg = 'http://www.w3.org/2000/svg';

/** An element; attributes that are false or null are left out, children may be nested lists, text, or null. */
export function h(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** The same for drawings. */
export function svg(tag, attributes, ...children) {
  return fill(document.createElementNS(Svg, tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false)
      continue;
    if (name === 'style')
      Object.entries(value).forEach(([property, text]) => element.style.setProperty(property, text));
    else if (name.startsWith('on'))
      element.addEventListener(name.slice(2), value);
    else
      element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

/**
 * Makes the element's children those given, changing what is there rather than replacing it, so that focus, scroll and selection stay.
 * Listeners are not carried over: they belong to an element around, see `on`.
 */
export function show(element, ...children) {
  const wanted = h('div', null, ...children);
  patchChildren(element, wanted);
}

/** Listens for events of what matches the selector within the element, now and later. */
export function on(element, type, selector, action) {
  element.addEventListener(type, event => {
    const target = event.target.closest?.(selector);
    if (target && element.contains(target))
      action(target, event);
  });
}

function patchChildren(old, wanted) {
  const next = [...wanted.childNodes];
  next.forEach((node, index) => {
    const present = old.childNodes[index];
    if (!present)
      old.append(node);
    else if (present.nodeType !== node.nodeType || present.nodeName !== node.nodeName || present.dataset?.keep !== node.dataset?.keep)
      present.replaceWith(node);
    else
      patch(present, node);
  });
  while (old.childNodes.length > next.length)
    old.lastChild.remove();
}

function patch(old, wanted) {
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.data !== wanted.data)
      old.data = wanted.data;
    return;
  }
  // What is marked so looks after itself: charts and tables.
  if (old.dataset.keep)
    return;
  for (const { name } of [...old.attributes]) {
    // The user opens and closes these.
    if (!wanted.hasAttribute(name) && !(name === 'open' && old.nodeName === 'DETAILS'))
      old.removeAttribute(name);
  }
  for (const { name, value } of wanted.attributes) {
    if (old.getAttribute(name) !== value)
      old.setAttribute(name, value);
  }
  if (old.nodeName === 'INPUT' && old.type === 'checkbox')
    old.checked = wanted.hasAttribute('checked');
  patchChildren(old, wanted);
}
