// Uploading a workbook: what was chosen is named, it can be dropped, and a page that waits asks on.

const POLL_AFTER = 700;

for (const form of document.querySelectorAll("[data-upload]")) {
  const field = form.querySelector("input[type=file]");
  const chosen = form.querySelector("[data-chosen]");
  const error = form.querySelector(".error");
  const size = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });

  const tell = () => {
    const [file] = field.files;
    const large = Boolean(file) && file.size > Number(form.dataset.largest);
    chosen.hidden = !file;
    chosen.textContent = file ? `${file.name} · ${size.format(file.size / 1e6)} MB` : "";
    error.hidden = !large;
    error.textContent = large ? form.dataset.tooLarge : "";
    return !large;
  };

  form.querySelector("[data-can-drop]").hidden = false;
  field.addEventListener("change", tell);
  form.addEventListener("submit", (event) => {
    if (!tell()) {
      event.preventDefault();
      event.stopPropagation();
    }
  });
  for (const name of ["dragenter", "dragover"]) {
    form.addEventListener(name, (event) => {
      event.preventDefault();
      form.classList.add("over");
    });
  }
  form.addEventListener("dragleave", () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("over");
    if (event.dataTransfer.files.length) {
      field.files = event.dataTransfer.files;
      tell();
    }
  });
}

const waiting = document.querySelector("[data-poll]");

async function ask() {
  try {
    const answer = await fetch(waiting.dataset.poll);
    const told = await answer.json();
    if (!answer.ok || !told.busy) {
      window.location.reload();
      return;
    }
    waiting.querySelector("progress").value = told.share;
  } catch {
    // The connection is gone for a moment; the work goes on without it.
  }
  window.setTimeout(ask, POLL_AFTER);
}

if (waiting) {
  window.setTimeout(ask, POLL_AFTER);
}
