// Filters leave empty fields out of the address. The page of an article: a click on the words of a fact goes to the fact, a fact that is pointed at shows its words, and
// an address that names any characters of the text shows them. All of it can be had by plain links too.
"use strict";

(() => {
  for (const form of document.querySelectorAll("form.filters")) {
    form.addEventListener("formdata", ({ formData }) => {
      for (const [name, value] of [...formData]) if (!value) formData.delete(name);
    });
  }

  const text = document.getElementById("article-text");
  if (!text) return;

  text.addEventListener("click", (event) => {
    if (event.target.closest("a, summary") || !getSelection().isCollapsed) return;
    const words = event.target.closest("[data-fact]");
    if (words) location.hash = words.dataset.fact;
  });

  // A mark may come in several pieces; its name stands at all of them, its id at the first.
  const pieces = (name) => text.querySelectorAll(`[id="char=${name}"], [data-span="${name}"]`);
  const light = (fact, on) => {
    for (const name of (fact.dataset.spans || "").split(" ")) {
      if (name) for (const piece of pieces(name)) piece.classList.toggle("lit", on);
    }
  };
  for (const fact of document.querySelectorAll(".fact-list > li")) {
    fact.addEventListener("pointerenter", () => light(fact, true));
    fact.addEventListener("pointerleave", () => light(fact, false));
    fact.addEventListener("focusin", () => light(fact, true));
    fact.addEventListener("focusout", () => light(fact, false));
  }

  // Offsets count code points of the text; what is not text of the article (a summary) is passed over.
  const find = (offset, walker) => {
    let left = offset;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      let units = 0;
      for (const character of node.data) {
        if (left === 0) return [node, units];
        left -= 1;
        units += character.length;
      }
      if (left === 0) return [node, units];
    }
    return null;
  };
  const walk = () => document.createTreeWalker(text, NodeFilter.SHOW_TEXT, (node) => (node.parentElement.closest("summary") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT));

  const show = () => {
    const match = /^#char=(\d+),(\d+)$/.exec(decodeURIComponent(location.hash));
    if (window.CSS && CSS.highlights) CSS.highlights.delete("words");
    if (!match || document.getElementById(match[0].slice(1))) return;
    const from = find(Number(match[1]), walk());
    const to = find(Number(match[2]), walk());
    if (!from || !to) return;
    const range = document.createRange();
    range.setStart(...from);
    range.setEnd(...to);
    const folded = from[0].parentElement.closest("details");
    if (folded) folded.open = true;
    if (window.CSS && CSS.highlights) CSS.highlights.set("words", new Highlight(range));
    from[0].parentElement.scrollIntoView({ block: "center" });
  };
  addEventListener("hashchange", show);
  show();
})();
