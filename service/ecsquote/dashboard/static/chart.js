// One chart: its Vega-Lite spec from the API, drawn in the page's theme, and the same picture as a file.

import { ask } from "./api.js";
import { fill, h, save } from "./dom.js";

const SCRIPT = document.querySelector('meta[name="ecsquote-charts"]').content;
/** False where the server has no charts: every figure is in a table as well. */
export const CHARTS = SCRIPT !== "";
let loading = null;
const ERRORS = 1; // Vega warns of scales without data, as where nothing changes; that is not an error

/** Load the chart script ahead of the first chart. */
export function preload() {
  if (CHARTS) loading ??= import(SCRIPT).then(() => window.vegaEmbed);
  return loading;
}

const theme = () => document.documentElement.dataset.theme ?? "light";

/**
 * A figure with the chart `name` of an answer's JSON text (`body`) or of a kept quote (`quoteId`).
 * Throws what `ask` throws; without the charts extra the figure says where its numbers are.
 */
export async function chart(name, { body, quoteId, launchOption, signal, title }) {
  const figure = h("figure", { class: "chart" });
  if (!CHARTS) {
    fill(figure, h("p", { class: "quiet" }, "No picture: this server runs without its charts extra. The table has the same figures."));
    return figure;
  }
  const source = { name, body, quoteId, launchOption };
  const canvas = h("div", { class: "canvas", role: "img" });
  const words = h("figcaption", { class: "unseen" });
  const files = h("p", { class: "files" }, ["png", "svg"].map((form) => h("button", { type: "button", class: "small quiet-button", onclick: () => keep(source, form, title ?? name) }, `Save ${form.toUpperCase()}`)));
  fill(figure, canvas, words, files);
  let spec = await fetched(source, "vega-lite", "json", signal);
  const draw = async () => {
    words.textContent = spec.description ?? "";
    canvas.setAttribute("aria-label", spec.description ?? title ?? name);
    const vegaEmbed = await preload();
    canvas.view?.finalize();
    // `ast`: expressions are interpreted, because the page's policy lets no text become code.
    const { view } = await vegaEmbed(canvas, spec, { ast: true, actions: false, renderer: "svg", logLevel: ERRORS, defaultStyle: false, tooltip: { disableDefaultStyle: true } });
    canvas.view = view;
    canvas.querySelector("svg")?.setAttribute("aria-hidden", "true"); // its words are the label of the whole picture
  };
  const retheme = async () => {
    if (!figure.isConnected) {
      document.removeEventListener("themechange", retheme);
      return;
    }
    spec = await fetched(source, "vega-lite", "json");
    await draw();
  };
  document.addEventListener("themechange", retheme);
  figure.ready = () => draw(); // a chart as wide as its container is drawn once that is on the page
  return figure;
}

function fetched({ name, body, quoteId, launchOption }, form, as, signal) {
  const query = new URLSearchParams({ format: form, theme: theme() });
  if (launchOption) query.set("launch_option", launchOption);
  if (quoteId) return ask(`/v1/quotes/${quoteId}/charts/${name}?${query}`, { signal, as });
  return ask(`/v1/charts/${name}?${query}`, { method: "POST", body, signal, as });
}

async function keep(source, form, title) {
  save(await fetched(source, form, "blob"), `${title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}.${form}`);
}

/** Put a figure on the page and draw it. */
export async function place(where, figure) {
  where.append(figure);
  await figure.ready?.();
}
