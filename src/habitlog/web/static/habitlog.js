// Small comforts on top of pages that work without any script.

/** Bind what is inside a page, or inside a part that was inserted later. */
function bind(root) {
  const each = (selector, does) => root.querySelectorAll(selector).forEach(does);

  // One tap saves once: the button says so and takes no second tap.
  each("form[method=post]", (form) => {
    const buttons = [...form.querySelectorAll("button:enabled:not([type=button])")];
    const words = buttons.map((button) => button.textContent);
    form.addEventListener("submit", (event) => {
      setTimeout(() => {
        buttons.forEach((button) => (button.disabled = true));
        if (event.submitter && form.dataset.textSaving) event.submitter.textContent = form.dataset.textSaving;
      });
    });
    const restore = () =>
      buttons.forEach((button, place) => {
        button.disabled = false;
        if (form.dataset.textSaving) button.textContent = words[place];
      });
    form.addEventListener("habitlog:not-sent", restore);
    // A page that comes back from the browser's memory can be sent again.
    addEventListener("pageshow", (event) => event.persisted && restore());
  });

  each("[data-print]", (button) => button.addEventListener("click", () => print()));

  // Beginning like last time leaves behind what is typed already, so it asks first.
  each("[data-confirm-replace]", (way) => {
    const form = document.getElementById("entry");
    form.addEventListener("input", () => (form.dataset.typed = "yes"));
    way.addEventListener("click", (event) => {
      if (form.dataset.typed && !confirm(way.dataset.textConfirm)) event.preventDefault();
    });
  });

  // A second tap on a chosen answer takes it back, where "no answer" is an answer.
  each("fieldset:has(input[type=radio][value=''])", (set) => {
    const none = set.querySelector("input[type=radio][value='']");
    set.querySelectorAll("input[type=radio]").forEach((radio) => {
      let was = false;
      radio.closest("label").addEventListener("pointerdown", () => (was = radio.checked));
      radio.addEventListener("keydown", (event) => {
        if (event.key === " ") was = radio.checked;
      });
      radio.addEventListener("click", () => {
        if (was) none.checked = true;
        was = false;
      });
    });
  });

  // Steppers count on from nothing as from 0: one more is the first, one less the lowest there is.
  each(".stepper button", (button) => {
    const field = button.parentElement.querySelector("input");
    button.addEventListener("click", () => {
      const low = Number(field.dataset.low ?? 0);
      const high = Number(field.dataset.high ?? Infinity);
      const next = (Number(field.value) || 0) + Number(button.dataset.step);
      field.value = String(Math.min(high, Math.max(low, next)));
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
  });

  // Show or hide a password.
  each("[data-toggle-password]", (button) => {
    const field = document.getElementById(button.dataset.togglePassword);
    button.addEventListener("click", () => {
      const hidden = field.type === "password";
      field.type = hidden ? "text" : "password";
      button.textContent = hidden ? button.dataset.textHide : button.dataset.textShow;
    });
  });

  // Offer the device's own time zone at sign-up.
  each("select[data-detect-time-zone]", (select) => {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if ([...select.options].some((option) => option.value === zone)) select.value = zone;
  });

  // The menu closes again.
  each("details.more", (more) => {
    document.addEventListener("click", (event) => {
      if (!more.contains(event.target)) more.open = false;
    });
    more.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      more.open = false;
      more.querySelector("summary").focus();
    });
  });

  // Copy what is shown once, a list one item a line; where a browser does not let a page copy, it is selected instead.
  each("[data-copy-target]", (button) =>
    button.addEventListener("click", async () => {
      const shown = document.getElementById(button.dataset.copyTarget);
      const items = [...shown.querySelectorAll("li")];
      try {
        await navigator.clipboard.writeText((items.length ? items : [shown]).map((one) => one.textContent.trim()).join("\n"));
        button.textContent = button.dataset.textCopied;
      } catch {
        getSelection().selectAllChildren(shown);
      }
    }),
  );
}

bind(document);
document.addEventListener("habitlog:inserted", (event) => bind(event.target));
