// The code in the fragment of an invitation's link: it is taken out of the address at once, waits in this tab while its
// reader signs in or up, and fills the form that takes it. Nothing but such a form sends it.

const WAITS = "habitlog-invitation";

function waiting(code) {
  try {
    if (code) sessionStorage.setItem(WAITS, code);
    return sessionStorage.getItem(WAITS) ?? "";
  } catch {
    return code; // This browser keeps nothing for a tab: the code goes no further than this page.
  }
}

const linked = /^#([\w-]{43})$/.exec(location.hash)?.[1] ?? "";
const code = waiting(linked);
if (linked) history.replaceState(null, "", location.pathname + location.search);
const taking = document.querySelector(".code-form");
const field = (taking ?? document.querySelector('form[action="/sign-up"]'))?.elements.code;
if (field && !field.value) field.value = code;
taking?.addEventListener("submit", () => sessionStorage.removeItem(WAITS));
