// Copy buttons, and the sheet of the system where it has one; both are hidden until here it is known
// that they work. All listeners sit on the document: the panel comes later than this file.
(() => {
  "use strict";
  const say = (from, text) => {
    from.closest(".sheet").querySelector("[role=status]").textContent = text;
  };
  const show = () => {
    for (const button of document.querySelectorAll(".sheet [data-copy]"))
      button.hidden = !navigator.clipboard;
    for (const button of document.querySelectorAll("#share-system"))
      button.hidden = !navigator.share;
  };
  document.addEventListener("htmx:load", show);
  show();

  document.addEventListener("click", async ({ target }) => {
    if (target.matches(".sheet [data-copy]")) {
      const field = document.getElementById(target.dataset.copy);
      field.select();
      try {
        await navigator.clipboard.writeText(field.value);
        say(target, target.dataset.done);
      } catch {
        // The reader, or a policy, forbids it; it is selected, though.
        say(target, target.dataset.selected);
      }
    } else if (target.matches("#share-system")) {
      const { url, title } = target.dataset;
      // Whoever closes the sheet has changed their mind: that is no error.
      navigator.share({ url, title }).catch(() => {});
    }
  });
  // One touch selects all of a field that is only there to be copied.
  document.addEventListener("focusin", ({ target }) => {
    if (target.matches(".sheet :is(input, textarea)")) target.select();
  });
})();
