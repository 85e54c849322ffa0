// The page works without this file. It saves page loads when a filter is removed or the chart
// zooms, and closes open lists. All listeners are on the document, so they survive swaps.
(() => {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const form = () => byId("filters");
  let isReady = false;
  // Without HTMX, the form loads a new page. While the scripts are still loading, the response that
  // they will request is already fetched.
  const submitForm = () => {
    if (!isReady) fetchBeforehand(encoded(new FormData(form())));
    else if (window.htmx) form().dispatchEvent(new Event("change", { bubbles: true }));
    else form().requestSubmit();
  };
  // Whether to handle a click here, rather than let the browser follow the link.
  const isPlainClick = (event) =>
    !(event.button || event.ctrlKey || event.metaKey || event.shiftKey);

  // Remove one value from the form.
  const clear = (field, value) => {
    for (const control of form().querySelectorAll(`[name="${CSS.escape(field)}"]`)) {
      if (control.type === "checkbox") control.checked &&= control.value !== value;
      else if (control.type === "radio") control.checked = control.value === "possible";
      else control.value = "";
    }
  };
  // Fill in the form from the URL of a link.
  const fillInQuery = ({ search }) => {
    const query = new URLSearchParams(search);
    for (const control of form().elements) {
      const values = query.getAll(control.name);
      if (control.type === "checkbox") control.checked = values.includes(control.value);
      else if (control.type === "radio") control.checked = control.value === (values[0] ?? "possible");
      else if (control.tagName === "SELECT") control.value = values[0] ?? control.options[0].value;
      else if (control.tagName === "INPUT") control.value = values[0] ?? "";
    }
  };

  // Scroll smoothly after clicks, but jump to the target of the page's own URL.
  addEventListener("load", () => { document.documentElement.classList.add("calm"); }, { once: true });

  // HTMX and the chart's script are loaded, from a template element, at the first sign that the
  // reader will use them: most only read. Input made before that is submitted afterwards.
  const FIRST_EVENTS = ["pointermove", "pointerdown", "keydown", "focusin", "input", "change"];
  const filledIn = () => [...new FormData(form())].map((pair) => pair.join("="));
  const loadScripts = async () => {
    const before = filledIn();
    if (document.readyState !== "complete")
      await new Promise((done) => addEventListener("load", done, { once: true }));
    const scripts = document.importNode(byId("scripts").content, true);
    const loaded = [...scripts.children].map((script) =>
      new Promise((done) => Object.assign(script, { onload: done, onerror: done })));
    document.head.append(scripts);
    await Promise.all(loaded);
    window.htmx?.defineExtension("plain", { handleSwap });
    isReady = true;
    // It was opened while HTMX was loading.
    if (byId("share").open) byId("share").dispatchEvent(new Event("toggle"));
    const now = filledIn();
    const without = (pairs, others) => pairs.filter((pair) => !others.includes(pair));
    const changed = [...without(before, now), ...without(now, before)];
    // Don't interrupt typing: a word is submitted after a pause, a date on blur.
    const field = document.activeElement;
    const isTyping = field.matches("#q, #from, #to")
      && changed.every((pair) => pair.startsWith(`${field.name}=`));
    if (isSent || (changed.length && !isTyping)) submitForm();
    else if (changed.length && field.id === "q")
      field.dispatchEvent(new Event("input", { bubbles: true }));
    for (const event of earlyEvents) event.target.dispatchEvent(new event.constructor(event.type, event));
  };
  const onFirstInput = ({ type, target, movementX, movementY }) => {
    // Browsers report a pointer at rest, under which a page appears, as a move of no distance.
    if (type === "pointermove" && movementX === 0 && movementY === 0) return;
    // Input by a program or by voice comes without any earlier event.
    isSent = (type === "input" || type === "change") && target.form === form();
    for (const name of FIRST_EVENTS) removeEventListener(name, onFirstInput, true);
    document.addEventListener("submit", onSubmit);
    loadScripts();
  };
  // Whether the form was submitted while the scripts were loading: they will submit it.
  let isSent = false;
  const onSubmit = (event) => {
    if (isReady) return;
    isSent = true;
    event.preventDefault();
    submitForm();
  };
  document.addEventListener("change", ({ target }) => { if (!isReady && target.form === form()) submitForm(); });
  for (const name of FIRST_EVENTS) addEventListener(name, onFirstInput, { capture: true, passive: true });

  // Drags on the chart and keys on a handle of its range, before the chart's script is loaded: these
  // events are recorded and dispatched again then.
  const DRAG = 4; // px that a pointer moves before a drag starts
  let earlyEvents = [];
  const recordEvent = (event) => {
    if (isReady) return;
    if (event.type === "pointerdown") earlyEvents = event.target.closest("#plot") ? [event] : [];
    else if (event.type === "keydown" ? event.target.closest?.(".handle") : earlyEvents.length)
      earlyEvents.push(event);
  };
  for (const type of ["pointerdown", "pointermove", "pointerup", "pointercancel", "keydown"])
    document.addEventListener(type, recordEvent);
  document.addEventListener("click", (event) => {
    const [press] = earlyEvents;
    if (isReady || press?.type !== "pointerdown" || !event.detail) return;
    if (Math.abs(event.clientX - press.clientX) < DRAG) return;
    event.preventDefault();
    event.stopPropagation();
  }, true);
  document.addEventListener("dragstart", (event) => {
    if (event.target.closest?.("#plot")) event.preventDefault();
  });

  // Reload the page at the scroll position where the reader left it; it is made tall enough for that.
  // The position is stored in the history entry after each scroll, because popstate fires only after
  // the step back.
  let leftAt = 0;
  let restoredTop = 0;
  // So is the id of the focused element; HTMX drops the state of an entry as soon as it is reached.
  let focusId = "";
  byId(history.state?.had)?.focus({ preventScroll: true });
  const reloadPage = () => {
    history.replaceState({ ...history.state, had: focusId }, "");
    document.body.style.minBlockSize = `${restoredTop + innerHeight}px`;
    scrollTo({ top: restoredTop, behavior: "instant" });
    location.reload();
  };
  addEventListener("popstate", ({ state }) => {
    restoredTop = state?.left ?? scrollY;
    focusId = state?.had ?? "";
  });
  document.addEventListener("scrollend", ({ target }) => {
    if (target === document) history.replaceState({ ...history.state, left: scrollY }, "");
  });
  document.addEventListener("htmx:historyCacheMiss", (event) => {
    event.preventDefault();
    reloadPage();
  });

  // The URL may not be the one that was loaded: HTMX pushed it before the page was reloaded, or the
  // reader went back while the page was loading, before any listener. Changes of the hash don't count.
  const [navigation] = performance.getEntriesByType("navigation");
  const loadedUrl = new URL(navigation?.name ?? location.href);
  const isOtherUrl = () => loadedUrl.pathname + loadedUrl.search !== location.pathname + location.search;
  addEventListener("popstate", () => { if (!window.htmx && isOtherUrl()) reloadPage(); });
  if (isOtherUrl()) location.reload();

  // Chart and list contain nothing for HTMX to process, so a plain swap saves it from searching them.
  const handleSwap = (style, target, fragment, { elts }) => {
    if (style !== "plain") return false;
    target.replaceChildren(...fragment.childNodes);
    elts.push(target);
    return true;
  };

  // HTMX cleans up thousands of elements one by one, and the focus once the new ones are there, which
  // forces a second layout. So the old content is removed before. Focus is restored afterwards, to the
  // plot if it was on a zooming link in it, which is replaced by another. A focused element below the
  // chart keeps its position in the viewport, whatever the height of the new chart.
  let focused = null;
  let focusedTop = null;
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (detail.target.id !== "timeline" || !detail.shouldSwap) return;
    leftAt = scrollY;
    const active = document.activeElement;
    focusId = active.matches(":focus-visible") ? active.id : "";
    focused = active.matches("#plot [data-zoom]") ? "plot" : active.id;
    focusedTop = active.closest("#filters, #status, #active") && active.getBoundingClientRect().top;
    for (const region of ["timeline", "chart"]) byId(region).replaceChildren();
  });
  document.addEventListener("htmx:afterSwap", ({ detail }) => {
    // The event fires for every new element; on the first one, all are in place.
    if (detail.target.id !== "timeline" || focused === null) return;
    if (document.activeElement === document.body) byId(focused)?.focus({ preventScroll: true });
    focused = null;
    if (focusedTop !== null) layoutObserver.observe(byId("chart"));
  });
  // Called after layout of the new chart and before paint.
  const layoutObserver = new ResizeObserver(() => {
    layoutObserver.disconnect();
    const active = document.activeElement;
    const offset = active === document.body ? 0 : active.getBoundingClientRect().top - focusedTop;
    // Scrolling takes the browser 50 ms, even by 0 px.
    if (Math.abs(offset) >= 1) scrollBy({ top: offset, behavior: "instant" });
  });

  // Links in the chart that zoom, and the two ends of the range in the URL of a link.
  const ZOOM = "#chart a[data-zoom]";
  const rangeOf = (link) => {
    const { searchParams } = new URL(link.getAttribute("href"), location);
    return ["from", "to"].map((end) => [end, searchParams.get(end) ?? ""]);
  };
  const fillInRange = (link) => {
    for (const [end, text] of rangeOf(link)) byId(end).value = text;
  };

  // Prefetch what the pointer rests on, with the same request that HTMX would send. Within a second,
  // it is then answered from the browser's cache, later as soon as the server has revalidated it.
  const REST_DELAY = 100; // ms
  let restTimer = 0;
  const fetchedQueries = new Set();
  const fetchBeforehand = (query, priority = "high") => {
    if (fetchedQueries.has(query)) return;
    fetchedQueries.add(query);
    fetch(`${form().action}?${query}`, { headers: { "HX-Request": "true" }, priority })
      .catch(() => fetchedQueries.delete(query));
  };
  const encoded = (data) =>
    [...data].map((pair) => pair.map(encodeURIComponent).join("=")).join("&");
  const nextQuery = (target) => {
    const link = target.closest(ZOOM);
    const box = target.closest("#filters label")?.querySelector("input[type=checkbox]");
    if (!link && !box) return "";
    const now = encoded(new FormData(form()));
    // Toggle the box to get its value at the right place in the order of the form.
    if (box) box.checked = !box.checked;
    const data = new FormData(form());
    if (box) box.checked = !box.checked;
    if (link) for (const [end, text] of rangeOf(link)) data.set(end, text);
    // After a zoom, the pointer may rest on a link to the range that is already shown.
    return encoded(data) === now ? "" : encoded(data);
  };
  // Don't prefetch what a swap puts under a pointer that has clicked and not moved since.
  let clickedAt = "";
  const placeOf = ({ clientX, clientY }) => `${clientX} ${clientY}`;
  document.addEventListener("pointerdown", (event) => {
    clearTimeout(restTimer); // it is requested now
    clickedAt = placeOf(event);
  });
  document.addEventListener("pointerover", (event) => {
    clearTimeout(restTimer);
    const { target, pointerType } = event;
    if (pointerType !== "mouse" || navigator.connection?.saveData) return;
    if (placeOf(event) === clickedAt) return;
    restTimer = setTimeout(() => {
      const query = target.isConnected && nextQuery(target);
      if (query) fetchBeforehand(query, "low");
    }, REST_DELAY);
  });

  // The counts of the filter bar and the URLs of links arrive as one JSON object: separate swaps would
  // take longer than the rest of the page. As their elements stay, so does the focus.
  document.addEventListener("htmx:oobAfterSwap", ({ detail }) => {
    if (detail.target.id !== "in-place") return;
    const { texts, links } = JSON.parse(detail.target.textContent);
    for (const [id, shown] of Object.entries(texts)) byId(id)?.replaceChildren(shown);
    for (const [id, address] of Object.entries(links)) byId(id)?.setAttribute("href", address);
  });

  // Chips, "clear all", and links to another query change the controls and submit the form; without
  // HTMX, that loads a page.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("#active a, #dated, .none a, .err a");
    if (link?.pathname !== location.pathname || !isPlainClick(event)) return;
    event.preventDefault();
    if (link.dataset.field) clear(link.dataset.field, link.dataset.value);
    else fillInQuery(link);
    byId("status").focus();
    submitForm();
  });

  // Two change events would repeat the last request: that of the search box, which submits while the
  // reader types, and that of a date confirmed with Enter, which submits the form.
  let enterTarget = null;
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter") enterTarget = event.target;
  });
  document.addEventListener("keyup", () => { enterTarget = null; });
  document.addEventListener("change", (event) => {
    if (event.target.id === "q" || event.target === enterTarget) event.stopPropagation();
  }, true);

  // The reading of a date is announced once, not again with every response.
  document.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
    const { target, fragment } = detail;
    if (target.id.startsWith("echo-")) detail.shouldSwap &&= target.innerHTML !== fragment.innerHTML;
  });

  // A date that can't be read is announced as invalid. Its field isn't swapped by the response.
  document.addEventListener("htmx:oobAfterSwap", ({ detail: { target } }) => {
    const field = target.id.startsWith("echo-") && byId(target.id.slice("echo-".length));
    if (field) field.setAttribute("aria-invalid", String(!!target.querySelector(".err")));
  });

  // If a request fails, form and page no longer match, and a message says so. It is hidden before each
  // request, so that a repeated failure is seen and announced again.
  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    if (detail.elt !== form()) return;
    if (byId("failed").contains(document.activeElement)) byId("status").focus({ preventScroll: true });
    byId("failed").hidden = true;
  });
  for (const type of ["htmx:sendError", "htmx:responseError", "htmx:timeout"])
    document.addEventListener(type, ({ detail }) => {
      if (detail.elt === form()) byId("failed").hidden = false;
    });

  // Typing on replaces the history entry instead of adding one per letter, so Back takes one step.
  const splitWords = (address) => {
    const url = new URL(address, location);
    const words = url.searchParams.get("q");
    url.searchParams.delete("q");
    return [words, url.pathname + url.search];
  };
  document.addEventListener("htmx:beforeHistoryUpdate", ({ detail }) => {
    const [before, rest] = splitWords(location.href);
    const [words, others] = splitWords(detail.history.path);
    if (before && words && rest === others) detail.history.type = "replace";
    history.replaceState({ ...history.state, left: leftAt, had: focusId }, "");
  });

  const openFacets = () => document.querySelectorAll(".facet[open]");
  document.addEventListener("click", (event) => {
    for (const facet of openFacets()) if (!facet.contains(event.target)) facet.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const facet of openFacets()) {
      if (facet.contains(document.activeElement)) facet.querySelector("summary").focus();
      facet.open = false;
      event.preventDefault(); // Escape is used up
    }
  });

  // --- the chart ---------------------------------------------------------------------------------

  // Links of the chart lead to a range: fill it into the form and submit that.
  document.addEventListener("click", (event) => {
    const link = event.target.closest(ZOOM);
    if (!link || !isPlainClick(event)) return;
    event.preventDefault();
    fillInRange(link);
    submitForm();
  });

  // --- pointing at the chart ---------------------------------------------------------------------

  // The hovered or focused mark is named in a line above the chart, with a line down to the axis; a
  // mark and its row are highlighted together. Without this script, a mark's name is its title, which
  // browsers show as a tooltip.
  const CHART_SIGN = "#plot :is(.mk, .pl)";
  // What is hovered, and what is focused: a sign of the chart, or a row of the list.
  const pointed = { pointer: null, focus: null };

  const markOf = (row) => row && document.querySelector(`#plot a[href="#${row.id}"]`);
  const rowOf = (mark) => {
    const href = mark?.getAttribute("href");
    return href?.startsWith("#e-") ? byId(href.slice(1)) : null;
  };
  const signAndRow = (target) => {
    const sign = target?.closest?.(CHART_SIGN) ?? null;
    return sign ? { sign, row: rowOf(sign) }
      : { row: null, sign: null, lit: markOf(target?.closest?.(".ev[id]")) };
  };

  // Move the name from the title, whose tooltip would cover the chart, to an aria-label.
  const nameOf = (sign) => {
    const title = sign.querySelector("title");
    if (title) {
      sign.setAttribute("aria-label", title.textContent);
      title.remove();
    }
    return sign.getAttribute("aria-label");
  };

  const showName = (sign) => {
    const readout = byId("readout");
    if (!readout) return;
    const name = sign ? nameOf(sign) : "";
    const [, date, rest] = name.match(/^(.*?: )(.*)$/) ?? [null, "", name];
    readout.replaceChildren(rest);
    if (date) {
      const before = document.createElementNS(readout.namespaceURI, "tspan");
      before.textContent = date;
      readout.prepend(before);
    }
    const symbol = sign?.querySelector(":scope > :is(use, svg)");
    for (const side of ["x", "y"]) {
      if (symbol) byId("drop").setAttribute(side, symbol.getAttribute(side));
      else byId("drop").removeAttribute(side);
    }
  };

  let litElements = [];
  const show = () => {
    const targets = [pointed.pointer, pointed.focus].filter(Boolean);
    for (const one of litElements) one.classList.remove("lit");
    litElements = targets.flatMap((each) => [each.row, each.lit]).filter(Boolean);
    for (const one of litElements) one.classList.add("lit");
    const signs = targets.map((each) => each.sign ?? each.lit).filter((sign) => sign?.isConnected);
    showName(signs[0] ?? null);
  };
  const pointAt = (device, target) => {
    pointed[device] = target ? signAndRow(target) : null;
    show();
  };

  document.addEventListener("mouseover", ({ target }) => pointAt("pointer", target));
  document.documentElement.addEventListener("mouseleave", () => pointAt("pointer", null));
  document.addEventListener("focusin", ({ target }) => pointAt("focus", target));
  document.addEventListener("focusout", () => pointAt("focus", null));
})();
