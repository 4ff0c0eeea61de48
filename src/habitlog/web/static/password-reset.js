// The code in the fragment of a mailed link: it is taken out of the address at once and fills the form.

const code = /^#([\w-]{43})$/.exec(location.hash)?.[1] ?? "";
if (code) history.replaceState(null, "", location.pathname + location.search);
const field = document.querySelector('form[action="/password-reset/new"]')?.elements.code;
if (field && code && !field.value) {
  field.value = code;
  document.getElementById("password")?.focus();
}
