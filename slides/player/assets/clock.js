/* What drives the talk: the sound where there is one, else a watch that counts by itself. */

/**
 * A clock over an audio element that may come later, or never.
 *
 * The slides are drawn before the sound has arrived (it is the last thing in the file), so a seek made early is
 * kept and applied once the sound can be sought. Without sound the same interface runs on the page's own time.
 */
function makeClock(duration, onTick, onState) {
  let audio = null;
  let position = 0;
  let startedAt = 0;
  let running = false;
  let rate = 1;
  let frame = 0;

  function now() {
    if (audio) return audio.readyState ? audio.currentTime * 1000 : position;
    return running ? Math.min(position + (performance.now() - startedAt) * rate, duration) : position;
  }
  function tick() {
    const ms = now();
    onTick(ms);
    if (!audio && running && ms >= duration) clock.pause();
  }
  function loop() {
    tick();
    if (running) frame = requestAnimationFrame(loop);
  }
  function setRunning(value) {
    if (running === value) return;
    running = value;
    cancelAnimationFrame(frame);
    if (running) loop();
    onState(running);
  }

  const clock = {
    get ms() {
      return now();
    },
    get playing() {
      return running;
    },
    get rate() {
      return rate;
    },
    get hasSound() {
      return audio !== null;
    },
    get muted() {
      return audio ? audio.muted : false;
    },
    /** Take over the time of `element` from now on. */
    attach(element) {
      const wasRunning = running;
      if (wasRunning) clock.pause();
      position = now();
      audio = element;
      audio.preservesPitch = true;
      audio.playbackRate = rate;
      audio.addEventListener("loadedmetadata", () => {
        audio.currentTime = position / 1000;
      });
      audio.addEventListener("play", () => setRunning(true));
      audio.addEventListener("pause", () => setRunning(false));
      audio.addEventListener("ended", () => setRunning(false));
      // A hidden tab draws no frames; the sound goes on, and so must the slides.
      audio.addEventListener("timeupdate", tick);
      audio.addEventListener("seeked", tick);
      if (audio.readyState) audio.currentTime = position / 1000;
      if (wasRunning) clock.play();
    },
    /** Go on without the sound: it cannot be played here. */
    detach() {
      if (!audio) return;
      position = now();
      audio.pause();
      audio = null;
      setRunning(false);
    },
    play() {
      if (now() >= duration - 20) clock.seek(0);
      if (audio) {
        audio.play().catch(() => setRunning(false));
      } else {
        startedAt = performance.now();
        setRunning(true);
      }
    },
    pause() {
      if (audio) {
        audio.pause();
        return;
      }
      position = now();
      setRunning(false);
      onTick(position);
    },
    seek(ms) {
      position = Math.min(Math.max(ms, 0), duration);
      startedAt = performance.now();
      if (audio && audio.readyState) audio.currentTime = position / 1000;
      onTick(position);
    },
    setRate(value) {
      position = now();
      startedAt = performance.now();
      rate = value;
      if (audio) audio.playbackRate = value;
    },
    setDuration(value) {
      duration = value;
    },
    setMuted(value) {
      if (audio) audio.muted = value;
    },
  };
  return clock;
}

/** The sound that the file carries as base64, as an object URL; `null` when it carries none. */
async function embeddedSound(element) {
  if (!element) return null;
  const text = element.textContent;
  const size = Math.floor((text.length * 3) / 4) - (text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0);
  const bytes = new Uint8Array(size);
  const slice = 1 << 20; // a multiple of four characters, so that each slice is base64 of its own
  for (let from = 0, to = 0; from < text.length; from += slice) {
    const binary = atob(text.slice(from, from + slice));
    for (let i = 0; i < binary.length; i += 1) bytes[to + i] = binary.charCodeAt(i);
    to += binary.length;
    // Give way to the first page and to the keyboard between slices.
    await new Promise((resolve) => setTimeout(resolve));
  }
  element.textContent = "";
  return URL.createObjectURL(new Blob([bytes], { type: element.dataset.type }));
}
