// Tells the page around the embed how high it is, so that it makes room: nothing but a height, and
// only to who asks from around us, at the origin that it asked from.
(() => {
  "use strict";
  let host = null;
  const tell = () => {
    if (!host) return;
    const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
    window.parent.postMessage({ type: "newsdesk:height", height }, host);
  };
  addEventListener("message", ({ source, origin, data }) => {
    if (source !== window.parent || source === window) return;
    if (data?.type !== "newsdesk:hello" || origin === "null") return;
    host = origin;
    tell();
  });
  new ResizeObserver(tell).observe(document.documentElement);
})();
