import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { npmProgram } from '../../config/npm-program.ts'
import { IS_REPOSITORY, PACKAGE_ROOT } from '../../config/package-files.ts'
import { wrongArguments } from '../command.ts'

const run = promisify(execFile)

export interface PackedEngine {
  /** such as `sf-event-receiver-0.1.0.tgz` */
  readonly name: string
  readonly content: Buffer
}

/** The tarball of the package that runs, so that a project needs no registry for it. */
export async function packEngine(): Promise<PackedEngine> {
  if (IS_REPOSITORY) {
    throw wrongArguments(
      'expected the package: run "npm run pack:dist", then npm exec --package=./sf-event-receiver-<version>.tgz -- sf-event-receiver init <folder>; or give --engine',
    )
  }
  const folder = await mkdtemp(path.join(tmpdir(), 'sf-event-receiver-'))
  try {
    const [program, ...args] = npmProgram()
    const packing = ['pack', PACKAGE_ROOT, '--pack-destination', folder, '--json']
    const { stdout } = await run(program, [...args, ...packing], { cwd: folder })
    const [packed] = JSON.parse(stdout) as { filename: string }[]
    if (packed === undefined) throw new Error('expected npm pack to name its tarball')
    return { name: packed.filename, content: await readFile(path.join(folder, packed.filename)) }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
