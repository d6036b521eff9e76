import { randomInt } from 'node:crypto'

export interface PlantedPerson {
  readonly id: string
  readonly name: string
  readonly salary: string
  readonly comment: string
}

const LENGTH = 16
const LETTERS = 'abcdefghijklmnopqrstuvwxyz'
const DIGITS = '0123456789'

/** Random people. Each of the four values is unlike any other text of the service. */
export function plantPeople(values: number): PlantedPerson[] {
  return Array.from({ length: Math.ceil(values / 4) }, () => ({
    id: `i${random(`${LETTERS}${DIGITS}`)}`,
    name: `N${random(LETTERS)}`,
    salary: `7${random(DIGITS)}`,
    comment: `asked by ${random(LETTERS)}`,
  }))
}

export function valuesOf({ id, name, salary, comment }: PlantedPerson): string[] {
  return [id, name, salary, randomPartOf(comment)]
}

/** A comment without its fixed words. */
function randomPartOf(comment: string): string {
  return comment.slice(-LENGTH)
}

function random(alphabet: string): string {
  return Array.from({ length: LENGTH }, () => alphabet[randomInt(alphabet.length)]).join('')
}
