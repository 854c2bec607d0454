/* The speaker's window: what is on, what comes, what to say, and the time that is left. */

function makeSpeaker({ stage, timeline, talk, actions, listen }) {
  let view = null;
  let from = 0; // when the speaker's watch was started, or 0
  let kept = 0; // what it showed when it was last stopped
  let moment = { slide: 0, beat: -1, mark: -1 };
  let timer = 0;

  const elapsed = () => kept + (from ? performance.now() - from : 0);
  const el = (name) => view.document.getElementById(name);

  function make(tag, properties, ...children) {
    const node = view.document.createElement(tag);
    for (const [key, value] of Object.entries(properties)) {
      if (key in node) node[key] = value;
      else node.setAttribute(key, value);
    }
    node.append(...children);
    return node;
  }

  function setUp() {
    const doc = view.document;
    doc.title = `Speaker view \u2013 ${talk.title}`;
    doc.documentElement.lang = document.documentElement.lang;
    doc.documentElement.className = "js speaker";
    doc.documentElement.dataset.variant = document.documentElement.dataset.variant;
    for (const style of document.querySelectorAll("style")) doc.head.append(doc.importNode(style, true));
    doc.adoptedStyleSheets = [];
    const button = (id, text, action) => make("button", { id, type: "button", textContent: text, onclick: action });
    doc.body.replaceChildren(
      make(
        "header",
        { className: "watch" },
        make("p", {}, make("span", { className: "label", textContent: "Left" }), make("b", { id: "left" })),
        make("p", {}, make("span", { className: "label", textContent: "Spoken" }), make("b", { id: "spent" })),
        make("p", {}, make("span", { className: "label", textContent: "Pace" }), make("b", { id: "pace" })),
        make("p", {}, make("span", { className: "label", textContent: "Clock" }), make("b", { id: "clock" })),
        make("p", { className: "grow" }, make("span", { className: "label", textContent: "Slide" }), make("b", { id: "where" })),
        button("smaller", "A\u2212", () => resize(-1)),
        button("larger", "A+", () => resize(1)),
        button("start", "Start the watch", () => (from ? stop() : start())),
        button("reset", "Set to zero", reset),
      ),
      make("main", { className: "desk" },
        make("section", { className: "now", "aria-label": "Now" }, make("div", { id: "now" })),
        make("section", { className: "coming", "aria-label": "Next" }, make("h2", { id: "coming-title" }), make("div", { id: "coming" })),
        make("section", { className: "notes", "aria-label": "To say", tabIndex: 0 }, make("div", { id: "notes" })),
      ),
      make("footer", { className: "turn" },
        button("back", "\u2190 Back", actions.previous),
        button("play", "Play or pause", actions.toggle),
        button("forward", "Next \u2192", actions.next),
      ),
    );
    el("play").hidden = !talk.narrated;
    el("smaller").setAttribute("aria-label", "Smaller words");
    el("larger").setAttribute("aria-label", "Larger words");
    listen(doc);
    view.addEventListener("pagehide", () => {
      clearInterval(timer);
      view = null;
    });
    addEventListener("pagehide", () => view?.close());
    timer = setInterval(drawTime, 250);
    draw();
  }

  let size = 1;
  function resize(way) {
    size = Math.min(Math.max(size + 0.15 * way, 0.7), 2.2);
    view.document.documentElement.style.setProperty("--notes-size", size);
  }

  function start() {
    from = performance.now();
    drawTime();
  }
  function stop() {
    kept = elapsed();
    from = 0;
    drawTime();
  }
  function reset() {
    kept = 0;
    if (from) from = performance.now();
    drawTime();
  }

  function drawTime() {
    if (!view) return;
    // While the narration plays its own time counts; a speaker's own talk is timed by the watch.
    const spent = actions.playing() || !elapsed() ? actions.now() : elapsed();
    el("clock").textContent = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    const left = talk.minutes * 60000 - spent;
    el("left").textContent = clockText(left);
    el("left").className = left < 0 ? "late" : left < talk.minutes * 6000 ? "soon" : "";
    el("spent").textContent = `${clockText(spent)} of ${clockText(talk.minutes * 60000)}`;
    // The pace compares with where the talk would be if its whole length were stretched over the time allowed.
    const planned = timeline.moment(moment.slide, moment.beat).ms;
    const behind = spent - planned;
    const text = Math.abs(behind) < 5000 ? "on time" : `${clockText(Math.abs(behind))} ${behind > 0 ? "behind" : "ahead"}`;
    el("pace").textContent = text;
    el("pace").className = behind > 30000 ? "late" : "";
    el("start").textContent = from ? "Stop the watch" : "Start the watch";
  }

  function draw() {
    if (!view) return;
    const doc = view.document;
    const slide = timeline.slides[moment.slide];
    const next = timeline.step(moment, 1);
    const last = next.slide === moment.slide && next.beat <= moment.beat && next.mark <= moment.mark;
    el("now").replaceChildren(stage.copy(moment.slide, moment.beat, doc, moment.mark));
    el("coming-title").textContent = last ? "The end" : next.slide === moment.slide ? "Next on this slide" : "Next slide";
    el("coming").replaceChildren(...(last ? [] : [stage.copy(next.slide, next.beat, doc, next.mark)]));
    el("where").textContent = `${moment.slide + 1} of ${timeline.slides.length} \u2013 ${slide.title}`;
    el("notes").replaceChildren(
      ...slide.beats.map((beat) =>
        make("p", { className: beat.beat < moment.beat ? "past" : beat.beat === moment.beat ? "now" : "", textContent: beat.text }),
      ),
      ...(slide.notes ?? []).map((text) => make("p", { className: "own", textContent: text })),
    );
    el("notes").querySelector(".now")?.scrollIntoView({ block: "nearest" });
    drawTime();
  }

  return {
    open() {
      if (view && !view.closed) {
        view.focus();
        return true;
      }
      view = window.open("", "plainspoken-speaker", "popup,width=1180,height=760");
      if (!view) return false;
      setUp();
      return true;
    },
    show(value) {
      const turned = value.slide !== moment.slide || value.beat !== moment.beat || value.mark !== moment.mark;
      moment = value;
      if (view && turned) {
        if (!from && !kept && !actions.playing()) start();
        draw();
      }
    },
    renew(newTimeline, newTalk, style) {
      timeline = newTimeline;
      talk = newTalk;
      if (!view) return;
      const sheet = new view.CSSStyleSheet();
      sheet.replaceSync(style);
      view.document.adoptedStyleSheets = [sheet];
      draw();
    },
  };
}
