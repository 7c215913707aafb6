// Work that takes a while: says what it does, for how long already and how far it is, and can be stopped.

import { stopped, Problem } from "./api.js";
import { fill, h } from "./dom.js";

const SHOW_AFTER_MS = 250;

/**
 * Run `job({signal, progress})` and show in `place` how it goes; `progress(done, of, words)` draws a bar,
 * without `of` one that has no end in sight.
 * Gives what the job gives; undefined after Stop or an error, which `place` then shows with a button to retry.
 */
export async function work(place, words, job, again) {
  const stopper = new AbortController();
  place.stopWork?.();
  place.stopWork = () => stopper.abort(new DOMException("another was begun", "AbortError"));
  const message = h("span", {}, words);
  const clock = h("span", { class: "clock", "aria-hidden": "true" });
  const bar = h("progress", { "aria-label": words });
  let byHand = false;
  const stop = h("button", { type: "button", class: "small", onclick: () => { byHand = true; stopper.abort(); } }, "Stop");
  const began = performance.now();
  const tick = setInterval(() => { clock.textContent = `${Math.round((performance.now() - began) / 1000)} s`; }, 500);
  const show = setTimeout(() => {
    place.setAttribute("aria-busy", "true");
    fill(place, h("div", { class: "work" }, bar, h("span", { role: "status" }, message), clock, stop));
  }, SHOW_AFTER_MS);
  const progress = (done, of, text) => {
    if (of === undefined) {
      bar.removeAttribute("value");
    } else {
      bar.max = of;
      bar.value = done;
    }
    message.textContent = text;
  };
  try {
    const result = await job({ signal: stopper.signal, progress });
    if (stopper.signal.aborted) return undefined;
    fill(place);
    return result;
  } catch (error) {
    if (stopped(error) || stopper.signal.aborted) {
      if (byHand) fill(place, stoppedNote(again));
      return undefined;
    }
    fill(place, problemNote(error, again));
    if (!(error instanceof Problem)) console.error(error);
    return undefined;
  } finally {
    clearTimeout(show);
    clearInterval(tick);
    if (!stopper.signal.aborted || byHand) place.removeAttribute("aria-busy");
  }
}

const retry = (again) => again && h("button", { type: "button", class: "small", onclick: again }, "Try again");

const stoppedNote = (again) =>
  h("div", { class: "notice", role: "status" }, h("p", {}, "Stopped. Nothing was changed."), retry(again));

/** An error in words: what happened, where, and what to do. */
export function problemNote(error, again) {
  const known = error instanceof Problem;
  const faults = known ? error.faults : [];
  return h(
    "div",
    { class: "notice error", role: "alert" },
    h("p", {}, h("strong", {}, known ? error.message : "This page has a fault"), " "),
    faults.length > 0 && h("ul", {}, faults.map((fault) => h("li", {}, h("code", {}, fault.pointer || "/"), ` ${fault.message}`))),
    h("p", {}, known ? error.advice : `Reload it; what you entered is kept in its address. (${error.message})`),
    retry(again),
  );
}
