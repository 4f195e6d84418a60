// Small helps on top of pages that work without them.
// Words to show come from data attributes of the page, so that they are in the reader's language.

// After a refused form, the summary of what is wrong is read first.
const summary = document.querySelector("[data-focus]");
if (summary) summary.focus();

// A textarea with data-words tells how many words it holds. It never stops anybody from writing.
for (const area of document.querySelectorAll("textarea[data-words]")) {
  const most = Number(area.dataset.words);
  const line = document.createElement("p");
  line.className = "qm-words";
  line.setAttribute("aria-live", "polite");
  area.after(line);
  const template = area.dataset.wordsText || (document.documentElement.lang === "cy" ? "{n} gair, hyd at {most}" : "{n} words, up to {most}");
  let waiting;
  const tell = () => {
    const words = area.value.trim().split(/\s+/).filter(Boolean).length;
    line.textContent = template.replace("{n}", words).replace("{most}", most);
    line.classList.toggle("qm-words--over", words > most);
  };
  area.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(tell, 400);
  });
  tell();
}

// Leaving a page with text that was not sent asks first.
const guarded = document.querySelectorAll("form[data-guard], form:has(textarea)");
const changed = new Set();
for (const form of guarded) {
  if (form.method !== "post") continue;
  form.addEventListener("input", () => changed.add(form));
  form.addEventListener("submit", () => changed.delete(form));
  form.addEventListener("qm:saved", () => changed.delete(form)); // saved by itself
}
window.addEventListener("beforeunload", (event) => {
  if (changed.size) event.preventDefault();
});

// A second click on the same button within two seconds is the same click.
for (const form of document.querySelectorAll("form[method=post]")) {
  let sent = 0;
  form.addEventListener("submit", (event) => {
    if (event.timeStamp - sent < 2000 && sent) event.preventDefault();
    else sent = event.timeStamp;
  });
}
