// Collects what bench/peers/browser.py reads from a page; runs before the page's own scripts.
(() => {
  if (window.top !== window) return;
  const probe = {firstEvent: null, painted: null, began: null, busy: 0, blocked: []};
  window.newsdeskProbe = probe;

  const touch = () => { probe.busy = Math.max(probe.busy, performance.now()); };
  const watch = (type, use) => new PerformanceObserver((list) => list.getEntries().forEach(use))
    .observe({type, buffered: true});
  watch("longtask", (task) => {
    probe.blocked.push([task.startTime, task.duration]);
    probe.busy = Math.max(probe.busy, task.startTime + task.duration);
  });
  watch("resource", (file) => { probe.busy = Math.max(probe.busy, file.responseEnd); });
  const everything = {childList: true, subtree: true, attributes: true, characterData: true};
  new MutationObserver(touch).observe(document, everything);
  for (const end of ["transitionend", "animationend", "scroll"]) {
    addEventListener(end, touch, {capture: true, passive: true});
  }

  // A task queued in a requestAnimationFrame callback runs after that frame is painted.
  const afterPaint = (use) => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => use(performance.now());
    channel.port2.postMessage(null);
  });
  const inView = (element) => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && box.bottom > 0 && box.right > 0 &&
      box.top < innerHeight && box.left < innerWidth &&
      element.checkVisibility({opacityProperty: true, visibilityProperty: true});
  };
  const look = () => {
    const found = document.querySelectorAll(__EVENTS__);
    if (Array.prototype.some.call(found, inView)) {
      afterPaint((now) => { probe.firstEvent = now; });
    } else {
      requestAnimationFrame(look);
    }
  };
  requestAnimationFrame(look);

  // A step begins when the browser receives the input, not when the page's listeners run.
  const begin = (when) => {
    if (probe.began !== null || !probe.armed) return;
    probe.began = when;
    afterPaint((now) => { probe.painted = now; });
  };
  for (const input of ["pointerdown", "wheel"]) {
    addEventListener(input, (event) => begin(event.timeStamp), {capture: true, passive: true});
  }
  probe.arm = () => { Object.assign(probe, {armed: true, began: null, painted: null}); };
  probe.call = (topic) => setTimeout(() => { begin(performance.now()); window.filterBy(topic); });

  const still = (pause) => performance.now() - probe.busy > pause;
  probe.loaded = (pause) =>
    document.readyState === "complete" && probe.firstEvent !== null && still(pause);
  probe.done = (pause) => probe.painted !== null && still(pause);
})();
