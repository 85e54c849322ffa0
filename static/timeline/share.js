// Copy buttons, and the sheet of the system where it has one; both are hidden until here it is known
// that they work. Comes along with every panel, and takes care of that one.
(() => {
  "use strict";
  const equip = (sheet) => {
    sheet.dataset.ready = "";
    const say = (text) => { sheet.querySelector("[role=status]").textContent = text; };
    // The line that is read aloud may be out of sight: the button says it, too, for a while.
    const show = (button, text) => {
      const [named] = button.childNodes;
      button.dataset.named ??= named.data;
      named.data = text;
      clearTimeout(Number(button.dataset.timer));
      button.dataset.timer = setTimeout(() => { named.data = button.dataset.named; }, 2000);
    };
    const copy = async ({ currentTarget: button }) => {
      const { dataset } = button;
      const field = document.getElementById(dataset.copy);
      field.select();
      try {
        await navigator.clipboard.writeText(field.value);
        say(dataset.done);
        show(button, dataset.copied);
      } catch {
        // The reader, or a policy, forbids it; it is selected, though.
        say(dataset.selected);
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
        // Whoever closes it again has changed their mind: that is no error.
        if (error.name !== "AbortError") say(failed);
      }
    });
    // One touch selects all of a field that is only there to be copied.
    for (const field of sheet.querySelectorAll("input, textarea"))
      field.addEventListener("focus", () => field.select());
  };
  for (const sheet of document.querySelectorAll(".sheet:not([data-ready])")) equip(sheet);
})();
