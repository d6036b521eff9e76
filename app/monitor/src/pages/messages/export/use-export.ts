import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { ApiError } from '../../../api/api-error.ts'
import { postStream } from '../../../api/post-stream.ts'
import { addressOf } from '../../../api/request.ts'
import { download } from '../../../parts/download.ts'

export interface Export {
  /** null = not started */
  readonly rows: number | null
  readonly state: 'ready' | 'running' | 'done' | 'stopped' | 'failed'
  readonly error: ApiError | null
  readonly start: (body: object) => void
  readonly stop: () => void
}

/** An export that this component started. It ends with the component. */
export function useExport(path: string, fileName: string): Export {
  const [rows, setRows] = useState<number | null>(null)
  const stopping = useRef<AbortController>(null)
  const run = useMutation({
    async mutationFn(body: object) {
      const stop = new AbortController()
      stopping.current = stop
      setRows(0)
      // The first line contains the titles.
      const count = (lines: number) => setRows(Math.max(0, lines - 1))
      try {
        const file = await postStream(addressOf(path), body, stop.signal, count)
        download(
          file,
          `${fileName}-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}.csv`,
        )
        return 'done' as const
      } catch (error) {
        if (stop.signal.aborted) return 'stopped' as const
        throw error
      }
    },
  })
  const stop = () => stopping.current?.abort()
  useEffect(() => () => stopping.current?.abort(), [])
  const ended = run.error === null ? (run.data ?? 'ready') : 'failed'
  return {
    rows,
    state: run.isPending ? 'running' : ended,
    error: run.error,
    start: run.mutate,
    stop,
  }
}
