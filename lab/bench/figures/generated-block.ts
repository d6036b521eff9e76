/** A part of a document that is generated, between two comments that Markdown does not show. */
const begin = (name: string) => `<!-- generated: ${name} (npm run bench:documents) -->`
const end = (name: string) => `<!-- end of ${name} -->`

/**
 * Replaces the generated part of this name.
 * @throws Error when the document does not have it exactly once
 */
export function withBlock(document: string, name: string, content: string): string {
  const before = document.split(begin(name))
  const after = document.split(end(name))
  if (before.length !== 2 || after.length !== 2) {
    throw new Error(`expected one generated part '${name}', found ${before.length - 1}`)
  }
  return `${before[0]}${begin(name)}\n\n${content}\n\n${end(name)}${after[1]}`
}
