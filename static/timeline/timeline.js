// The page is whole without this file. It spares the reader a page load when a filter is taken
// off or the chart zooms, and closes open lists. All listeners sit on the document, so a swap
// cannot lose them.
(() => {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const form = () => byId("filters");
  let isReady = false;
  // Without HTMX the form loads a page of its own. While the scripts are on their way, what they will
  // ask for is, too.
  const ask = () => {
    if (!isReady) fetchBeforehand(written(new FormData(form())));
    else if (window.htmx) form().dispatchEvent(new Event("change", { bubbles: true }));
    else form().requestSubmit();
  };
  // Should a click do here what the link does on a page of its own?
  const takesOver = (event) =>
    !(event.button || event.ctrlKey || event.metaKey || event.shiftKey);

  // Take one value out of the form.
  const clear = (field, value) => {
    for (const control of form().querySelectorAll(`[name="${CSS.escape(field)}"]`)) {
      if (control.type === "checkbox") control.checked &&= control.value !== value;
      else if (control.type === "radio") control.checked = control.value === "possible";
      else control.value = "";
    }
  };
  // Fill in the form as the address of a link has it.
  const adopt = ({ search }) => {
    const query = new URLSearchParams(search);
    for (const control of form().elements) {
      const values = query.getAll(control.name);
      if (control.type === "checkbox") control.checked = values.includes(control.value);
      else if (control.type === "radio") control.checked = control.value === (values[0] ?? "possible");
      else if (control.tagName === "SELECT") control.value = values[0] ?? control.options[0].value;
      else if (control.tagName === "INPUT") control.value = values[0] ?? "";
    }
  };

  // What is clicked scrolls smoothly; where an address leads to is gone to at once.
  addEventListener("load", () => { document.documentElement.classList.add("calm"); }, { once: true });

  // HTMX and the chart's script wait in a template for the first sign that the reader will use
  // them: most only read. What is filled in before they are there is asked then.
  const SIGNS = ["pointermove", "pointerdown", "keydown", "focusin", "input", "change"];
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
    // Opened while HTMX was on its way.
    if (byId("share").open) byId("share").dispatchEvent(new Event("toggle"));
    const now = filledIn();
    const without = (pairs, others) => pairs.filter((pair) => !others.includes(pair));
    const changed = [...without(before, now), ...without(now, before)];
    // A word that is being typed is waited for; a date asks when it is left.
    const field = document.activeElement;
    const isTyping = field.matches("#q, #from, #to")
      && changed.every((pair) => pair.startsWith(`${field.name}=`));
    if (isSent || (changed.length && !isTyping)) ask();
    else if (changed.length && field.id === "q")
      field.dispatchEvent(new Event("input", { bubbles: true }));
    for (const event of early) event.target.dispatchEvent(new event.constructor(event.type, event));
  };
  const wake = ({ type, target }) => {
    // Filled in by a program, or by voice: nothing told of it before.
    isSent = (type === "input" || type === "change") && target.form === form();
    for (const sign of SIGNS) removeEventListener(sign, wake, true);
    document.addEventListener("submit", send);
    loadScripts();
  };
  // Sent while the scripts are on their way: they will ask.
  let isSent = false;
  const send = (event) => {
    if (isReady) return;
    isSent = true;
    event.preventDefault();
    ask();
  };
  document.addEventListener("change", ({ target }) => { if (!isReady && target.form === form()) ask(); });
  for (const sign of SIGNS) addEventListener(sign, wake, { capture: true, passive: true });

  // What is dragged on the chart, or typed on a handle of its range, before its script is there:
  // it is told of that then.
  const DRAG = 4; // px that a pointer moves before it drags
  let early = [];
  const keep = (event) => {
    if (isReady) return;
    if (event.type === "pointerdown") early = event.target.closest("#plot") ? [event] : [];
    else if (event.type === "keydown" ? event.target.closest?.(".handle") : early.length)
      early.push(event);
  };
  for (const type of ["pointerdown", "pointermove", "pointerup", "pointercancel", "keydown"])
    document.addEventListener(type, keep);
  document.addEventListener("click", (event) => {
    const [press] = early;
    if (isReady || press?.type !== "pointerdown" || !event.detail) return;
    if (Math.abs(event.clientX - press.clientX) < DRAG) return;
    event.preventDefault();
    event.stopPropagation();
  }, true);
  document.addEventListener("dragstart", (event) => {
    if (event.target.closest?.("#plot")) event.preventDefault();
  });

  // A page is loaded again where it stands: what is shown in its place goes where its reader left it,
  // for which it may be too short. Where that was is kept with its step each time the reader stops
  // there, for a step back is told of when it has been taken.
  let left = 0;
  let top = 0;
  // So is what the keyboard was at; HTMX forgets what a step says as soon as it is taken.
  let had = "";
  byId(history.state?.had)?.focus({ preventScroll: true });
  const loadAgain = () => {
    history.replaceState({ ...history.state, had }, "");
    document.body.style.minBlockSize = `${top + innerHeight}px`;
    scrollTo({ top, behavior: "instant" });
    location.reload();
  };
  addEventListener("popstate", ({ state }) => {
    top = state?.left ?? scrollY;
    had = state?.had ?? "";
  });
  document.addEventListener("scrollend", ({ target }) => {
    if (target === document) history.replaceState({ ...history.state, left: scrollY }, "");
  });
  document.addEventListener("htmx:historyCacheMiss", (event) => {
    event.preventDefault();
    loadAgain();
  });

  // An address that HTMX made, before a reload of the page let go of it; or a step back that was taken
  // while this page arrived, before anything could hear of it. A step within the page is none.
  const [arrived] = performance.getEntriesByType("navigation");
  const shown = new URL(arrived?.name ?? location.href);
  const isElsewhere = () => shown.pathname + shown.search !== location.pathname + location.search;
  addEventListener("popstate", () => { if (!window.htmx && isElsewhere()) loadAgain(); });
  if (isElsewhere()) location.reload();

  // The chart and the list have nothing for HTMX, which would look through all of them for it.
  const handleSwap = (style, target, fragment, { elts }) => {
    if (style !== "plain") return false;
    target.replaceChildren(...fragment.childNodes);
    elts.push(target);
    return true;
  };

  // HTMX takes leave of every element one by one, thousands of them, and of what has the focus when
  // the new ones are there, so that they are laid out twice: what goes anyway goes before it looks.
  // What had the focus has it again; what had it in the plot, and zoomed, is another one now, and
  // the plot has it. What the reader is at below the chart stays where it is in the window, however
  // high the new chart is.
  let focused = null;
  let height = null;
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (detail.target.id !== "timeline" || !detail.shouldSwap) return;
    left = scrollY;
    const at = document.activeElement;
    had = at.matches(":focus-visible") ? at.id : "";
    focused = at.matches("#plot [data-zoom]") ? "plot" : at.id;
    height = at.closest("#filters, #status, #active") && at.getBoundingClientRect().top;
    for (const region of ["timeline", "chart"]) byId(region).replaceChildren();
  });
  document.addEventListener("htmx:afterSwap", ({ detail }) => {
    // Told by every new element; when the first one tells, all are there.
    if (detail.target.id !== "timeline" || focused === null) return;
    if (document.activeElement === document.body) byId(focused)?.focus({ preventScroll: true });
    focused = null;
    if (height !== null) laidOut.observe(byId("chart"));
  });
  // Told when the new chart is laid out, and before it is shown.
  const laidOut = new ResizeObserver(() => {
    laidOut.disconnect();
    const at = document.activeElement;
    const by = at === document.body ? 0 : at.getBoundingClientRect().top - height;
    // To scroll by nothing takes the browser 50 ms, too.
    if (Math.abs(by) >= 1) scrollBy({ top: by, behavior: "instant" });
  });

  // A link of the chart that zooms, and the two ends of the range in the address of a link.
  const ZOOM = "#chart a[data-zoom]";
  const rangeOf = (link) => {
    const { searchParams } = new URL(link.getAttribute("href"), location);
    return ["from", "to"].map((end) => [end, searchParams.get(end) ?? ""]);
  };
  const fillIn = (link) => {
    for (const [end, text] of rangeOf(link)) byId(end).value = text;
  };

  // What the pointer rests on is likely to be asked next. Asked for beforehand, in the words that
  // HTMX will use, it comes from the browser's cache: within a second at once, and then as soon as
  // the server says that it still holds.
  const REST = 100; // ms
  let resting = 0;
  const fetched = new Set();
  const fetchBeforehand = (query, priority = "high") => {
    if (fetched.has(query)) return;
    fetched.add(query);
    fetch(`${form().action}?${query}`, { headers: { "HX-Request": "true" }, priority })
      .catch(() => fetched.delete(query));
  };
  const written = (data) =>
    [...data].map((pair) => pair.map(encodeURIComponent).join("=")).join("&");
  const next = (target) => {
    const link = target.closest(ZOOM);
    const box = target.closest("#filters label")?.querySelector("input[type=checkbox]");
    if (!link && !box) return "";
    const now = written(new FormData(form()));
    // A box that is ticked has its place in the order of the form.
    if (box) box.checked = !box.checked;
    const asked = new FormData(form());
    if (box) box.checked = !box.checked;
    if (link) for (const [end, text] of rangeOf(link)) asked.set(end, text);
    // After a zoom, the pointer rests on a link to what is there already.
    return written(asked) === now ? "" : written(asked);
  };
  // What a swap puts under a pointer that has clicked and stays is no sign of what comes next.
  let clicked = "";
  const placeOf = ({ clientX, clientY }) => `${clientX} ${clientY}`;
  document.addEventListener("pointerdown", (event) => {
    clearTimeout(resting); // it is asked now
    clicked = placeOf(event);
  });
  document.addEventListener("pointerover", (event) => {
    clearTimeout(resting);
    const { target, pointerType } = event;
    if (pointerType !== "mouse" || navigator.connection?.saveData) return;
    if (placeOf(event) === clicked) return;
    resting = setTimeout(() => {
      const query = target.isConnected && next(target);
      if (query) fetchBeforehand(query, "low");
    }, REST);
  });

  // The counts of the filter bar, and where links lead, come in one piece, as swaps of their own
  // would take longer than all else on the page. Their boxes stay, and with them the focus.
  document.addEventListener("htmx:oobAfterSwap", ({ detail }) => {
    if (detail.target.id !== "in-place") return;
    const { texts, links } = JSON.parse(detail.target.textContent);
    for (const [id, shown] of Object.entries(texts)) byId(id)?.replaceChildren(shown);
    for (const [id, address] of Object.entries(links)) byId(id)?.setAttribute("href", address);
  });

  // A chip, the link that takes off all of them, and every way out to another question: change
  // the controls and let the form ask; without htmx the link just loads the page.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("#active a, #dated, .none a, .err a");
    if (link?.pathname !== location.pathname || !takesOver(event)) return;
    event.preventDefault();
    if (link.dataset.field) clear(link.dataset.field, link.dataset.value);
    else adopt(link);
    byId("status").focus();
    ask();
  });

  // Two change events would ask again what has just been asked: that of the search box, which asks
  // while it is typed in, and that of a date confirmed with Enter, which submits the form.
  let entered = null;
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter") entered = event.target;
  });
  document.addEventListener("keyup", () => { entered = null; });
  document.addEventListener("change", (event) => {
    if (event.target.id === "q" || event.target === entered) event.stopPropagation();
  }, true);

  // How a date was read is told once, and not again with every answer.
  document.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
    const { target, fragment } = detail;
    if (target.id.startsWith("echo-")) detail.shouldSwap &&= target.innerHTML !== fragment.innerHTML;
  });

  // A date whose reading failed is announced as such. Its field stays when the answer comes.
  document.addEventListener("htmx:oobAfterSwap", ({ detail: { target } }) => {
    const field = target.id.startsWith("echo-") && byId(target.id.slice("echo-".length));
    if (field) field.setAttribute("aria-invalid", String(!!target.querySelector(".err")));
  });

  // Where no answer comes, the form asks for something else than what is shown, and says so; each
  // time anew, or who tries again would neither see nor hear that it failed again.
  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    if (detail.elt !== form()) return;
    if (byId("failed").contains(document.activeElement)) byId("status").focus({ preventScroll: true });
    byId("failed").hidden = true;
  });
  for (const way of ["htmx:sendError", "htmx:responseError", "htmx:timeout"])
    document.addEventListener(way, ({ detail }) => {
      if (detail.elt === form()) byId("failed").hidden = false;
    });

  // A word that is typed on takes the place of its beginning: one step back, not one a letter.
  const withoutWords = (address) => {
    const url = new URL(address, location);
    const words = url.searchParams.get("q");
    url.searchParams.delete("q");
    return [words, url.pathname + url.search];
  };
  document.addEventListener("htmx:beforeHistoryUpdate", ({ detail }) => {
    const [before, rest] = withoutWords(location.href);
    const [words, others] = withoutWords(detail.history.path);
    if (before && words && rest === others) detail.history.type = "replace";
    history.replaceState({ ...history.state, left, had }, "");
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
      event.preventDefault(); // it has done its work
    }
  });

  // --- the chart ---------------------------------------------------------------------------------

  // Its links lead to a range: it goes into the form, which asks.
  document.addEventListener("click", (event) => {
    const link = event.target.closest(ZOOM);
    if (!link || !takesOver(event)) return;
    event.preventDefault();
    fillIn(link);
    ask();
  });

  // --- pointing at the chart ---------------------------------------------------------------------

  // What the pointer rests on in the chart, or what has the focus, is read out in a line above it
  // and led down to the axis; a mark and its row show that they belong together. Without this, a
  // mark's name is its title, which browsers show beside the pointer.
  const SIGN = "#plot :is(.mk, .pl)";
  // What is under the pointer, and what has the focus: a sign of the chart, or a row of the list.
  const at = { pointer: null, focus: null };

  const markOf = (row) => row && document.querySelector(`#plot a[href="#${row.id}"]`);
  const rowOf = (mark) => {
    const href = mark?.getAttribute("href");
    return href?.startsWith("#e-") ? byId(href.slice(1)) : null;
  };
  const found = (target) => {
    const sign = target?.closest?.(SIGN) ?? null;
    return sign ? { sign, row: rowOf(sign) }
      : { row: null, sign: null, lit: markOf(target?.closest?.(".ev[id]")) };
  };

  // As a title the name would pop up as well, over the chart: it goes on as a label.
  const nameOf = (sign) => {
    const title = sign.querySelector("title");
    if (title) {
      sign.setAttribute("aria-label", title.textContent);
      title.remove();
    }
    return sign.getAttribute("aria-label");
  };

  const read = (sign) => {
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
    const spot = sign?.querySelector(":scope > :is(use, svg)");
    for (const side of ["x", "y"]) {
      if (spot) byId("drop").setAttribute(side, spot.getAttribute(side));
      else byId("drop").removeAttribute(side);
    }
  };

  let lit = [];
  const show = () => {
    const ways = [at.pointer, at.focus].filter(Boolean);
    for (const one of lit) one.classList.remove("lit");
    lit = ways.flatMap((way) => [way.row, way.lit]).filter(Boolean);
    for (const one of lit) one.classList.add("lit");
    const signs = ways.map((way) => way.sign ?? way.lit).filter((sign) => sign?.isConnected);
    read(signs[0] ?? null);
  };
  const point = (how, target) => {
    at[how] = target ? found(target) : null;
    show();
  };

  document.addEventListener("mouseover", ({ target }) => point("pointer", target));
  document.documentElement.addEventListener("mouseleave", () => point("pointer", null));
  document.addEventListener("focusin", ({ target }) => point("focus", target));
  document.addEventListener("focusout", () => point("focus", null));
})();
