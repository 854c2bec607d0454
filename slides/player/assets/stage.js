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

  /**
   * Boxes that a diagram shares with the one before move in from their places there; what is new comes at the end.
   * First, last, invert, play: the places are measured before and after the turn.
   */
  const MOVE_MS = 400;
  const boxesOf = (article) =>
    new Map([...article.querySelectorAll("[data-node]")].map((box) => [box.dataset.node, box.getBoundingClientRect()]));
  function moveIn(article, before) {
    const after = boxesOf(article);
    for (const box of article.querySelectorAll("[data-node]")) {
      const from = before.get(box.dataset.node);
      const to = after.get(box.dataset.node);
      const svg = box.ownerSVGElement;
      const scale = svg.viewBox.baseVal.width / svg.getBoundingClientRect().width;
      if (from && to.width && from.width) {
        const x = (from.x + from.width / 2 - to.x - to.width / 2) * scale;
        const y = (from.y + from.height / 2 - to.y - to.height / 2) * scale;
        box.animate([{ transform: `translate(${x}px, ${y}px)` }, { transform: "none" }], { duration: MOVE_MS, easing: "ease-in-out" });
      } else {
        box.animate([{ opacity: 0 }, { opacity: 0, offset: 0.7 }, { opacity: 1 }], { duration: MOVE_MS });
      }
    }
    for (const line of article.querySelectorAll(".diagram svg:not(.lit) > :not([data-node])")) {
      line.animate([{ opacity: 0 }, { opacity: 0, offset: 0.7 }, { opacity: 1 }], { duration: MOVE_MS });
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
      const onward = turned && slide === shown + 1 && "moves" in articles[slide].dataset;
      const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
      const before = onward && !still ? boxesOf(articles[shown]) : null;
      if (turned) {
        articles.forEach((article, index) => article.classList.toggle("on", index === slide));
        // The next slide's pictures are made ready while this one is seen.
        for (const image of articles[slide + 1]?.querySelectorAll("img") ?? []) image.decode().catch(() => {});
      }
      if (turned || beat !== built) build(articles[slide], beat);
      if (turned || mark !== lit) light(articles[slide], mark);
      if (before) moveIn(articles[slide], before);
      shown = slide;
      built = beat;
      lit = mark;
      if (turned) openScrollers();
      return turned;
    },
    /** Take the slides of another edition of the talk. */
    replace(nodes) {
      for (const article of articles) article.remove();
      root.prepend(...nodes);
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
