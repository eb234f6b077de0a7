// Charts that can be enlarged. The drawing in the page is complete without this script; plotly is
// fetched only for somebody who shows interest, and the drawing stays if anything fails.

const source = document.querySelector("script[data-plotly]");
const language = document.documentElement.lang || "en";

// What plotly's Vietnamese locale leaves out.
const VIETNAMESE = {
  dictionary: {
    "Autoscale": "Tự chỉnh tỷ lệ",
    "Box Select": "Chọn theo khung",
    "Double-click to zoom back out": "Nhấp đúp để thu nhỏ lại",
    "Download plot": "Tải hình",
    "Download plot as a PNG": "Tải hình (PNG)",
    "Lasso Select": "Chọn tự do",
    "Pan": "Kéo",
    "Reset axes": "Về ban đầu",
    "Snapshot succeeded": "Đã lưu hình",
    "Sorry, there was a problem downloading your snapshot!": "Không tải được hình.",
    "Taking snapshot - this may take a few seconds": "Đang tạo hình…",
    "Zoom": "Phóng to",
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

// The page may be dark or printed in other colours: its custom properties win.
function inPageColours(text) {
  const style = getComputedStyle(document.documentElement);
  let figure = text;
  for (const [tone, colour] of Object.entries(JSON.parse(text).layout.meta.palette)) {
    const ours = style.getPropertyValue(`--${tone}`).trim();
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

function openDialog(label, close) {
  const dialog = document.createElement("dialog");
  const button = document.createElement("button");
  const field = document.createElement("div");
  dialog.className = "chart-dialog";
  dialog.setAttribute("aria-label", label);
  button.className = "chart-enlarge";
  button.type = "button";
  button.textContent = close;
  button.addEventListener("click", () => dialog.close());
  field.className = "chart-field";
  dialog.append(button, field);
  dialog.addEventListener("close", () => {
    window.Plotly?.purge(field);
    dialog.remove();
  });
  document.body.append(dialog);
  dialog.showModal();
  return { dialog, field };
}

async function enlarge(chart, button) {
  const { dialog, field } = openDialog(button.getAttribute("aria-label"), button.dataset.close);
  const drawing = [...chart.querySelectorAll(".drawing")].find((each) => each.clientWidth > 0);
  field.append(...(drawing ? [drawing.cloneNode(true)] : []));
  try {
    const [library, figure] = await Promise.all([getPlotly(), figureOf(chart)]);
    if (!dialog.open) {
      return;
    }
    const interactive = document.createElement("div");
    interactive.className = "chart-field";
    await library.newPlot(interactive, figure.data, figure.layout, CONFIG);
    field.replaceChildren(interactive);
    library.Plots.resize(interactive);
  } catch (error) {
    console.warn("The chart stays as it was drawn.", error);
  }
}

// Looking at a chart with a mouse or the keyboard prepares it; a finger that scrolls does not.
function prepare(chart) {
  if (!navigator.connection?.saveData) {
    Promise.all([getPlotly(), figureOf(chart)]).catch(() => {});
  }
}

function bind(chart) {
  const button = chart.querySelector(".chart-enlarge");
  if (!button || !source || typeof HTMLDialogElement === "undefined") {
    return;
  }
  button.hidden = false;
  button.addEventListener("click", () => enlarge(chart, button));
  button.addEventListener("focus", () => prepare(chart), { once: true });
  button.addEventListener("pointerenter", () => prepare(chart), { once: true });
}

document.querySelectorAll(".chart[data-figure]").forEach(bind);
