// The answer at a glance: which option is cheapest, why, and what every option costs.

import { ask } from "./api.js";
import { CHARTS, chart, place } from "./chart.js";
import { component, launchOption, LAUNCH_OPTIONS, moment, optionKey, optionWords } from "./words.js";
import { amountsIn, change, compare, minus, money, percent, plus, sign } from "./decimal.js";
import { fill, h, save } from "./dom.js";
import { isToday, NOTHING, todays, whyNotKnown, yardstick } from "./yardstick.js";
import { isFloor, readingNotes } from "./reading.js";
import { optionsTable } from "./options.js";
import { problemNote } from "./work.js";

/** Shows one quote in an element; `onToday(code)` is called when the reader says what runs today. */
export class Answer {
  constructor(element, onToday) {
    this.element = element;
    this.onToday = onToday;
    this.when = h("p", { class: "value" }, "…");
  }

  /** `chosen` is what the reader said runs today; by default it is what the quote says. */
  async show(quote, chosen = null) {
    amountsIn(quote.currency);
    this.quote = quote;
    this.chosen = chosen;
    this.picture = h("div", { class: "picture" });
    this.tableAt = h("div");
    this.facts = h("div", { class: "facts" });
    this.headline = h("h2", { id: "headline", tabindex: "-1" });
    this.choose = h("select", { id: "today", onchange: () => this.#today(this.choose.value) });
    const today = yardstick(quote, chosen);
    const codes = LAUNCH_OPTIONS.filter((code) => todays(quote, code) || code === quote.current?.launch_option);
    fill(this.choose, h("option", { value: NOTHING }, "not known"), codes.map((code) => h("option", { value: code }, launchOption(code))));
    this.choose.value = today?.launch_option ?? NOTHING;
    fill(
      this.element,
      h("header", { class: "headline" }, h("p", { class: "over" }, over(quote)), this.headline),
      this.facts,
      quote.workload && readingNotes(quote.workload),
      this.picture,
      h("div", { class: "bar" }, h("h3", {}, "Every option, line by line"), h("label", { for: "today" }, "Runs today on"), this.choose),
      this.tableAt,
      aboutPrices(quote),
      exports(quote),
    );
    this.#figures();
    if (quote.cheapest && CHARTS) {
      try {
        await place(this.picture, await chart("launch-options", { quoteId: quote.id, title: quote.name ?? "launch options" }));
      } catch (error) {
        fill(this.picture, problemNote(error));
      }
    }
  }

  /** What comes out of the break-even: when another option becomes the cheapest. */
  changes(words) {
    this.when.textContent = words;
  }

  #today(code) {
    this.chosen = code;
    this.#figures();
    this.onToday(code);
  }

  #figures() {
    const { quote } = this;
    const best = quote.options.find((option) => option.available);
    const today = yardstick(quote, this.chosen);
    fill(this.tableAt, optionsTable(quote, today));
    if (!best) {
      fill(this.headline, "No launch option can run this");
      fill(this.facts, h("p", {}, "Each option below says why. Change what it names, or ask in another Region."));
      return;
    }
    fill(this.headline, h("em", {}, optionWords(best, quote.options)), " is cheapest: ", isFloor(quote) && "at least ", h("strong", {}, money(best.monthly)), " a month");
    const facts = [fact("Why", ...why(best, today, quote)), h("div", { class: "fact" }, h("h3", {}, "When that changes"), this.when)];
    fill(this.facts, saves(best, today, quote), facts);
  }
}

const fact = (head, ...content) => h("div", { class: "fact" }, h("h3", {}, head), ...content);

function over(quote) {
  const name = quote.name ?? quote.request.services.map((service) => service.name).slice(0, 3).join(", ");
  return `${name} · ${quote.region} · USD, ${quote.hours_per_month} hours a month · prices of ${quote.catalog.version}`;
}

function saves(best, today, quote) {
  if (!today) return fact("From today", h("p", { class: "value" }, "What runs today is not known."), h("p", {}, `${whyNotKnown(quote)} Months are compared with the cheapest; choose below what runs today.`.trim()));
  const saved = minus(today.monthly, best.monthly);
  const words = `${launchOption(today.launch_option)}, which runs today, costs ${money(today.monthly)} a month.`;
  if (sign(saved) <= 0) return fact("From today", h("p", { class: "value" }, h("b", {}, "Nothing is cheaper")), h("p", {}, words));
  const year = Array(11).fill(saved).reduce((sum, one) => plus(sum, one), saved);
  return fact("From today", h("p", { class: "value" }, h("b", { class: "good" }, change(minus("0", saved))), " a month, ", h("span", { class: "together" }, percent(minus("0", saved), today.monthly))), h("p", {}, `${money(year)} a year less. ${words}`));
}

/** The components that make the difference to what runs today, or to the next best option. */
function why(best, today, quote) {
  const available = quote.options.filter((option) => option.available);
  const row = today && available.find((option) => optionKey(option) === optionKey(today));
  const other = row && !isToday(best, today) ? row : available.find((option) => option !== best);
  if (!other) return [h("p", {}, "It is the only option available.")];
  const [mine, theirs] = [sums(best), sums(other)];
  const differences = [...new Set([...mine.keys(), ...theirs.keys()])]
    .map((code) => ({ code, more: minus(theirs.get(code) ?? "0", mine.get(code) ?? "0") }))
    .filter(({ more }) => sign(more) !== 0)
    .sort((a, b) => compare(size(b.more), size(a.more)))
    .slice(0, 3);
  return [
    h("p", {}, `Against ${optionWords(other, quote.options)}, ${money(other.monthly)}:`),
    h("ul", {}, differences.map(({ code, more }) => h("li", {}, `${component(code)}: `, h("b", {}, money(size(more))), sign(more) > 0 ? " less" : " more"))),
  ];
}

const size = (text) => (sign(text) < 0 ? minus("0", text) : text);

function sums(option) {
  const found = new Map();
  for (const line of option.line_items) found.set(line.component, plus(found.get(line.component) ?? "0", line.monthly));
  return found;
}

function aboutPrices(quote) {
  if (!quote.catalog.warnings.length) return null;
  return h("details", { class: "about" }, h("summary", {}, "How old these prices are"), h("ul", {}, quote.catalog.warnings.map((text) => h("li", {}, text))));
}

function exports(quote) {
  const trouble = h("div", { class: "trouble" });
  const file = (form, words, extension) => h("a", { href: `/v1/quotes/${quote.id}?format=${form}`, download: `quote-${quote.id}.${extension}` }, words);
  return h(
    "div",
    { class: "exports" },
    h("span", {}, `Kept ${moment(quote.created_at)} as `, h("a", { href: `/quotes/${quote.id}` }, `quote ${quote.id.slice(-8)}`)),
    h("span", { class: "links" }, "Export: ", file("csv", "CSV", "csv"), " ", file("markdown", "Markdown", "md"), " ", file("focus", "FOCUS", "csv"), " ", file("json", "JSON", "json"), " ", workbook(quote, trouble)),
    trouble,
  );
}

/** Fetched rather than linked to: without the excel extra the API answers with a problem, which must not be saved as a workbook. */
function workbook(quote, trouble) {
  const path = `/v1/quotes/${quote.id}?format=xlsx`;
  const fetchIt = async (event) => {
    event.preventDefault();
    fill(trouble);
    try {
      save(await ask(path, { as: "blob" }), `quote-${quote.id}.xlsx`);
    } catch (error) {
      if (error.status === 501) error.advice = "The other exports hold the same line items.";
      fill(trouble, problemNote(error));
    }
  };
  return h("a", { href: path, onclick: fetchIt }, "Excel");
}
