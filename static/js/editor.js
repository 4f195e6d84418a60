// A small toolbar above the text, a preview beside it, the whole screen for it, and pasted pages and Word text turned into Markdown.
// Everything here can be typed as well: the text stays plain Markdown in an ordinary field.

const form = document.querySelector("form[data-editor]");
if (form) begin(form, form.elements.text);

function begin(form, area) {
  const words = form.dataset;
  const section = form.closest("section");
  const bar = document.createElement("div");
  bar.className = "qm-writing__bar";
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", words.toolbar);
  bar.setAttribute("aria-controls", area.id);
  area.before(bar);

  // Typed as by hand, so that the browser's own "undo" takes it back.
  function put(text, start = area.selectionStart, end = area.selectionEnd) {
    area.focus();
    area.setSelectionRange(start, end);
    if (!document.execCommand("insertText", false, text)) {
      area.setRangeText(text, start, end, "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  const chosen = () => area.value.slice(area.selectionStart, area.selectionEnd);

  function around(mark, empty) {
    const [start, inner] = [area.selectionStart, chosen() || empty];
    put(`${mark}${inner}${mark}`);
    area.setSelectionRange(start + mark.length, start + mark.length + inner.length);
  }

  // What the caret or the selection touches, in whole lines; each gets its mark, or loses it where all have it.
  function lines(markOf) {
    const start = area.value.lastIndexOf("\n", area.selectionStart - 1) + 1;
    const close = area.value.indexOf("\n", area.selectionEnd);
    const end = close < 0 ? area.value.length : close;
    const old = area.value.slice(start, end).split("\n");
    const marked = old.every((line, n) => line.startsWith(markOf(n)));
    const bare = (line) => line.replace(/^(#{1,6} |[-*] |\d+\. )/, "");
    put(old.map((line, n) => (marked ? "" : markOf(n)) + bare(line)).join("\n"), start, end);
  }

  function link() {
    const [start, inner] = [area.selectionStart, chosen() || words.linkText];
    put(`[${inner}](https://)`);
    const at = start + inner.length + 3;
    area.setSelectionRange(at, at + "https://".length);
  }

  function table() {
    const before = area.selectionStart > 0 && !area.value.slice(0, area.selectionStart).endsWith("\n\n") ? "\n\n" : "";
    put(`${before}| ${words.column} 1 | ${words.column} 2 |\n| --- | --- |\n|  |  |\n`);
  }

  const preview = previewOf(form, area, words);
  form.querySelector("[name=then][value=preview]").hidden = true; // the one in the toolbar does it without leaving
  const tools = [
    ["bold", () => around("**", words.boldText), "b"],
    ["italic", () => around("*", words.italicText), "i"],
    ["heading", () => lines(() => "## ")],
    ["list", () => lines(() => "- ")],
    ["numbers", () => lines((n) => `${n + 1}. `)],
    ["link", link, "k"],
    ["table", table],
    ["preview", preview.toggle],
  ];
  if (document.fullscreenEnabled) tools.push(["screen", () => (document.fullscreenElement ? document.exitFullscreen() : section.requestFullscreen())]);

  const buttons = tools.map(([name, work], n) => {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.tool = name;
    button.tabIndex = n ? -1 : 0;
    button.textContent = words[name];
    button.addEventListener("click", work);
    bar.append(button);
    return button;
  });
  const named = (name) => buttons.find((button) => button.dataset.tool === name);
  preview.button = named("preview");
  preview.button.setAttribute("aria-pressed", "false");
  named("screen")?.setAttribute("aria-pressed", "false");
  document.addEventListener("fullscreenchange", () => named("screen")?.setAttribute("aria-pressed", String(Boolean(document.fullscreenElement))));

  bar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -buttons.length, End: buttons.length }[event.key];
    if (!step) return;
    event.preventDefault();
    const from = buttons.indexOf(document.activeElement);
    const to = Math.abs(step) > 1 ? (step < 0 ? 0 : buttons.length - 1) : (from + step + buttons.length) % buttons.length;
    buttons[from].tabIndex = -1;
    buttons[to].tabIndex = 0;
    buttons[to].focus();
  });

  area.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    const tool = tools.find(([, , key]) => key && key === event.key.toLowerCase());
    if (!tool) return;
    event.preventDefault();
    tool[1]();
  });

  area.addEventListener("paste", async (event) => {
    const html = event.clipboardData?.getData("text/html");
    if (!html) return; // plain text goes in as it is
    event.preventDefault();
    const [plain, start, end] = [event.clipboardData.getData("text/plain"), area.selectionStart, area.selectionEnd];
    let text = plain;
    try {
      const { markdownOf } = await import(words.paste);
      text = (await markdownOf(html, words.turndown)) || plain;
    } catch {
      // what turns it into Markdown did not come: the words alone are pasted
    }
    put(text, start, end);
  });
}

// How the text will look, from the same place that makes the page which the assessor reads.
function previewOf(form, area, words) {
  const panel = document.createElement("div");
  panel.className = "qm-card qm-text qm-preview";
  panel.setAttribute("role", "region");
  panel.setAttribute("aria-label", words.previewTitle);
  panel.tabIndex = 0;
  panel.hidden = true;
  area.after(panel);
  let timer = null;
  let turn = 0;

  async function show() {
    const mine = (turn += 1);
    const body = new URLSearchParams({ csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value, text: area.value });
    try {
      const answer = await fetch(words.previewUrl, { method: "POST", body, headers: { Accept: "text/html" }, redirect: "manual" });
      if (!answer.ok) throw new Error(String(answer.status));
      const html = await answer.text();
      if (mine === turn) panel.innerHTML = html || "";
    } catch {
      if (mine === turn) panel.textContent = words.noPreview;
    }
  }

  const later = () => {
    if (panel.hidden) return;
    clearTimeout(timer);
    timer = setTimeout(show, 600);
  };
  area.addEventListener("input", later);
  area.addEventListener("qm:put", later);
  const preview = {
    button: null,
    toggle: () => {
      panel.hidden = !panel.hidden;
      preview.button.setAttribute("aria-pressed", String(!panel.hidden));
      if (!panel.hidden) show();
    },
  };
  return preview;
}
