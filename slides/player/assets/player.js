/* The player: puts clock, stage, words and controls together. */

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
const byId = (name) => document.getElementById(name);
const readTalk = (page) => JSON.parse(page.getElementById("ps_talk").textContent);

let talk = readTalk(document);
let timeline = makeTimeline(talk);
let moment = timeline.moments[0];
let clock = null;
const stage = makeStage(byId("ps_stage"));
const controls = byId("ps_controls");
const seekBar = byId("ps_seek");
const speeds = [...byId("ps_speed").options].map((option) => Number(option.value));

/* ---- What is remembered between visits, where the browser allows it. */

function recall(name, otherwise) {
  try {
    return JSON.parse(localStorage.getItem(`plainspoken.${name}`)) ?? otherwise;
  } catch {
    return otherwise;
  }
}
function remember(name, value) {
  try {
    localStorage.setItem(`plainspoken.${name}`, JSON.stringify(value));
  } catch {
    /* A file opened from disk may have no storage; the player works without. */
  }
}

/* ---- Showing a moment. */

const say = (text) => (byId("ps_status").textContent = text);
const caption = makeCaption(byId("ps_caption"), () => {});
const transcript = makeTranscript(byId("ps_transcript"), byId("ps_transcript_body"), (slide, beat) => goTo(slide, beat));
const tips = watchSources(document.body, byId("ps_tip"));

/**
 * Show what belongs to `ms`. Called for every frame while the talk plays; most calls change nothing.
 *
 * A change is seen a frame or two after it is made, and fades in: it is made that much ahead of the sound.
 */
const AHEAD = 40;
function render(ms) {
  show(timeline.at(clock?.playing ? ms + AHEAD : ms), ms);
}

function show(next, ms) {
  const turned = stage.show(next.slide, next.beat, next.mark);
  moment = next;
  caption.show(timeline.captionAt(ms, shortCaptions));
  transcript.follow(next, timeline.beatOf(next), ms);
  speaker.show(next);
  pen.show();
  drawPlace(ms);
  if (turned) {
    tips.close();
    const slide = timeline.slides[next.slide];
    setAddress(slide.id);
    for (const link of byId("ps_chapters_body").querySelectorAll("a")) {
      const here = link.hash === `#${slide.page}`;
      if (here) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  }
}

function setAddress(id) {
  try {
    history.replaceState(null, "", `#${id}`);
  } catch {
    /* Inside a sandboxed frame the address cannot be set. */
  }
}

let drawnAt = -1;
function drawPlace(ms) {
  // Ten times a second is enough for a bar; drawing it in every frame would cost the slides their punctuality.
  if (clock.playing && Math.abs(ms - drawnAt) < 100) return;
  drawnAt = ms;
  const slide = timeline.slides[moment.slide];
  const place = `${moment.slide + 1} / ${timeline.slides.length}`;
  if (byId("ps_place").textContent !== place) byId("ps_place").textContent = place;
  const time = `${clockText(ms)} / ${clockText(timeline.duration)}`;
  if (byId("ps_clock").textContent !== time) byId("ps_clock").textContent = time;
  seekBar.value = ms;
  byId("ps_line").style.setProperty("--done", timeline.duration ? ms / timeline.duration : 0);
  const words = talk.narrated
    ? `${spokenTime(ms)} of ${spokenTime(timeline.duration)}, slide ${moment.slide + 1}: ${slide.title}`
    : `slide ${moment.slide + 1} of ${timeline.slides.length}: ${slide.title}`;
  if (document.activeElement === seekBar || !seekBar.hasAttribute("aria-valuetext")) {
    seekBar.setAttribute("aria-valuetext", words);
  }
}

clock = makeClock(talk.duration, render, (playing) => {
  controls.classList.toggle("playing", playing);
  document.documentElement.classList.toggle("playing", playing);
  byId("ps_play").setAttribute("aria-label", playing ? "Pause" : "Play");
});

/* ---- What can be done. */

/** Go to a slide as it is once `beat` has begun, and go on from there if the talk is playing. */
function goTo(slide, beat, aloud = false) {
  goToMoment(timeline.moment(slide, beat), aloud);
}
function goToMoment(target, aloud = false) {
  clock.seek(target.ms);
  // Beats without words share a moment; the one that was asked for is shown.
  if (!clock.playing) show(target, target.ms);
  if (aloud && !clock.playing) {
    say(`Slide ${target.slide + 1} of ${timeline.slides.length}: ${timeline.slides[target.slide].title}`);
  }
}
function turn(way) {
  const slide = Math.min(Math.max(moment.slide + way, 0), timeline.slides.length - 1);
  goTo(slide, -1, true);
}
function toggle() {
  if (!talk.narrated) actions.next();
  else if (clock.playing) clock.pause();
  else clock.play();
}
/** Captions are on (`true`: every word), shortened to be read in time (`"short"`), or off. */
let shortCaptions = false;
function setCaptions(which) {
  const on = Boolean(which);
  shortCaptions = which === "short" && talk.shortCaptions.length > 0;
  caption.set(on);
  if (moment && clock) caption.show(timeline.captionAt(clock.ms, shortCaptions));
  byId("ps_captions").setAttribute("aria-pressed", String(on));
  byId("ps_captions").setAttribute("aria-label", shortCaptions ? "Captions, shortened" : "Captions");
  document.documentElement.classList.toggle("captioned", on);
  remember("captions", shortCaptions ? "short" : on);
}
/** Every word, then shortened where there are such captions, then none. */
function turnCaptions() {
  const next = !caption.on ? true : !shortCaptions && talk.shortCaptions.length ? "short" : false;
  setCaptions(next);
  say(next === "short" ? "Captions, shortened" : next ? "Captions, every word" : "No captions");
}
function setPanel(name, button, on) {
  const panel = byId(name);
  panel.hidden = !on;
  byId(button).setAttribute("aria-expanded", String(on));
  document.documentElement.classList.toggle(name === "ps_transcript" ? "with-words" : "with-outline", on);
}
function setTranscript(on) {
  if (on) setChapters(false);
  setPanel("ps_transcript", "ps_words", on);
  remember("transcript", on);
  if (on) transcript.catchUp();
}
function setChapters(on) {
  if (on && !byId("ps_transcript").hidden) setPanel("ps_transcript", "ps_words", false);
  setPanel("ps_chapters", "ps_outline", on);
  if (on) byId("ps_chapters_body").querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
}
function setRate(rate) {
  clock.setRate(rate);
  byId("ps_speed").value = String(rate);
  remember("rate", rate);
}
function drawMute() {
  byId("ps_mute").setAttribute("aria-pressed", String(!clock.muted));
}

const actions = {
  now: () => clock.ms,
  playing: () => clock.playing,
  toggle,
  tap: toggle,
  next: () => goToMoment(timeline.step(moment, 1), true),
  previous: () => goToMoment(timeline.step(moment, -1), true),
  nextSlide: () => turn(1),
  previousSlide: () => turn(-1),
  first: () => goTo(0, -1, true),
  last: () => goTo(timeline.slides.length - 1, -1, true),
  skip: (seconds) => talk.narrated && clock.seek(clock.ms + seconds * 1000),
  captions: () => talk.narrated && turnCaptions(),
  transcript: () => setTranscript(byId("ps_transcript").hidden),
  chapters: () => setChapters(byId("ps_chapters").hidden),
  speaker() {
    if (!speaker.open()) say("The browser has blocked the speaker's window. Allow pop-ups for this page.");
  },
  fullScreen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen?.().catch(() => {});
  },
  mute() {
    clock.setMuted(!clock.muted);
    drawMute();
  },
  speed(way) {
    if (!talk.narrated) return;
    const at = speeds.indexOf(clock.rate);
    setRate(speeds[Math.min(Math.max(at + way, 0), speeds.length - 1)]);
    say(`Speed ${clock.rate}`);
  },
  help: () => byId("ps_help").showModal(),
  overview: () => overview.toggle(),
  black: () => blackout.toggle(),
  covered: () => blackout.on,
  pointer: () => pen.set("pointer"),
  pen: () => pen.set("pen"),
  wipe: () => pen.wipe(),
  digit: (digit) => jump.type(digit),
  /** Go to the slide whose number was typed; false when none was. */
  jump() {
    if (!jump.waiting) return false;
    jump.go();
    return true;
  },
  /** True when a key walked the grid of all slides. */
  walk(event) {
    if (!overview.open) return false;
    overview.walk(event);
    if (event.key === "g" && lettersOn()) {
      event.preventDefault();
      overview.toggle();
    }
    return event.key !== "Escape";
  },
  captionSize(way) {
    const sizes = [...byId("ps_caption_size").options].map((option) => option.value);
    const at = sizes.indexOf(byId("ps_caption_size").value) + way;
    setCaptionSize(sizes[Math.min(Math.max(at, 0), sizes.length - 1)]);
  },
  printWords: () => printWithWords(stage.articles, timeline.slides),
  /** Close the uppermost thing that is open; false when there was none. */
  escape() {
    if (jump.waiting) jump.clear();
    else if (pen.mode) pen.set(pen.mode);
    else if (tips.open) tips.close();
    else if (!byId("ps_chapters").hidden) {
      setChapters(false);
      byId("ps_outline").focus();
    } else if (!byId("ps_transcript").hidden) {
      setTranscript(false);
      byId("ps_words").focus();
    } else return false;
    return true;
  },
};

function setCaptionSize(size) {
  byId("ps_caption_size").value = size;
  document.documentElement.style.setProperty("--caption-size", size);
  remember("caption-size", size);
}

const lettersOn = () => byId("ps_letters").checked;
const overview = makeOverview(byId("ps_overview"), {
  stage,
  slides: () => timeline.slides,
  here: () => moment.slide,
  goTo: (slide) => goTo(slide, -1, true),
});
const jump = makeJump(byId("ps_jump"), {
  count: () => timeline.slides.length,
  goTo: (slide) => goTo(slide, -1, true),
  say,
});
const blackout = makeBlackout(byId("ps_black"), { pause: () => clock.pause(), say });
const pen = makePen(byId("ps_stage"), {
  here: () => moment.slide,
  changed(mode) {
    for (const name of ["pointer", "pen"]) {
      document.querySelector(`[data-do="${name}"]`).setAttribute("aria-pressed", String(mode === name));
    }
    say(mode ? `The ${mode} is on` : "Pointer and pen are off");
  },
});
const listen = (target) => listenToKeys(target, actions, lettersOn);
const speaker = makeSpeaker({ stage, timeline, talk, actions, listen });

/* ---- Controls. */

function drawTicks() {
  const marks = timeline.slides.slice(1).map((slide, index) => {
    const mark = document.createElement("i");
    mark.style.left = `${(100 * slide.start) / timeline.duration}%`;
    if (slide.section !== timeline.slides[index].section) mark.className = "section";
    return mark;
  });
  byId("ps_ticks").replaceChildren(...marks);
}

function connect() {
  const on = (name, action) => byId(name).addEventListener("click", action);
  on("ps_play", toggle);
  on("ps_back", () => turn(-1));
  on("ps_next", actions.next);
  on("ps_mute", actions.mute);
  on("ps_captions", actions.captions);
  on("ps_words", actions.transcript);
  on("ps_outline", actions.chapters);
  on("ps_speaker", actions.speaker);
  on("ps_full", actions.fullScreen);
  on("ps_help_button", actions.help);
  on("ps_grid", actions.overview);
  for (const button of byId("ps_help").querySelectorAll("[data-do]")) {
    button.addEventListener("click", () => {
      byId("ps_help").close();
      actions[button.dataset.do]();
    });
  }
  byId("ps_overview").querySelector(".close").addEventListener("click", () => byId("ps_overview").close());
  byId("ps_caption_size").addEventListener("change", (event) => setCaptionSize(event.target.value));
  byId("ps_speed").addEventListener("change", (event) => setRate(Number(event.target.value)));
  byId("ps_letters").addEventListener("change", (event) => remember("letters", event.target.checked));
  byId("ps_transcript").querySelector(".close").addEventListener("click", () => {
    setTranscript(false);
    byId("ps_words").focus();
  });
  byId("ps_chapters").querySelector(".close").addEventListener("click", () => {
    setChapters(false);
    byId("ps_outline").focus();
  });
  byId("ps_help").querySelector(".close").addEventListener("click", () => byId("ps_help").close());
  byId("ps_help").addEventListener("click", (event) => event.target === byId("ps_help") && byId("ps_help").close());
  seekBar.addEventListener("input", () => clock.seek(Number(seekBar.value)));
  seekBar.addEventListener("focus", () => drawPlace(clock.ms));
  seekBar.addEventListener("keydown", (event) => {
    const way = { ArrowRight: 5000, ArrowUp: 5000, ArrowLeft: -5000, ArrowDown: -5000 }[event.key];
    if (way) {
      event.preventDefault();
      clock.seek(clock.ms + way);
    } else if (event.key === "PageDown" || event.key === "PageUp") {
      event.preventDefault();
      turn(event.key === "PageDown" ? 1 : -1);
    }
  });
  const bubble = byId("ps_bubble");
  byId("ps_line").addEventListener("pointermove", (event) => {
    const line = byId("ps_line").getBoundingClientRect();
    const share = Math.min(Math.max((event.clientX - line.left) / line.width, 0), 1);
    const slide = timeline.slides[timeline.at(share * timeline.duration).slide];
    bubble.textContent = talk.narrated ? `${clockText(share * timeline.duration)}  ${slide.title}` : slide.title;
    bubble.hidden = false;
    const half = bubble.offsetWidth / 2;
    bubble.style.left = `${Math.min(Math.max(share * line.width, half), line.width - half)}px`;
  });
  byId("ps_line").addEventListener("pointerleave", () => (bubble.hidden = true));
  addEventListener("hashchange", () => {
    const slide = timeline.slideOf(decodeURIComponent(location.hash.slice(1)));
    if (slide >= 0 && slide !== moment.slide) goTo(slide, -1, true);
    if (slide >= 0 && matchMedia("(max-width: 899px)").matches && !byId("ps_chapters").hidden) setChapters(false);
  });
  // A link to the slide that is on changes no address; it still means "from the start of this slide".
  document.body.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href^='#']");
    if (!link || link.hash.startsWith("#ps_")) return;
    const slide = timeline.slideOf(decodeURIComponent(link.hash.slice(1)));
    if (slide < 0) return;
    event.preventDefault();
    goTo(slide, -1, true);
  });
  byId("ps_full").hidden = !document.fullscreenEnabled;
  listen(document);
  listenToTouch(byId("ps_stage"), actions);
  watchPointer();
}

/** In full screen the controls go away while nobody moves. */
function watchPointer() {
  let timer = 0;
  const wake = () => {
    document.documentElement.classList.remove("idle");
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (document.fullscreenElement && !controls.matches(":focus-within")) document.documentElement.classList.add("idle");
    }, 2500);
  };
  for (const kind of ["pointermove", "pointerdown", "keydown"]) addEventListener(kind, wake, { passive: true });
}

/* ---- Sound. */

async function bringSound(page) {
  const address = await embeddedSound(page.getElementById("ps_sound"));
  document.documentElement.classList.toggle("silent", address === null);
  if (address === null) return;
  const audio = new Audio();
  audio.addEventListener("error", () => {
    clock.detach();
    document.documentElement.classList.add("silent");
    say("This browser cannot play the sound. Slides and captions go on without it.");
    setCaptions(true);
  });
  audio.preload = "auto";
  audio.src = address;
  clock.attach(audio);
  drawMute();
  nameForSystem();
}

/** The keys of a keyboard, a headset or a lock screen. */
function nameForSystem() {
  if (!("mediaSession" in navigator)) return;
  navigator.mediaSession.metadata = new MediaMetadata({ title: talk.title });
  navigator.mediaSession.setActionHandler("previoustrack", () => turn(-1));
  navigator.mediaSession.setActionHandler("nexttrack", () => turn(1));
}

/* ---- Another edition of the talk, in place. */

async function takeEdition(page) {
  const slide = timeline.slides[moment.slide];
  const beat = moment.beat;
  clock.pause();
  const sheet = new CSSStyleSheet();
  await sheet.replace(page.querySelector("style").textContent);
  document.adoptedStyleSheets = [sheet];
  talk = readTalk(page);
  timeline = makeTimeline(talk);
  pen.forget();
  stage.replace([...page.getElementById("ps_stage").children].map((node) => document.adoptNode(node)));
  for (const name of ["ps_chapters_body", "ps_transcript_body", "ps_sources"]) {
    byId(name).innerHTML = page.getElementById(name).innerHTML;
  }
  seekBar.max = talk.duration;
  drawTicks();
  transcript.index();
  speaker.renew(timeline, talk, page.querySelector("style").textContent);
  const same = timeline.slideOf(slide.id);
  const here = same >= 0 ? same : Math.min(moment.slide, timeline.slides.length - 1);
  clock.setDuration(talk.duration);
  goTo(here, beat);
  clock.detach();
  await bringSound(page);
  goTo(here, beat);
  say("The talk was built again.");
}

/* ---- Begin. */

const asked = timeline.slideOf(decodeURIComponent(location.hash.slice(1)));
byId("ps_controls").hidden = false;
drawTicks();
connect();
setPanel("ps_transcript", "ps_words", false);
if (recall("transcript", false) && innerWidth >= 1200) setTranscript(true);
setCaptions(talk.narrated && recall("captions", true));
byId("ps_letters").checked = recall("letters", true);
if (speeds.includes(recall("rate", 1))) setRate(recall("rate", 1));
setCaptionSize(recall("caption-size", "1"));
goTo(Math.max(asked, 0), -1);
const startAt = timeOf(new URLSearchParams(location.search).get("t") ?? /^#t=(.+)$/.exec(location.hash)?.[1]);
if (startAt !== null && talk.narrated) clock.seek(Math.min(startAt, talk.duration));
document.documentElement.classList.add("ready");
// The sound is the last thing in the file: the page is up before it has been read.
if (document.readyState === "loading") addEventListener("DOMContentLoaded", () => bringSound(document));
else bringSound(document);
watchEditions(takeEdition, (trouble) => document.documentElement.classList.toggle("offline", trouble));
