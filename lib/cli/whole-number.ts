import { wrongArguments } from './command.ts'

/** @returns null where the option was not given */
export function wholeNumber(
  option: string,
  text: string | undefined,
  min: number,
  max: number,
): number | null {
  if (text === undefined) return null
  const number = Number(text)
  if (/^\d+$/.test(text) && number >= min && number <= max) return number
  throw wrongArguments(`${option}: expected a whole number from ${min} to ${max}`)
}
