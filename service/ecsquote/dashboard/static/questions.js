// What each picture asks of the API, and the same figures as a table.

import { ask, post } from "./api.js";
import { change, compare, money, quantity, unitPrice } from "./decimal.js";
import { fleetWords, instancesTable, sharesTable } from "./fleet.js";
import { h, table } from "./dom.js";
import { withField } from "./form.js";
import { launchOption, optionWords, planWords, plural, share } from "./words.js";

const LONG = 90;
const AT_ONCE = 5;

const wrapped = (body, more = {}) => `{"request": ${body}${Object.entries(more).map(([name, value]) => `, ${JSON.stringify(name)}: ${JSON.stringify(value)}`).join("")}}`;

/** "in words" of a row of an analysis, whose plan is words already. */
const pricedWords = (option, among) => {
  const many = new Set(among.map((one) => one.cpu_architecture)).size > 1;
  const names = [launchOption(option.launch_option)];
  if (many) names.push(option.cpu_architecture === "X86_64" ? "x86-64" : option.cpu_architecture);
  if (option.savings_plan) names.push(typeof option.savings_plan === "string" ? option.savings_plan : planWords(option));
  return names.join(", ");
};

/** Each Region of the catalog in the quote's currency, a few at a time, so that progress shows and Stop is heard. */
async function everyRegion({ quote, body, signal, progress }) {
  const { items } = await ask("/v1/regions?limit=1000", { signal });
  const codes = items.filter((region) => region.currency === quote.currency).map((region) => region.code);
  let whole = null;
  for (let from = 0; from < codes.length; from += AT_ONCE) {
    progress(from, codes.length, `Priced in ${from} of ${codes.length} Regions`);
    const answer = await post("/v1/comparisons", wrapped(body, { regions: codes.slice(from, from + AT_ONCE) }), { signal, seconds: LONG });
    whole = whole ? { ...whole, regions: [...whole.regions, ...answer.regions] } : answer;
  }
  const best = (region) => region.options.find((option) => option.available)?.monthly;
  whole.regions.sort((a, b) => (best(a) && best(b) ? compare(best(a), best(b)) : best(a) ? -1 : best(b) ? 1 : 0));
  return whole;
}

/** "from 9 tasks EC2 Spot" for the headline. */
export function changeWords(answer) {
  const [first, ...others] = answer.stretches;
  const name = (stretch) => (stretch.cheapest ? launchOption(stretch.cheapest.launch_option) : "no option");
  if (!others.length) return `${name(first)} stays cheapest from ${first.first} to ${plural(first.last, "task")}.`;
  return `${others.slice(0, 3).map((stretch) => `From ${plural(stretch.first, "task")}: ${name(stretch)}`).join(". ")}.`;
}

const cheapest = (options) => options.find((option) => option.available);
/** The same of an analysis, whose rows are short. */
const priced = (options) => options.find((option) => option.monthly !== null);

export const QUESTIONS = [
  {
    name: "break-even",
    tab: "Number of tasks",
    chart: "break-even",
    lead: "What a month costs as the first service grows, and where another option becomes the cheapest.",
    working: "Pricing more and more tasks",
    ask: ({ body, signal }) => post("/v1/analyses/break-even", wrapped(body, { axis: "tasks" }), { signal, seconds: LONG }),
    drawable: (answer) => answer.stretches.some((stretch) => stretch.cheapest) && answer.points,
    table: (answer) => [
      table("Cheapest option by number of tasks", [
        { head: "Tasks", cell: (row) => (row.first === row.last ? `${row.first}` : `${row.first} – ${row.last}`), rowHead: true },
        { head: "Cheapest", cell: (row) => (row.cheapest ? pricedWords(row.cheapest, row.options) : "none available") },
        { head: "A month at the first of them", cell: (row) => (row.cheapest ? money(row.cheapest.monthly) : "–"), number: true },
      ], answer.stretches),
    ],
    note: (answer) => !answer.complete && h("p", { class: "quiet" }, `${answer.quotes} quotes did not suffice to find every change.`),
  },
  {
    name: "advice",
    tab: "What would save",
    lead: "Changes to the request that save, each priced by a quote of its own, against the cheapest option as it is.",
    working: "Trying changes",
    ask: async ({ quote, body, signal }) =>
      (await post("/v1/comparisons", wrapped(withField(body, "advice", true), { regions: [quote.region] }), { signal, seconds: LONG })).regions[0],
    drawable: () => false,
    table: ({ advice }) =>
      advice?.length
        ? [table("Changes that save, the greatest saving first", [
            { head: "Change", cell: (row) => row.words, rowHead: true },
            { head: "Cheapest then", cell: (row) => launchOption(row.launch_option) },
            { head: "A month", cell: (row) => money(row.monthly), number: true },
            { head: "Saves", cell: (row) => h("span", { class: "good" }, money(row.saving)), number: true },
            { head: "Of the cheapest now", cell: (row) => `${quantity(row.saving_percent)} %`, number: true },
          ], advice)]
        : [h("p", {}, "None of the changes tried saves anything: another architecture, the next size down or up, ENI trunking, other instance families.")],
    note: ({ advice_note }) => advice_note && h("p", { class: "quiet" }, advice_note),
  },
  {
    name: "regions",
    tab: "Regions",
    chart: "regions",
    lead: "The cheapest launch option’s month in every Region of the price catalog.",
    working: "Pricing in every Region",
    ask: everyRegion,
    drawable: (answer) => answer.regions.some((region) => cheapest(region.options)),
    table: (answer) => [
      table("Regions, cheapest first", [
        { head: "Region", cell: (row) => row.region, rowHead: true },
        { head: "Cheapest option", cell: (row) => (cheapest(row.options) ? optionWords(cheapest(row.options), row.options) : row.options[0]?.unavailable_reason ?? "none available") },
        { head: "A month", cell: (row) => (cheapest(row.options) ? money(cheapest(row.options).monthly) : "–"), number: true },
      ], answer.regions),
    ],
  },
  {
    name: "fleet",
    tab: "Fleet",
    chart: "fleet",
    ofQuote: true,
    lead: "The instances, the tasks in them, and the share of CPU and memory that stays idle.",
    working: "Looking at the fleet",
    ask: async ({ quote }) => quote.options.filter((option) => option.available && option.placement?.instances.length),
    drawable: (answer) => answer.length > 0,
    options: (quote) => onInstances(quote),
    table: (answer, quote, code) => (answer.length ? answer.filter((option) => option.launch_option === code).map((option) => fleetSection(option, quote)) : [h("p", {}, "No option of this quote runs on instances.")]),
  },
  {
    name: "load-week",
    tab: "Load week",
    chart: "load-week",
    ofQuote: true,
    lead: "The tasks through the week, and the instances that follow them.",
    working: "Looking at the week",
    ask: async ({ quote }) => quote,
    drawable: (quote) => quote.request.services.some(({ load }) => load.hourly_tasks || load.hourly_demand),
    options: (quote) => onInstances(quote),
    table: (_, quote) => [
      table("Load of each service", [
        { head: "Service", cell: (row) => row.name, rowHead: true },
        { head: "Load", cell: (row) => loadWords(row.load) },
      ], quote.request.services),
    ],
  },
  {
    name: "commitments",
    tab: "Savings Plan",
    chart: "commitments",
    lead: "What the month costs for each hourly commitment, and the best one of every plan.",
    working: "Trying commitments",
    ask: ({ body, signal }) => post("/v1/analyses/commitments", wrapped(body), { signal, seconds: LONG }),
    drawable: (answer) => answer.curves.some((curve) => curve.best && curve.curve.length),
    table: (answer) => [
      table("The best commitment of each plan", [
        { head: "Launch option", cell: (row) => launchOption(row.launch_option), rowHead: true },
        { head: "Plan", cell: (row) => planWords(row) },
        { head: "Commit an hour", cell: (row) => (row.best ? unitPrice(row.best.hourly_commitment) : "–"), number: true },
        { head: "A month", cell: (row) => (row.best ? money(row.best.monthly) : "–"), number: true },
        { head: "Without a plan", cell: (row) => (row.without_plan ? money(row.without_plan) : "–"), number: true },
        { head: "Note", cell: (row) => row.unavailable_reason ?? "" },
      ], answer.curves),
    ],
  },
  {
    name: "history",
    tab: "Price history",
    chart: "price-history",
    lead: "This workload under every version of the price catalog that is kept.",
    working: "Pricing from each catalog version",
    ask: ({ body, signal }) => post("/v1/analyses/price-history", wrapped(body), { signal, seconds: LONG }),
    drawable: (answer) => answer.versions.some((version) => priced(version.options)),
    table: (answer) => [
      table("Catalog versions, oldest first", [
        { head: "Version", cell: (row) => row.version, rowHead: true },
        { head: "Cheapest", cell: (row) => (priced(row.options) ? pricedWords(priced(row.options), row.options) : (row.error ?? "none available")) },
        { head: "A month", cell: (row) => (priced(row.options) ? money(priced(row.options).monthly) : "–"), number: true },
      ], answer.versions),
    ],
  },
  {
    name: "spot",
    tab: "Spot range",
    chart: "spot-range",
    ofQuote: true,
    lead: "The cost of a month on Spot at past prices, typical and high, next to the quote.",
    working: "Looking at Spot prices",
    ask: async ({ quote }) => quote.options.filter((option) => option.available && option.spot_month),
    drawable: (answer) => answer.length > 0,
    table: (answer, quote) =>
      answer.length
        ? [table("Spot options", [
            { head: "Launch option", cell: (row) => optionWords(row, quote.options), rowHead: true },
            { head: "As quoted", cell: (row) => money(row.monthly), number: true },
            { head: "Low", cell: (row) => money(lowest(row)), number: true },
            { head: "Typical (median)", cell: (row) => money(row.spot_month.p50), number: true },
            { head: "Mean", cell: (row) => money(row.spot_month.mean), number: true },
            { head: "High (19 of 20 are below)", cell: (row) => money(row.spot_month.p95), number: true },
          ], answer)]
        : [h("p", {}, "The price catalog holds no history of the Spot prices of this quote, so only what is quoted is known.")],
  },
];

/** The least of what a Spot month is known to cost. */
const lowest = ({ monthly, spot_month }) => [monthly, spot_month.p50, spot_month.mean].reduce((a, b) => (compare(a, b) < 0 ? a : b));

/** The launch options that have a fleet, each once, cheapest first. */
function onInstances(quote) {
  const codes = quote.options.filter((option) => option.available && option.placement?.instances.length).map((option) => option.launch_option);
  return [...new Set(codes)].map((code) => [code, launchOption(code)]);
}

function fleetSection(option, quote) {
  return h(
    "section",
    {},
    h("h4", {}, `${optionWords(option, quote.options)}: ${share(option.placement.idle_share)} idle`),
    fleetWords(option, quote),
    instancesTable(option),
    sharesTable(option),
  );
}

function loadWords(load) {
  if (load.tasks) return `${plural(Number(load.tasks), "task")} all month`;
  const hours = load.hourly_tasks?.map(Number);
  if (hours) return `${Math.min(...hours)} to ${Math.max(...hours)} tasks, hour by hour through a ${hours.length === 24 ? "day" : "week"}`;
  if (load.hourly_demand) return `as many tasks as carry the demand, ${quantity(load.demand_per_task)} each, at least ${load.min_tasks ?? 0}`;
  if (load.average_tasks) return `${quantity(load.average_tasks)} tasks on average`;
  return `${plural(Number(load.runs_per_month), "run")} a month of ${plural(Number(load.seconds_per_run), "second")}`;
}

/** What changed, signed, for tables of differences. */
export const signed = (text) => (text === null || text === undefined ? "–" : change(text));
