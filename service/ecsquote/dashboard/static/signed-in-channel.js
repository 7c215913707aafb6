// The name under which the window of the identity provider hands its answer to the page that opened it.

export const CHANNEL = "ecsquote-signed-in";
