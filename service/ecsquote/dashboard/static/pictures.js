// The pictures that decide: a tab each, asked for when it is first looked at.

import { byId, fill, h } from "./dom.js";
import { chart, place } from "./chart.js";
import { QUESTIONS } from "./questions.js";
import { work } from "./work.js";

export class Pictures {
  /** `found(name, answer)` is called with each answer, so that the headline can use it. */
  constructor(element, found) {
    this.element = element;
    this.found = found;
    this.shown = QUESTIONS[0].name;
    this.tabs = QUESTIONS.map((question) =>
      h("button", { type: "button", role: "tab", id: `tab-${question.name}`, "aria-controls": `panel-${question.name}`, onclick: () => this.open(question.name) }, question.tab),
    );
    const list = h("div", { role: "tablist", "aria-label": "Pictures", class: "tabs", onkeydown: (event) => this.#keys(event) }, this.tabs);
    this.panels = new Map(QUESTIONS.map((question) => [question.name, h("div", { role: "tabpanel", id: `panel-${question.name}`, "aria-labelledby": `tab-${question.name}`, tabindex: "0", hidden: true })]));
    fill(element, h("h2", {}, "What decides it"), list, ...this.panels.values());
  }

  /** Another quote: forget the old pictures, and draw the one that is open. */
  begin(quote, body) {
    this.quote = quote;
    this.body = body;
    this.done = new Set();
    for (const panel of this.panels.values()) {
      panel.firstElementChild?.stopWork?.();
      fill(panel);
    }
    this.element.hidden = false;
    return this.open(this.shown);
  }

  async open(name) {
    this.shown = name;
    this.tabs.forEach((tab, index) => {
      const mine = QUESTIONS[index].name === name;
      tab.setAttribute("aria-selected", String(mine));
      tab.tabIndex = mine ? 0 : -1;
      this.panels.get(QUESTIONS[index].name).hidden = !mine;
    });
    if (this.done.has(name)) return;
    this.done.add(name);
    await this.#ask(QUESTIONS.find((question) => question.name === name));
  }

  async #ask(question) {
    const panel = this.panels.get(question.name);
    const status = h("div", { class: "status" });
    const result = h("div", { class: "result" });
    fill(panel, h("p", { class: "lead" }, question.lead), status, result);
    const again = () => this.#ask(question);
    const quote = this.quote;
    const answer = await work(status, question.working, (job) => question.ask({ quote, body: this.body, ...job }), again);
    if (answer === undefined || quote !== this.quote) return;
    this.found(question.name, answer);
    await this.#draw(question, quote, answer, result);
  }

  async #draw(question, quote, answer, result) {
    const status = h("div", {});
    const picture = h("div", {});
    const tables = h("div", { class: "result" });
    fill(result, question.note?.(answer), status, picture, tables);
    const options = question.options?.(quote) ?? [];
    const draw = (code) => {
      fill(tables, question.table(answer, quote, code));
      return this.#picture(question, quote, answer, picture, code);
    };
    if (options.length > 1) fill(status, this.#chooser(question, options, draw));
    await draw(options[0]?.[0]);
  }

  async #picture(question, quote, answer, picture, launchOption) {
    fill(picture);
    if (question.drawable && !question.drawable(answer)) return;
    const source = question.ofQuote ? { quoteId: quote.id } : { body: JSON.stringify(answer) };
    const figure = await work(picture, "Drawing", ({ signal }) => chart(question.chart, { ...source, launchOption, signal, title: question.tab }), () => this.#picture(question, quote, answer, picture, launchOption));
    if (figure) await place(picture, figure);
  }

  #chooser(question, options, draw) {
    const id = `choose-${question.name}`;
    const select = h("select", { id, onchange: () => draw(select.value) }, options.map(([code, words]) => h("option", { value: code }, words)));
    return h("p", { class: "field inline" }, h("label", { for: id }, "Launch option "), select);
  }

  #keys(event) {
    const now = this.tabs.indexOf(event.target);
    const to = { ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0, End: this.tabs.length - 1 }[event.key];
    if (now < 0 || to === undefined) return;
    event.preventDefault();
    const tab = this.tabs[(to + this.tabs.length) % this.tabs.length];
    tab.focus();
    tab.click();
  }
}

export const pictures = (found) => new Pictures(byId("pictures"), found);
