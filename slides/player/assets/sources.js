/* Where a number comes from: shown while it is pointed at or has the focus, until Escape. */

function watchSources(root, tip) {
  let owner = null;
  let leaving = 0;

  function place() {
    const at = owner.getBoundingClientRect();
    const own = tip.getBoundingClientRect();
    const margin = 8;
    const left = Math.min(Math.max(at.left + at.width / 2 - own.width / 2, margin), innerWidth - own.width - margin);
    const above = at.top - own.height - margin;
    tip.style.left = `${Math.max(left, margin)}px`;
    tip.style.top = `${above > margin ? above : Math.min(at.bottom + margin, innerHeight - own.height - margin)}px`;
  }
  function open(button) {
    clearTimeout(leaving);
    if (owner === button && !tip.hidden) return;
    const source = document.getElementById(button.getAttribute("aria-describedby"));
    if (!source) return;
    owner = button;
    tip.innerHTML = source.innerHTML;
    tip.hidden = false;
    place();
  }
  function close() {
    clearTimeout(leaving);
    tip.hidden = true;
    owner = null;
  }
  function closeSoon() {
    clearTimeout(leaving);
    leaving = setTimeout(close, 150);
  }
  const numberOf = (event) => (event.target instanceof Element ? event.target.closest(".num") : null);

  root.addEventListener("pointerover", (event) => {
    const button = numberOf(event);
    if (button && event.pointerType !== "touch") open(button);
  });
  root.addEventListener("pointerout", (event) => {
    if (numberOf(event) && event.pointerType !== "touch") closeSoon();
  });
  root.addEventListener("focusin", (event) => {
    const button = numberOf(event);
    if (button) open(button);
  });
  root.addEventListener("focusout", (event) => {
    if (numberOf(event)) closeSoon();
  });
  root.addEventListener("click", (event) => {
    const button = numberOf(event);
    if (button) open(button);
    else if (!tip.hidden && !tip.contains(event.target)) close();
  });
  tip.addEventListener("pointerenter", () => clearTimeout(leaving));
  tip.addEventListener("pointerleave", closeSoon);
  return {
    close,
    get open() {
      return !tip.hidden;
    },
  };
}
