/** What a delivery remembers of one effect of `once`. */
export interface EffectReport {
  readonly name: string
  /** `in-doubt`: it began and did not end */
  readonly state: 'finished' | 'in-doubt'
  /** what it returned, as it comes back from JSON; undefined = nothing, or not yet */
  readonly result: unknown
  /** how often it ran; 0 = an earlier delivery attempt of the test's telling had done it */
  readonly runs: number
}

export interface EffectOptions {
  /** effects of `once` that an earlier attempt has finished, with what they returned */
  readonly finished?: Readonly<Record<string, unknown>>
  /** effects of `once` that an earlier attempt began and was not heard to end */
  readonly inDoubt?: readonly string[]
}

/** The memory of `once` over all attempts of one delivery, as the database keeps it. */
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
