// Copy what is shown once.

document.querySelectorAll("[data-copy]").forEach((button) =>
  button.addEventListener("click", async () => {
    const shown = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(shown.textContent);
      button.textContent = "Copied";
    } catch {
      // Without leave to write there, it is selected instead.
      getSelection().selectAllChildren(shown);
    }
  }),
);
