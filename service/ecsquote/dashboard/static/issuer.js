// Signs in at the company's identity provider: authorization code with PKCE, in a window of its own. The page stays as it
// is, the proof never leaves its memory, and neither does the token.

import { CHANNEL } from "./signed-in-channel.js";

const setting = (name) => document.querySelector(`meta[name="ecsquote-${name}"]`)?.content ?? "";
const issuer = setting("issuer");
const client = setting("client");
let waiting = null;

/** Whether this server's settings name a provider for its pages. */
export const hasIssuer = () => issuer !== "" && client !== "";

/** A token of the provider, after somebody has signed in there. Call it on a click, or the browser blocks its window. */
export async function tokenOfIssuer() {
  const view = window.open("", "_blank", "popup,width=520,height=720");
  if (view === null) throw new Error("The browser blocked the window of the identity provider. Allow windows for this page.");
  try {
    return await exchanged(view);
  } catch (error) {
    view.close();
    throw error;
  }
}

async function exchanged(view) {
  const found = await json(`${issuer.replace(/\/+$/, "")}/.well-known/openid-configuration`);
  if (found.issuer !== issuer) throw new Error("The identity provider names another issuer than the server's settings.");
  const [verifier, state, redirect_uri] = [random(), random(), `${location.origin}/signed-in`];
  const challenge = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  const asked = new URL(found.authorization_endpoint);
  if (!/^https?:$/.test(asked.protocol)) throw new Error("The identity provider's address is not one of the web.");
  const query = {
    response_type: "code",
    client_id: client,
    redirect_uri,
    scope: setting("scopes"),
    audience: setting("audience"),
    state,
    code_challenge: base64url(new Uint8Array(challenge)),
    code_challenge_method: "S256",
  };
  for (const [name, value] of Object.entries(query)) asked.searchParams.set(name, value);
  const answer = await answered(state, () => view.location.replace(asked));
  const body = { grant_type: "authorization_code", code: answer.code, redirect_uri, client_id: client, code_verifier: verifier };
  const given = await json(found.token_endpoint, { method: "POST", body: new URLSearchParams(body) });
  if (typeof given.access_token !== "string") throw new Error("The identity provider gave no token.");
  return given.access_token;
}

/** What the provider answers to the window; a second attempt takes the place of one that was left. */
function answered(state, start) {
  waiting?.close();
  const channel = new BroadcastChannel(CHANNEL);
  waiting = channel;
  return new Promise((resolve, reject) => {
    channel.addEventListener("message", ({ data }) => {
      if (data.state !== state) return;
      channel.close();
      if (data.code && (!data.iss || data.iss === issuer)) resolve(data);
      else reject(new Error(`The identity provider refused: ${data.error || "its answer is of another issuer"}.`));
    });
    start();
  });
}

async function json(address, options = {}) {
  let answer = null;
  try {
    answer = await fetch(address, { ...options, credentials: "omit", redirect: "error" });
  } catch {
    throw new Error("The identity provider cannot be reached from this page.");
  }
  if (!answer.ok) throw new Error(`The identity provider answered with status ${answer.status}.`);
  return answer.json();
}

const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));
const base64url = (bytes) =>
  btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
