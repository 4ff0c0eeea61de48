// A code in the fragment of an invitation's link is put into the form, and taken out of the address.
"use strict";
const field = document.getElementById("code");
if (field && location.hash.length > 1) {
  field.value = decodeURIComponent(location.hash.slice(1));
  history.replaceState(null, "", location.pathname + location.search);
}
