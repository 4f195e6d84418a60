// What Word, a web page or an e-mail puts on the clipboard, as Markdown: headings, lists, bold, italics, links and tables stay, the rest goes.

export async function markdownOf(html, library) {
  const { default: Turndown, gfm } = await import(library);
  const page = new DOMParser().parseFromString(html, "text/html"); // a document of its own: nothing in it runs or is fetched
  for (const each of page.querySelectorAll("script, style, meta, link, title, img, svg, picture, video, audio, iframe, object, form")) each.remove();
  wordLists(page);
  weights(page);
  headRows(page);
  const turn = new Turndown({ headingStyle: "atx", bulletListMarker: "-", emDelimiter: "*", codeBlockStyle: "fenced" });
  turn.use(gfm.tables);
  turn.addRule("links", {
    filter: (node) => node.nodeName === "A",
    replacement: (text, node) => {
      const address = node.getAttribute("href") || "";
      return /^(https?:|mailto:)/i.test(address) && text.trim() ? `[${text.trim()}](${address.replace(/[\s()]/g, encodeURIComponent)})` : text;
    },
  });
  return turn.turndown(page.body).replace(/\u00a0/g, " ").replace(/[ \t]+$/gm, "").replace(/^(\s*(?:-|\d+\.)) +/gm, "$1 ").replace(/\n{3,}/g, "\n\n").trim();
}

// Word writes a list as paragraphs, each with its bullet or number typed in front.
function wordLists(page) {
  let list = null;
  for (const item of [...page.querySelectorAll("p[class*=MsoListParagraph], p[style*='mso-list']")]) {
    const mark = item.querySelector("span[style*='mso-list:Ignore'], span[style*='mso-list: Ignore']");
    const numbered = /[0-9a-z]+[.)]/i.test(mark?.textContent || "");
    mark?.remove();
    const row = page.createElement("li");
    row.append(...item.childNodes);
    const wanted = numbered ? "OL" : "UL";
    if (!list || list.nodeName !== wanted || list.nextElementSibling !== item) {
      list = page.createElement(wanted);
      item.before(list);
    }
    list.append(row);
    item.remove();
  }
}

// Bold and italics that are said in a style, and a bold that its style takes back, as an online editor writes them.
function weights(page) {
  for (const each of page.querySelectorAll("[style]")) {
    const { fontWeight, fontStyle } = each.style;
    const bold = /^(bold|[6-9]00)$/.test(fontWeight);
    if (["B", "STRONG"].includes(each.nodeName) && fontWeight && !bold) {
      each.replaceWith(...each.childNodes);
    } else if (each.nodeName === "SPAN" && each.textContent.trim()) {
      for (const name of [bold && "strong", fontStyle === "italic" && "em"].filter(Boolean)) {
        const inner = page.createElement(name);
        inner.append(...each.childNodes);
        each.append(inner);
      }
    }
  }
}

// A table of Markdown begins with a row of headings: where none is marked, the first row is taken for it.
function headRows(page) {
  for (const table of page.querySelectorAll("table")) {
    if (table.querySelector("th")) continue;
    for (const cell of [...(table.rows[0]?.cells || [])]) {
      const head = page.createElement("th");
      head.append(...cell.childNodes);
      cell.replaceWith(head);
    }
  }
}
