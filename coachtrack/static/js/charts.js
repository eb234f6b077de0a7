// Charts that answer. The drawing in the page is complete without this script. plotly is fetched
// only for somebody who shows interest: then it lies over the drawing, in the same place and of the
// same size, and tells each point; enlarged, it draws the chart anew, to zoom into. The drawing is
// never taken away, so it stays if anything fails, and is what is printed.

const source = document.querySelector("script[data-plotly]");
const language = document.documentElement.lang || "en";

// Below this many pixels a dialog is that of a phone.
const PHONE = 560;

// From one level of heads to the next, in pixels.
const STAGGER = 17;

// A mouse that only passes over a chart asks for nothing.
const REST_MS = 150;
// The height of a line of the labels beside the field.
const LABEL_LINE = 17;

// What plotly's Vietnamese locale leaves out.
const VIETNAMESE = {
  dictionary: {
    "Autoscale": "Tự chỉnh tỷ lệ",
    "Box Select": "Chọn theo khung",
    "Double-click on legend to isolate one trace": "Nhấp đúp vào chú giải để chỉ hiện một dãy",
    "Double-click to zoom back out": "Nhấp đúp để thu nhỏ lại",
    "Download plot": "Tải hình",
    "Download plot as a PNG": "Tải hình (PNG)",
    "Image download succeeded": "Đã tải hình",
    "Lasso Select": "Chọn tự do",
    "Pan": "Kéo",
    "Preparing image - this may take a few seconds": "Đang tạo hình…",
    "Reset axes": "Về ban đầu",
    "Sorry, there was a problem downloading your image!": "Không tải được hình. Thử lại.",
    "Zoom": "Phóng to vùng chọn",
    "Zoom in": "Phóng to",
    "Zoom out": "Thu nhỏ",
  },
  format: { decimal: ",", thousands: ".", grouping: [3] },
};

const CONFIG = {
  displaylogo: false,
  locale: language,
  modeBarButtonsToRemove: ["select2d", "lasso2d"],
  plotlyServerURL: "",
  responsive: true,
  showSendToCloud: false,
};
const STILL = { ...CONFIG, displayModeBar: false, doubleClick: false, responsive: false };

const BARE_AXIS = {
  automargin: false,
  fixedrange: true,
  showgrid: false,
  showticklabels: false,
  ticks: "",
  title: { text: "" },
  zeroline: false,
};

// Fetching

let plotly;

function load(name, attributes) {
  return new Promise((resolve, reject) => {
    const element = Object.assign(document.createElement(name), attributes);
    element.addEventListener("load", resolve);
    element.addEventListener("error", reject);
    document.head.append(element);
  });
}

async function loadPlotly() {
  const { plotly: script, plotlyStyle, plotlyLocale } = source.dataset;
  // With this id and class plotly takes the sheet for its own and writes no inline styles.
  const sheet = { rel: "stylesheet", id: "plotly.js-style-global", className: "no-inline-styles" };
  const styled = load("link", { ...sheet, href: plotlyStyle });
  if (plotlyLocale) {
    await load("script", { src: plotlyLocale }).then(completeLocale);
  }
  await Promise.all([styled, load("script", { src: script })]);
  return window.Plotly;
}

// A locale that is there before plotly waits in a list, which plotly takes up when it comes.
function completeLocale() {
  for (const locale of window.PlotlyLocales ?? []) {
    if (locale.name === "vi") {
      locale.dictionary = VIETNAMESE.dictionary;
      Object.assign(locale.format, VIETNAMESE.format);
    }
  }
}

function getPlotly() {
  plotly ??= loadPlotly().catch((error) => {
    plotly = undefined;
    throw error;
  });
  return plotly;
}

async function fetchFigure(chart) {
  const answer = await fetch(chart.dataset.figure, { headers: { Accept: "application/json" } });
  if (!answer.ok) {
    throw new Error(`${answer.status} for ${chart.dataset.figure}`);
  }
  return inPageColours(await answer.text());
}

// The page may be dark: its custom properties win over the colours of the figure.
function inPageColours(text) {
  const style = getComputedStyle(document.documentElement);
  let figure = text;
  for (const [name, colour] of Object.entries(JSON.parse(text).layout.meta.palette)) {
    const ours = style.getPropertyValue(`--${name}`).trim();
    figure = ours ? figure.replaceAll(colour, ours) : figure;
  }
  return JSON.parse(figure);
}

const figures = new WeakMap();

function figureOf(chart) {
  if (!figures.has(chart)) {
    const promise = fetchFigure(chart);
    promise.catch(() => figures.delete(chart));
    figures.set(chart, promise);
  }
  return figures.get(chart);
}

// Whoever asked for little data keeps the drawing.
function dataIsDear() {
  const asked = window.matchMedia("(prefers-reduced-data: reduce)").matches;
  return asked || Boolean(navigator.connection?.saveData);
}

function prepare(chart) {
  return Promise.all([getPlotly(), figureOf(chart)]);
}

function staysAsDrawn(error) {
  console.warn("The chart stays as it was drawn.", error);
}

// In the place of the drawing

const layers = new WeakMap();

function drawingOf(chart) {
  return [...chart.querySelectorAll(".drawing")].find((each) => each.getClientRects().length);
}

// Over the drawing, its field over the drawing's field; the names and links around it stay usable.
function layoutOver(drawing, { layout }) {
  const { width, height } = drawing.getBoundingClientRect();
  const scale = width / drawing.viewBox.baseVal.width;
  const [left, top, across, down] = drawing.dataset.field.split(" ").map((n) => n * scale);
  return {
    ...layout,
    annotations: [],
    dragmode: false,
    height,
    paper_bgcolor: "transparent",
    plot_bgcolor: "transparent",
    margin: { l: left, t: top, r: width - left - across, b: height - top - down, pad: 0 },
    shapes: [],
    showlegend: false,
    title: { text: "" },
    width,
    xaxis: { ...layout.xaxis, ...BARE_AXIS },
    yaxis: { ...layout.yaxis, ...BARE_AXIS },
  };
}

function layerOver(drawing) {
  const layer = document.createElement("div");
  layer.className = "chart-layer";
  layer.setAttribute("aria-hidden", "true");
  layer.style.top = `${drawing.getBoundingClientRect().top - drawing.parentElement.getBoundingClientRect().top}px`;
  drawing.after(layer);
  return layer;
}

// A row of names leads to its page, with the layer over it as without.
function followLinkUnder(event) {
  const under = document.elementsFromPoint(event.clientX, event.clientY);
  const link = under.map((each) => each.closest(".drawing a")).find(Boolean);
  if (link) {
    window.location.assign(link.href.baseVal);
  }
}

async function takeOver(chart, pointer) {
  const [library, figure] = await prepare(chart);
  const drawing = drawingOf(chart);
  if (layers.has(chart) || !drawing) {
    return;
  }
  const layer = layerOver(drawing);
  layers.set(chart, layer);
  const data = figure.data.map((trace) => ({ ...trace, opacity: 0 }));
  await library.newPlot(layer, data, layoutOver(drawing, figure), STILL);
  layer.on("plotly_click", ({ event }) => followLinkUnder(event));
  new ResizeObserver((_entries, observer) => {
    if (Math.abs(layer.clientWidth - layer.firstElementChild.clientWidth) > 1) {
      observer.disconnect();
      giveBack(chart, layer);
    }
  }).observe(chart);
  tellAt(layer, pointer);
}

function giveBack(chart, layer) {
  window.Plotly?.purge(layer);
  layer.remove();
  layers.delete(chart);
}

// The point under the mouse or the finger that asked, without waiting for it to move.
function tellAt(layer, { clientX, clientY }) {
  const field = layer.querySelector(".nsewdrag");
  field?.dispatchEvent(new MouseEvent("mousemove", { bubbles: true, clientX, clientY }));
}

// Enlarged

function openDialog({ ariaLabel, dataset }) {
  const dialog = document.createElement("dialog");
  const head = document.createElement("div");
  const title = document.createElement("h2");
  const button = document.createElement("button");
  const field = document.createElement("div");
  dialog.className = "chart-dialog";
  dialog.ariaLabel = ariaLabel;
  head.className = "chart-head";
  title.textContent = dataset.title;
  button.className = "chart-enlarge";
  button.type = "button";
  button.textContent = dataset.close;
  button.addEventListener("click", () => dialog.close());
  field.className = "chart-field";
  head.append(title, button);
  dialog.append(head, field);
  dialog.addEventListener("close", () => {
    window.Plotly?.purge(field.firstElementChild);
    dialog.remove();
  });
  document.body.append(dialog);
  dialog.showModal();
  closeOnBack(dialog);
  return { dialog, field };
}

// Whoever goes back leaves the dialog, not the page.
function closeOnBack(dialog) {
  const close = () => dialog.close();
  history.pushState({ enlarged: true }, "");
  window.addEventListener("popstate", close);
  dialog.addEventListener("close", () => {
    window.removeEventListener("popstate", close);
    if (history.state?.enlarged) {
      history.back();
    }
  });
}

// On a phone names and notes stand above their rows, the heads of bands on two levels in turn, and
// what may be left out is.
function forPhone({ data, layout }) {
  const above = { showarrow: false, xref: "paper", yanchor: "bottom", yshift: 7 };
  const rows = layout.meta.names;
  const names = rows.map((text, y) => ({ ...above, text, x: 0, xanchor: "left", y }));
  const kept = layout.annotations.filter(({ name }) => name !== "aside");
  const heads = kept.filter(({ name }) => name === "head");
  const notes = kept.map((note) => {
    if (note.name === "beside") {
      return { ...note, ...above, xanchor: "right", xshift: 0 };
    }
    const level = heads.indexOf(note) % 2;
    return level > 0 ? { ...note, yshift: note.yshift + STAGGER } : note;
  });
  const top = heads.length > 1 ? layout.margin.t + STAGGER : layout.margin.t;
  const margin = rows.length ? { ...layout.margin, l: 16, r: 16, t: 120 } : { ...layout.margin, t: top };
  const yaxis = rows.length ? { ...layout.yaxis, showticklabels: false } : layout.yaxis;
  const marked = rows.length ? { tickmode: "auto" } : layout.meta.days;
  const xaxis = { ...layout.xaxis, nticks: 4, ...marked };
  const height = rows.length ? { height: rows.length * 46 + 200 } : {};
  const annotations = [...names, ...notes];
  return { data, layout: { ...layout, ...height, annotations, margin, title: { text: "" }, xaxis, yaxis } };
}

// The labels beside the field stand at their values, moved apart in the height that there is.
function labelsApart(layout, height) {
  const room = height - layout.margin.t - layout.margin.b;
  const [low, high] = layout.yaxis.range;
  const labels = layout.annotations
    .filter(({ name }) => name === "end")
    .map((note) => ({
      note,
      at: (1 - (note.y - low) / (high - low)) * room,
      size: note.text.split("<br>").length * LABEL_LINE,
    }))
    .sort((one, other) => one.at - other.at);
  let free = -LABEL_LINE;
  for (const label of labels) {
    label.start = Math.max(label.at - label.size / 2, free);
    free = label.start + label.size;
  }
  let end = room;
  for (const label of [...labels].reverse()) {
    label.start = Math.min(label.start, end - label.size);
    end = label.start;
    label.note.yshift = Math.round(label.at - label.start - label.size / 2);
  }
}

const isPhone = (field) => field.clientWidth < PHONE;

async function drawAnew(field, figure, library) {
  const { data, layout } = isPhone(field) ? forPhone(figure) : figure;
  const interactive = document.createElement("div");
  interactive.className = "chart-field";
  field.replaceChildren(interactive);
  labelsApart(layout, layout.height ?? interactive.clientHeight);
  await library.newPlot(interactive, data, layout, CONFIG);
  // The days that are marked are those of the whole; closer up plotly finds its own.
  interactive.once("plotly_relayout", () => library.relayout(interactive, { "xaxis.tickmode": "auto" }));
}

async function enlarge(chart, button) {
  const { dialog, field } = openDialog(button);
  const drawing = drawingOf(chart);
  field.append(...(drawing ? [drawing.cloneNode(true)] : []));
  if (dataIsDear()) {
    return;
  }
  const [library, figure] = await prepare(chart);
  if (!dialog.open) {
    return;
  }
  await drawAnew(field, figure, library);
  // A phone that is turned has another width.
  let phone = isPhone(field);
  new ResizeObserver(() => {
    if (dialog.open && isPhone(field) !== phone) {
      phone = isPhone(field);
      window.Plotly.purge(field.firstElementChild);
      drawAnew(field, figure, library);
    }
  }).observe(field);
}

// Who shows interest

function bindPointer(chart) {
  const pointer = { clientX: 0, clientY: 0 };
  let resting;
  const ask = (event) => {
    Object.assign(pointer, { clientX: event.clientX, clientY: event.clientY });
    if (!layers.has(chart) && !dataIsDear()) {
      takeOver(chart, pointer).catch(staysAsDrawn);
    }
  };
  chart.addEventListener("pointerenter", (event) => {
    if (event.pointerType !== "touch") {
      resting = setTimeout(ask, REST_MS, event);
    }
  });
  chart.addEventListener("pointermove", ({ clientX, clientY }) => {
    Object.assign(pointer, { clientX, clientY });
  });
  chart.addEventListener("pointerleave", () => clearTimeout(resting));
  // A finger that scrolls makes no click; one that taps does.
  chart.addEventListener("click", (event) => {
    if (event.target.closest(".drawing")) {
      ask(event);
    }
  });
}

function bind(chart) {
  const button = chart.querySelector(".chart-enlarge");
  if (!button || !source || typeof HTMLDialogElement === "undefined") {
    return;
  }
  button.hidden = false;
  button.addEventListener("click", () => enlarge(chart, button).catch(staysAsDrawn));
  button.addEventListener("focus", () => dataIsDear() || prepare(chart).catch(staysAsDrawn));
  bindPointer(chart);
}

document.querySelectorAll(".chart[data-figure]").forEach(bind);
