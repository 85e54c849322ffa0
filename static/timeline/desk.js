// What Django's admin lacks: names for fields, a date read anew when its source changes, readings that
// a button writes into its field, the focus where an error is, or a row was, and a phrase taken from a
// post by selecting it.
"use strict";
(() => {
  // Parts of Select2 come without names: the box that shows what is chosen, and the search field
  // in it. Both are called what the field's own label says.
  const PARTS = ".select2-selection, [role=textbox], .select2-search__field";
  const nameFields = (root) => {
    for (const select of root.querySelectorAll("select.admin-autocomplete")) {
      const label = select.labels[0]?.textContent.replace(/:\s*$/, "");
      const box = select.nextElementSibling;
      if (!label || !box?.matches(".select2-container")) continue;
      box.querySelector(".select2-selection").removeAttribute("aria-labelledby");
      for (const part of box.querySelectorAll(PARTS)) part.setAttribute("aria-label", label);
    }
  };
  const nameOpenSearch = (event) => {
    const label = event.target.labels[0]?.textContent.replace(/:\s*$/, "") ?? "";
    const fields = document.querySelectorAll(".select2-container--open .select2-search__field");
    for (const field of fields) field.setAttribute("aria-label", label);
  };
  // Select2 begins, and tells of its doings, through the admin's jQuery alone; what waits for
  // jQuery here, waits behind it.
  const jQuery = window.django?.jQuery;
  jQuery?.(() => nameFields(document));
  jQuery?.(document).on("select2:open", nameOpenSearch);
  document.addEventListener("formset:added", (event) => setTimeout(nameFields, 0, event.target));

  // Who is told of an error goes on where the first one is: in its field, or at its words if it is of
  // none. A select that Select2 has taken over hands the focus on.
  const focusFirstError = () => {
    const first = document.querySelector(".errorlist:is(.nonfield, .nonform), [aria-invalid=true]");
    if (first?.matches(".errorlist")) first.tabIndex = -1;
    first?.focus();
  };
  jQuery?.(focusFirstError);

  // Who adds a row goes on in it. One that is put back, see below, was clicked for by nobody.
  document.addEventListener("click", (event) => {
    if (!event.isTrusted || !event.target.closest(".add-row .addlink")) return;
    const goOn = ({ target: row }) =>
      setTimeout(() => row.querySelector("[name]:not([type=hidden], [name$=-DELETE])")?.focus());
    document.addEventListener("formset:added", goOn, { once: true });
  }, true);

  // Who removes a row, with the button that is in it, goes on in the next one, or where one is added.
  document.addEventListener("click", (event) => {
    const row = event.target.closest(".inline-deletelink")?.closest("tr, .inline-related");
    if (!row) return;
    const later = `#${row.id} ~ :not(.empty-form)`;
    const fields = `${later} [name]:not([type=hidden], [name$=-DELETE])`;
    const next = document.querySelector(`${fields}, ${later} .addlink`);
    setTimeout(() => next?.focus());
  }, true);

  // Relative dates count from the post of the first citation. Select2 tells of a choice through
  // jQuery, to which HTMX does not listen; and Django, as soon as the form is there, of all that it
  // holds, which is no change. Rows are numbered anew after one was removed.
  const date = document.getElementById("id_date");
  const reread = () => date?.dispatchEvent(new Event("reread"));
  if (date) jQuery?.(() => jQuery(document).on("change", date.getAttribute("hx-include"), reread));
  document.addEventListener("formset:removed", () => setTimeout(reread));

  // Of a date that may be two, each reading is a button that writes it.
  const offer = (offered) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "plain";
    button.append(offered.textContent);
    button.addEventListener("click", () => {
      date.value = button.textContent;
      date.focus();
      date.dispatchEvent(new Event("input", { bubbles: true }));
    });
    offered.replaceWith(button);
  };
  document.addEventListener("htmx:load", (event) => event.target.querySelectorAll(".offered").forEach(offer));
  // It is read anew below: what was said of it when the form was sent is past.
  for (const kind of ["input", "reread"])
    date?.addEventListener(kind, () => {
      document.getElementById("id_date_error")?.remove();
      date.closest(".errors")?.classList.remove("errors");
      date.removeAttribute("aria-invalid");
    });

  // Who goes back to a form, or reloads it, gets it as it is on record by now, and what was typed put
  // into it by the browser. It was typed into what the form was opened on at first: that is kept with
  // the page in the browser's history, and sent. Where the record says something else by then, the
  // editor is shown both. Why a change is made is no part of the record.
  const OPENED = /(^|-)(seen_token|seen_beside|opened)$/;
  const WHY = /^(reason|correction_kind|was|now_says|no_change)$/;
  const isChoice = (control) => control.matches("select.admin-autocomplete");
  const isDefault = (control) => {
    if (control.type === "checkbox" || control.type === "radio") return control.checked === control.defaultChecked;
    if (!control.options) return control.value === control.defaultValue;
    const options = [...control.options];
    if (options.some((one) => one.defaultSelected) || control.multiple)
      return options.every((one) => one.selected === one.defaultSelected);
    // The first option of a choice that was empty may be what was chosen.
    return isChoice(control) ? !control.value : control.selectedIndex < 1;
  };
  const isTyped = (control) => control.type !== "hidden" && control.name && !WHY.test(control.name) && !isDefault(control);
  const allControls = () => [...document.querySelectorAll("form[method=post]")].flatMap((form) => [...form.elements]);
  const keepOpened = () => {
    const opened = allControls().filter((one) => OPENED.test(one.name)).map((one) => [one.name, one.value]);
    history.replaceState({ ...history.state, opened: Object.fromEntries(opened) }, "");
  };

  // The browser puts back neither rows that were added, nor what Select2 had chosen, for its options
  // came with a search: it leaves such a field empty, also where nobody touched it. So both are kept
  // with the page, too. Also when the focus moves, for a calendar tells of nothing else, nor a row.
  const loaded = new Set(allControls());
  const isLost = (control) => control.name && control.type !== "hidden" && (isChoice(control) || !loaded.has(control));
  const rowCounts = () => document.querySelectorAll(".inline-group [name$=-TOTAL_FORMS]");
  const pairs = (options) => [...options].map(({ value, text }) => [value, text]);
  const said = (control) => {
    if (control.options) return pairs(control.selectedOptions);
    return control.type === "checkbox" ? control.checked : control.value;
  };
  const keepLost = () => {
    const lost = allControls().filter((one) => isLost(one) && !isDefault(one)).map((one) => [one.id, said(one)]);
    const rows = [...rowCounts()].map((count) => [count.id, Number(count.value)]);
    history.replaceState({ ...history.state, lost: Object.fromEntries(lost), rows: Object.fromEntries(rows) }, "");
  };
  const select = (control, chosen) => {
    const values = chosen.map(([value]) => value);
    for (const option of control.options) option.selected = values.includes(option.value);
    const there = pairs(control.options).map(([value]) => value);
    for (const [value, text] of chosen)
      if (!there.includes(value)) control.append(new Option(text, value, false, true));
    if (isChoice(control)) jQuery(control).trigger("change.select2");
  };
  const putBack = (control, kept) => {
    if (control.options) select(control, kept);
    else if (control.type === "checkbox") control.checked = kept;
    else control.value = kept;
  };
  const putLostBack = () => {
    const { lost = {}, rows = {} } = history.state ?? {};
    for (const count of rowCounts()) {
      const add = count.closest(".inline-group").querySelector(".add-row .addlink");
      for (let missing = (rows[count.id] ?? 0) - count.value; missing > 0; missing--) add?.click();
    }
    for (const control of allControls().filter(isLost)) {
      if (control.id in lost) putBack(control, lost[control.id]);
      else if (isChoice(control)) select(control, pairs([...control.options].filter((one) => one.defaultSelected)));
    }
  };
  const goOnKeeping = () => jQuery?.(document).on("change focusin", keepLost);
  const [arrived] = performance.getEntriesByType("navigation");
  let openedFirst = null;
  if (arrived?.type === "navigate") {
    keepOpened();
    goOnKeeping();
  } else {
    openedFirst = history.state?.opened ?? {};
    addEventListener("load", () => setTimeout(() => {
      putLostBack();
      goOnKeeping();
      if (allControls().some(isTyped)) return;
      openedFirst = null;
      keepOpened();
    }));
  }
  addEventListener("formdata", ({ formData }) => {
    if (!openedFirst) return;
    for (const name of [...formData.keys()].filter((one) => OPENED.test(one)))
      formData.set(name, openedFirst[name] ?? "");
  });

  // A second click on a button saves nothing twice. A server that has not answered for a while may be
  // asked again: it knows what it has saved.
  let sent = new WeakMap();
  addEventListener("pageshow", () => (sent = new WeakMap()));
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.target.getAttribute("method") !== "post") return;
    const since = event.timeStamp - (sent.get(event.target) ?? -Infinity);
    if (since < 5000) event.preventDefault();
    else sent.set(event.target, event.timeStamp);
  });

  // Words selected in a post's text become the phrase of the event drawn from it.
  const text = document.getElementById("id_text");
  const link = document.getElementById("new-event");
  if (text && link)
    document.addEventListener("selectionchange", () => {
      if (document.activeElement !== text) return;
      const phrase = text.value.slice(text.selectionStart, text.selectionEnd).trim();
      const address = new URL(link.href);
      if (phrase) address.searchParams.set("exact", phrase.slice(0, 1000));
      else address.searchParams.delete("exact");
      link.href = address;
    });
})();
