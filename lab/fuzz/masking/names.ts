import fc from 'fast-check'

/** Names and texts that are hard to recognise: short, in other scripts, with marks, of several words. */
const NAMES = [
  'Li',
  'Wu',
  'Kim',
  'Lee',
  'Eva',
  'O',
  'Ng',
  '王伟',
  '欧阳娜娜',
  '김철수',
  'マイケル',
  'ภัทร',
  'مريم',
  'Иванова',
  'Μαρία',
  'Müller',
  'Weiß',
  'GROẞ',
  'Işık',
  'İpek',
  'Nguyễn',
  'Žižek',
  'Ødegård',
  'Zoë',
  "O'Neil",
  "D'Arcy & Xqsons",
  'Mc"Xqfly',
  'Xqslash\\Backqx',
  'Xqline\nBreakqx',
  'Xqtab\tStopqx',
  'Jean-Luc',
  'Erika Mustermann',
  'Li Wei',
  'Anna-Lena Xqberg',
  '王 伟',
  'erika.mustermann@example.com',
  'Xqanna@xqhost.example',
  '$&',
  '$`Xq',
  '[Xq(',
  'xqprobst',
  '72041',
  'DE02120300000000202051',
  '+49 30 7204199',
]
const LETTERS = 'abdegilmnorstuvyzäöüéñçßåøλжבн'

const invented = fc
  .array(fc.constantFrom(...LETTERS), { minLength: 3, maxLength: 9 })
  .map((letters) => `Xq${letters.join('')}`)

/** A name without a letter and a digit looks like punctuation. */
export const plantedName: fc.Arbitrary<string> = fc
  .oneof({ arbitrary: fc.constantFrom(...NAMES), weight: 4 }, { arbitrary: invented, weight: 1 })
  .filter((name) => /[\p{L}\p{N}]/u.test(name))

/** Parts of a name that are names themselves. */
export function partsOf(name: string): readonly string[] {
  return /^[A-Z][\p{L}]+(?:-\p{L}+)? [A-Z]\p{L}+$/u.test(name) ? name.split(' ') : []
}
