// The response saves itself while somebody writes: to the server every few seconds and on leaving, and on this device while the server
// cannot be reached. The words come from data attributes, in the reader's language. Without this script the buttons below the text save.

const PAUSE = 3000; // after the last key
const LONGEST = 12000; // and at the latest, for somebody who never pauses
const AGAIN = [4000, 8000, 15000, 30000]; // after a save that did not arrive

const form = document.querySelector("form[data-autosave]");
if (form) begin(form, form.elements.text, form.elements.base);

function begin(form, area, base) {
  const words = form.dataset;
  const line = document.getElementById("saved");
  const told = document.getElementById("saved-told");
  const device = onDevice(words.draft);
  let sent = area.value; // what the server is known to hold, as this page last knew it
  let since = 0; // when the oldest key that is not saved was pressed
  let failed = 0;
  let timer = null;
  let busy = false;
  let stopped = false; // nothing more is tried by itself: a person has to decide
  let lastKind = "";

  line.hidden = false;

  function say(kind, text) {
    form.closest("section").querySelector("[data-saved-before]")?.remove(); // when the page opened: the line below knows better
    line.textContent = text;
    line.dataset.kind = kind;
    // Read aloud when it becomes another thing, not with every save.
    if (kind !== "saving" && kind !== lastKind) told.textContent = text;
    if (kind !== "saving") lastKind = kind;
  }

  function plan(wait) {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(save, wait);
  }

  function typed() {
    if (area.value === sent) return;
    if (!since) since = Date.now();
    keepHere();
    plan(failed ? AGAIN[Math.min(failed, AGAIN.length) - 1] : Math.max(0, Math.min(PAUSE, since + LONGEST - Date.now())));
  }

  function keepHere() {
    if (area.value !== sent) device.keep({ text: area.value, base: base.value, writing: form.elements.writing.value, at: Date.now() });
  }

  async function save(leaving = false) {
    if (busy || stopped || area.value === sent) return;
    busy = true;
    const text = area.value;
    if (!leaving) say("saving", words.saving);
    let answer;
    try {
      answer = await send(text, leaving);
    } catch {
      answer = null; // not reached
    }
    busy = false;
    await heard(answer, text);
  }

  function send(text, leaving) {
    const body = new URLSearchParams();
    for (const name of ["csrfmiddlewaretoken", "writing", "for_name"]) if (form.elements[name]) body.set(name, form.elements[name].value);
    body.set("text", text);
    body.set("base", base.value);
    return fetch(words.autosave, {
      method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual",
      keepalive: leaving && text.length < 15000, // a browser carries at most 64 kB past the end of a page
      signal: leaving ? undefined : AbortSignal.timeout(20000),
    });
  }

  async function heard(answer, text) {
    const said = answer ? await answer.json().catch(() => null) : null;
    if (answer?.ok && said) return saved(said, text);
    keepHere();
    if (answer?.status === 409 && said?.moved) {
      stopped = true;
      say("moved", said.said);
      lookAtBoth();
    } else if (said?.said) {
      stopped = true; // a rule says no: trying again would not help
      say("refused", `${said.said} ${words.kept}`);
    } else if (answer?.status === 401) {
      signedOut();
    } else if (answer?.status === 403 && (await newToken())) {
      plan(0);
    } else {
      failed += 1;
      say("kept", words.kept);
      plan(AGAIN[Math.min(failed, AGAIN.length) - 1]);
    }
  }

  function saved(said, text) {
    sent = text;
    failed = 0;
    since = 0;
    if (area.value === text && said.text !== null) {
      putIn(said.text); // what a colleague wrote meanwhile, in other paragraphs
      sent = area.value;
      base.value = said.version;
    } else {
      base.value = area.value === text ? said.version : said.own;
    }
    say("saved", said.said);
    if (area.value === sent) {
      device.drop();
      form.dispatchEvent(new CustomEvent("qm:saved"));
    } else typed();
  }

  // Only the part that differs is replaced, so that the caret stays where the person is.
  function putIn(text) {
    const old = area.value;
    let start = 0;
    while (start < old.length && start < text.length && old[start] === text[start]) start += 1;
    let end = 0;
    while (end < old.length - start && end < text.length - start && old[old.length - 1 - end] === text[text.length - 1 - end]) end += 1;
    area.setRangeText(text.slice(start, text.length - end), start, old.length - end, "preserve");
    area.dispatchEvent(new CustomEvent("qm:put"));
  }

  function signedOut() {
    say("kept", words.signedOut);
    const link = document.createElement("a");
    link.href = words.signIn;
    link.target = "_blank";
    link.textContent = words.signInAgain;
    line.append(" ", link);
    plan(AGAIN[AGAIN.length - 1]);
  }

  // After signing in again the page's token is an old one: a fresh page holds the new one.
  async function newToken() {
    try {
      const fresh = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
      const token = fresh.querySelector(`form[data-draft="${words.draft}"] [name=csrfmiddlewaretoken]`)?.value;
      if (!token || failed > AGAIN.length) return false;
      failed += 1;
      for (const each of document.querySelectorAll("[name=csrfmiddlewaretoken]")) each.value = token;
      return true;
    } catch {
      return false;
    }
  }

  function lookAtBoth() {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "govuk-button govuk-button--secondary qm-button--small";
    button.textContent = words.lookAtBoth;
    button.addEventListener("click", () => form.requestSubmit(form.querySelector("[name=then][value=stay]")));
    line.append(" ", button);
  }

  // A text that this device kept, and that the server never got, is shown before anything is typed over it.
  function found() {
    const draft = device.waiting();
    if (!draft) return;
    if (draft.text === area.value) return device.drop();
    device.setAside(draft);
    const box = document.getElementById("kept-here");
    const [use, drop] = box.querySelectorAll("button");
    box.querySelector("textarea").value = draft.text;
    box.querySelector("time").textContent = new Date(draft.at).toLocaleString(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" });
    box.hidden = false;
    const decided = () => {
      box.hidden = true;
      device.dropAside();
      area.focus();
    };
    drop.addEventListener("click", decided);
    use.addEventListener("click", () => {
      device.keep(draft);
      area.value = draft.text;
      base.value = draft.base;
      form.elements.writing.value = draft.writing; // if it did arrive after all, it is known again
      sent = null;
      stopped = false;
      area.dispatchEvent(new Event("input", { bubbles: true }));
      decided();
    });
  }

  found();
  area.addEventListener("input", typed);
  area.addEventListener("blur", () => save());
  window.addEventListener("online", () => save());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") keepHere();
    save(document.visibilityState === "hidden");
  });
  form.addEventListener("submit", () => {
    keepHere(); // until the next page shows that it arrived
    stopped = true;
    clearTimeout(timer);
  });
}

// What this device keeps of one person's text for one response. A browser may refuse to keep anything: then nothing is promised.
function onDevice(name) {
  const [key, aside] = [`qm-draft:${name}`, `qm-aside:${name}`];
  const quietly = (work) => {
    try {
      return work();
    } catch {
      return null;
    }
  };
  const read = (from) => quietly(() => JSON.parse(localStorage.getItem(from)));
  return {
    keep: (draft) => quietly(() => localStorage.setItem(key, JSON.stringify(draft))),
    drop: () => quietly(() => localStorage.removeItem(key)),
    waiting: () => read(key) || read(aside),
    setAside: (draft) => quietly(() => (localStorage.setItem(aside, JSON.stringify(draft)), localStorage.removeItem(key))),
    dropAside: () => quietly(() => localStorage.removeItem(aside)),
  };
}
