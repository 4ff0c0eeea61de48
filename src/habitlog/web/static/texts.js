// The texts of a page that scripts show: an element has them in `data-texts`, in the language of the page.

export const textsOf = (element) => JSON.parse(element.dataset.texts);

export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

// The form of a text that fits a number; above 199 it is the form of 100 to 199 with the same last two digits.
export function plural(forms, number, values = {}) {
  const form = forms[number < 200 ? number : 100 + (number % 100)] ?? forms.other;
  return fill(form, { num: number, ...values });
}

// "19:05" on the clock a person chose.
export function onClock(texts, time, hours) {
  const [hour, minutes] = time.split(":");
  return hours === "12" && time ? fill(hour < 12 ? texts.am : texts.pm, { time: `${hour % 12 || 12}:${minutes}` }) : time;
}
