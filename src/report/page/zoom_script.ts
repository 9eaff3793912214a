/**
 * Lets a reader enlarge a part of a chart's curves: by dragging across a panel or by giving both
 * ends. All curves are drawn on one axis, and a table gives the values at the ends. Every number,
 * ends of intervals included, comes from the data of the chart.
 */
export const ZOOM_SCRIPT = `
(() => {
  const SVG = "http://www.w3.org/2000/svg";
  const make = (name, attributes, ...children) => {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };
  const html = (name, properties, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };
  const minus = (text) => text.replace("-", "−");
  const amount = (value) =>
    Math.abs(value) < 1e8
      ? minus(value.toLocaleString("en", { maximumFractionDigits: 6 }))
      : value.toExponential(2).replace("e+", "e");
  const percent = (value, digits = 2) => minus((100 * value).toFixed(digits)) + " %";
  const marksOf = (low, high, most) => {
    const rough = (high - low) / most;
    const decade = 10 ** Math.floor(Math.log10(rough));
    const step = decade * [1, 2, 5, 10].find((size) => size * decade >= rough);
    const first = Math.ceil(low / step - 1e-9);
    const last = Math.floor(high / step + 1e-9);
    return { step, values: Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step) };
  };

  for (const data of document.querySelectorAll("script.zoom-data")) {
    const figure = data.closest("figure");
    const svg = figure.querySelector("svg");
    const { unit, domain, series, rows } = JSON.parse(data.textContent);
    const plots = [];
    for (const area of svg.querySelectorAll("path.background")) {
      const box = area.getBoundingClientRect();
      const isNew = plots.every((plot) => {
        const other = plot.area.getBoundingClientRect();
        return Math.abs(other.left - box.left) > 2 || Math.abs(other.top - box.top) > 2;
      });
      if (area.getBBox().width > 40 && isNew) {
        const { width, height } = area.getBBox();
        const brush = make("rect", { class: "brush", y: 0, height, width: 0 });
        area.parentNode.append(brush);
        plots.push({ area, width, brush });
      }
    }

    const ends = ["from", "to"].map((name) =>
      html("input", { type: "number", step: "any", name, min: domain[0], max: domain[1] })
    );
    const all = html("button", { type: "button", textContent: "All" });
    const view = html("div", { className: "view", hidden: true });
    const labelled = ends.map((input) => html("label", {}, input.name + " ", input));
    const form = html("form", { className: "zoom" }, "Enlarge ", ...labelled, " " + unit + " ", all);
    form.append(html("span", { className: "hint", textContent: "or drag across the chart" }));
    figure.querySelector("svg").after(form, view);
    svg.classList.add("brushable");

    const show = (from, to) => {
      const [low, high] = [from, to].map((x) =>
        Math.min(Math.max(Number(x.toPrecision(4)), domain[0]), domain[1])
      );
      const isWhole = !(high > low) || (low === domain[0] && high === domain[1]);
      ends[0].value = isWhole ? domain[0] : low;
      ends[1].value = isWhole ? domain[1] : high;
      for (const { brush, width } of plots) {
        const scale = width / (domain[1] - domain[0]);
        brush.setAttribute("x", isWhole ? 0 : (low - domain[0]) * scale);
        brush.setAttribute("width", isWhole ? 0 : (high - low) * scale);
      }
      view.hidden = isWhole;
      view.replaceChildren(...(isWhole ? [] : [drawing(low, high), values(low, high)]));
      document.dispatchEvent(new Event("redrawn"));
    };

    const drawing = (low, high) => {
      const size = { width: 760, height: 280, left: 52, right: 14, top: 12, bottom: 42 };
      const right = size.width - size.right;
      const bottom = size.height - size.bottom;
      const within = rows.filter((row) => row.x >= low && row.x <= high);
      const bounds = within.flatMap((row) => [row.y, row.low ?? row.y, row.high ?? row.y]);
      const [least, most] = bounds.length > 0
        ? [Math.min(...bounds), Math.max(...bounds)]
        : [0, 1];
      const room = Math.max(0.06 * (most - least), 0.001);
      const [floor, top] = [least - room, most + room];
      const x = (value) => size.left + (right - size.left) * (value - low) / (high - low);
      const y = (value) => bottom - (bottom - size.top) * (value - floor) / (top - floor);
      const place = (row, value) => x(row.x).toFixed(1) + "," + y(value).toFixed(1);
      const across = marksOf(low, high, 9);
      const up = marksOf(floor, top, 7);
      const digits = Math.max(0, -Math.floor(Math.log10(100 * up.step)));
      const clip = "clip-" + svg.closest("figure").id;
      const curves = series.flatMap(({ name, colour, model }) => {
        const own = rows.filter((row) => row.series === name);
        const banded = own.filter((row) => row.low !== null);
        const edge = [
          ...banded.map((row) => place(row, row.high)),
          ...banded.toReversed().map((row) => place(row, row.low)),
        ];
        const parts = [
          make("polygon", { points: edge.join(" "), fill: colour, opacity: 0.2 }),
          make("polyline", {
            points: own.map((row) => place(row, row.y)).join(" "),
            fill: "none",
            stroke: colour,
            "stroke-width": 2.2,
          }),
          ...own.map((row) =>
            make("circle", {
              cx: x(row.x),
              cy: y(row.y),
              r: 3.5,
              fill: colour,
              "aria-label": name + " at " + amount(row.x) + ": " + written(row),
            })
          ),
        ];
        for (const part of parts) part.dataset.model = model;
        return parts;
      });
      const label = (attributes, text) => make("text", { class: "label", ...attributes }, text);
      return make(
        "svg",
        { viewBox: [0, 0, size.width, size.height].join(" "), role: "img", class: "detail" },
        make("clipPath", { id: clip }, make("rect", {
          x: size.left,
          y: size.top - 4,
          width: right - size.left,
          height: bottom - size.top + 8,
        })),
        ...up.values.flatMap((value) => [
          make("line", { class: "grid", x1: size.left, x2: right, y1: y(value), y2: y(value) }),
          label({ x: size.left - 6, y: y(value) + 4, "text-anchor": "end" }, percent(value, digits)),
        ]),
        ...across.values.map((value) =>
          label({ x: x(value), y: bottom + 18, "text-anchor": "middle" }, amount(value))
        ),
        label({ x: (size.left + right) / 2, y: bottom + 36, "text-anchor": "middle" }, unit),
        make("g", { "clip-path": "url(#" + clip + ")" }, ...curves),
      );
    };

    const written = (row) =>
      percent(row.y) + (row.low === null
        ? " (no interval)"
        : " [" + [row.low, row.high].map((end) => percent(end).slice(0, -2)).join(", ") + "]");

    const values = (low, high) => {
      const lines = series.map(({ name, model }) => {
        const own = rows.filter((row) => row.series === name && row.x >= low && row.x <= high);
        const cell = (row) => row ? "at " + amount(row.x) + ": " + written(row) : "no value here";
        const line = html("tr", {}, ...[name, cell(own[0]), cell(own.at(-1))].map((text) =>
          html("td", { textContent: text })
        ));
        line.dataset.model = model;
        return line;
      });
      const head = ["model", "first value inside", "last value inside"].map((text) =>
        html("th", { textContent: text })
      );
      return html("table", {},
        html("thead", {}, html("tr", {}, ...head)),
        html("tbody", {}, ...lines),
      );
    };

    const plotAt = (event) =>
      plots.find(({ area }) => {
        const { left, right, top, bottom } = area.getBoundingClientRect();
        return event.clientX >= left - 8 && event.clientX <= right + 8 &&
          event.clientY >= top && event.clientY <= bottom;
      });
    const valueAt = ({ area }, event) => {
      const { left, width } = area.getBoundingClientRect();
      const part = Math.min(1, Math.max(0, (event.clientX - left) / width));
      return domain[0] + part * (domain[1] - domain[0]);
    };
    let drag = null;
    svg.addEventListener("pointerdown", (event) => {
      const plot = plotAt(event);
      if (plot && event.button === 0) drag = { plot, start: event.clientX, moved: false };
    });
    addEventListener("pointermove", (event) => {
      if (drag === null) return;
      drag.moved ||= Math.abs(event.clientX - drag.start) > 4;
      if (!drag.moved) return;
      const both = [{ clientX: drag.start }, event].map((one) => valueAt(drag.plot, one));
      show(Math.min(...both), Math.max(...both));
    });
    addEventListener("pointerup", () => {
      // The end of a drag is no click on the mark below it.
      if (drag?.moved) {
        const stop = (event) => event.stopPropagation();
        addEventListener("click", stop, { capture: true, once: true });
        setTimeout(() => removeEventListener("click", stop, { capture: true }));
      }
      drag = null;
    });
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("change", () => show(...ends.map((input) => Number(input.value))));
    all.addEventListener("click", () => show(...domain));
    show(...domain);
  }
})();
`;
