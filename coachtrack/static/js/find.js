// Ctrl-K: one field that finds anything: what is recorded, and the pages. The field keeps the focus;
// the arrow keys choose in the list under it, and Enter opens what is chosen. Before an answer is
// there, Enter leads to the page of the same search.

const WAIT_MS = 120;

const dialog = document.querySelector("#find");
const field = dialog.querySelector("[role=combobox]");
const list = dialog.querySelector("[role=listbox]");
const status = dialog.querySelector("[role=status]");

let waiting;
let asking = new AbortController();
let chosen = null;

export function open() {
  if (!dialog.open) {
    dialog.showModal();
    ask();
  }
  field.select();
}

// Asking

async function ask() {
  asking.abort();
  asking = new AbortController();
  const { signal } = asking;
  try {
    const address = `${dialog.dataset.hits}?${new URLSearchParams({ q: field.value })}`;
    const answer = await fetch(address, { signal, headers: { Accept: "application/json" } });
    if (!answer.ok) {
      throw new Error(`${answer.status} for ${address}`);
    }
    show(await answer.json());
  } catch (error) {
    if (!signal.aborted) {
      show({ said: dialog.dataset.failed, groups: [] });
    }
  }
}

field.addEventListener("input", () => {
  asking.abort();
  choose(null);
  clearTimeout(waiting);
  waiting = setTimeout(ask, WAIT_MS);
});

// Showing

function made(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

function optionOf({ label, under, url }) {
  const texts = [made("span", { class: "find-label" }, label)];
  if (under) {
    texts.push(" ", made("span", { class: "find-under" }, under));
  }
  return made("a", { role: "option", href: url, tabindex: "-1", "aria-selected": "false" }, ...texts);
}

function groupOf({ title, hits }) {
  const heading = made("div", { class: "find-title", "aria-hidden": "true" }, title);
  return made("div", { role: "group", "aria-label": title }, heading, ...hits.map(optionOf));
}

function show({ said, groups }) {
  status.textContent = said;
  list.replaceChildren(...groups.map(groupOf));
  list.scrollTop = 0;
  list.hidden = groups.length === 0;
  field.setAttribute("aria-expanded", String(groups.length > 0));
  options().forEach((option, n) => {
    option.id = `find-hit-${n}`;
  });
  choose(field.value.trim() ? (options()[0] ?? null) : null);
}

// Choosing

function options() {
  return [...list.querySelectorAll("[role=option]")];
}

function choose(option) {
  chosen?.setAttribute("aria-selected", "false");
  chosen = option;
  if (!option) {
    field.removeAttribute("aria-activedescendant");
    return;
  }
  option.setAttribute("aria-selected", "true");
  option.scrollIntoView({ block: "nearest" });
  field.setAttribute("aria-activedescendant", option.id);
}

function step(by) {
  const all = options();
  const next = chosen ? all.indexOf(chosen) + by : Math.min(0, by);
  choose(all.at(next % all.length) ?? null);
}

field.addEventListener("keydown", (event) => {
  if (event.isComposing) {
    return;
  }
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    step(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter" && chosen) {
    event.preventDefault();
    window.location.assign(chosen.href);
  }
});

// Closing

dialog.querySelector("button").addEventListener("click", () => dialog.close());
dialog.addEventListener("click", (event) => {
  if (event.target === dialog) {
    dialog.close();
  }
});
dialog.addEventListener("close", () => {
  clearTimeout(waiting);
  asking.abort();
});
