// The code in the fragment of an invitation's link: taken out of the address, it waits in this tab until there is a
// field for it. No request carries it but that of the form.

const WAITS = "habitlog-invitation";
const linked = /^#([\w-]{43})$/.exec(location.hash)?.[1] ?? "";
const field = document.getElementById("code");
let code = linked;
try {
  if (linked) sessionStorage.setItem(WAITS, linked);
  code = sessionStorage.getItem(WAITS) ?? "";
} catch {
  // This browser keeps nothing for a tab: the code goes no further than this page.
}
if (linked) history.replaceState(null, "", location.pathname + location.search);
if (field && !field.value) field.value = code;
