// Selects a range of time on the chart: drag over the plot, drag a handle, or move a focused handle
// with the arrow keys. This fills in the two date fields, as typing would, and submits the form.
// All listeners are on the document, so they survive swaps.
(() => {
  "use strict";
  const byId = (id) => document.getElementById(id);

  // --- time and place ----------------------------------------------------------------------------

  // Panels have a position in % of the plot, and bounds in seconds since the year 1. `grain` is the
  // finest unit that can be pointed at in them: "day", "month", or a number of years.
  const DAY = 86_400;
  const YEAR = 31_556_952;
  const SECONDS_TO_1970 = 719_162 * DAY;
  const DRAG = 4; // px that a pointer moves before a drag starts
  const PAUSE = 700; // ms after the last key before the form is submitted

  const panels = () =>
    [...document.querySelectorAll("#plot .pz")].map(({ dataset, firstElementChild }) => {
      const [x, width] = ["x", "width"].map((name) =>
        parseFloat(firstElementChild.getAttribute(name)));
      const { lower, upper, grain } = dataset;
      return { x1: x, x2: x + width, lower: Number(lower), upper: Number(upper), grain };
    });
  const share = (value, first, last) => Math.min(Math.max((value - first) / (last - first), 0), 1);
  const panelAt = (x) => panels().find((panel) => x <= panel.x2) ?? panels().at(-1);
  const timeAt = (x, { x1, x2, lower, upper }) => lower + share(x, x1, x2) * (upper - lower);
  const positionOf = (time) => {
    const { x1, x2, lower, upper } = panels().find((one) => time <= one.upper) ?? panels().at(-1);
    return x1 + share(time, lower, upper) * (x2 - x1);
  };

  // In years of more than four digits, EDTF has no months and days.
  const isFar = (year) => Math.abs(year) > 9999;
  const civil = (time) => {
    const year = Math.round(time / YEAR) + 1;
    if (isFar(year)) return [year, 1, 1];
    const date = new Date((time - SECONDS_TO_1970) * 1000);
    return [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
  };
  const startOf = (year, month = 1, day = 1) => {
    if (isFar(year)) return (year - 1) * YEAR;
    return new Date(0).setUTCFullYear(year, month - 1, day) / 1000 + SECONDS_TO_1970;
  };
  // The start of a unit that is nearest to a time, moved by a number of units.
  const nearestStart = (time, grain, offset = 0) => {
    const [year, month, day] = civil(time);
    const startOfUnit = (number) => {
      if (grain === "day" && !isFar(year)) return startOf(year, month, day + number);
      if (grain === "month" && !isFar(year)) return startOf(year, month + number);
      const years = Number(grain) || 1;
      return startOf((Math.floor(year / years) + number) * years);
    };
    const isPastMiddle = time - startOfUnit(0) > startOfUnit(1) - time;
    return startOfUnit(offset + (isPastMiddle ? 1 : 0));
  };
  // The coarsest EDTF date that begins, or ends, at the start of a unit.
  const edtfText = (time, isEnd) => {
    const [nextYear, nextMonth, nextDay] = civil(time);
    if (isFar(nextYear)) return `Y${isEnd ? nextYear - 1 : nextYear}`;
    const [year, month, day] = isEnd ? civil(time - DAY) : [nextYear, nextMonth, nextDay];
    const two = (number) => String(number).padStart(2, "0");
    let text = (year < 0 ? "-" : "") + String(Math.abs(year)).padStart(4, "0");
    if (nextDay > 1 || nextMonth > 1) text += `-${two(month)}`;
    if (nextDay > 1) text += `-${two(day)}`;
    return text;
  };

  // An EDTF date in the wording of the page; far years are left as they are. The format is created
  // lazily: it takes the browser 15 ms, by which it would delay the first filter.
  let months = null;
  const displayedDate = (text) => {
    const [, year, month, day] = text.match(/^(\d{4})-(\d\d)(?:-(\d\d))?$/) ?? [];
    if (!year) return text;
    months ??= new Intl.DateTimeFormat(document.documentElement.lang, { month: "long", timeZone: "UTC" });
    const name = months.format(Date.UTC(2000, month - 1));
    return [day && Number(day), name, year].filter(Boolean).join(" ");
  };

  // --- the range ---------------------------------------------------------------------------------

  // While the range is being moved: its ends, now and before.
  let range = null;
  const ENDS = ["from", "to"];
  const handle = (end) => byId(`handle-${end}`)?.firstElementChild;

  const startMove = () => {
    const found = ENDS.map((end) => {
      const x = parseFloat(handle(end)?.getAttribute("x") ?? (end === "from" ? 0 : 100));
      const time = Number(byId(`handle-${end}`)?.dataset.time ?? timeAt(x, panelAt(x)));
      return { text: byId(end).value, x, time };
    });
    const band = byId("band");
    const drawn = ["x", "width"].map((name) => band.getAttribute(name));
    range = { ends: found, before: { ends: found, drawn }, timer: 0 };
  };
  const showRange = () => {
    range.ends.forEach(({ text, x }, index) => {
      byId(ENDS[index]).value = text;
      handle(ENDS[index])?.setAttribute("x", `${x}%`);
    });
    const [from, to] = range.ends;
    // The fields may be out of view below a tall chart.
    byId("readout").textContent = `${displayedDate(from.text)} – ${displayedDate(to.text)}`;
    byId("band").setAttribute("x", `${from.x}%`);
    byId("band").setAttribute("width", `${Math.max(to.x - from.x, 0)}%`);
  };
  const setEnd = (index, time) => {
    range.ends = range.ends.with(index, { text: edtfText(time, index === 1), x: positionOf(time), time });
  };
  const undo = () => {
    clearTimeout(range.timer);
    const { ends: were, drawn } = range.before;
    range.ends = were;
    showRange();
    byId("readout").textContent = "";
    ["x", "width"].forEach((name, index) => byId("band").setAttribute(name, drawn[index]));
    range = null;
  };
  const submit = () => {
    if (window.htmx) byId("filters").dispatchEvent(new Event("change", { bubbles: true }));
    else byId("filters").requestSubmit();
  };
  // The range before the last change made here, for Escape; valid until the form changes otherwise.
  let previous = null;
  const formQuery = () => new URLSearchParams(new FormData(byId("filters"))).toString();
  const commitRange = () => {
    if (!range) return;
    clearTimeout(range.timer);
    const texts = range.before.ends.map(({ text }) => text);
    const isNew = range.ends.some(({ text }, index) => text !== texts[index]);
    range = null;
    if (!isNew) return;
    previous = { texts, asked: formQuery() };
    submit();
  };
  const restorePrevious = () => {
    if (previous?.asked !== formQuery()) return;
    previous.texts.forEach((text, index) => { byId(ENDS[index]).value = text; });
    previous = null;
    submit();
  };

  // Move one end to a number of units from a time, at least one unit away from the other end.
  const moveTo = (index, from, grain, offset = 0) => {
    const nearest = nearestStart(range.ends[1 - index].time, grain, index ? 1 : -1);
    const time = nearestStart(from, grain, offset);
    setEnd(index, index ? Math.max(time, nearest) : Math.min(time, nearest));
    showRange();
  };
  const selectBetween = (x1, x2) => {
    const [left, right] = [Math.min(x1, x2), Math.max(x1, x2)].map((x) => {
      const panel = panelAt(x);
      return { grain: panel.grain, time: nearestStart(timeAt(x, panel), panel.grain) };
    });
    setEnd(0, left.time);
    setEnd(1, Math.max(right.time, nearestStart(left.time, left.grain, 1)));
    showRange();
  };

  // --- by pointer --------------------------------------------------------------------------------

  let drag = null;
  const placeOfPointer = (event) => {
    const box = byId("band").ownerSVGElement.getBoundingClientRect();
    return share(event.clientX, box.left, box.right) * 100;
  };

  document.addEventListener("pointerdown", (event) => {
    const plot = event.target.closest("#plot");
    const end = event.target.closest(".handle")?.id.split("-")[1];
    // Touch scrolls the page; it can only drag handles.
    if (drag?.moves || !plot || event.button || (event.pointerType === "touch" && !end)) return;
    if (event.clientY > byId("band").getBoundingClientRect().bottom) return;
    const { pointerId, clientX: startX } = event;
    drag = { index: ENDS.indexOf(end), pointerId, startX, start: placeOfPointer(event), plot };
  });
  // Ignore a second finger.
  const isOfDrag = ({ pointerId }) => drag?.pointerId === pointerId;
  document.addEventListener("pointermove", (event) => {
    if (!isOfDrag(event)) return;
    if (!drag.moves && Math.abs(event.clientX - drag.startX) < DRAG) return;
    if (!drag.moves) {
      if (range) commitRange();
      startMove();
      drag.moves = true;
      drag.plot.setPointerCapture(event.pointerId);
    }
    if (!range) return;
    const x = placeOfPointer(event);
    if (drag.index < 0) selectBetween(drag.start, x);
    else moveTo(drag.index, timeAt(x, panelAt(x)), panelAt(x).grain);
  });
  document.addEventListener("pointerup", (event) => {
    if (!isOfDrag(event)) return;
    if (drag.moves) {
      // The following click ends the drag; it must not open the link under the pointer.
      const swallow = (click) => { click.preventDefault(); click.stopPropagation(); };
      document.addEventListener("click", swallow, { capture: true, once: true });
      setTimeout(() => document.removeEventListener("click", swallow, { capture: true }));
      commitRange();
    }
    drag = null;
  });
  document.addEventListener("pointercancel", (event) => {
    if (!isOfDrag(event)) return;
    if (drag.moves && range) undo();
    drag = null;
  });

  // --- by keyboard -------------------------------------------------------------------------------

  const STEPS = { ArrowLeft: -1, ArrowRight: 1, Home: 0, End: 0 };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && range) undo();
    else if (event.key === "Escape" && !event.defaultPrevented && !event.target.closest?.("form"))
      restorePrevious();
    const end = event.target.closest?.(".handle")?.id.split("-")[1];
    if (!end || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" && range) {
      event.preventDefault();
      commitRange();
    }
    if (!(event.key in STEPS)) return;
    event.preventDefault();
    if (!range) startMove();
    const index = ENDS.indexOf(end);
    const step = STEPS[event.key];
    const { x, time } = range.ends[index];
    // At a seam, the panel that the end moves into determines the size of a step.
    if (step) moveTo(index, time, panelAt(x + step / 100).grain, event.shiftKey ? step * 10 : step);
    else {
      const edge = event.key === "Home" ? panels()[0] : panels().at(-1);
      moveTo(index, event.key === "Home" ? edge.lower : edge.upper, edge.grain);
    }
    clearTimeout(range.timer);
    range.timer = setTimeout(commitRange, PAUSE);
  });
  document.addEventListener("focusout", (event) => {
    if (event.target.closest?.(".handle") && !drag) commitRange();
  });
})();
