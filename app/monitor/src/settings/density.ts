/** A mouse is more precise than a finger, so the page can be denser. */
export function followPointer(): void {
  const fine = window.matchMedia('(pointer: fine)')
  const apply = () => document.body.classList.toggle('ui5-content-density-compact', fine.matches)
  fine.addEventListener('change', apply)
  apply()
}
