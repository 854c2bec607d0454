/* Keyboard and touch. Letters can be switched off for those whose speech or switch input types them. */

function listenToKeys(target, actions, lettersOn) {
  const named = {
    ArrowRight: actions.next,
    PageDown: actions.next,
    ArrowLeft: actions.previous,
    PageUp: actions.previous,
    ArrowDown: actions.nextSlide,
    ArrowUp: actions.previousSlide,
    Home: actions.first,
    End: actions.last,
    " ": actions.toggle,
    Enter: actions.next,
  };
  const letters = {
    k: actions.toggle,
    j: () => actions.skip(-10),
    l: () => actions.skip(10),
    n: actions.next,
    p: actions.previous,
    c: actions.captions,
    t: actions.transcript,
    o: actions.chapters,
    s: actions.speaker,
    f: actions.fullScreen,
    m: actions.mute,
    "<": () => actions.speed(-1),
    ">": () => actions.speed(1),
    "?": actions.help,
    g: actions.overview,
    b: actions.black,
    ".": actions.black,
    x: actions.pointer,
    d: actions.pen,
    e: actions.wipe,
    "+": () => actions.captionSize(1),
    "-": () => actions.captionSize(-1),
  };
  target.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const field = event.target.closest?.("input, select, textarea, dialog[open], [role=region]");
    const pressed = event.target.closest?.("button, a, summary");
    if (actions.covered()) {
      // Whatever is pressed, the slide comes back first.
      event.preventDefault();
      actions.black();
      return;
    }
    if (actions.walk(event)) return;
    if (event.key === "Escape") {
      if (actions.escape()) event.preventDefault();
      return;
    }
    if (field) return;
    if (/^[0-9]$/.test(event.key)) {
      event.preventDefault();
      actions.digit(event.key);
      return;
    }
    if (event.key === "Enter" && actions.jump()) {
      event.preventDefault();
      return;
    }
    if (pressed && (event.key === " " || event.key === "Enter")) return;
    const action = named[event.key] ?? (lettersOn() ? letters[event.key] ?? letters[event.key.toLowerCase()] : undefined);
    if (!action) return;
    event.preventDefault();
    action();
  });
}

/** A swipe turns, a tap on the slide plays or pauses (or turns, where nothing plays). */
function listenToTouch(stage, actions) {
  let start = null;
  stage.addEventListener("pointerdown", (event) => {
    start = event.isPrimary ? { x: event.clientX, y: event.clientY, at: event.timeStamp } : null;
  });
  stage.addEventListener("pointercancel", () => (start = null));
  stage.addEventListener("pointerup", (event) => {
    if (!start) return;
    const across = event.clientX - start.x;
    const down = event.clientY - start.y;
    const quick = event.timeStamp - start.at < 800;
    start = null;
    if (String(getSelection())) return;
    if (event.pointerType === "touch" && quick && Math.abs(across) > 40 && Math.abs(across) > 1.5 * Math.abs(down)) {
      if (across < 0) actions.next();
      else actions.previous();
    } else if (Math.hypot(across, down) < 8 && !event.target.closest("a, button, pre")) {
      actions.tap();
    }
  });
}
