import { parseArgs } from 'node:util'

export interface JobOptions {
  /** receives the screenshots and the files of the jobs */
  readonly folder: string
  /** names of the wanted jobs; empty = all */
  readonly only: readonly string[]
  /** no mouse: Tab, arrows and Enter alone */
  readonly keyboard: boolean
  /** 390 pixels wide and dark */
  readonly phone: boolean
}

/** `-- <folder>` for the screenshots, `--only <job>` once or more, `--keyboard` without a mouse, `--phone` on 390 pixels. */
export function readOptions(args: readonly string[]): JobOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      only: { type: 'string', multiple: true, default: [] },
      keyboard: { type: 'boolean', default: false },
      phone: { type: 'boolean', default: false },
    },
  })
  const [folder, ...others] = positionals
  if (folder === undefined || others.length > 0) {
    throw new Error('expected one folder for the screenshots: npm run jobs -- <folder>')
  }
  const { only, keyboard, phone } = values
  return { folder, only, keyboard, phone }
}
