type Form = (text: string) => string

const XML: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}
const hex = (code: number, digits: number) => code.toString(16).padStart(digits, '0')
const bytes = (text: string) =>
  [...Buffer.from(text)].map((byte) => `%${hex(byte, 2).toUpperCase()}`).join('')

/** The ways in which systems write a text. */
export const FORMS: Readonly<Record<string, Form>> = {
  'as it is': (text) => text,
  JSON: (text) => JSON.stringify(text).slice(1, -1),
  'JSON, all in numbers': (text) =>
    text.replaceAll(/[\s\S]/g, (unit) => `\\u${hex(unit.charCodeAt(0), 4)}`),
  'JSON, beyond ASCII in numbers': (text) =>
    JSON.stringify(text)
      .slice(1, -1)
      .replaceAll(/[^\x20-\x7e]/g, (unit) => `\\u${hex(unit.charCodeAt(0), 4).toUpperCase()}`),
  percent: (text) => encodeURIComponent(text),
  'percent in small letters': (text) =>
    encodeURIComponent(text).replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
  'percent, all of it': bytes,
  'a form': (text) => encodeURIComponent(text).replaceAll('%20', '+'),
  XML: (text) => text.replaceAll(/[&<>"']/g, (character) => XML[character] as string),
  'XML in numbers': (text) =>
    text.replaceAll(/[^ \w]/gu, (character) => `&#${character.codePointAt(0)};`),
  'XML in hexadecimal numbers': (text) =>
    text.replaceAll(/[^ \w]/gu, (character) => `&#x${hex(character.codePointAt(0) as number, 2)};`),
  capitals: (text) => text.toUpperCase(),
  'small letters': (text) => text.toLowerCase(),
  NFC: (text) => text.normalize('NFC'),
  NFD: (text) => text.normalize('NFD'),
}

export const FORM_NAMES = Object.keys(FORMS)

/** One form of a text, or a form of a form. */
export function written(text: string, forms: readonly string[]): string {
  return forms.reduce((given, name) => (FORMS[name] as Form)(given), text)
}
