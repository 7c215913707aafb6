// The page to which the identity provider returns: it hands the answer over, leaves nothing in its address, and closes.

import "./nav.js";
import { CHANNEL } from "./signed-in-channel.js";

const answer = new URLSearchParams(location.search);
history.replaceState(null, "", location.pathname);
const named = ["state", "code", "error", "iss"].map((name) => [name, answer.get(name) ?? ""]);
new BroadcastChannel(CHANNEL).postMessage(Object.fromEntries(named));
window.close();
