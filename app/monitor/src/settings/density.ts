import { readStored, store } from './stored.ts'

/** A mouse is more precise than a finger, so the page can be denser. */
export function followPointer(): void {
  const fine = window.matchMedia('(pointer: fine)')
  const apply = () => document.body.classList.toggle('ui5-content-density-compact', fine.matches)
  fine.addEventListener('change', apply)
  apply()
}

/** The user wants as many rows as possible. */
export function isDense(): boolean {
  return readStored('density') === 'dense'
}

export function setDense(dense: boolean): void {
  store('density', dense ? 'dense' : 'normal')
  applyDense()
}

export function applyDense(): void {
  document.body.classList.toggle('dense', isDense())
}
