/** A form offers what was in force on the day, or in the month, that another of its fields says. */

export function offerWhatWasInForce(form) {
  const selects = [...form.querySelectorAll("select[data-dated-by]")];
  const narrow = () => selects.forEach((select) => narrowOne(select, form.elements[select.dataset.datedBy]?.value ?? ""));
  for (const kind of ["input", "change", "submit"]) form.addEventListener(kind, narrow);
  narrow();
}

// What is chosen stays to be seen and sent: the answer says why it is none of that day.
function narrowOne(select, said) {
  const [first, last] = daysOf(said);
  for (const option of select.options) {
    const since = option.dataset.first;
    const until = option.dataset.last;
    const isOut = Boolean(first) && (Boolean(since && since > last) || Boolean(until && until < first));
    option.hidden = option.disabled = isOut && !option.selected;
  }
}

// Days as texts, which sort as they follow each other; no month has a day after its 31st.
function daysOf(said) {
  if (/^\d{4}-\d{2}$/.test(said)) return [`${said}-01`, `${said}-31`];
  return /^\d{4}-\d{2}-\d{2}$/.test(said) ? [said, said] : ["", ""];
}
