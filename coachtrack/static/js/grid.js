// Filling in a grid of readings by keyboard: moving, pasting a block, undoing, rates as they are
// typed, and at once what the server would say or ask of them. Everything is saved without it too.

const TYPED = "input:not([type=hidden]):not([type=checkbox]):not([hidden]), textarea";
const FIELDS = `${TYPED}, select`;
const ERRORS_AWAY = 3;
// So many blank rows at a time on a phone, where each of them fills a screen.
const ROWS_ON_PHONE = 5;
// Spaces of no width and the like come along with what is pasted.
const UNSEEN = /[\u00ad\u200b-\u200f\u2060\ufeff]/g;
const DAY = 24 * 60 * 60 * 1000;
const LONGEST_WEEK = 14;
const phone = window.matchMedia("(max-width: 47.99rem)");

const language = document.documentElement.lang;
const signs = Object.fromEntries(
  new Intl.NumberFormat(language).formatToParts(1234.5).map((part) => [part.type, part.value]),
);

function prepare(form) {
  const one = form.dataset.grid === "one";
  const history = { done: [], undone: [], known: new WeakMap() };
  // The column to which enter comes back after tabs to the right, as in a spreadsheet. Who goes back
  // means the column that they come to.
  let anchor = 0;
  let tabbed = false;
  let last = null;

  form.addEventListener("focusin", (event) => {
    const arrived = tabbed;
    tabbed = false;
    if (!event.target.matches(FIELDS)) {
      return;
    }
    last = event.target;
    remember(history, event.target);
    if (!one && !arrived) {
      anchor = column(event.target);
    }
  });
  form.addEventListener("input", (event) => {
    // A tick is an answer: what was asked stands, or the answer would be gone.
    if (event.target.type === "checkbox") {
      return;
    }
    const row = rowOf(event.target);
    if (row) {
      forget(event.target);
      compute(form, row);
    } else if (event.target === form) {
      // A draft was filled in or given up, which is nothing to undo.
      Object.assign(history, { done: [], undone: [], known: new WeakMap() });
      remember(history, document.activeElement);
      const rows = form.querySelectorAll("tbody > tr:first-child, [data-row]");
      rows.forEach((each) => compute(form, each));
      showStored(form);
    }
  });
  form.addEventListener("change", (event) => {
    commit(history, [event.target]);
  });
  form.addEventListener("keydown", (event) => {
    if (event.isComposing) {
      return;
    }
    // It saves from anywhere: a tick and a button are no fields.
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
      event.preventDefault();
      form.requestSubmit();
    } else if (!event.target.matches(FIELDS)) {
      if (event.key === "Escape") last?.focus();
    } else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") {
      event.preventDefault();
      undo(form, history, event.shiftKey);
    } else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "y") {
      event.preventDefault();
      undo(form, history, true);
    } else if (one) {
      onward(form, event);
    } else if (event.key === "Escape") {
      // The way out, and back: dozens of fields lie between a row and what can be done with all.
      form.querySelector(".form-end button").focus();
    } else {
      tabbed = event.key === "Tab" && !event.shiftKey;
      move(form, event, anchor);
    }
  });
  if (!one) {
    form.addEventListener("paste", (event) => paste(form, event, history));
    form.addEventListener("draft", (event) => makeRoom(form, event));
    form.addEventListener("reset", () => {
      form.querySelectorAll("tbody.added").forEach((each) => each.remove());
    });
    form.querySelector("[data-keys]").hidden = false;
    form.querySelector("button[value=more]").addEventListener("click", (event) => {
      if (unfold(form)) {
        event.preventDefault();
      }
    });
    askSources(form);
    fold(form);
    focusFirst(form);
  }
}

// Today's figures: enter goes to the next field, then to what is asked, and else saves.
function onward(form, event) {
  if (event.key !== "Enter" || event.target.tagName === "TEXTAREA") {
    return;
  }
  event.preventDefault();
  const fields = [...form.querySelectorAll("[data-row] input[data-part]")];
  const next = fields[fields.indexOf(event.target) + 1];
  const asked = form.querySelector("[data-said] input:not(:checked)");
  if (next) {
    next.focus();
    next.select();
  } else if (asked) {
    asked.focus();
  } else {
    form.requestSubmit();
  }
}

function rowsOf(form) {
  return [...form.querySelectorAll("tbody > tr:first-child")];
}

function rowOf(field) {
  return field.closest("tbody > tr:first-child") || field.closest("[data-row]");
}

function place(form, field) {
  const row = rowOf(field);
  return { row: rowsOf(form).indexOf(row), column: column(field) };
}

// Columns are counted by what their head says, for a stored row has fewer fields.
function column(field) {
  let n = 0;
  for (let cell = field.closest("td").previousElementSibling; cell; cell = cell.previousElementSibling) {
    n += cell.colSpan;
  }
  return n;
}

function fieldAt(row, wanted) {
  return [...row.querySelectorAll(FIELDS)].find((field) => column(field) === wanted);
}

// The nearest row downwards or upwards that has a field in this column.
function seek(form, from, wanted, step) {
  const rows = rowsOf(form);
  for (let n = from + step; n >= 0 && n < rows.length; n += step) {
    const field = fieldAt(rows[n], wanted);
    if (field) {
      return field;
    }
  }
  return null;
}

function enter(field) {
  const body = field.closest("tbody");
  if (body) {
    body.hidden = false;
  }
  field.focus();
  if (field.select) {
    field.select();
  }
}

function move(form, event, anchor) {
  const field = event.target;
  if (event.key === "Enter" && event.shiftKey && field.tagName === "TEXTAREA") {
    // A further line of a note.
    return;
  }
  const here = place(form, field);
  // With Alt a list opens, as everywhere; an arrow alone never changes what is chosen.
  const plain = !event.altKey;
  if (event.key === "Enter" || (plain && event.key === "ArrowDown")) {
    event.preventDefault();
    const back = event.key === "Enter" && anchor < here.column && fieldAt(rowOf(field), anchor);
    const wanted = back ? anchor : here.column;
    const up = event.key === "Enter" && event.shiftKey;
    const next = seek(form, here.row, wanted, up ? -1 : 1) || (up ? null : added(form, wanted));
    if (next) {
      enter(next);
    }
  }
  if (plain && event.key === "ArrowUp") {
    event.preventDefault();
    const next = seek(form, here.row, here.column, -1);
    if (next) {
      enter(next);
    }
  }
  const steps = { ArrowLeft: -1, ArrowRight: 1 };
  if (plain && event.key in steps && atEdge(field, steps[event.key])) {
    const fields = [...rowOf(field).querySelectorAll(FIELDS)];
    const next = fields[fields.indexOf(field) + steps[event.key]];
    if (next) {
      event.preventDefault();
      enter(next);
    }
  }
}

function atEdge(field, step) {
  if (field.tagName === "SELECT") {
    return true;
  }
  const whole = field.selectionEnd - field.selectionStart === field.value.length;
  return whole || (step < 0 ? field.selectionEnd === 0 : field.selectionStart === field.value.length);
}

function focusFirst(form) {
  // Never at the button that replaces what others stored: one more enter would press it.
  const answerable = form.querySelector("tbody:has(.answers) [data-part]");
  const wrong = form.querySelector("[aria-invalid=true], .tick input:not(:checked)") ?? answerable;
  const blank = [...form.querySelectorAll("tbody.new")].find((body) => !hasFigures(body));
  const parts = [...(blank?.querySelectorAll("[data-kind=day], [data-part]") ?? [])];
  const field = wrong || parts.find((each) => !each.value);
  if (field && window.matchMedia("(min-width: 48rem)").matches) {
    field.focus({ preventScroll: true });
    field.select?.();
    field.closest("tbody").scrollIntoView({ block: "nearest" });
  }
}

// On a phone most blank rows wait until they are asked for

function fold(form) {
  const blank = [...form.querySelectorAll("tbody.new")].filter((body) => !hasFigures(body));
  for (const body of phone.matches ? blank.slice(ROWS_ON_PHONE) : []) {
    body.hidden = true;
  }
}

function unfold(form) {
  const waiting = [...form.querySelectorAll("tbody[hidden]")].slice(0, ROWS_ON_PHONE);
  for (const body of waiting) {
    body.hidden = false;
  }
  return waiting.length > 0;
}

function hasFigures(body) {
  return [...body.querySelectorAll("[data-part], textarea")].some((field) => field.value.trim());
}

// New rows

function added(form, wanted) {
  const bodies = form.querySelectorAll("tbody.new");
  const last = bodies[bodies.length - 1];
  if (!last) {
    return null;
  }
  const count = form.elements.rows;
  const n = Number(count.value);
  if (n >= Number(form.dataset.most)) {
    form.querySelector("[data-full]").hidden = false;
    return null;
  }
  const body = last.cloneNode(true);
  const before = last.querySelector("[data-kind=day]");
  for (const part of body.querySelectorAll("[id], [name], [for], [aria-label], [data-said]")) {
    for (const name of ["id", "name", "for", "data-said"]) {
      if (part.hasAttribute(name)) {
        part.setAttribute(name, part.getAttribute(name).replaceAll(/row-\d+-/g, `row-${n}-`));
      }
    }
    if (part.hasAttribute("aria-label")) {
      part.setAttribute("aria-label", part.getAttribute("aria-label").replace(/\d+$/, n + 1));
    }
  }
  body.classList.add("added");
  body.hidden = false;
  body.classList.remove("wrong");
  for (const field of body.querySelectorAll("input, textarea")) {
    suggest(field, "");
    field.removeAttribute("aria-invalid");
    field.removeAttribute("aria-describedby");
  }
  const said = body.querySelector("[data-said]");
  said.replaceChildren();
  said.parentElement.replaceChildren(said);
  body.querySelector(".say").hidden = true;
  for (const rate of body.querySelectorAll("[data-rate]")) {
    rate.value = "";
  }
  body.querySelector("td.n").firstChild.data = n + 1;
  count.value = n + 1;
  last.after(body);
  askSources(form);
  const days = body.querySelectorAll("[data-kind=day]");
  if (days.length === 1) {
    suggest(days[0], dayAfter(before.value, form.dataset.sundays));
  }
  return fieldAt(body.querySelector("tr"), wanted);
}

// As if the page had come with it: nobody typed it.
function suggest(field, value) {
  field.defaultValue = value;
  field.value = value;
}

const two = (n) => String(n).padStart(2, "0");

// The same rule as the server's (features/indicators/periods.py).
function dayAfter(text, sundays) {
  const found = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text.trim());
  if (!found) {
    return "";
  }
  const day = new Date(Date.UTC(found[3], found[2] - 1, Number(found[1]) + 1));
  if (!sundays && day.getUTCDay() === 0) {
    day.setUTCDate(day.getUTCDate() + 1);
  }
  return `${two(day.getUTCDate())}/${two(day.getUTCMonth() + 1)}/${day.getUTCFullYear()}`;
}

// Making room for a draft: its rows move to where there are such rows now

// The five readings that stand above may be others by now, so a stored row is known by its reading;
// what was left alone of those stays as it is stored. New rows keep their order.
function makeRoom(form, event) {
  const kept = event.detail;
  const stored = new Map(
    [...form.querySelectorAll("tbody.kept")].map((body) => [readingOf(body), numberOf(body)]),
  );
  const corrected = (n) => kept.changed.some((name) => name.startsWith(`row-${n}-`));
  const moves = new Map();
  const missing = [];
  let fresh = 0;
  for (let n = 0; n < Number(kept.hidden["rows 1"]); n += 1) {
    const reading = kept.hidden[`row-${n}-reading 1`];
    if (!reading) {
      moves.set(n, newRow(form, fresh));
      fresh += 1;
    } else if (corrected(n)) {
      moves.set(n, stored.get(reading));
      if (!stored.has(reading)) {
        missing.push(reading);
      }
    }
  }
  if (askedFor(missing)) {
    event.preventDefault();
    return;
  }
  kept.shown = moved(kept.shown, moves);
  kept.hidden = { ...moved(kept.hidden, moves), "rows 1": form.elements.rows.value };
  kept.changed = kept.changed.map((name) => nameIn(name, moves)).filter(Boolean);
}

const readingOf = (body) => body.querySelector("[name$=-reading]").value;
const numberOf = (body) => Number(/\d+/.exec(body.querySelector("[name$=-reading]").name)[0]);

// The rows in which nothing was typed, but for the days that are suggested.
function blankRows(form) {
  const parts = "[data-part], [name$=-source], [name$=-note]";
  const isBlank = (body) => [...body.querySelectorAll(parts)].every((field) => !field.value);
  return [...form.querySelectorAll("tbody.new")].filter(isBlank);
}

function newRow(form, position) {
  const bodies = blankRows(form);
  if (position < bodies.length) {
    return numberOf(bodies[position]);
  }
  added(form, 0);
  const all = blankRows(form);
  return all.length > bodies.length ? numberOf(all[all.length - 1]) : undefined;
}

// Asks once for the page with these readings too; one that is not there then is gone.
function askedFor(readings) {
  const address = new URL(location.href);
  const wanted = readings.filter((each) => !address.searchParams.getAll("also").includes(each));
  if (!wanted.length) {
    return false;
  }
  wanted.forEach((each) => address.searchParams.append("also", each));
  location.replace(address);
  return true;
}

function nameIn(name, moves) {
  const [, n, rest] = /^row-(\d+)(-.*)$/.exec(name) ?? [];
  const to = moves.get(Number(n));
  return rest === undefined || to === undefined ? "" : `row-${to}${rest}`;
}

function moved(values, moves) {
  const found = Object.entries(values).map(([name, value]) => [nameIn(name, moves), value]);
  return Object.fromEntries(found.filter(([name]) => name));
}

// Pasting a block from a spreadsheet, and undoing

function paste(form, event, history) {
  const text = event.clipboardData.getData("text/plain").replaceAll("\r\n", "\n").replace(/\n$/, "");
  if (!event.target.matches(TYPED) || !/[\t\n]/.test(text)) {
    return;
  }
  if (event.target.tagName === "TEXTAREA" && !text.includes("\t")) {
    return;
  }
  event.preventDefault();
  const first = column(event.target);
  // Beside counts a source is asked for in some rows only: a block has one where it begins with it.
  const sourced = event.target.matches("[data-source]");
  const takes = (field) => sourced || !field.matches("[data-source]") || !countsOf(field);
  const changed = [];
  let row = rowOf(event.target);
  const lines = text.split("\n");
  const headed = lines.length > 1 && lines[0].includes("\t") && !/\d/.test(lines[0]);
  form.querySelector("[data-headed]").hidden = !headed;
  for (const [n, line] of (headed ? lines.slice(1) : lines).entries()) {
    row = n === 0 ? row : rowBelow(form, row);
    if (!row) {
      break;
    }
    const fields = [...row.querySelectorAll(TYPED)].filter(
      (field) => column(field) >= first && takes(field),
    );
    if (sourced && !fields[0]?.matches("[data-source]")) {
      continue;
    }
    for (const [m, value] of line.split("\t").entries()) {
      if (fields[m]) {
        remember(history, fields[m]);
        fields[m].value = value.trim();
        changed.push(fields[m]);
      }
    }
    compute(form, row);
  }
  announce(form);
  commit(history, changed);
}

// What a script filled in is to be kept as what is typed.
function announce(form) {
  form.dispatchEvent(new Event("change"));
}

function rowBelow(form, row) {
  const rows = rowsOf(form);
  const next = rows[rows.indexOf(row) + 1];
  if (next) {
    return next;
  }
  added(form, 0);
  const after = rowsOf(form);
  return after.length > rows.length ? after[after.length - 1] : null;
}

function remember(history, field) {
  if (field.matches(FIELDS) && !history.known.has(field)) {
    history.known.set(field, field.value);
  }
}

// One step for all fields that changed together.
function commit(history, fields) {
  const step = [];
  for (const field of fields) {
    const before = history.known.get(field);
    if (before !== undefined && before !== field.value) {
      step.push({ field, before, after: field.value });
      history.known.set(field, field.value);
    }
  }
  if (step.length) {
    history.done.push(step);
    history.undone = [];
  }
}

function undo(form, history, again) {
  commit(history, [document.activeElement]);
  const step = (again ? history.undone : history.done).pop();
  if (!step) {
    return;
  }
  for (const { field, before, after } of step) {
    field.value = again ? after : before;
    history.known.set(field, field.value);
    compute(form, rowOf(field));
  }
  (again ? history.done : history.undone).push(step);
  announce(form);
  enter(step[0].field);
}

// Rates and questions

function countsOf(field) {
  return rowOf(field).querySelector("[data-part=numerator]");
}

// A rate in the place of the counts, as the server finds it (features/entering/rows.py).
function rateIn(row, facts) {
  const typed = partOf(row, "numerator").value.trim();
  const among = partOf(row, "denominator").value.trim();
  return among || !isRate(row, facts) ? "" : typed.slice(0, -facts.unit.length).trim();
}

function isRate(row, facts) {
  const typed = partOf(row, "numerator").value.trim().toLowerCase();
  const unit = (facts.unit ?? "").toLowerCase();
  return Boolean(row.querySelector("[data-source]") && unit && typed.endsWith(unit));
}

function needed(source) {
  const row = rowOf(source);
  const facts = row.closest("[data-factor]").dataset;
  return !countsOf(source) || rateIn(row, facts) !== "";
}

// Where a rate comes from is asked in its own row.
function askSources(form) {
  let any = false;
  for (const source of form.querySelectorAll("input[data-source]")) {
    const wanted = needed(source);
    source.hidden = !wanted;
    source.previousElementSibling.hidden = !wanted;
    any ||= wanted;
  }
  for (const cell of form.querySelectorAll("th.source, td.source")) {
    cell.hidden = !any;
  }
}

// As the server reads it (kit/formats.py): the language's own way first, then the other one.
const GRAMMARS = [
  [signs.group, signs.decimal],
  [signs.decimal, signs.group],
].map(([group, point]) => {
  const grouped = `[1-9]\\d{0,2}(?<gap>[${group} \u00a0\u202f])\\d{3}(?:\\k<gap>\\d{3})*`;
  return new RegExp(`^([-+\u2212]?)(?<whole>${grouped}|\\d+)(?:[${point}](?<decimals>\\d+))?$`);
});

function readings(typed) {
  const found = GRAMMARS.map((grammar) => grammar.exec(typed)).filter(Boolean);
  return found.map(({ 1: sign, groups }) => {
    const size = Number(`${groups.whole.replaceAll(/\D/g, "")}.${groups.decimals ?? 0}`);
    return sign === "-" || sign === "\u2212" ? -size : size;
  });
}

// The number that was typed, or what is wrong with it; whole things are read as whole numbers.
function number(text, say, pieces) {
  const typed = text.replaceAll(UNSEEN, "").trim();
  const found = readings(typed);
  const whole = pieces ? found.find(Number.isInteger) : undefined;
  const value = whole ?? found[0] ?? null;
  if (typed && value === null) {
    return { value: null, wrong: pieces ? say.count : say.number };
  }
  if (whole === undefined && found.some((other) => other !== value)) {
    return { value: null, wrong: ambiguous(typed, found, say) };
  }
  return value < 0 ? { value: null, wrong: say.negative } : { value, wrong: "" };
}

function ambiguous(typed, found, say) {
  const [decimal, thousands] = [...found].sort((a, b) => Math.abs(a) - Math.abs(b));
  const [whole, decimals = ""] = String(decimal).split(".");
  // A fourth digit tells decimals from thousands.
  const asDecimal = `${whole}${signs.decimal}${decimals.padEnd(4, "0")}`;
  return say.ambiguous
    .replace("{typed}", typed)
    .replace("{thousands}", plain(thousands))
    .replace("{decimal}", plain(decimal))
    .replace("{as-thousands}", String(thousands))
    .replace("{as-decimal}", asDecimal);
}

const plain = (value) => new Intl.NumberFormat(language, { maximumFractionDigits: 6 }).format(value);
const partOf = (row, name) => row.querySelector(`[data-part=${name}]`);

// What a row comes to: its value, or the field that is wrong and why; and what is asked of it.
function reckon(row, facts) {
  const say = JSON.parse(facts.say);
  const alone = partOf(row, "value");
  const typed = alone ? alone.value.replace(/%\s*$/, "") : rateIn(row, facts);
  if (alone || typed) {
    const field = alone ?? partOf(row, "numerator");
    const { value, wrong } = number(typed, say, false);
    const beyond = value > Number(facts.factor) ? say.whole : "";
    return judged({ field, wrong: wrong || beyond, value, counts: [], denominator: null }, row, facts);
  }
  const fields = ["numerator", "denominator"].map((name) => partOf(row, name));
  const found = fields.map((field) => number(field.value, say, facts.pieces));
  const [numerator, denominator] = found.map((each) => each.value);
  const unread = found.findIndex((each) => each.wrong);
  const both = numerator !== null && denominator !== null;
  let refused = { field: fields[Math.max(unread, 0)], wrong: found[unread]?.wrong ?? "" };
  if (isRate(row, facts) && fields[1].value.trim()) {
    refused = { field: fields[0], wrong: say.either };
  } else if (both && denominator === 0) {
    refused = { field: fields[1], wrong: say.nothing };
  } else if (both && say.more && numerator > denominator) {
    refused = { field: fields[0], wrong: say.more };
  }
  const value = both && denominator ? (numerator / denominator) * facts.factor : null;
  return judged({ ...refused, value, counts: [numerator, denominator], denominator }, row, facts);
}

function judged(found, row, facts) {
  if (found.wrong) {
    return { ...found, value: null, asked: "" };
  }
  const asked = [
    notWhole(found.counts, facts),
    found.value !== null && isFar(found.value, found.denominator, facts) ? far(found.value, facts) : "",
    tooMany(found.denominator, row, facts),
  ].filter(Boolean);
  return { ...found, asked: asked.length ? [...asked, facts.right].join(" ") : "" };
}

function compute(form, row) {
  // A row under an older definition carries its own.
  const facts = row.closest("[data-factor]").dataset;
  const body = row.closest("tbody");
  if (body?.hidden && hasFigures(body)) {
    body.hidden = false;
  }
  const found = reckon(row, facts);
  const source = row.querySelector("[data-source]");
  if (source && source.hidden === needed(source)) {
    askSources(form);
  }
  const rate = row.querySelector("[data-rate]");
  if (rate) {
    rate.value = found.value === null ? "" : shown(found.value, facts);
  }
  refuse(row, found.field, found.wrong);
  ask(row, found.asked, facts);
  fit(row);
}

function shown(value, facts) {
  const digits = Number(facts.decimals);
  const form = new Intl.NumberFormat(language, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return facts.sample.replace(/^\S*?(?=[\s\u00a0%]|$)/, form.format(value));
}

function far(value, facts) {
  return facts.far.replace("{value}", shown(value, facts));
}

function notWhole(counts, facts) {
  const found = counts.find((count) => count !== null && !Number.isInteger(count));
  return found === undefined || !facts.broken ? "" : facts.broken.replace("{value}", plain(found));
}

// The same rules as the server's (features/entering/doubts.py).
function isFar(value, denominator, facts) {
  if (!facts.far || (value >= Number(facts.low) && value <= Number(facts.high))) {
    return false;
  }
  if (!facts.pooled || !denominator) {
    return true;
  }
  const pooled = Number(facts.pooled);
  const spread = facts.part ? pooled * (1 - pooled) : pooled;
  const error = Math.sqrt(Math.max(spread, 0) / denominator);
  return Math.abs(value / facts.factor - pooled) - 0.5 / denominator > ERRORS_AWAY * error;
}

function tooMany(denominator, row, facts) {
  const among = JSON.parse(facts.amounts)[everyOf(row)];
  return among && denominator > among.most ? among.told.replace("{value}", plain(denominator)) : "";
}

// How long the period of a row is, by the days that stand in it.
function everyOf(row) {
  const days = [...row.querySelectorAll("[data-kind=day]")].map((field) => field.value.trim());
  if (/^(\d{1,2}\/\d{4}|\d{4}-\d{2})$/.test(days[0] ?? "")) {
    return "month";
  }
  const [first, last = first] = days.filter(Boolean).map(dayIn);
  const n = (last - first) / DAY + 1;
  if (!(n >= 1)) {
    return row.dataset.every;
  }
  return n === 1 ? "day" : n <= LONGEST_WEEK ? "week" : "month";
}

function dayIn(text) {
  const found = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text);
  return found ? Date.UTC(found[3], found[2] - 1, found[1]) : Number.NaN;
}

// Saying it

const saidOf = (row) => (row.closest("tbody") || row).querySelector("[data-said]");

// As it counts when somebody says that it is right (features/entering/rows.py).
function figuresOf(row) {
  const alone = partOf(row, "value");
  const fields = alone ? [alone] : [partOf(row, "numerator"), partOf(row, "denominator")];
  return fields.map((field) => field.value.trim()).join(" / ");
}

// What the server said of a field, or of its row as a whole, is of what stood there then.
function forget(field) {
  rowOf(field)?.closest("tbody")?.querySelectorAll("[data-of-row]").forEach((told) => told.remove());
  const told = field.id && document.getElementById(`${field.id}-error`);
  if (told) {
    told.remove();
    field.removeAttribute("aria-invalid");
    field.removeAttribute("aria-describedby");
  }
}

function refuse(row, field, sentence) {
  for (const told of (row.closest("tbody") || row).querySelectorAll("[data-live]")) {
    const wrong = document.getElementById(told.dataset.live);
    wrong?.removeAttribute("aria-invalid");
    wrong?.removeAttribute("aria-describedby");
    told.remove();
  }
  if (!sentence) {
    return;
  }
  forget(field);
  const told = paragraph("error", sentence);
  told.id = `${field.id}-error`;
  told.dataset.live = field.id;
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", told.id);
  if (row.closest("tbody")) {
    saidOf(row).before(told);
  } else {
    field.after(told);
  }
}

function paragraph(kind, sentence) {
  const told = document.createElement("p");
  told.className = kind;
  told.setAttribute("role", "status");
  told.textContent = sentence;
  return told;
}

// What was asked of these very figures stands, and so does the answer.
function ask(row, sentence, facts) {
  const said = saidOf(row);
  const figures = figuresOf(row);
  const box = said.querySelector("input");
  if (box?.value === figures) {
    return;
  }
  said.replaceChildren();
  if (sentence) {
    const label = document.createElement("label");
    label.className = "tick";
    const tick = document.createElement("input");
    Object.assign(tick, { type: "checkbox", name: said.dataset.said, value: figures });
    // Who tabs from row to row goes on typing; saving leads to what is not answered.
    tick.tabIndex = row.closest("form.grid") ? -1 : 0;
    const words = document.createElement("span");
    const question = document.createElement("strong");
    question.className = "asked";
    question.setAttribute("role", "status");
    question.textContent = sentence;
    words.append(question, ` ${facts.sure}`);
    label.append(tick, words);
    said.append(label);
  }
}

// The line under a row is there while it says something, and so is the mark beside it.
function fit(row) {
  const line = saidOf(row).closest(".say");
  if (line) {
    const parts = [...line.firstElementChild.children];
    line.hidden = parts.every((part) => part.hidden || part.textContent.trim() === "");
    if (line.hidden) row.closest("tbody").classList.remove("wrong");
  }
}

// Beside a draft that says otherwise stands what is stored.
function showStored(form) {
  for (const told of form.querySelectorAll("[data-stored]")) {
    const place = told.closest("tbody") ?? form;
    told.hidden = [...place.querySelectorAll(TYPED)].every((field) => field.value === field.defaultValue);
    if (told.closest("tbody")) {
      fit(told.closest("tbody").querySelector("tr"));
    }
  }
}

for (const form of document.querySelectorAll("form[data-grid]")) {
  prepare(form);
}
