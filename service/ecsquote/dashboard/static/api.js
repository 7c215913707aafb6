// Asks the public API, and turns whatever goes wrong into words that say what to do.

import { save } from "./dom.js";
import { signed, signedIn, signIn } from "./sign-in.js";

export class Problem extends Error {
  /** `advice`: what to do; `faults`: [{pointer, message}]; `status`: 0 where no answer came. */
  constructor(title, advice, { status = 0, faults = [] } = {}) {
    super(title);
    this.advice = advice;
    this.status = status;
    this.faults = faults;
  }
}

/** Somebody pressed Stop: not an error. */
export const stopped = (error) => error?.name === "AbortError";

/** The answer's JSON, or its text or blob with `as`. Throws Problem, or AbortError where `signal` says stop. */
export async function ask(path, options = {}) {
  for (;;) {
    try {
      return await askOnce(path, options);
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 401) throw error;
      await signIn(signedIn() ? `(${error.message})` : "");
      if (options.signal?.aborted) throw new DOMException("stopped", "AbortError");
    }
  }
}

async function askOnce(path, { method = "GET", body, signal, seconds = 30, headers = {}, as = "json", send = fetch } = {}) {
  const clock = new AbortController();
  const late = setTimeout(() => clock.abort(), seconds * 1000);
  const leave = () => clock.abort();
  signal?.addEventListener("abort", leave);
  if (signal?.aborted) clock.abort();
  try {
    const type = body === undefined || body instanceof FormData ? {} : { "Content-Type": "application/json" };
    const answer = await send(path, { method, body, signal: clock.signal, headers: { ...type, ...signed(), ...headers } });
    if (!answer.ok) throw await problemOf(answer);
    return answer.status === 204 ? null : await answer[as]();
  } catch (error) {
    if (error instanceof Problem || signal?.aborted) throw error;
    if (clock.signal.aborted) {
      throw new Problem(
        `No answer within ${seconds} seconds`,
        "The server is busy or the question is large. Try again, or ask with fewer services or Regions.",
      );
    }
    throw new Problem(
      "The server cannot be reached",
      "Check that `ecsquote serve` is running and that this address is still right, then try again. What you entered is kept on this page and in its address.",
    );
  } finally {
    clearTimeout(late);
    signal?.removeEventListener("abort", leave);
  }
}

export const post = (path, body, more = {}) =>
  ask(path, { ...more, method: "POST", body: typeof body === "string" ? body : JSON.stringify(body) });

/** Send a form with files; `progress(done, of)` receives the bytes sent so far. */
export const upload = (path, form, { progress, ...more }) =>
  ask(path, { ...more, method: "POST", body: form, send: (address, options) => sent(address, options, progress) });

/** As fetch does, which does not say how much of a body has been sent. */
function sent(path, { method, body, headers, signal }, progress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, path);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.responseType = "blob";
    request.upload.addEventListener("progress", (event) => progress(event.loaded, event.total));
    request.upload.addEventListener("load", (event) => progress(event.total, event.total));
    request.addEventListener("load", () => resolve(new Response(request.response, { status: request.status })));
    for (const end of ["error", "abort"]) request.addEventListener(end, () => reject(new TypeError(`the form was not sent: ${end}`)));
    signal.addEventListener("abort", () => request.abort());
    request.send(body);
  });
}

const ADVICE = {
  400: "Correct the text and compare again.",
  403: "Ask for a key with a larger scope, or reload the page and sign in with another.",
  404: "It may have been deleted. The list of quotes shows what is kept.",
  409: "Reload the page and try again.",
  413: "Send less at once.",
  429: "Wait a little, then try again.",
  422: "Correct what is listed, then try again.",
  501: "Install ecsquote with its charts extra: pip install 'ecsquote[charts]'. The tables hold the same figures.",
  503: "The server has no price catalog or its database does not answer. Its log says why; try again in a few seconds.",
};

async function problemOf(answer) {
  let problem = {};
  try {
    problem = await answer.json();
  } catch {
    // a proxy in between answers in its own way; the status says enough
  }
  const title = problem.detail ? sentence(problem.detail) : `The server answered with status ${answer.status}`;
  const advice = ADVICE[answer.status] ?? "Try again; if it stays so, the server's log says more.";
  return new Problem(title, advice, { status: answer.status, faults: problem.errors ?? [] });
}

const sentence = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** A short name for a text, for Idempotency-Key; the server itself checks that the request is the same. */
export function fingerprint(text) {
  let [a, b] = [0xdeadbeef, 0x41c6ce57];
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  return `${(a >>> 0).toString(16)}${(b >>> 0).toString(16)}${text.length.toString(16)}`;
}

// Links to the API carry no key: with one, their answers are fetched and saved.
document.addEventListener("click", async (event) => {
  const link = event.target.closest?.('a[href^="/v1/"], a[href="/openapi.json"]');
  if (!link || !signedIn() || event.defaultPrevented) return;
  event.preventDefault();
  const content = await ask(link.getAttribute("href"), { as: "blob" });
  save(content, link.download || link.pathname.split("/").pop());
});
