/* The slides themselves: one is on, built as far as its beat. */

function makeStage(root) {
  let articles = [...root.querySelectorAll(".slide")];
  let shown = -1;
  let built = null;
  let lit = -1;

  function light(article, mark) {
    for (const part of article.querySelectorAll("[data-mark]")) {
      part.classList.toggle("on", Number(part.dataset.mark) === mark);
    }
  }

  function build(article, beat) {
    for (const part of article.querySelectorAll("[data-beat]")) {
      part.classList.toggle("shown", Number(part.dataset.beat) <= beat);
    }
  }

  /** On a narrow screen wide parts scroll by themselves; then, and only then, the keyboard must be able to reach them. */
  function openScrollers() {
    for (const part of articles[shown]?.querySelectorAll(".table, .diagram, .broad, pre") ?? []) {
      const scrolls = part.scrollWidth > part.clientWidth + 1;
      part.tabIndex = scrolls ? 0 : -1;
      if (!scrolls) part.removeAttribute("tabindex");
    }
  }
  addEventListener("resize", openScrollers);

  return {
    get articles() {
      return articles;
    },
    /** Show slide number `slide` (from 0) with all that appears up to `beat` and one mark lit. True when the slide changed. */
    show(slide, beat, mark = -1) {
      const turned = slide !== shown;
      if (turned) {
        articles.forEach((article, index) => article.classList.toggle("on", index === slide));
        // The next slide's pictures are made ready while this one is seen.
        for (const image of articles[slide + 1]?.querySelectorAll("img") ?? []) image.decode().catch(() => {});
      }
      if (turned || beat !== built) build(articles[slide], beat);
      if (turned || mark !== lit) light(articles[slide], mark);
      shown = slide;
      built = beat;
      lit = mark;
      if (turned) openScrollers();
      return turned;
    },
    /** Take the slides of another edition of the talk. */
    replace(nodes) {
      root.replaceChildren(...nodes);
      articles = [...root.querySelectorAll(".slide")];
      shown = -1;
    },
    /** A copy of a slide for another window: no ids, nothing to press. */
    copy(slide, beat, target, mark = -1) {
      const article = target.importNode(articles[slide], true);
      article.removeAttribute("id");
      article.classList.add("on");
      build(article, beat);
      light(article, mark);
      for (const button of article.querySelectorAll("button.num")) button.replaceWith(...button.childNodes);
      return article;
    },
  };
}
