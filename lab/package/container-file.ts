/** One instruction of a Dockerfile. */
export interface Instruction {
  readonly name: string
  readonly text: string
}

export interface Stage {
  readonly name: string | null
  readonly instructions: readonly Instruction[]
}

/** The stages of a Dockerfile without continued lines. Pure. */
export function readStages(text: string): Stage[] {
  const stages: { name: string | null; instructions: Instruction[] }[] = []
  for (const line of text.split('\n')) {
    const [, name = '', rest = ''] = /^([A-Z]+) (.*)$/.exec(line) ?? []
    if (name === '') continue
    if (name === 'FROM') {
      stages.push({ name: / AS (\S+)$/.exec(rest)?.[1] ?? null, instructions: [] })
    } else stages.at(-1)?.instructions.push({ name, text: rest })
  }
  return stages
}

/** Whether a file is part of the build: the last matching line of .dockerignore decides. Pure. */
export function isInContext(file: string, ignore: string): boolean {
  let isIgnored = false
  for (const line of ignore.split('\n').filter((one) => one !== '')) {
    const isException = line.startsWith('!')
    if (patternOf(line.replace('!', '')).test(file)) isIgnored = !isException
  }
  return !isIgnored
}

function patternOf(glob: string): RegExp {
  const parts = glob.split(/(\*\*\/|\*)/)
  const source = parts.map((part) => {
    if (part === '**/') return '(?:.+/)?'
    return part === '*' ? '[^/]*' : part.replaceAll(/[.+^${}()|]/g, '\\$&')
  })
  return new RegExp(`^${source.join('')}(?:/.*)?$`)
}
