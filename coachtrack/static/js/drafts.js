// What is typed into a form stays in this browser until it is saved, so a lost signal, a closed
// tab or a session that ended loses nothing. A draft belongs to one person and one form; the hidden
// fields, which say what row it is about, belong to it. Where a browser keeps nothing, forms work as
// they do without a script.

const PREFIX = `draft ${document.body.dataset.person} `;
const SENT = "draft sent";
const PAUSE = 400;
const LONGEST = 30 * 24 * 60 * 60 * 1000;
const UNKEPT = new Set(["submit", "button", "reset", "image", "file", "password", "fieldset", "output"]);

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function write(key, draft) {
  try {
    localStorage.setItem(key, JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

function remove(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    // Nothing was kept.
  }
}

function keysOf(start) {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(start));
  } catch {
    return [];
  }
}

function removeOld() {
  for (const key of keysOf("draft ")) {
    if (Date.now() - (read(key)?.at ?? 0) > LONGEST) remove(key);
  }
}

const pathOf = (key) => key.split("?")[0];

// Of what was withdrawn nothing waits to be saved, at its own addresses or where it alone was typed.
function removeWithdrawn(sent) {
  const [, base, subject] = /^(.*\/([^/]+)\/)withdraw$/.exec(sent) ?? [];
  for (const key of base ? keysOf(PREFIX) : []) {
    if (key.startsWith(base) || read(key)?.hidden?.["reading 1"] === subject) remove(key);
  }
}

// Remembers which form was sent, for the page that says whether it was saved.
function noteSent(key) {
  try {
    sessionStorage.setItem(SENT, key);
  } catch {
    // Then the draft stays, and sending it again changes nothing.
  }
}

function takeSent() {
  try {
    const key = sessionStorage.getItem(SENT);
    sessionStorage.removeItem(SENT);
    return key;
  } catch {
    return null;
  }
}

// What was looked for in vain in a list, before it was added (choose.js).
function takeLacking() {
  try {
    const sought = sessionStorage.getItem("draft lacking");
    sessionStorage.removeItem("draft lacking");
    return sought;
  } catch {
    return null;
  }
}

// The fields of a form by name, and by number where several have one name. What can only be read
// shows what is stored, so it is kept in no draft and filled in from none.
function fieldsOf(form) {
  const found = new Map();
  const count = {};
  for (const field of form.elements) {
    if (!field.name || field.name === "csrf_token" || UNKEPT.has(field.type)) continue;
    count[field.name] = (count[field.name] ?? 0) + 1;
    if (!field.readOnly) found.set(`${field.name} ${count[field.name]}`, field);
  }
  return found;
}

const isTicked = (field) => field.type === "checkbox" || field.type === "radio";
const isHidden = (field) => field.type === "hidden";
const valueOf = (field) => (isTicked(field) ? field.checked : field.value);

// A field may be drawn otherwise than when its draft was kept: a day as the browser's own, or several
// lines as one each.
function set(field, value) {
  if (isTicked(field)) field.checked = value;
  else if (field.type === "date") field.value = value.replace(/^(\d\d)\/(\d\d)\/(\d{4})$/, "$3-$2-$1");
  else if (field.type === "text") field.value = value.replaceAll("\n", "; ");
  else field.value = value;
}

// What the server sent; a hidden field holds nothing else.
function sentValue(field) {
  if (isTicked(field)) return field.defaultChecked;
  if (!field.options) return field.defaultValue;
  const options = [...field.options];
  return (options.find((option) => option.defaultSelected) ?? options[0])?.value;
}

// A list or a box holds something only where it is not as the server sent it.
const holdsNothing = (field) =>
  isTicked(field) || field.options ? !isChanged(field) : isHidden(field) || field.value.trim() === "";

const isChanged = (field) => !isHidden(field) && valueOf(field) !== sentValue(field);

// Going back and reloading, a browser puts into a form what stood there, saved or not.
function arrivedFresh() {
  const [arrival] = performance.getEntriesByType("navigation");
  return arrival?.type === "navigate";
}

// The same as a person reads it.
function sentTold(field, said) {
  const value = sentValue(field);
  if (isTicked(field)) return value ? said.draftYes : said.draftNo;
  const option = [...(field.options ?? [])].find((each) => each.value === value);
  return (option ? option.text : value) || said.draftBlank;
}

function valuesOf(form, wanted) {
  const found = {};
  for (const [name, field] of fieldsOf(form)) {
    if (wanted(field)) found[name] = valueOf(field);
  }
  return found;
}

function fill(form, values) {
  const fields = fieldsOf(form);
  for (const [name, value] of Object.entries(values)) {
    if (fields.has(name)) set(fields.get(name), value);
  }
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

function told(sentence, at) {
  const language = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;
  const today = new Date(at).toDateString() === new Date().toDateString();
  const day = today ? {} : { day: "numeric", month: "numeric" };
  const time = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", ...day });
  return sentence.replace("{time}", time.format(at));
}

function element(name, kind, text) {
  const made = document.createElement(name);
  made.className = kind;
  made.textContent = text;
  return made;
}

// The name of the page and what it is about.
function pageTitle() {
  const parts = document.querySelectorAll(".page-head h1, .page-head .under span");
  return [...parts].map(({ textContent }) => textContent.trim()).join(" · ");
}

class Draft {
  constructor(form, sent) {
    this.form = form;
    this.key = PREFIX + (form.dataset.draft || location.pathname + location.search);
    this.hidden = valuesOf(form, isHidden);
    this.line = element("p", "kept", "");
    (form.querySelector(".form-end") ?? form).append(this.line);
    // What was refused stands in the form as it was typed, beside what is wrong with it.
    this.refused = "refused" in form.dataset;
    // The same form under another address takes over what was typed, such as with other columns.
    const moved = this.refused && sent && sent !== this.key;
    if (moved && !read(sent)) this.refused = false;
    const early = arrivedFresh() ? valuesOf(form, isChanged) : {};
    const kept = read(this.key);
    // The server sent it back as what stands there, so it no longer shows what was changed.
    this.before = (this.refused && read(sent ?? this.key)?.changed) || [];
    if (kept?.shown && (moved || !this.refused)) this.restore(kept);
    if (moved && this.refused) {
      remove(sent);
      this.keep();
    }
    this.tellElsewhere();
    form.addEventListener("input", () => this.wait());
    form.addEventListener("change", () => this.wait());
    form.addEventListener("submit", () => this.send());
    addEventListener("pagehide", () => this.flush());
    document.addEventListener("visibilitychange", () => this.flush());
    // On a slow line the first words are typed before this script is there.
    if (Object.keys(early).length) fill(form, early);
  }

  // The names of the fields that do not stand as the server sent them.
  changed() {
    return Object.keys(valuesOf(this.form, isChanged));
  }

  // Everything stands as it stood, a day of yesterday too; but what was left blank takes what the
  // server suggests now, and a field for which something was added just now holds that. A form of
  // many rows makes room for the draft first, or asks for a page that has it.
  restore(kept) {
    const room = new CustomEvent("draft", { cancelable: true, detail: kept });
    if (!this.form.dispatchEvent(room)) return;
    // Once the page itself kept a draft, that is more recent than what was brought to it.
    const brought = kept.broughtBy === location.search ? "" : this.form.dataset.brought;
    const lines = brought ? [...this.form.querySelectorAll(`.several [name="${brought}"]`)] : [];
    const stood = Object.entries(kept.shown).filter(
      ([name, value]) =>
        (value !== "" || kept.changed.includes(name)) && (lines.length || name !== `${brought} 1`),
    );
    const added = lines.findLast((line) => line.defaultValue)?.defaultValue;
    fill(this.form, { ...Object.fromEntries(stood), ...kept.hidden });
    if (added) this.addLine(brought, added);
    if (!this.changed().length) {
      this.forget();
      return;
    }
    this.banner = element("div", "banner draft", "");
    this.banner.setAttribute("role", "status");
    const again = element("button", "button", this.form.dataset.draftAgain);
    again.type = "button";
    again.addEventListener("click", () => this.forget());
    this.banner.append(element("p", "", told(this.form.dataset.draftFound, kept.at)), again);
    // A field may be named as a method of its form is, such as “before”.
    Element.prototype.before.call(this.form, this.banner);
    const field = document.activeElement;
    if (this.form.contains(field) && brought) {
      const added = [...this.form.querySelectorAll(`[name="${brought}"]`)].findLast((line) => line.value);
      added?.focus();
      added?.select?.();
    } else if (this.form.contains(field)) {
      // What is said above pushes it down; and as wherever a field is come to, typing replaces.
      field.scrollIntoView({ block: "nearest" });
      if (field.localName === "input") field.select();
    }
    this.mark();
  }

  // What was added meanwhile stands where it was looked for in vain, else in the first blank line.
  addLine(name, value) {
    const lines = [...this.form.querySelectorAll(`.several [name="${name}"]`)];
    if (lines.some((line) => line.value === value)) return;
    const sought = takeLacking();
    const line = lines.find((each) => sought && each.value === sought) ?? lines.find((each) => !each.value);
    set(line, value);
    line.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // What was typed into the same form under other addresses, such as with other columns.
  tellElsewhere() {
    const said = this.form.dataset;
    const path = pathOf(this.key);
    for (const key of said.draftElsewhere ? keysOf(path) : []) {
      const kept = read(key);
      if (key === this.key || pathOf(key) !== path || !kept?.changed?.length) continue;
      const banner = element("div", "banner draft", "");
      const link = element("a", "", kept.title);
      link.href = key.slice(PREFIX.length);
      const line = element("p", "", `${told(said.draftElsewhere, kept.at)} `);
      line.append(link);
      banner.append(line);
      Element.prototype.before.call(this.form, banner);
    }
  }

  // Where a form is about something stored, each field says what the draft would change.
  mark() {
    const said = this.form.dataset;
    if (!said.draftField) return;
    this.marks = new Map();
    for (const field of fieldsOf(this.form).values()) {
      if (!isChanged(field)) continue;
      const line = element("p", "from-draft", said.draftField.replace("{value}", () => sentTold(field, said)));
      line.id = `${field.id}-draft`;
      field.setAttribute("aria-describedby", `${field.getAttribute("aria-describedby") ?? ""} ${line.id}`.trim());
      field.closest(".field").append(line);
      this.marks.set(field, line);
    }
  }

  // A field that stands as it is stored again needs no mark.
  unmark() {
    for (const [field, line] of this.marks ?? []) line.hidden = valueOf(field) === sentValue(field);
  }

  forget() {
    remove(this.key);
    HTMLFormElement.prototype.reset.call(this.form);
    fill(this.form, this.hidden);
    clearTimeout(this.timer);
    this.timer = 0;
    this.line.textContent = "";
    this.banner?.remove();
    this.unmark();
  }

  wait() {
    this.unmark();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), PAUSE);
  }

  flush() {
    if (this.timer) this.keep();
  }

  keep() {
    clearTimeout(this.timer);
    this.timer = 0;
    const changed = [...new Set([...this.before, ...this.changed()])];
    const blank = [...fieldsOf(this.form).values()].every(holdsNothing);
    if (blank || (!changed.length && !this.refused)) {
      remove(this.key);
      this.line.textContent = "";
      return;
    }
    const at = Date.now();
    const shown = valuesOf(this.form, (field) => !isHidden(field));
    const hidden = valuesOf(this.form, isHidden);
    const done = write(this.key, { at, broughtBy: location.search, changed, shown, hidden, title: pageTitle() });
    this.line.textContent = done ? told(this.form.dataset.draftKept, at) : "";
  }

  send() {
    this.keep();
    if (navigator.onLine) noteSent(this.key);
  }
}

// What this person typed on this device and did not save, the latest first, each with its form.
function tellUnsaved(section) {
  const kept = keysOf(`${PREFIX}/`)
    .map((key) => ({ address: key.slice(PREFIX.length), ...read(key) }))
    .filter(({ title, changed }) => title && changed?.length)
    .sort((one, other) => other.at - one.at);
  for (const { address, title, at } of kept) {
    const link = element("a", "", title);
    link.href = address;
    const line = element("li", "", "");
    const discard = element("button", "linklike", section.dataset.discard);
    discard.type = "button";
    discard.setAttribute("aria-label", `${section.dataset.discard}: ${title}`);
    discard.addEventListener("click", () => {
      remove(PREFIX + address);
      line.remove();
      section.hidden = !section.querySelector("li");
    });
    line.append(link, " ", element("span", "quiet", told(section.dataset.typed, at)), " ", discard);
    section.querySelector("ul").append(line);
  }
  section.hidden = kept.length === 0;
}

if (document.body.dataset.person) {
  const sent = takeSent();
  if (sent && document.querySelector("[data-saved]")) {
    remove(sent);
    removeWithdrawn(sent);
  }
  removeOld();
  for (const form of document.querySelectorAll("form[data-draft]")) new Draft(form, sent);
  for (const section of document.querySelectorAll("[data-typed]")) tellUnsaved(section);
}
