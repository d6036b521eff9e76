import { useEffect } from 'react'
import type { Action } from '../api/shapes.ts'
import { useResource } from '../api/use-resource.ts'
import { readAction } from './act.ts'
import { isRunning } from './action-progress.ts'

const ASK_MS = 700

/**
 * Actions as they stand. Asked for often until they have ended, and then with every change on the page.
 * Undefined: there is no answer yet.
 */
export function useActions(ids: readonly string[]): readonly Action[] | undefined {
  const key = ids.join(' ')
  const { data, error, reload } = useResource<readonly Action[]>(
    key === '' ? null : `actions ${key}`,
    (signal) => Promise.all(key.split(' ').map((id) => readAction(id, signal))),
  )
  // The service refuses the same question again: the action may be unknown.
  const refused = error !== undefined && error.status >= 400 && error.status < 500
  const waits = key !== '' && !refused && data?.some(isRunning) !== false

  useEffect(() => {
    if (!waits) return
    let timer: number | undefined
    let left = false
    const askAgain = () => {
      timer = window.setTimeout(async () => {
        await reload()
        if (!left) askAgain()
      }, ASK_MS)
    }
    askAgain()
    return () => {
      left = true
      window.clearTimeout(timer)
    }
  }, [waits, reload])

  return data
}
