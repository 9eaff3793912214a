/**
 * Lets a reader pick a model, by its chip at the top or by any of its marks: what is about other
 * models alone fades in all charts and tables. Picking it again, or Escape, ends that.
 */
export const PICK_SCRIPT = `
(() => {
  const chips = [...document.querySelectorAll(".chip")].map((chip) => {
    const button = document.createElement("button");
    button.className = "chip";
    button.dataset.pick = chip.dataset.pick;
    button.style.cssText = chip.style.cssText;
    button.replaceChildren(...chip.childNodes);
    button.setAttribute("aria-pressed", "false");
    chip.replaceWith(button);
    return button;
  });
  let picked = null;
  const show = () => {
    document.documentElement.classList.toggle("picking", picked !== null);
    for (const chip of chips) chip.setAttribute("aria-pressed", String(chip.dataset.pick === picked));
    for (const mark of document.querySelectorAll("[data-model]")) {
      const own = picked === null || mark.dataset.model.split(" ").includes(picked);
      mark.classList.toggle("faded", !own);
    }
  };
  const pick = (model) => {
    picked = model === picked ? null : model;
    show();
  };
  document.addEventListener("redrawn", show);
  for (const chip of chips) chip.addEventListener("click", () => pick(chip.dataset.pick));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && picked !== null) pick(picked);
  });
  document.addEventListener("click", (event) => {
    const mark = event.target.closest("figure svg [data-model]");
    // A comparison is about two models: it picks neither.
    if (mark && !mark.dataset.model.includes(" ")) pick(mark.dataset.model);
  });
})();
`;
