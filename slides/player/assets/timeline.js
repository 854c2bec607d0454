/* Where everything is on the line of time. Times are milliseconds from the start of the talk. */

/** Browsers keep places in sound in fractions of their own: asked for 65.341 s, one says 65.340999. */
const ROUNDING = 3;

/**
 * A moment is the state of the screen from `ms` on: a slide, the last beat of it that has begun (-1: none has), and the
 * mark that is lit (-1: none is). A step is a moment at which something new is seen: a slide begins, an item appears,
 * or a mark lights up.
 */
function makeTimeline(talk) {
  const moments = [];
  const steps = [];
  talk.slides.forEach((slide, index) => {
    const opening = { ms: slide.start, slide: index, beat: -1, mark: -1 };
    moments.push(opening);
    steps.push(opening);
    for (const beat of slide.beats) {
      const moment = { ms: beat.start, slide: index, beat: beat.beat, mark: -1 };
      const marks = slide.marks.filter((mark) => mark.beat === beat.beat);
      moments.push(moment);
      if (slide.reveals.includes(beat.beat) && marks[0]?.start !== beat.start) steps.push(moment);
      for (const { start, mark } of marks) {
        const lit = { ms: start, slide: index, beat: beat.beat, mark };
        moments.push(lit);
        steps.push(lit);
      }
    }
  });

  /** Index of the last entry of `list` whose `ms` is not after `ms`, or 0. */
  function lastBefore(list, ms) {
    let low = 0;
    let high = list.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (list[middle].ms <= ms) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  return {
    duration: talk.duration,
    slides: talk.slides,
    moments,
    steps,
    /** What is seen at `ms`. */
    at: (ms) => moments[lastBefore(moments, ms + ROUNDING)],
    /** The caption at `ms`, or an empty text; with `short`, of those that are shortened to be read in time. */
    captionAt(ms, short) {
      const cues = short ? talk.shortCaptions : talk.captions;
      if (!cues.length || ms + ROUNDING < cues[0].ms) return "";
      const cue = cues[lastBefore(cues, ms + ROUNDING)];
      return ms + ROUNDING < cue.end ? cue.text : "";
    },
    /** The moment that shows `slide` as far as `beat`. */
    moment: (slide, beat) =>
      moments.findLast((moment) => moment.slide === slide && moment.beat <= beat && moment.mark < 0) ||
      moments.find((moment) => moment.slide === slide),
    /** The step after (`way` = 1) or before (-1) a moment; the moment itself at either end. */
    step(moment, way) {
      const here = steps.findLastIndex(
        (step) =>
          step.slide < moment.slide ||
          (step.slide === moment.slide &&
            (step.beat < moment.beat || (step.beat === moment.beat && step.mark <= moment.mark))),
      );
      return steps[Math.min(Math.max(here + way, 0), steps.length - 1)];
    },
    /** The beat that is said at a moment, with its words; `undefined` before the first. */
    beatOf: (moment) => talk.slides[moment.slide].beats.find((beat) => beat.beat === moment.beat),
    slideOf: (id) => talk.slides.findIndex((slide) => slide.id === id),
  };
}

/** `75000` as `1:15`; negative times with a minus sign. */
function clockText(ms) {
  const seconds = Math.floor(Math.abs(ms) / 1000);
  const minutes = Math.floor(seconds / 60);
  const sign = ms <= -1000 ? "\u2212" : "";
  return `${sign}${minutes}:${String(seconds % 60).padStart(2, "0")}`;
}

/** `75000` as a screen reader should say it. */
function spokenTime(ms) {
  const seconds = Math.floor(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  return minutes ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
}
