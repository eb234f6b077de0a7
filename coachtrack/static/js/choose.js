// A field of which one chooses from a list: whatever letters are typed, without tone marks too, the
// list under the field shows what holds them. The field keeps the focus; the arrow keys choose,
// Enter takes what is chosen, Escape closes. The list is the page's own datalist, which a browser
// without this script shows by itself, and the server takes letters that fit one thing only.

// As the server folds what it searches (kit/text.py); names are spelled with i for y and y for i.
const fold = (text) =>
  text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đðɖ]/g, "d");
const heard = (text) => fold(text).replace(/[iy]/g, "\u0131");

// Stands between a name and its code.
const BEFORE_CODE = " · ";

function made(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

function optionOf(told, id) {
  const place = told.lastIndexOf(BEFORE_CODE);
  const name = place < 0 ? told : told.slice(0, place);
  const option = made("li", { role: "option", id, "aria-selected": "false" }, made("span", {}, name));
  if (place >= 0) option.append(" ", made("span", { class: "code" }, told.slice(place + BEFORE_CODE.length)));
  return option;
}

const choosing = new Map();

class Choosing {
  constructor(field) {
    choosing.set(field, this);
    this.field = field;
    const source = field.list;
    const name = field.getAttribute("aria-label") ?? field.labels[0]?.firstChild.textContent.trim() ?? "";
    this.choices = [...source.options].map(({ value }, n) => {
      const option = optionOf(value, `${field.id}-choice-${n}`);
      return { told: value, folded: fold(value), heard: heard(value), option };
    });
    this.list = made("ul", { role: "listbox", class: "offered", id: `${field.id}-choices`, "aria-label": name });
    this.list.hidden = true;
    this.status = made("p", { role: "status", class: "hint none" });
    // Without it something else can stand in the field too, which Enter must not replace: only
    // several words that fit nothing else mean what they fit.
    this.none = source.dataset.none ?? "";
    field.removeAttribute("list");
    for (const [key, value] of Object.entries({
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": this.list.id,
      autocapitalize: "none",
      spellcheck: "false",
    })) {
      field.setAttribute(key, value);
    }
    field.after(this.list, this.status);
    field.addEventListener("input", () => this.typed());
    field.addEventListener("click", () => this.open());
    field.addEventListener("blur", () => this.close());
    field.addEventListener("keydown", (event) => this.key(event));
    // A finger on the list does not take the focus out of the field.
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", ({ target }) => {
      const found = this.choices.find(({ option }) => option.contains(target));
      if (found) this.take(found);
    });
  }

  get isOpen() {
    return !this.list.hidden;
  }

  // Those that hold every word, those first that begin as it is typed, then those with words that do,
  // then those with these letters; all of them where somebody looks for another one than what stands
  // there.
  fitting(all = false) {
    const words = fold(this.field.value).split(/\s+/).filter(Boolean);
    if (all && this.choices.some(({ told }) => told === this.field.value)) return this.choices;
    const typed = words.join(" ");
    const far = ({ folded }) => [
      folded.startsWith(typed),
      ` ${folded}`.includes(` ${typed}`),
      words.every((word) => ` ${folded}`.includes(` ${word}`)),
      words.every((word) => folded.includes(word)),
    ].filter((near) => !near).length;
    const sounds = words.map(heard);
    const found = this.choices.filter((each) => sounds.every((word) => each.heard.includes(word)));
    return found.sort((one, other) => far(one) - far(other));
  }

  typed() {
    // What a draft puts back was not typed just now.
    if (this.taking || this.field !== document.activeElement) return;
    this.open(false);
    const words = this.field.value.trim().split(/\s+/);
    const meant = this.none || (words.length > 1 && this.shown.length === 1);
    if (meant && words[0]) this.choose(this.shown[0]);
  }

  open(all = true) {
    this.stepped = false;
    this.shown = this.fitting(all);
    this.list.replaceChildren(...this.shown.map(({ option }) => option));
    this.list.hidden = this.shown.length === 0;
    this.list.style.top = `${this.field.offsetTop + this.field.offsetHeight}px`;
    this.list.scrollTop = 0;
    this.list.scrollIntoView({ block: "nearest" });
    this.status.textContent = this.shown.length ? "" : this.none;
    this.field.setAttribute("aria-expanded", String(this.isOpen));
    this.choose(this.shown.find(({ told }) => told === this.field.value));
  }

  // That nothing fits stays said: what follows would move from under a finger that leaves the field.
  close() {
    this.list.hidden = true;
    this.field.setAttribute("aria-expanded", "false");
    this.choose(undefined);
  }

  choose(choice) {
    this.chosen?.option.setAttribute("aria-selected", "false");
    this.chosen = choice;
    if (!choice) {
      this.field.removeAttribute("aria-activedescendant");
      return;
    }
    choice.option.setAttribute("aria-selected", "true");
    choice.option.scrollIntoView({ block: "nearest" });
    this.field.setAttribute("aria-activedescendant", choice.option.id);
  }

  step(by) {
    if (!this.isOpen) {
      this.open();
      if (this.chosen) return;
    }
    // What typing chose is in sight already: the first step down comes to it, not past it.
    const waiting = !this.stepped && this.chosen && this.chosen.told !== this.field.value;
    this.stepped = true;
    if (waiting && by > 0) return;
    const at = this.chosen ? this.shown.indexOf(this.chosen) + by : Math.min(0, by);
    this.choose(this.shown.at(at % this.shown.length));
  }

  take(choice) {
    this.taking = true;
    this.field.value = choice.told;
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
    this.taking = false;
    this.status.textContent = "";
    this.close();
  }

  // What was looked for and is not in the list; empty where it is.
  get lacking() {
    return this.fitting().length ? "" : this.field.value.trim();
  }

  // Takes what is chosen; of several lines goes on to the next; else sends the form as elsewhere.
  enter(event) {
    const lines = [...this.field.closest(".field").querySelectorAll("input")];
    const next = lines[lines.indexOf(this.field) + 1];
    if (this.isOpen && this.chosen && this.chosen.told !== this.field.value) {
      event.preventDefault();
      this.take(this.chosen);
    } else if (next && this.field.value.trim()) {
      event.preventDefault();
      next.focus();
    }
  }

  key(event) {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      this.step(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      this.enter(event);
    } else if (event.key === "Tab" && this.isOpen && this.stepped) {
      // Somebody who went down the list means what they came to.
      this.take(this.chosen);
    } else if (event.key === "Escape" && this.isOpen) {
      event.preventDefault();
      this.close();
    }
  }
}

// A field of which each thing has a line of its own: there is always a blank one for another.
class Lines {
  constructor(place) {
    this.place = place;
    this.source = place.querySelector("datalist")?.id;
    place.addEventListener("input", () => this.makeRoom(0));
    // What is put back into a form finds as many lines as there were.
    place.closest("form").addEventListener("draft", ({ detail }) => this.makeRoom(this.last(detail.shown)));
    this.makeRoom(0);
  }

  get fields() {
    return [...this.place.querySelectorAll("input[name]")];
  }

  // The number of the last line of a draft that holds anything.
  last(shown) {
    const { name } = this.fields[0];
    const filled = Object.entries(shown).filter(([key, value]) => value && key.startsWith(`${name} `));
    return Math.max(0, ...filled.map(([key]) => Number(key.slice(name.length + 1))));
  }

  makeRoom(n) {
    while (this.fields.length <= n || this.fields.at(-1).value) this.add();
  }

  add() {
    const fields = this.fields;
    const blank = fields.at(-1).cloneNode();
    blank.id = `${fields[0].id}-${fields.length + 1}`;
    blank.setAttribute("aria-label", `${fields[0].labels[0].firstChild.textContent.trim()} ${fields.length + 1}`);
    blank.value = blank.defaultValue = "";
    blank.removeAttribute("aria-activedescendant");
    blank.removeAttribute("aria-invalid");
    let end = fields.at(-1);
    while (end.nextElementSibling?.matches("ul.offered, p[role=status]")) end = end.nextElementSibling;
    end.after(blank);
    if (!this.source) return;
    blank.setAttribute("list", this.source);
    new Choosing(blank);
  }
}

for (const field of document.querySelectorAll("input[list]")) new Choosing(field);
for (const place of document.querySelectorAll(".field.several")) new Lines(place);

// What was looked for in vain is the name of what is added.
for (const link of document.querySelectorAll(".lacking a")) {
  link.addEventListener("click", () => {
    const lines = [...link.closest(".field").querySelectorAll("input")].map((field) => choosing.get(field));
    const name = lines.map((line) => line?.lacking).find(Boolean);
    // What is added takes its place (drafts.js).
    try {
      sessionStorage.setItem("draft lacking", name ?? "");
    } catch {
      // Then it stands in a line of its own.
    }
    const url = new URL(link.href);
    if (name) url.searchParams.set("name", name);
    else url.searchParams.delete("name");
    link.href = url;
  });
}
