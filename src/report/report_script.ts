/**
 * Shows what a mark of a chart stands for, from the label that it carries for screen readers. The
 * page is complete without it.
 */
export const TOOLTIP_SCRIPT = `
(() => {
  const tip = document.createElement("div");
  tip.id = "tip";
  tip.hidden = true;
  document.body.append(tip);
  document.addEventListener("mousemove", (event) => {
    const mark = event.target.closest("figure svg [aria-label]:not([aria-roledescription$=container])");
    const isGuide = mark && /axis|legend|title/.test(mark.getAttribute("aria-roledescription") ?? "");
    tip.hidden = !mark || isGuide;
    if (tip.hidden) return;
    tip.replaceChildren(...mark.getAttribute("aria-label").split("; ").map((part) => {
      const line = document.createElement("div");
      line.textContent = part;
      return line;
    }));
    tip.style.left = Math.min(event.clientX + 14, innerWidth - tip.offsetWidth - 8) + "px";
    tip.style.top = Math.min(event.clientY + 14, innerHeight - tip.offsetHeight - 8) + "px";
  });
})();
`;
