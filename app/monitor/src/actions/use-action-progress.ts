import { useEffect, useState } from 'react'
import type { Action } from '../api/shapes.ts'
import { readAction } from './act.ts'

export interface ActionProgress {
  readonly ended: boolean
  readonly stopped: boolean
  readonly matched: number
  readonly done: number
  readonly refused: number
  /** that were made from messages; null = none are, or they were not counted */
  readonly deliveries: number | null
  readonly problem: string | null
}

const ASK_MS = 700
const RUNNING: ReadonlySet<Action['state']> = new Set(['running', 'stopping'])

/** How far actions for many are; asked until they have ended. */
export function useActionProgress(ids: readonly string[]): ActionProgress | null {
  const [progress, setProgress] = useState<ActionProgress | null>(null)
  const key = ids.join(' ')

  useEffect(() => {
    setProgress(null)
    if (key === '') return
    let timer: number | undefined
    let left = false
    const ask = async () => {
      const actions = await Promise.all(key.split(' ').map(readAction)).catch(() => null)
      if (left) return
      if (actions !== null) setProgress(sumOf(actions))
      if (actions === null || actions.some(({ state }) => RUNNING.has(state))) {
        timer = window.setTimeout(() => void ask(), ASK_MS)
      }
    }
    void ask()
    return () => {
      left = true
      window.clearTimeout(timer)
    }
  }, [key])

  return progress
}

function sumOf(actions: readonly Action[]): ActionProgress {
  const sum = (pick: (action: Action) => number) =>
    actions.reduce((total, action) => total + pick(action), 0)
  return {
    ended: actions.every(({ state }) => !RUNNING.has(state)),
    stopped: actions.some(({ state }) => state === 'stopped' || state === 'stopping'),
    matched: sum(({ matched }) => matched ?? 0),
    done: sum(({ done }) => done),
    refused: sum(({ refused }) => refused),
    deliveries: actions.every(({ deliveries }) => deliveries === null)
      ? null
      : sum(({ deliveries }) => deliveries ?? 0),
    problem: actions.find(({ problem }) => problem !== null)?.problem ?? null,
  }
}
