// What the pointer rests on in the chart, or what has the focus, is read out in a line above it and
// led down to the axis; a mark and its row show that they belong together. Without this file a
// mark's name is its title, which browsers show beside the pointer. All listeners sit on the
// document, so a swap cannot lose them.
(() => {
  "use strict";
  const byId = (id) => document.getElementById(id);
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
  // What was pointed at while this file was on its way.
  at.pointer = found(document.querySelector(`${SIGN}:hover, .ev:hover`));
  at.focus = found(document.activeElement);
  show();
})();
