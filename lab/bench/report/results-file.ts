import { appendFile, stat } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

const FILE = fileURLToPath(new URL('../results.md', import.meta.url))
const HEAD = `# Results of the bench

Every whole run of \`npm run bench\` adds its figures below; \`lab/bench/README.md\` says what they mean.
`

/** @returns the file that the figures were added to */
export async function addResults(
  at: string,
  facts: readonly string[],
  text: string,
): Promise<string> {
  const isNew = await stat(FILE).then(
    () => false,
    () => true,
  )
  const list = facts.map((fact) => `- ${fact}`).join('\n')
  await appendFile(FILE, `${isNew ? HEAD : ''}\n## ${at}\n\n${list}\n\n${text}\n`)
  return FILE
}
