// One kept quote, as it was answered.

import "./nav.js";
import { Answer } from "./answer.js";
import { ask } from "./api.js";
import { byId, fill, h } from "./dom.js";
import { changeWords } from "./questions.js";
import { packed } from "./state.js";
import { pictures } from "./pictures.js";
import { preload } from "./chart.js";
import { work } from "./work.js";

const id = location.pathname.split("/").pop();
const answer = new Answer(byId("answer"), () => {});
const shown = pictures((name, found) => {
  if (name === "break-even") answer.changes(changeWords(found));
});

async function open() {
  const quote = await work(byId("status"), "Opening the quote", ({ signal }) => ask(`/v1/quotes/${encodeURIComponent(id)}`, { signal }), open);
  if (!quote) return;
  document.title = `${quote.name ?? "Quote"} · ecsquote`;
  byId("answer").hidden = false;
  const text = JSON.stringify(quote.request, null, 2);
  fill(byId("actions"), h("a", { class: "button", href: `/#s=${await packed({ task: text })}` }, "Change and price again"), h("a", { class: "button", href: `/quotes/compare?b=${quote.id}` }, "Compare with another"), h("a", { class: "button", href: `/bill?quote=${quote.id}` }, "Compare with the bill"));
  byId("actions").hidden = false;
  await answer.show(quote);
  await shown.begin(quote, text);
}

preload();
await open();
