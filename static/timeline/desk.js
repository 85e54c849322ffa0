// What Django's admin lacks: accessible names for fields, a date that is parsed again when its source
// changes, buttons that fill in a reading of a date, focus on errors and on added or next rows, forms
// that survive going back, and a phrase taken from a post by selecting it.
"use strict";
(() => {
  // Parts of Select2 have no accessible name: the box that shows the choice, and the search field in
  // it. Both get the text of the field's label.
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
  // Select2 is started by the admin's jQuery, and fires its events only through it. Callbacks that
  // are passed to jQuery here run after Select2 has started.
  const jQuery = window.django?.jQuery;
  jQuery?.(() => nameFields(document));
  jQuery?.(document).on("select2:open", nameOpenSearch);
  document.addEventListener("formset:added", (event) => setTimeout(nameFields, 0, event.target));

  // Focus the first error: its field, or its message if it belongs to no field. A select replaced by
  // Select2 passes the focus on.
  const focusFirstError = () => {
    const first = document.querySelector(".errorlist:is(.nonfield, .nonform), [aria-invalid=true]");
    if (first?.matches(".errorlist")) first.tabIndex = -1;
    first?.focus();
  };
  jQuery?.(focusFirstError);

  // Focus a row that the user adds, but not one that is restored below by a click of the script.
  document.addEventListener("click", (event) => {
    if (!event.isTrusted || !event.target.closest(".add-row .addlink")) return;
    const focusRow = ({ target: row }) =>
      setTimeout(() => row.querySelector("[name]:not([type=hidden], [name$=-DELETE])")?.focus());
    document.addEventListener("formset:added", focusRow, { once: true });
  }, true);

  // When a row is removed with its button, focus the next one, or the link that adds one.
  document.addEventListener("click", (event) => {
    const row = event.target.closest(".inline-deletelink")?.closest("tr, .inline-related");
    if (!row) return;
    const later = `#${row.id} ~ :not(.empty-form)`;
    const fields = `${later} [name]:not([type=hidden], [name$=-DELETE])`;
    const next = document.querySelector(`${fields}, ${later} .addlink`);
    setTimeout(() => next?.focus());
  }, true);

  // Relative dates are resolved against the post of the first citation. Select2 fires change events
  // through jQuery, to which HTMX doesn't listen. Django fires some for all fields when the form is
  // ready, which are no changes. Rows are renumbered after one is removed.
  const date = document.getElementById("id_date");
  const fireReread = () => date?.dispatchEvent(new Event("reread"));
  if (date) jQuery?.(() => jQuery(document).on("change", date.getAttribute("hx-include"), fireReread));
  document.addEventListener("formset:removed", () => setTimeout(fireReread));

  // Turn each reading of an ambiguous date into a button that fills it in.
  const makeButton = (reading) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "plain";
    button.append(reading.textContent);
    button.addEventListener("click", () => {
      date.value = button.textContent;
      date.focus();
      date.dispatchEvent(new Event("input", { bubbles: true }));
    });
    reading.replaceWith(button);
  };
  document.addEventListener("htmx:load", (event) => event.target.querySelectorAll(".offered").forEach(makeButton));
  // The date is parsed again, so the error from when the form was sent is out of date.
  for (const kind of ["input", "reread"])
    date?.addEventListener(kind, () => {
      document.getElementById("id_date_error")?.remove();
      date.closest(".errors")?.classList.remove("errors");
      date.removeAttribute("aria-invalid");
    });

  // After going back to a form or reloading it, it has the current record, into which the browser
  // restores what was typed. But that was typed into the version on which the form was first opened.
  // So the tokens of that version are kept in history.state, and sent. If the record has changed since,
  // the editor is shown both versions. The reason of a change isn't part of the record.
  const TOKEN_NAMES = /(^|-)(seen_token|seen_related|opened)$/;
  const REASON_NAMES = /^(reason|correction_kind|was|now_says|no_change)$/;
  const isChoice = (control) => control.matches("select.admin-autocomplete");
  const isDefault = (control) => {
    if (control.type === "checkbox" || control.type === "radio") return control.checked === control.defaultChecked;
    if (!control.options) return control.value === control.defaultValue;
    const options = [...control.options];
    if (options.some((one) => one.defaultSelected) || control.multiple)
      return options.every((one) => one.selected === one.defaultSelected);
    // A Select2 field that was empty may have got its first option by a choice.
    return isChoice(control) ? !control.value : control.selectedIndex < 1;
  };
  const isTyped = (control) => control.type !== "hidden" && control.name && !REASON_NAMES.test(control.name) && !isDefault(control);
  const allControls = () => [...document.querySelectorAll("form[method=post]")].flatMap((form) => [...form.elements]);
  const saveTokens = () => {
    const opened = allControls().filter((one) => TOKEN_NAMES.test(one.name)).map((one) => [one.name, one.value]);
    history.replaceState({ ...history.state, opened: Object.fromEntries(opened) }, "");
  };

  // The browser restores neither added rows nor choices in Select2, whose options came from a search:
  // it leaves such fields empty, even untouched ones. So both are kept in history.state, too. They are
  // saved on change and on focusin, as the calendar and added rows fire no change event.
  const loaded = new Set(allControls());
  const isLost = (control) => control.name && control.type !== "hidden" && (isChoice(control) || !loaded.has(control));
  const rowCounts = () => document.querySelectorAll(".inline-group [name$=-TOTAL_FORMS]");
  const pairs = (options) => [...options].map(({ value, text }) => [value, text]);
  const valueOf = (control) => {
    if (control.options) return pairs(control.selectedOptions);
    return control.type === "checkbox" ? control.checked : control.value;
  };
  const saveLost = () => {
    const lost = allControls().filter((one) => isLost(one) && !isDefault(one)).map((one) => [one.id, valueOf(one)]);
    const rows = [...rowCounts()].map((count) => [count.id, Number(count.value)]);
    history.replaceState({ ...history.state, lost: Object.fromEntries(lost), rows: Object.fromEntries(rows) }, "");
  };
  const select = (control, chosen) => {
    const values = chosen.map(([value]) => value);
    for (const option of control.options) option.selected = values.includes(option.value);
    const existing = pairs(control.options).map(([value]) => value);
    for (const [value, text] of chosen)
      if (!existing.includes(value)) control.append(new Option(text, value, false, true));
    if (isChoice(control)) jQuery(control).trigger("change.select2");
  };
  const restore = (control, kept) => {
    if (control.options) select(control, kept);
    else if (control.type === "checkbox") control.checked = kept;
    else control.value = kept;
  };
  const restoreLost = () => {
    const { lost = {}, rows = {} } = history.state ?? {};
    for (const count of rowCounts()) {
      const add = count.closest(".inline-group").querySelector(".add-row .addlink");
      for (let missing = (rows[count.id] ?? 0) - count.value; missing > 0; missing--) add?.click();
    }
    for (const control of allControls().filter(isLost)) {
      if (control.id in lost) restore(control, lost[control.id]);
      else if (isChoice(control)) select(control, pairs([...control.options].filter((one) => one.defaultSelected)));
    }
  };
  const startSaving = () => jQuery?.(document).on("change focusin", saveLost);
  const [navigation] = performance.getEntriesByType("navigation");
  let firstTokens = null;
  if (navigation?.type === "navigate") {
    saveTokens();
    startSaving();
  } else {
    firstTokens = history.state?.opened ?? {};
    addEventListener("load", () => setTimeout(() => {
      restoreLost();
      startSaving();
      if (allControls().some(isTyped)) return;
      firstTokens = null;
      saveTokens();
    }));
  }
  addEventListener("formdata", ({ formData }) => {
    if (!firstTokens) return;
    for (const name of [...formData.keys()].filter((one) => TOKEN_NAMES.test(one)))
      formData.set(name, firstTokens[name] ?? "");
  });

  // Ignore a second submit, so that nothing is saved twice. After 5 s without an answer it is allowed:
  // the server recognizes what it has already saved.
  let submitTimes = new WeakMap();
  addEventListener("pageshow", () => (submitTimes = new WeakMap()));
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.target.getAttribute("method") !== "post") return;
    const elapsed = event.timeStamp - (submitTimes.get(event.target) ?? -Infinity);
    if (elapsed < 5000) event.preventDefault();
    else submitTimes.set(event.target, event.timeStamp);
  });

  // Text selected in a post becomes the phrase of a new event drawn from it.
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
