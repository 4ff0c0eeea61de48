// The code in the fragment of an invitation's link: it is taken out of the address at once, waits in this tab while its
// reader signs in, and fills the form. Nothing but that form sends it.
"use strict";
const WAITS = "habitlog-invitation";

function waiting(code) {
  try {
    if (code) sessionStorage.setItem(WAITS, code);
    return sessionStorage.getItem(WAITS) ?? "";
  } catch {
    return code; // This browser keeps nothing for a tab.
  }
}

const linked = /^#([\w-]{20,200})$/.exec(location.hash)?.[1] ?? "";
const code = waiting(linked);
if (linked) history.replaceState(null, "", location.pathname + location.search);
const form = document.querySelector(".code-form");
if (form && !form.elements.code.value) {
  form.elements.code.value = code;
  form.addEventListener("submit", () => sessionStorage.removeItem(WAITS));
}
