// What pages gain from a script; every page works without it.

// Going back to an answer to something sent, or loading it anew, would ask whether to send it again;
// it gives the page itself instead, and what was typed there is kept (drafts.js). Where the address
// named a part of the page, a browser puts the focus there; what was refused is to be read first.
if ("posted" in document.body.dataset) {
  const named = location.hash !== "";
  history.replaceState(null, "", location.pathname + location.search);
  if (named) document.querySelector("[autofocus]")?.focus();
}

// Where there is room to type at once, a page that is a form begins in its first field, unless
// somebody was faster.
const entry = document.querySelector("form.entry");
const untouched = document.activeElement === document.body;
if (entry && untouched && !location.hash && !document.querySelector("[autofocus]") && window.matchMedia("(min-width: 48rem)").matches) {
  entry.querySelector("input:not([type=hidden]), select, textarea")?.focus({ preventScroll: true });
}

// Without a signal a form stays with all that is in it, and says so.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (navigator.onLine || event.defaultPrevented || form.method !== "post") return;
  event.preventDefault();
  let line = form.querySelector("p.kept");
  if (!line) {
    line = document.createElement("p");
    line.className = "kept";
    form.append(line);
  }
  line.textContent = form.dataset.offline ?? document.body.dataset.offline;
  line.classList.add("concern");
  line.setAttribute("role", "alert");
});

window.addEventListener("online", () => {
  for (const line of document.querySelectorAll("p.kept.concern")) {
    line.classList.remove("concern");
    line.textContent = document.body.dataset.online;
  }
});

// In a field of several lines Enter begins a new one; with Ctrl it saves, as in any other field.
document.addEventListener("keydown", (event) => {
  const form = event.target.form;
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || form?.method !== "post") return;
  if (event.defaultPrevented || event.target.localName === "button") return;
  event.preventDefault();
  form.requestSubmit(form.querySelector("button.primary"));
});

// A form sent twice by a double click is sent once.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
  } else if (!event.defaultPrevented) {
    form.dataset.sent = "yes";
  }
});

window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
  }
});

// A table that fits its place is no stop for the keyboard; one that scrolls is moved by the arrows.
const fitting = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const wrap = target.closest(".table-wrap");
    wrap.tabIndex = wrap.scrollWidth > wrap.clientWidth ? 0 : -1;
  }
});

for (const wrap of document.querySelectorAll(".table-wrap[tabindex]")) {
  fitting.observe(wrap);
  fitting.observe(wrap.firstElementChild);
}

// Each sheet of what is signed on paper says what it belongs to, so that none can be exchanged.
const sheets = document.querySelector("[data-sheet-of]");
if (sheets) {
  const [before, between, after] = sheets.dataset.sheetNumber.split(/[{]n[}]|[{]m[}]/);
  const told = { of: sheets.dataset.sheetOf, before, between, after };
  for (const [name, text] of Object.entries(told)) {
    document.documentElement.style.setProperty(`--sheet-${name}`, JSON.stringify(text));
  }
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// A field for several lines grows with them; most browsers do that by themselves.
if (!CSS.supports("field-sizing", "content")) {
  document.addEventListener("input", ({ target }) => {
    if (target.localName !== "textarea") return;
    target.style.height = "auto";
    target.style.height = `${target.scrollHeight + 2}px`;
  });
}

// Ctrl-K finds anything; what it takes is fetched when it is first asked for.
const finder = document.querySelector("[data-find]");

async function find(event) {
  event.preventDefault();
  try {
    const { open } = await import(finder.dataset.find);
    open();
  } catch {
    window.location.assign(finder.href);
  }
}

if (finder) {
  finder.setAttribute("aria-haspopup", "dialog");
  if (navigator.platform.startsWith("Mac")) {
    finder.querySelector("kbd").textContent = "⌘ K";
  }
  finder.addEventListener("click", (event) => {
    if (!event.ctrlKey && !event.metaKey && !event.shiftKey) {
      find(event);
    }
  });
  document.addEventListener("keydown", (event) => {
    const held = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if (held && event.key.toLowerCase() === "k") {
      find(event);
    }
  });
}
