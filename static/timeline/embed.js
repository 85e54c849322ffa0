// Tells the embedding page our height, so that it can size the iframe. Sends nothing but the height,
// only to the parent window, on its request, and to the origin of that request.
(() => {
  "use strict";
  let embedder = null;
  const sendHeight = () => {
    if (!embedder) return;
    const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
    window.parent.postMessage({ type: "newsdesk:height", height }, embedder);
  };
  addEventListener("message", ({ source, origin, data }) => {
    if (source !== window.parent || source === window) return;
    if (data?.type !== "newsdesk:hello" || origin === "null") return;
    embedder = origin;
    sendHeight();
  });
  new ResizeObserver(sendHeight).observe(document.documentElement);
})();
