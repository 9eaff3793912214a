/** Shows what a mark of a chart stands for, from the label that it carries for screen readers. */
export const TOOLTIP_SCRIPT = `
(() => {
  const tip = document.createElement("div");
  tip.id = "tip";
  tip.hidden = true;
  document.body.append(tip);
  const container = "[aria-roledescription$=container]";
  document.addEventListener("mousemove", (event) => {
    const mark = event.target.closest("figure svg [aria-label]:not(" + container + ")");
    const isGuide = mark && /axis|legend|title/.test(mark.getAttribute("aria-roledescription") ?? "");
    tip.hidden = !mark || isGuide;
    if (tip.hidden) return;
    tip.replaceChildren(...mark.getAttribute("aria-label").split("; ").map((part) => {
      const line = document.createElement("div");
      line.textContent = part;
      return line;
    }));
    tip.style.left = Math.max(0, Math.min(event.clientX + 14, innerWidth - tip.offsetWidth - 8)) + "px";
    tip.style.top = Math.max(0, Math.min(event.clientY + 14, innerHeight - tip.offsetHeight - 8)) + "px";
  });
})();
`;
