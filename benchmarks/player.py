"""When the player's first page is seen and how punctual its items are, in Chromium, for a player file.

    .venv/bin/python benchmarks/player.py build/TALK/TALK.html

Prints the first contentful paint from disk (five openings), and for a minute of playing the milliseconds between the
beginning of a beat in the sound and the moment at which its item is more than half visible.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

WATCH = """() => {
    window.seen = [];
    const starts = {};
    for (const slide of JSON.parse(ps_talk.textContent).slides)
        for (const beat of slide.beats) starts[slide.id + '/' + beat.beat] = beat.start;
    const waiting = new Set(document.querySelectorAll('[data-beat]'));
    const look = () => {
        for (const part of waiting) {
            const slide = part.closest('.slide');
            if (!slide.classList.contains('on') || !part.classList.contains('shown')) continue;
            if (Number(getComputedStyle(part).opacity) < 0.5) continue;
            seen.push(sound.currentTime * 1000 - starts[slide.id + '/' + part.dataset.beat]);
            waiting.delete(part);
        }
        requestAnimationFrame(look);
    };
    look();
}"""
KEEP_SOUND = "const Sound = window.Audio; window.Audio = function () { return (window.sound = new Sound()); };"


def paint(page: Page, address: str) -> float:
    page.goto(address, wait_until="commit")
    page.wait_for_function("() => performance.getEntriesByName('first-contentful-paint').length")
    return float(page.evaluate("() => performance.getEntriesByName('first-contentful-paint')[0].startTime"))


def main() -> None:
    player = Path(sys.argv[1]).resolve()
    program = os.environ.get("CHROME") or shutil.which("chromium") or shutil.which("google-chrome")
    flags = ["--no-sandbox", "--disable-gpu", "--autoplay-policy=no-user-gesture-required", "--mute-audio"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=flags)
        paints = [paint(browser.new_context().new_page(), player.as_uri()) for _ in range(5)]
        print(f"{player.name}, {player.stat().st_size / 1e6:.1f} MB: first page after", end=" ")
        print(f"{statistics.median(paints):.0f} ms (median of 5, worst {max(paints):.0f})")
        context = browser.new_context(viewport={"width": 1280, "height": 720})
        context.add_init_script(KEEP_SOUND)
        page = context.new_page()
        page.goto(player.as_uri())
        page.wait_for_function("() => window.sound && window.sound.readyState >= 2")
        page.evaluate(WATCH)
        page.keyboard.press(" ")
        time.sleep(60)
        seen: list[float] = page.evaluate("() => window.seen")
        late = sorted(seen)
        if not late:
            print("no item appears in the first minute of this talk")
            return
        print(f"{len(late)} items in a minute: median {statistics.median(late):+.0f} ms after their beat,", end=" ")
        print(f"from {late[0]:+.0f} to {late[-1]:+.0f}; {sum(abs(each) <= 100 for each in late)} within 100 ms")
        browser.close()


if __name__ == "__main__":
    main()
