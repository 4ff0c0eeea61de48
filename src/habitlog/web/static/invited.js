// The code in the fragment of an invitation's link goes along between signing in and signing up; no request carries it.

const code = /^#[\w-]{43}$/.test(location.hash) ? location.hash : "";
const field = document.getElementById("code");
if (code) {
  document.querySelectorAll('a[href="/sign-in"], a[href="/sign-up"]').forEach((way) => (way.hash = code));
  if (field && !field.value) field.value = code.slice(1);
}
