/* For those who present: all slides at a glance, a black screen, a pointer and a pen, slides by their number. */

const SVG = "http://www.w3.org/2000/svg";
/** How long a half-typed slide number waits for its next digit. */
const NUMBER_MS = 3000;

/** All slides as a grid of buttons in a dialog. */
function makeOverview(dialog, { stage, slides, here, goTo }) {
  const grid = dialog.querySelector(".grid");

  function card(slide, index) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "card";
    const picture = document.createElement("span");
    picture.className = "small";
    picture.setAttribute("aria-hidden", "true");
    const copy = stage.copy(index, Infinity, document);
    copy.removeAttribute("aria-label");
    copy.removeAttribute("aria-roledescription");
    for (const part of copy.querySelectorAll("a, [tabindex], [id]")) {
      part.removeAttribute("href");
      part.removeAttribute("tabindex");
      part.removeAttribute("id");
    }
    copy.inert = true;
    picture.append(copy);
    const label = document.createElement("span");
    label.textContent = `${index + 1} \u2013 ${slide.title}`;
    button.append(picture, label);
    button.addEventListener("click", () => {
      dialog.close();
      goTo(index);
    });
    return button;
  }

  return {
    get open() {
      return dialog.open;
    },
    toggle() {
      if (dialog.open) {
        dialog.close();
        return;
      }
      grid.replaceChildren(...slides().map(card));
      dialog.showModal();
      const now = grid.children[here()];
      now.setAttribute("aria-current", "true");
      now.focus();
      now.scrollIntoView({ block: "nearest" });
    },
    /** The arrow keys walk the grid. */
    walk(event) {
      const cards = [...grid.children];
      const at = cards.indexOf(document.activeElement);
      if (at < 0) return;
      const across = Math.max(1, cards.filter((each) => each.offsetTop === cards[0].offsetTop).length);
      const way = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: across, ArrowUp: -across }[event.key];
      const to = event.key === "Home" ? 0 : event.key === "End" ? cards.length - 1 : way && at + way;
      if (to === undefined || !cards[to]) return;
      event.preventDefault();
      cards[to].focus();
    },
  };
}

/** A number typed with the digits, shown while it is typed; Enter goes to that slide. */
function makeJump(bubble, { count, goTo, say }) {
  let digits = "";
  let timer = 0;

  function draw() {
    bubble.hidden = !digits;
    bubble.textContent = digits ? `Slide ${digits}` : "";
    clearTimeout(timer);
    if (digits) timer = setTimeout(clear, NUMBER_MS);
  }
  function clear() {
    digits = "";
    draw();
  }

  return {
    get waiting() {
      return digits !== "";
    },
    type(digit) {
      digits = (digits + digit).slice(-4);
      draw();
    },
    go() {
      const number = Number(digits);
      clear();
      if (number >= 1 && number <= count()) goTo(number - 1);
      else say(`There is no slide ${number}; the last is ${count()}.`);
    },
    clear,
  };
}

/** The screen dark, so that all look at the speaker; the talk stands still meanwhile. */
function makeBlackout(cover, { pause, say }) {
  const set = (on) => {
    cover.hidden = !on;
    if (on) {
      pause();
      cover.focus();
    }
    say(on ? "The screen is black. Press b to go on." : "The slide is back.");
  };
  cover.addEventListener("click", () => set(false));
  return {
    get on() {
      return !cover.hidden;
    },
    toggle: () => set(cover.hidden),
    off: () => set(false),
  };
}

/** A red point that follows the pointer, or a pen that draws; drawings stay with their slide until they are wiped. */
function makePen(root, { here, changed }) {
  let mode = "";
  let line = null;
  const kept = new Map();
  const sheet = document.createElementNS(SVG, "svg");
  sheet.setAttribute("class", "ink");
  sheet.setAttribute("aria-hidden", "true");
  const spot = document.createElement("i");
  spot.className = "spot";
  spot.hidden = true;
  root.append(sheet, spot);

  const at = (event) => {
    const box = root.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  root.addEventListener("pointermove", (event) => {
    if (!mode) return;
    const [x, y] = at(event);
    if (mode === "pointer") {
      spot.hidden = false;
      spot.style.translate = `${x}px ${y}px`;
    } else if (line) {
      line.setAttribute("points", `${line.getAttribute("points")} ${x.toFixed(1)},${y.toFixed(1)}`);
    }
  });
  root.addEventListener("pointerleave", () => (spot.hidden = true));
  root.addEventListener(
    "pointerdown",
    (event) => {
      if (!mode) return;
      event.stopImmediatePropagation();
      event.preventDefault();
      if (mode === "pointer") {
        const [x, y] = at(event);
        spot.hidden = false;
        spot.style.translate = `${x}px ${y}px`;
        return;
      }
      line = document.createElementNS(SVG, "polyline");
      line.setAttribute("points", at(event).map((side) => side.toFixed(1)).join(","));
      sheet.append(line);
      try {
        root.setPointerCapture(event.pointerId);
      } catch {
        /* A pointer that is gone already cannot be held. */
      }
    },
    true,
  );
  for (const kind of ["pointerup", "pointercancel"]) {
    root.addEventListener(
      kind,
      (event) => {
        if (!mode) return;
        event.stopImmediatePropagation();
        line = null;
      },
      true,
    );
  }
  let slide = 0;

  return {
    get mode() {
      return mode;
    },
    set(wish) {
      mode = mode === wish ? "" : wish;
      spot.hidden = true;
      root.classList.toggle("pointing", mode === "pointer");
      root.classList.toggle("drawing", mode === "pen");
      changed(mode);
    },
    wipe: () => sheet.replaceChildren(),
    /** The drawings of the slide that is on. */
    show() {
      if (here() === slide) return;
      kept.set(slide, [...sheet.children]);
      slide = here();
      sheet.replaceChildren(...(kept.get(slide) ?? []));
    },
    forget() {
      kept.clear();
      sheet.replaceChildren();
    },
  };
}

/** Slides with what is said and noted below each, for the printer; taken away again when it is done. */
function printWithWords(articles, slides) {
  const added = [];
  articles.forEach((article, index) => {
    const words = document.createElement("div");
    words.className = "printed-words";
    for (const [kind, texts] of [
      ["said", slides[index].beats.map((beat) => beat.text)],
      ["noted", slides[index].notes],
    ]) {
      for (const text of texts) {
        const line = document.createElement("p");
        line.className = kind;
        line.textContent = text;
        words.append(line);
      }
    }
    article.after(words);
    added.push(words);
  });
  document.documentElement.classList.add("printing-words");
  addEventListener(
    "afterprint",
    () => {
      document.documentElement.classList.remove("printing-words");
      for (const words of added) words.remove();
    },
    { once: true },
  );
  print();
}

/** `90`, `1:30` or `1m30s` as milliseconds; null for anything else. */
function timeOf(text) {
  const clock = /^(?:(\d+):)?(\d{1,2}):(\d{2})$/.exec(text ?? "");
  if (clock) return ((Number(clock[1] ?? 0) * 60 + Number(clock[2])) * 60 + Number(clock[3])) * 1000;
  const parts = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s?)?$/.exec(text ?? "");
  if (!text || !parts) return null;
  return ((Number(parts[1] ?? 0) * 60 + Number(parts[2] ?? 0)) * 60 + Number(parts[3] ?? 0)) * 1000;
}
