/* What is said, to read: the caption below the slide and the transcript beside it. */

function makeCaption(element, onShown) {
  let on = false;
  let text = "";
  const draw = () => {
    element.hidden = !on;
    element.textContent = text;
    onShown();
  };
  return {
    get on() {
      return on;
    },
    set(value) {
      on = value;
      draw();
    },
    show(value) {
      if (value === text) return;
      text = value;
      if (on) element.textContent = text;
    },
  };
}

/** The transcript follows the talk, and leads to any place in it. `onSeek(slide, beat)` is called for a place. */
function makeTranscript(panel, body, onSeek) {
  let beats = new Map();
  let sections = [];
  let current = null;
  let slide = -1;
  let following = true;
  let idle = 0;

  function index() {
    beats = new Map();
    for (const beat of body.querySelectorAll(".beat")) beats.set(`${beat.dataset.slide}/${beat.dataset.beatOf}`, beat);
    sections = [...body.querySelectorAll("section")];
    current = null;
    slide = -1;
  }
  function bringIntoView(element) {
    if (!following || !element || panel.offsetParent === null) return;
    const top = element.offsetTop - body.offsetTop;
    if (top < body.scrollTop + 40 || top + element.offsetHeight > body.scrollTop + body.clientHeight - 40) {
      body.scrollTo({ top: Math.max(top - body.clientHeight / 3, 0), behavior: calm() ? "auto" : "smooth" });
    }
  }

  /** Mark the word that is being said, without touching the text (browsers that cannot do so mark the beat alone). */
  let marked = null;
  function markWord(beat, ms) {
    if (!globalThis.Highlight || panel.offsetParent === null) return;
    const word = current ? beat?.words.findLast((each) => each[0] <= ms) : undefined;
    if (word === marked) return;
    marked = word;
    if (!word) {
      CSS.highlights.delete("said");
      return;
    }
    const range = new Range();
    let at = 0;
    const texts = document.createTreeWalker(current.querySelector("p"), NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const length = texts.currentNode.length;
      if (at <= word[1] && word[1] < at + length) range.setStart(texts.currentNode, word[1] - at);
      if (at < word[2] && word[2] <= at + length) range.setEnd(texts.currentNode, word[2] - at);
      at += length;
    }
    CSS.highlights.set("said", new Highlight(range));
  }

  body.addEventListener("click", (event) => {
    if (event.target.closest("a, .num") || String(getSelection())) return;
    const beat = event.target.closest(".beat");
    if (beat) onSeek(Number(beat.dataset.slide), Number(beat.dataset.beatOf));
  });
  // Whoever scrolls by hand wants to read: follow again once the hand has rested.
  for (const kind of ["wheel", "touchmove", "keydown"]) {
    body.addEventListener(
      kind,
      () => {
        following = false;
        clearTimeout(idle);
        idle = setTimeout(() => (following = true), 8000);
      },
      { passive: true },
    );
  }
  index();
  return {
    index,
    /** Follow to a moment; `beat` is the beat that is said, with its words, and `ms` the time. */
    follow(moment, beat, ms) {
      followBeat(moment);
      markWord(beat, ms);
    },
    catchUp() {
      following = true;
      bringIntoView(current ?? sections[slide]);
    },
  };

  function followBeat(moment) {
    const next = beats.get(`${moment.slide}/${moment.beat}`) ?? null;
    if (moment.slide !== slide) {
      slide = moment.slide;
      sections.forEach((section) => section.classList.toggle("now", Number(section.dataset.slide) === slide));
      if (!next) bringIntoView(sections[slide]);
    }
    if (next === current) return;
    current?.classList.remove("now");
    current?.removeAttribute("aria-current");
    current = next;
    current?.classList.add("now");
    current?.setAttribute("aria-current", "true");
    bringIntoView(current);
  }
}
