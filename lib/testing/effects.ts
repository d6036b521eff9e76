/** An effect of `once` in a delivery. */
export interface EffectReport {
  readonly name: string
  /** `in-doubt`: started and not completed */
  readonly state: 'finished' | 'in-doubt'
  /** its result after a JSON round trip; undefined = none */
  readonly result: unknown
  /** number of runs; 0 = completed before, by `options` */
  readonly runs: number
}

export interface EffectOptions {
  /** effects that an earlier attempt completed, with their results */
  readonly finished?: Readonly<Record<string, unknown>>
  /** effects that an earlier attempt started and did not complete */
  readonly inDoubt?: readonly string[]
}

/** The memory of `once` over all attempts of a delivery, like the database's. */
export function createEffects({ finished = {}, inDoubt = [] }: EffectOptions) {
  const effects = new Map<string, EffectReport>()
  for (const [name, result] of Object.entries(finished)) {
    effects.set(name, { name, state: 'finished', result, runs: 0 })
  }
  for (const name of inDoubt) {
    effects.set(name, { name, state: 'in-doubt', result: undefined, runs: 0 })
  }
  return {
    list: (): EffectReport[] => [...effects.values()],
    memory: {
      async begin(name: string) {
        const known = effects.get(name)
        if (known?.state === 'finished') return { kind: 'finished', result: known.result } as const
        const runs = (known?.runs ?? 0) + 1
        effects.set(name, { name, state: 'in-doubt', result: undefined, runs })
        return { kind: 'begun', inDoubt: known !== undefined } as const
      },
      async end(name: string, json: string | null) {
        const result: unknown = json === null ? undefined : JSON.parse(json)
        const runs = effects.get(name)?.runs ?? 1
        effects.set(name, { name, state: 'finished', result, runs })
      },
    },
  }
}
