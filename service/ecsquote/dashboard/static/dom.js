// Elements from data: every text goes in as text, so that nothing a document says can become markup.

/** h("p", {class: "note"}, "text", child); `on*` are listeners, true sets an attribute, null and false leave it out. */
export function h(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "value") element.value = value;
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const byId = (id) => document.getElementById(id);

/** Show these instead of what is there. */
export const fill = (place, ...children) =>
  place.replaceChildren(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));

let last = 0;
/** An id that no other element has. */
export const freshId = (stem) => `${stem}-${(last += 1)}`;

/** A table of plain cells: columns are {head, cell(row), number, rowHead}. */
export function table(caption, columns, rows, attributes = {}) {
  return h(
    "div",
    { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    h(
      "table",
      attributes,
      h("caption", { class: "unseen" }, caption),
      h("thead", {}, h("tr", {}, columns.map((column) => h("th", { scope: "col", class: column.number && "number" }, column.head)))),
      h("tbody", {}, rows.map((row) => h("tr", {}, columns.map((column) => cell(column, row))))),
    ),
  );
}

function cell(column, row) {
  const content = column.cell(row);
  const kind = column.number ? "number" : column.class;
  return column.rowHead ? h("th", { scope: "row" }, content) : h("td", { class: kind }, content);
}

/** Offer a text or blob as a file. */
export function save(content, name, type) {
  const address = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  h("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}
