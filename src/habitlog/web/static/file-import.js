// The page of imports: files can be dropped, too much is said before it is sent, and progress moves without a reload.
// All of it works without this script: files are chosen, and the browser asks for the page of an import again.

const LOOK_AGAIN = 1000; // ms

const form = document.querySelector("[data-file-drop]");
if (form) {
  const input = form.querySelector("input[type=file]");
  const hint = form.querySelector("[data-drop-hint]");
  hint.hidden = !matchMedia("(hover: hover)").matches;
  const check = () => {
    const bytes = [...input.files].reduce((sum, file) => sum + file.size, 0);
    input.setCustomValidity(bytes > Number(input.dataset.mostBytes) ? input.dataset.textTooLarge : "");
    input.reportValidity();
  };
  input.addEventListener("change", check);
  const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
  // The whole page takes files: a browser would open one that is dropped beside the form.
  document.addEventListener("dragover", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    form.classList.add("is-over");
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) form.classList.remove("is-over");
  });
  document.addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    form.classList.remove("is-over");
    input.files = event.dataTransfer.files;
    check();
    input.focus();
  });
}

/** Take the part of the page that says how far the import is; once there is none, the import has ended. */
async function lookAgain(part) {
  const response = await fetch(location.href, { credentials: "same-origin" }).catch(() => null);
  const page = response?.ok && new DOMParser().parseFromString(await response.text(), "text/html");
  const found = page && page.querySelector("[data-import-progress]");
  if (page && !found) return location.reload();
  if (found) part.replaceChildren(...document.importNode(found, true).childNodes);
  setTimeout(() => lookAgain(part), LOOK_AGAIN);
}

const progress = document.querySelector("[data-import-progress]");
if (progress) setTimeout(() => lookAgain(progress), LOOK_AGAIN);
