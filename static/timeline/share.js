// Copy buttons and the system's share sheet; both are hidden unless the browser supports them.
// This script comes with every panel and sets up only those that are new.
(() => {
  "use strict";
  const setUp = (sheet) => {
    sheet.dataset.ready = "";
    const announce = (text) => { sheet.querySelector("[role=status]").textContent = text; };
    // The live region may be out of view, so the button shows the text, too, for 2 s.
    const show = (button, text) => {
      const [label] = button.childNodes;
      button.dataset.named ??= label.data;
      label.data = text;
      clearTimeout(Number(button.dataset.timer));
      button.dataset.timer = setTimeout(() => { label.data = button.dataset.named; }, 2000);
    };
    const copy = async ({ currentTarget: button }) => {
      const { dataset } = button;
      const field = document.getElementById(dataset.copy);
      field.select();
      try {
        await navigator.clipboard.writeText(field.value);
        announce(dataset.done);
        show(button, dataset.copied);
      } catch {
        // The reader or a policy forbids it; the text is still selected.
        announce(dataset.selected);
      }
    };
    for (const button of sheet.querySelectorAll("[data-copy]")) {
      button.hidden = !navigator.clipboard;
      button.addEventListener("click", copy);
    }
    const system = sheet.querySelector("#share-system");
    const { url, title, failed } = system.dataset;
    system.hidden = !navigator.canShare?.({ url, title });
    system.addEventListener("click", async () => {
      try {
        await navigator.share({ url, title });
      } catch (error) {
        // Closing the share sheet is not an error.
        if (error.name !== "AbortError") announce(failed);
      }
    });
    // The fields exist only to be copied: focus selects all of the text.
    for (const field of sheet.querySelectorAll("input, textarea"))
      field.addEventListener("focus", () => field.select());
  };
  for (const sheet of document.querySelectorAll(".sheet:not([data-ready])")) setUp(sheet);
})();
