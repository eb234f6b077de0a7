// A button that copies what a field holds, to paste it into a chat; without this script one marks the
// text and copies it as usual.

async function copy(field) {
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    // Where the page is not served over TLS a browser has no clipboard.
    field.select();
    document.execCommand("copy");
  }
}

for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  const label = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await copy(field);
    button.textContent = button.dataset.copied;
    setTimeout(() => { button.textContent = label; }, 2000);
  });
}
