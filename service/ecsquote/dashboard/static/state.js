// The whole input in the page's address, after the #: a link shares it, and no server ever sees it there.

const KEY = "s";
const VERSION = 1;
export const COMPARED = "compared";
export const EDITED = "edited";
export const SAME = "same";

/** The input as a text for an address: compressed, in letters that need no escaping. */
export async function packed(state) {
  const bytes = await through(new TextEncoder().encode(JSON.stringify({ v: VERSION, ...state })), new CompressionStream("deflate-raw"));
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** What `packed` was given; null for an address that holds none or is damaged. */
export async function unpacked(hash) {
  const text = new URLSearchParams(hash.replace(/^#/, "")).get(KEY);
  if (!text) return null;
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
    const state = JSON.parse(new TextDecoder().decode(await through(bytes, new DecompressionStream("deflate-raw"))));
    return state.v === VERSION ? state : null;
  } catch {
    return null;
  }
}

async function through(bytes, stream) {
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer());
}

/**
 * Put the input into the address. The back button returns to what was COMPARED: what is EDITED after that gets a place
 * of its own, which the next comparison takes; SAME changes nothing about that.
 */
export async function remember(state, how) {
  const address = `${location.pathname}#${KEY}=${await packed(state)}`;
  const here = location.pathname + location.hash;
  const compared = history.state?.compared ?? true;
  if (how === SAME) history.replaceState({ compared }, "", address);
  else if (!compared || address === here) history.replaceState({ compared: compared || how === COMPARED }, "", address);
  else history.pushState({ compared: how === COMPARED }, "", address);
}
