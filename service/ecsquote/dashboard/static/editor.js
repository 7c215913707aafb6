// A text box for JSON or another file: takes pasted and dropped text, and marks faults in the text at their places.

import { JsonFault, placeOf, readJson } from "./json-places.js";
import { byId, fill, freshId, h } from "./dom.js";

const MAX_BYTES = 4 * 1024 * 1024;

function isJson(text) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

export class Editor {
  /** `changed(pasted)` is called after every change; `pasted` where the whole text came at once. */
  constructor(id, changed) {
    this.box = byId(id);
    this.backdrop = h("pre", { class: "backdrop", "aria-hidden": "true" });
    this.list = byId(`${id}-faults`);
    this.box.parentElement.prepend(this.backdrop);
    this.changed = changed;
    this.marks = [];
    this.pasted = false;
    this.box.addEventListener("scroll", () => this.#follow());
    this.box.addEventListener("paste", () => { this.pasted = true; });
    this.box.addEventListener("input", () => {
      const pasted = this.pasted;
      this.pasted = false;
      this.clear();
      changed(pasted);
    });
    const zone = this.box.closest(".drop");
    zone.addEventListener("dragover", (event) => { event.preventDefault(); zone.classList.add("over"); });
    zone.addEventListener("dragleave", () => zone.classList.remove("over"));
    zone.addEventListener("drop", (event) => this.#drop(event, zone));
    byId(`${id}-file`)?.addEventListener("change", (event) => { this.#load([...event.target.files]); event.target.value = ""; });
  }

  get text() {
    return this.box.value;
  }

  set text(text) {
    this.box.value = text;
    this.clear();
  }

  get empty() {
    return this.text.trim() === "";
  }

  /** {value, places}, or null after the fault was marked. */
  read() {
    try {
      return readJson(this.text);
    } catch (fault) {
      if (!(fault instanceof JsonFault)) throw fault;
      this.show([{ start: fault.start, end: fault.end, message: fault.message }]);
      return null;
    }
  }

  /** Mark the faults of an answer: [{pointer, message}], pointers into this text. */
  showFaults(faults) {
    let places = new Map();
    try {
      ({ places } = readJson(this.text));
    } catch {
      // not JSON: the faults are marked at the beginning
    }
    this.show(faults.map((fault) => ({ ...placeOf(places, fault.pointer), ...fault })));
  }

  show(marks) {
    this.marks = [...marks].sort((a, b) => a.start - b.start);
    this.#paint();
    const items = this.marks.map((mark) => {
      const where = this.#where(mark.start);
      const id = freshId("fault");
      return h("li", { id }, h("button", { type: "button", class: "fault", onclick: () => this.#jump(mark) }, h("span", { class: "where" }, where), " ", mark.pointer && h("code", {}, mark.pointer), mark.pointer && " ", mark.message));
    });
    fill(this.list, items);
    this.list.hidden = items.length === 0;
    if (items.length) this.box.setAttribute("aria-invalid", "true");
    else this.box.removeAttribute("aria-invalid");
  }

  clear() {
    if (this.marks.length || this.backdrop.childNodes.length) this.show([]);
  }

  #where(offset) {
    const before = this.text.slice(0, offset).split("\n");
    return `Line ${before.length}:`;
  }

  #paint() {
    const parts = [];
    let at = 0;
    for (const mark of this.marks) {
      if (mark.start < at) continue;
      parts.push(this.text.slice(at, mark.start), h("mark", {}, this.text.slice(mark.start, mark.end) || " "));
      at = mark.end;
    }
    if (parts.length) parts.push(`${this.text.slice(at)}\n`);
    fill(this.backdrop, parts);
    this.#follow();
  }

  #follow() {
    this.backdrop.scrollTop = this.box.scrollTop;
    this.backdrop.scrollLeft = this.box.scrollLeft;
  }

  #jump(mark) {
    const lines = this.text.slice(0, mark.start).split("\n").length - 1;
    const height = parseFloat(getComputedStyle(this.box).lineHeight);
    this.box.focus();
    this.box.setSelectionRange(mark.start, mark.end);
    this.box.scrollTop = Math.max(0, (lines - 3) * height);
  }

  #drop(event, zone) {
    event.preventDefault();
    zone.classList.remove("over");
    const files = [...event.dataTransfer.files];
    if (files.length) this.#load(files);
    else this.#take(event.dataTransfer.getData("text/plain"));
  }

  /** One file, or several that belong together: JSON documents as one list. */
  async #load(files) {
    if (!files.length) return;
    const large = files.find((file) => file.size > MAX_BYTES);
    const texts = large ? [] : await Promise.all(files.map((file) => file.text()));
    if (large) this.#refuse(`${large.name} is larger than 4 MB; price it with \`ecsquote quote\``);
    else if (texts.length === 1) this.#take(texts[0]);
    else if (texts.every(isJson)) this.#take(`[${texts.map((text) => text.trim()).join(",\n")}]`);
    else this.#refuse("several files are read together where each is JSON; drop other files one by one");
  }

  #refuse(message) {
    this.show([{ start: 0, end: 1, message }]);
  }

  #take(text) {
    this.text = text;
    this.changed(true);
  }
}
