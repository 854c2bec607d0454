/* A newer edition, taken in place while the author works. Only a player that a local server has marked asks for one. */

/**
 * The server names the edition at `version` (any text); when it changes, the player is fetched anew and `onEdition`
 * gets its document. Nothing of this runs from a file or from any other server.
 */
function watchEditions(onEdition, onTrouble) {
  const address = document.documentElement.dataset.live;
  if (!address) return;
  let edition = null;
  async function look() {
    try {
      const answer = await fetch(address, { cache: "no-store" });
      const named = await answer.text();
      if (edition !== null && named !== edition) {
        const page = await fetch(location.pathname, { cache: "no-store" });
        onEdition(new DOMParser().parseFromString(await page.text(), "text/html"));
      }
      edition = named;
      onTrouble(false);
    } catch {
      onTrouble(true);
    }
    setTimeout(look, document.hidden ? 3000 : 500);
  }
  look();
}
