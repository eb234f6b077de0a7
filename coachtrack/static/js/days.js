// A browser shows the days of its own fields in its own language, which need not be the page's, so
// each is written out under its field. Where the form suggests days for those left blank, they stand
// there too; what is suggested is asked of the server, which fills in the same when it is saved.

const PAUSE = 200;
const vietnamese = document.documentElement.lang === "vi";
const writing = new Intl.DateTimeFormat(vietnamese ? "vi" : "en-GB", {
  weekday: "long",
  day: vietnamese ? "2-digit" : "numeric",
  month: vietnamese ? "2-digit" : "long",
  year: "numeric",
  timeZone: "UTC",
});

const fieldOf = (line) => document.getElementById(line.dataset.dayOf);
const linesIn = (place) => [...place.querySelectorAll("[data-day-of]")];

// While a year is typed, the browser takes its first digits for one.
const written = (day) => (day >= "1000" ? writing.format(new Date(day)) : "");

function write(line) {
  const { value, form } = fieldOf(line);
  const suggested = value ? "" : written(line.dataset.suggested ?? "");
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
    if (target === form || target.type === "date") later();
  });
  if (linesIn(form).some((line) => fieldOf(line).value)) later();
}

// A browser sends nothing of a day that is half typed, or that no month has, as if none were meant.
function refuse(event) {
  const wrong = linesIn(event.target).filter((line) => fieldOf(line).validity.badInput);
  if (!wrong.length) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  for (const line of wrong) {
    line.textContent = line.dataset.noDay;
    line.classList.add("error");
    line.setAttribute("role", "alert");
    fieldOf(line).setAttribute("aria-invalid", "true");
  }
  fieldOf(wrong[0]).focus();
}

// What fills in a form says so to the form; what a browser brings back, it says to nobody.
document.addEventListener("input", writeAll);
document.addEventListener("submit", refuse, { capture: true });
window.addEventListener("pageshow", writeAll);
document.querySelectorAll("form[data-suggest]").forEach(keepSuggesting);
