// Days are typed as people write them, shortened too, and written out in full. A finger picks a day
// in the browser's own field; for a keyboard that is four stops and an order of its own, so there it
// is a line of text, with the browser's calendar beside it for a mouse.
//
// A browser shows the days of its own fields in its own language, which need not be the page's, so
// each is told under its field. Where the form suggests days for those left blank, they stand there
// too; what is suggested is asked of the server, which fills in the same when it is saved.

const PAUSE = 200;
const vietnamese = document.documentElement.lang === "vi";
const writing = new Intl.DateTimeFormat(vietnamese ? "vi" : "en-GB", {
  weekday: "long",
  day: vietnamese ? "2-digit" : "numeric",
  month: vietnamese ? "2-digit" : "long",
  year: "numeric",
  timeZone: "UTC",
});

// The same rules as the server's (kit/formats.py): without a year, the nearest such day.
const FULL = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/;
const SHORT = /^(\d{1,2})([-./])(\d{1,2})(?:\2(\d{4}|\d{2}))?$/;
const DIGITS = /^(\d{2})(\d{2})(20\d{2}|2100)$/;
const ISO = /^\d{4}-\d{2}-\d{2}$/;

function dayAt(year, month, day) {
  const found = new Date(0);
  found.setUTCFullYear(year, month - 1, day);
  return found.getUTCMonth() === month - 1 ? found.toISOString().slice(0, 10) : "";
}

function nearest(month, day, { today, latest }) {
  const year = Number(today.slice(0, 4));
  const days = [-1, 0, 1].map((n) => dayAt(year + n, month, day)).filter(Boolean);
  const meant = days.filter((each) => !latest || each <= latest);
  const far = (each) => Math.abs(new Date(each) - new Date(today));
  return (meant.length ? meant : days).sort((a, b) => far(a) - far(b))[0] ?? "";
}

// The day that stands in a field as ISO 8601, or nothing.
function isoOf(field) {
  const typed = field.value.trim();
  if (ISO.test(typed)) return dayAt(...typed.split("-").map(Number));
  const digits = DIGITS.exec(typed);
  if (digits) return dayAt(...digits.slice(1).reverse().map(Number));
  const [, day, , month, year] = SHORT.exec(typed) ?? [];
  if (!day) return "";
  if (!year) return nearest(Number(month), Number(day), field.dataset);
  return dayAt(Number(year) + (year.length === 2 ? 2000 : 0), Number(month), Number(day));
}

function asTyped(iso) {
  const [year, month, day] = iso.split("-");
  return `${day}/${month}/${year}`;
}

const isText = (field) => field.matches("input[type=text][data-kind=day]");

function writeOut(field) {
  const typed = field.value.trim();
  const iso = FULL.test(typed) ? "" : isoOf(field);
  if (!iso) return;
  const [, , , month, year] = SHORT.exec(typed) ?? [];
  const guessed = field.form?.elements[`${field.name}_guessed`];
  if (guessed && month && !year) guessed.value = iso;
  field.value = asTyped(iso);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function writeOutIn(place) {
  const fields = place.matches("form") ? place.querySelectorAll("[data-kind=day]") : [place];
  [...fields].filter(isText).forEach(writeOut);
}

function makeText(field) {
  const [sent, stands] = [field.defaultValue, field.value];
  field.type = "text";
  field.placeholder = document.getElementById(`${field.id}-day`).dataset.as;
  field.autocomplete = "off";
  field.defaultValue = sent && asTyped(sent);
  field.value = stands && asTyped(stands);
  const calendar = document.createElement("input");
  Object.assign(calendar, { type: "date", tabIndex: -1, className: "calendar" });
  calendar.setAttribute("aria-hidden", "true");
  calendar.addEventListener("pointerdown", () => {
    calendar.value = isoOf(field);
  });
  calendar.addEventListener("change", (event) => {
    event.stopPropagation();
    field.value = calendar.value && asTyped(calendar.value);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
    field.focus();
  });
  field.after(calendar);
}

const fieldOf = (line) => document.getElementById(line.dataset.dayOf);
const linesIn = (place) => [...place.querySelectorAll("[data-day-of]")];

// While a year is typed, the browser takes its first digits for one.
const written = (day) => (day >= "1000" ? writing.format(new Date(day)) : "");

function write(line) {
  const field = fieldOf(line);
  if (line.matches(".error") && isNone(field)) return;
  const { form } = field;
  const value = isoOf(field);
  const suggested = field.value ? "" : written(line.dataset.suggested ?? "");
  line.textContent = suggested ? form.dataset.suggested.replace("{day}", suggested) : written(value);
  line.classList.toggle("suggested", Boolean(suggested));
  line.classList.remove("error");
  line.removeAttribute("role");
}

function writeAll() {
  linesIn(document).forEach(write);
}

async function suggest(form, signal) {
  const lines = linesIn(form);
  const typed = lines.map(fieldOf).filter((field) => field.value);
  const asked = new URLSearchParams(typed.map((field) => [field.name, field.value]));
  let days = {};
  try {
    const answer = await fetch(`${form.dataset.suggest}?${asked}`, { signal });
    if (answer.ok) days = await answer.json();
  } catch {
    if (signal.aborted) return;
  }
  for (const line of lines) {
    line.dataset.suggested = days[fieldOf(line).name] ?? "";
    write(line);
  }
}

function keepSuggesting(form) {
  let timer;
  let asking = new AbortController();
  function later() {
    clearTimeout(timer);
    asking.abort();
    asking = new AbortController();
    timer = setTimeout(() => suggest(form, asking.signal), PAUSE);
  }
  form.addEventListener("input", ({ target }) => {
    if (target === form || target.matches("[data-kind=day]")) later();
  });
  if (linesIn(form).some((line) => fieldOf(line).value)) later();
}

// A browser sends nothing of a day that is half typed, or that no month has, as if none were meant.
function isNone(field) {
  const made = field.nextElementSibling?.matches(".calendar");
  return field.validity.badInput || (made && field.value.trim() !== "" && !isoOf(field));
}

const isWritten = (typed) => typed === "" || SHORT.test(typed) || ISO.test(typed);

function refuse(event) {
  const wrong = linesIn(event.target).filter((line) => isNone(fieldOf(line)));
  if (!wrong.length) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  for (const line of wrong) {
    line.textContent = isWritten(fieldOf(line).value.trim()) ? line.dataset.noDay : line.dataset.notWritten;
    line.classList.add("error");
    line.setAttribute("role", "alert");
    fieldOf(line).setAttribute("aria-invalid", "true");
  }
  fieldOf(wrong[0]).focus();
}

if (window.matchMedia("(pointer: fine)").matches) {
  document.querySelectorAll("input[type=date]").forEach(makeText);
}
document.addEventListener("change", ({ target }) => writeOutIn(target), { capture: true });
// What fills in a form says so to the form; what a browser brings back, it says to nobody.
document.addEventListener("input", ({ target }) => {
  // A draft was filled in.
  if (target.matches("form")) writeOutIn(target);
  writeAll();
});
document.addEventListener("submit", refuse, { capture: true });
window.addEventListener("pageshow", writeAll);
document.querySelectorAll("form[data-suggest]").forEach(keepSuggesting);
