/** A mouse points finer than a finger: there more fits on the page. */
export function followPointer(): void {
  const fine = window.matchMedia('(pointer: fine)')
  const apply = () => document.body.classList.toggle('ui5-content-density-compact', fine.matches)
  fine.addEventListener('change', apply)
  apply()
}
